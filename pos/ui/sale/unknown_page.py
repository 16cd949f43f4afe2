"""処理未了: nobody knows whether money moved. Full width, amber and black; Esc does not close it."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from pos.domain.basket import Basket
from pos.domain.payment import Direction, Unknown
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right
from pos.errors import DeviceError, OperatingError, Reason, RefusedError
from pos.ports import CardReading, Progress
from pos.ui.desk import Desk
from pos.ui.lane import StopSwitch
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.sale.settle_form import SettleForm, Verdict
from pos.ui.widgets.complaints import point_at
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, plain, row, scrolling, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import BRANDS, notice_text, phase_text, unknown_text

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.counter import Counter
    from pos.recovery import OpenQuestion

RULES = (
    "① もう一度引き去らないでください。別の方法でも受け取らないでください。",
    "② お客様にお待ちいただき、図面はまだ渡さないでください。",
    "③「端末に再照会」を押してください。分からなければ、同じカードで「残高照会」を行い、残高を比べてください。",
    "④ それでも分からなければ、お客様の連絡先を控え、出納員が「確定」を行ってください。",
)

NOT_ASKED = (
    "端末につながらず、問い合わせできませんでした。"
    "電源とケーブルを確かめて、もう一度「端末に再照会」を押してください。"
)
CARD_NOT_READ = (
    "端末につながらず、残高照会ができませんでした。電源とケーブルを確かめて、もう一度行ってください。"
    "結果が分かるまで、別の方法では受け取らないでください。"
)


class UnknownPage(Page):
    """Each open question, what to do now, and the ways out that leave a trace."""

    title = "処理未了"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._stop = StopSwitch()
        self.amount = text("", "total")
        self.what = text("", "strong", wrap=True)
        self.finding = text("", "heading", wrap=True)
        self.table: RowsTable[OpenQuestion] = RowsTable("処理未了の一覧", _columns())
        self.table.setFixedHeight(100)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _then: self._draw())
        self.ask_key = Key("端末に再照会", self.ask, kind="primary", key="F5")
        self.card_key = Key("残高照会", self.read_card, key="F9")
        self.later_key = Key("後で処理", self.later, key="F4", note="現金の会計は続けられます")
        self.settle_key = Key("確定", self.open_settling, kind="danger", key="F7", note="承認者が必要")
        self.form = SettleForm(self._settle, self._close_settling, desk.tell)
        self.parts = QStackedWidget()
        self._put_together()

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        self.table.show_rows(self.desk.situation.questions)
        self.finding.hide()
        self._close_settling()
        self._draw()

    def functions(self) -> dict[int, Function]:
        if self.desk.working:
            return {6: Function("中止", self._stop.turn)} if self._reading else {}
        if self.parts.currentWidget() is not self._advice:
            return {12: Function("確定する", self.form.submit)}
        return {
            4: Function("後で処理", self.later),
            5: Function("再照会", self.ask),
            7: Function("確定", self.open_settling, self.settle_key.isEnabled()),
            9: Function("残高照会", self.read_card),
        }

    def back(self) -> None:
        """Esc leaves the settling form, never this page: 後で処理 is a deliberate key."""
        self._close_settling()

    # --- the four ways --------------------------------------------------------------------------

    def ask(self) -> None:
        """端末に再照会."""
        counter, by, stop = self.desk.counter, self.desk.person, StopSwitch()

        def ask() -> "tuple[list[SaleResult], OperatingError | None]":
            results = [counter.checkout.hand_out(sale, by) for sale in counter.recovery.ask(stop=stop)]
            return results, None if results else _silence(counter, stop)

        self._say("端末に問い合わせています…")
        self.desk.run(ask, self._asked, self._refused)

    def read_card(self) -> None:
        """残高照会: what the card itself says."""
        recovery, self._stop = self.desk.counter.recovery, StopSwitch()
        self._reading = True
        self._say("お客様に、同じカードをかざしていただいてください。")
        tell = self.desk.lane.posts(self._progress)
        job = partial(recovery.read_card, stop=self._stop, tell=tell)
        self.desk.run(job, self._card_read, self._card_not_read)

    def later(self) -> None:
        """後で処理: cash sales go on, the terminal stays held, the badge stays."""
        self.desk.basket = Basket()
        self.desk.go(home_of(self.desk))

    def open_settling(self) -> None:
        """確定 by a named person with reason, evidence and approver."""
        self.table.hide()
        self.parts.setCurrentWidget(self._settling)
        self.form.begin()
        self.keys_changed()

    # --- what comes of them ---------------------------------------------------------------------

    def _asked(self, answer: "tuple[list[SaleResult], OperatingError | None]") -> None:
        results, silence = answer
        self._answered(results)
        if silence is not None:
            self._say(NOT_ASKED)

    def _answered(self, results: "list[SaleResult]") -> None:
        """What was settled: the paper of a sale that stands, or the word that nothing was taken."""
        if not results:
            self._say("端末の記録からは分かりませんでした。同じカードで残高照会を行ってください。")
        stands = [result for result in results if result.sale.state is SaleState.SETTLED]
        words = "　".join(_settled_words(result.sale) for result in results)
        self.desk.refresh(lambda: self._go_on(stands, words))

    def _card_read(self, reading: CardReading | None) -> None:
        self._reading = False
        if reading is None:
            self._say("カードがかざされませんでした。もう一度行ってください。")
        else:
            last = f"　最後の利用 {reading.last_amount}"
            when = f"（{reading.last_at:%m/%d %H:%M}）" if reading.last_at else ""
            name = f"{BRANDS[reading.brand]}　末尾 {reading.card_last4}"
            self._say(f"{name}　残高 {reading.balance}{last}{when}　― 取引の前の残高と比べてください。")
        self.keys_changed()

    def _card_not_read(self, error: OperatingError) -> None:
        """The card is asked for no longer; cash is no way out of this page."""
        self._say("")
        if isinstance(error, DeviceError):
            self._reading = False
            self.desk.complain(CARD_NOT_READ)
            self.keys_changed()
        else:
            self._refused(error)

    def _settle(self, verdict: Verdict) -> None:
        question, counter, by = self.table.chosen_row, self.desk.counter, self.desk.person
        if question is None:
            return

        def settle() -> "list[SaleResult]":
            approver = counter.access.confirm(
                verdict.approver_number, verdict.approver_password, Right.APPROVE, other_than=by
            )
            sale = counter.recovery.settle(
                question.payment.id, charged=verdict.charged, brand=verdict.brand,
                reason=verdict.reason, evidence=verdict.evidence, by=by, approver=approver,
            )  # fmt: skip
            return [counter.checkout.hand_out(sale, by)]

        self.desk.run(settle, self._answered, self._not_settled)

    def _not_settled(self, error: OperatingError) -> None:
        self._refused(point_at(error, self.form.fields))

    def _refused(self, error: OperatingError) -> None:
        self._reading = False
        self.desk.tell(error)
        self.keys_changed()

    def release(self) -> None:
        self._reading = False
        self._close_settling()

    def _go_on(self, stands: "list[SaleResult]", words: str) -> None:
        desk = self.desk
        if stands:
            desk.result = stands[-1]
            desk.go(PageName.RESULT)
        elif desk.situation.questions:
            self.table.show_rows(desk.situation.questions)
            self._close_settling()
        else:
            desk.go(home_of(desk))
        if words:
            desk.note(words)

    # --- drawing --------------------------------------------------------------------------------

    def _close_settling(self) -> None:
        self.table.show()
        self.parts.setCurrentWidget(self._advice)
        self.ask_key.setFocus()
        self.keys_changed()

    def _progress(self, progress: Progress) -> None:
        self._say(notice_text(progress.notice) or phase_text(progress.phase))

    def _say(self, words: str) -> None:
        self.finding.setText(words)
        self.finding.setVisible(bool(words))

    def _draw(self) -> None:
        question = self.table.chosen_row
        self.settle_key.setEnabled(question is not None and self.desk.may(Right.SETTLE_UNKNOWN))
        if question is None:
            return
        payment = question.payment
        self.amount.setText(str(payment.amount))
        kind = "取消" if payment.direction is Direction.CANCEL else "支払"
        cause = payment.conclusion.cause if isinstance(payment.conclusion, Unknown) else None
        why = unknown_text(cause) if cause else "処理の途中で止まりました。"
        self.what.setText(f"取引番号 {question.sale.number}の{kind}が終わったかどうか分かりません。{why}")

    def _put_together(self) -> None:
        self._reading = False
        top = box("amber", column(
            text("！ 処理未了　お金が動いたかどうか分かりません", "title"),
            row(self.amount, 24, self.what, stretch={2: 1}), margin=12,
        ))  # fmt: skip
        rules = [text(rule, "heading", wrap=True) for rule in RULES]
        keys = row(self.later_key, None, self.settle_key, self.card_key, self.ask_key, gap=16)
        for key in (self.later_key, self.card_key, self.settle_key, self.ask_key):
            key.setMinimumSize(176, 72)
        advice = scrolling(plain(column(*rules, None, gap=12)))
        self._advice = plain(column(advice, keys, gap=12, stretch={0: 1}))
        self._settling = scrolling(self.form)
        for part in (self._advice, self._settling):
            self.parts.addWidget(part)
        body = box("amberSoft", column(self.finding, self.parts, margin=12, gap=12, stretch={1: 1}))
        below = plain(column(self.table, body, margin=12, stretch={1: 1}))
        self.setLayout(column(top, below, gap=0, stretch={1: 1}))


def _columns() -> "tuple[Column[OpenQuestion], ...]":
    return (
        Column("営業日", lambda q: f"{q.sale.business_date:%Y/%m/%d}", width=136),
        Column("取引番号", lambda q: str(q.sale.number), figures=True, width=90),
        Column("時刻", lambda q: f"{q.payment.requested_at:%H:%M:%S}", figures=True, width=100),
        Column("内容", lambda q: "　".join(line.title for line in q.sale.lines)),
        Column("端末", lambda q: str(q.payment.terminal_id or "―"), width=80),
        Column("金額", lambda q: str(q.payment.amount), figures=True, width=110),
    )


def _silence(counter: "Counter", stop: StopSwitch) -> OperatingError | None:
    """Why the terminal gave no answer, where it could not even be asked; runs on the lane."""
    if counter.terminal is None:
        return RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
    try:
        counter.terminal.check_health(stop=stop)
    except DeviceError as error:
        return error
    return None


def _settled_words(sale: Sale) -> str:
    if sale.state is SaleState.SETTLED:
        return f"取引番号 {sale.number}は成立していました。もう一度引き去らないでください。"
    return f"取引番号 {sale.number}は引き去られていません。会計をやり直せます。"
