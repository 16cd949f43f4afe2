"""取引一覧: a day's sales, their details, 再発行 and 取消."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from pos.domain.days import japanese_date
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right
from pos.errors import OperatingError
from pos.ui.audit.cancelling import why_not
from pos.ui.audit.forms import CancelForm, ReprintForm
from pos.ui.audit.sale_words import can_be_cancelled, contents, details, method, state
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.papers import printed_words
from pos.ui.sale.progress_panel import ProgressPanel
from pos.ui.widgets.complaints import point_at
from pos.ui.widgets.facts import FactList
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, column, plain, row, scrolling, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import SALE_KINDS, conclusion_text

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.domain.day import BusinessDay
    from pos.issuing import IssuedPaper

COLUMNS = (
    Column[Sale]("番号", lambda sale: str(sale.number), figures=True, width=52),
    Column[Sale]("時刻", lambda sale: f"{sale.created_at:%H:%M}", figures=True, width=62),
    Column[Sale]("種別", lambda sale: SALE_KINDS[sale.kind], width=56),
    Column[Sale]("内容", contents),
    Column[Sale]("方法", method, width=112),
    Column[Sale]("金額", lambda sale: str(sale.total), figures=True, width=84),
    Column[Sale]("状態", state, width=80),
)
Seen = tuple[tuple["BusinessDay", ...], tuple[Sale, ...], dict[str, str]]


class SalesPage(Page):
    """Newest first; corrections only add."""

    title = "取引一覧"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._days: tuple[BusinessDay, ...] = ()
        self._day = 0  # index into _days, newest first
        self._names: dict[str, str] = {}
        self._named: Sale | None = None  # the sale that the open form names; nothing else is acted on
        self.heading = text("", "title")
        self.older_key = Key("← 前の営業日", lambda: self._turn(1), key="F3")
        self.newer_key = Key("次の営業日 →", lambda: self._turn(-1), key="F4")
        self.table: RowsTable[Sale] = RowsTable("取引一覧", COLUMNS)
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _then: self._draw_details())
        self.details = FactList()
        self.reprint_key = Key("再発行", self.open_reprint, key="F9")
        self.cancel_key = Key("取消", self.open_cancel, kind="danger", key="F7")
        self.reprint_form = ReprintForm(self._reprint, self._close_form)
        self.cancel_form = CancelForm(self._cancel, self._close_form)
        self.progress = ProgressPanel(self.keys_changed)
        self.side = QStackedWidget()
        self._put_together()

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        self._close_form()
        self._day = 0
        self._load()
        self.table.setFocus()
        missing = "、".join(str(sale.number) for sale in self.desk.situation.unissued)
        if missing:
            self.desk.note(
                f"書類がまだ出ていない取引があります（番号 {missing}）。選んで F9 で発行してください。"
            )

    def functions(self) -> dict[int, Function]:
        here = self.side.currentWidget()
        if here is self.progress:
            return {6: Function("中止", self.progress.ask_to_stop, self.progress.stop_key.isEnabled())}
        if here is self.reprint_form:
            return {12: Function("再発行", self.reprint_form.submit)}
        if here is self.cancel_form:
            return {12: Function("取消", self.cancel_form.submit)}
        return {
            3: Function("前の日", lambda: self._turn(1), self.older_key.isEnabled()),
            4: Function("次の日", lambda: self._turn(-1), self.newer_key.isEnabled()),
            7: Function("取消", self.open_cancel, self.cancel_key.isEnabled()),
            9: Function(self._paper_word(), self.open_reprint, self.reprint_key.isEnabled()),
        }

    def back(self) -> None:
        if self.side.currentIndex() == 0:
            self.desk.go(home_of(self.desk))
        elif not self.holds:
            self._close_form()

    # --- the list -------------------------------------------------------------------------------

    def _load(self) -> None:
        ledger, number = self.desk.counter.ledger, self._day

        def look() -> Seen:
            days = tuple(sorted(ledger.days(), key=lambda day: day.number, reverse=True))
            sales = ledger.sales_of_day(days[number].number) if number < len(days) else ()
            return days, sales, {each.id: each.name for each in ledger.staff()}

        self.desk.lane.run(look, done=self._show, failed=self.desk.tell)

    def _show(self, seen: Seen) -> None:
        self._days, sales, self._names = seen
        shown = tuple(sorted(sales, key=lambda sale: sale.number, reverse=True))
        self.table.show_rows(shown)
        day = self._days[self._day] if self._day < len(self._days) else None
        self.heading.setText(japanese_date(day.business_date, weekday=True) if day else "取引はありません")
        self.older_key.setEnabled(self._day + 1 < len(self._days))
        self.newer_key.setEnabled(self._day > 0)
        self._draw_details()

    def _turn(self, by: int) -> None:
        if 0 <= self._day + by < len(self._days):
            self._day += by
            self._load()

    def _draw_details(self) -> None:
        sale = self.table.chosen_row
        self.details.show_facts(details(sale, self._names) if sale else ())
        settled = sale is not None and sale.state is SaleState.SETTLED
        self.reprint_key.rename(self._paper_word())
        self.reprint_key.setEnabled(settled and self.desk.may(Right.REPRINT))
        worth = sale is not None and can_be_cancelled(sale) and self._is_open_day()
        self.cancel_key.setEnabled(worth and self.desk.may(Right.CANCEL))
        self.keys_changed()

    def _paper_word(self) -> str:
        sale = self.table.chosen_row
        return "発行" if sale is not None and self._is_unissued(sale) else "再発行"

    def _is_open_day(self) -> bool:
        return self._day < len(self._days) and self._days[self._day].is_open

    # --- 再発行 ----------------------------------------------------------------------------------

    def open_reprint(self) -> None:
        sale = self.table.chosen_row
        if sale is not None and self._is_unissued(sale):
            self._issue(sale)
        elif sale is not None:
            self._open_form(sale, self.reprint_form)
            self.reprint_form.begin(f"取引番号 {sale.number}　{sale.total}")

    def _open_form(self, sale: Sale, form: ReprintForm | CancelForm) -> None:
        """The form is about this sale, whatever happens to the list meanwhile."""
        self._named = sale
        self.list_card.setEnabled(False)
        self.side.setCurrentWidget(form)
        self.keys_changed()

    def _is_unissued(self, sale: Sale) -> bool:
        return any(sale.id == each.id for each in self.desk.situation.unissued)

    def _issue(self, sale: Sale) -> None:
        """The first paper of a sale that was cut off just after it was settled."""
        checkout, by = self.desk.counter.checkout, self.desk.person
        self.desk.run(lambda: checkout.hand_out(sale, by), self._issued)

    def _issued(self, result: "SaleResult") -> None:
        self.desk.result = result
        self.desk.refresh(lambda: self.desk.go(PageName.RESULT))

    def _reprint(self, reason: str) -> None:
        sale, issuing, by = self._named, self.desk.counter.issuing, self.desk.person
        if sale is not None:
            self.desk.run(
                lambda: issuing.reprint(sale.id, reason, by), self._reprinted, self._reprint_refused
            )

    def _reprint_refused(self, error: OperatingError) -> None:
        self.desk.tell(point_at(error, [self.reprint_form.reason]))

    def _reprinted(self, paper: "IssuedPaper") -> None:
        self._close_form()
        words = f"再発行 {paper.copy}回目" if paper.copy else "発行しました（初回）"
        self.desk.note(f"{words}　{printed_words(paper)}")

    # --- 取消 -----------------------------------------------------------------------------------

    def open_cancel(self) -> None:
        sale = self.table.chosen_row
        if sale is None:
            return
        terminal = self.desk.counter.terminal
        can = terminal.capabilities.cancel if terminal else None
        refused = why_not(sale, self.table.listing.rows, self.desk.counter.contract, can)
        if refused:
            self.desk.complain(refused, Until.LEFT)
        else:
            self.desk.forget()
            self._open_form(sale, self.cancel_form)
            self.cancel_form.begin(f"取引番号 {sale.number}　{method(sale)}　{sale.total}")

    def _cancel(self, reason: str, number: str, password: str) -> None:
        sale, counter, by = self._named, self.desk.counter, self.desk.person
        if sale is None or self.desk.working:
            return
        stop = self.progress.begin()
        tell = self.desk.lane.posts(self.progress.show_progress)

        def cancel() -> "SaleResult":
            approver = counter.access.confirm(number, password, Right.APPROVE, other_than=by)
            ask = partial(counter.refunds.cancel, sale.id, reason=reason, by=by, approver=approver)
            return ask(stop=stop, tell=tell)

        if sale.payment is not None and sale.payment.terminal_id is not None:
            self.side.setCurrentWidget(self.progress)
            self.holds = True
        self.desk.run(cancel, self._cancelled, self._refused)
        self.keys_changed()

    def _cancelled(self, result: "SaleResult") -> None:
        self._let_go()
        desk = self.desk
        desk.result = result
        if result.sale.state is SaleState.SETTLED:
            desk.go(PageName.RESULT)
        elif result.sale.state is SaleState.PROMISED:
            desk.refresh(lambda: desk.go(PageName.UNKNOWN))
        else:
            payment = result.sale.payment
            words = conclusion_text(payment.conclusion if payment else None)
            desk.complain(f"取消できませんでした。{words}", Until.TRIED)
            self.enter()

    def _refused(self, error: OperatingError) -> None:
        self._let_go()
        self.side.setCurrentWidget(self.cancel_form)
        self.desk.tell(point_at(error, self.cancel_form.fields))
        self.desk.refresh()

    def release(self) -> None:
        self._let_go()
        self._close_form()

    def _let_go(self) -> None:
        self.progress.end()
        self.holds = False

    def _close_form(self) -> None:
        self._named = None
        self.list_card.setEnabled(True)
        self.side.setCurrentIndex(0)
        self.desk.forget()
        self.table.setFocus()
        self.keys_changed()

    def _put_together(self) -> None:
        keys = row(self.reprint_key, self.cancel_key, stretch={0: 1, 1: 1})
        listed = scrolling(plain(column(self.details, None)))
        shown = plain(column(text("内容", "heading"), listed, keys, stretch={1: 1}))
        for part in (shown, self.reprint_form, self.cancel_form, self.progress):
            self.side.addWidget(part)
        top = row(self.heading, None, self.older_key, self.newer_key)
        self.list_card = card(top, self.table, margin=12)
        beside = card(self.side, margin=12)
        self.setLayout(row(self.list_card, beside, gap=12, margin=12, stretch={0: 5, 1: 3}))
