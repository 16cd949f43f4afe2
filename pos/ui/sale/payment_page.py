"""会計: what is due, how it is paid, and the running payment. Esc goes back only while nothing runs."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget

from pos.domain.basket import Basket
from pos.domain.brands import Brand, Contract
from pos.domain.money import ZERO, Yen
from pos.domain.sale import SaleState
from pos.errors import OperatingError, Reason
from pos.ports import Progress
from pos.ui.desk import Desk
from pos.ui.page import Function, Page, PageName
from pos.ui.sale.cash_panel import CashPanel
from pos.ui.sale.progress_panel import ProgressPanel
from pos.ui.situation import TerminalLight
from pos.ui.widgets.facts import Fact, FactList
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, plain, row, text
from pos.wording import BRANDS, conclusion_text

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.domain.basket import BasketLine

MAX_SHOWN = 9  # lines beside the amount; all of them stand on the paper
E_MONEY_NOTES = {
    TerminalLight.NONE: "この窓口には端末がありません",
    TerminalLight.STOPPED: "端末停止中・現金のみ（F5で確かめ直す）",
    TerminalLight.HELD: "未了で保留中（F8で確かめる）",
}


class PaymentPage(Page):
    """Chooses a method, takes cash, or follows the terminal."""

    title = "会計"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.total = text("", "huge", right=True)
        self.lines = FactList()
        self.purpose = text("", "soft", wrap=True)
        self.outcome = text("", "strong", wrap=True)
        self.caps = text("", "bad", wrap=True)
        self.outcome_box = box("bad", column(self.outcome, margin=16))
        self.cash_key = Key("現金", self.choose_cash, kind="primary", key="1")
        self.e_money_key = Key("電子マネー", self.pay_e_money, kind="primary", key="2")
        self.back_key = Key("明細に戻る", self.back, key="Esc")
        self.cash = CashPanel(self.pay_cash)
        self.progress = ProgressPanel(self.keys_changed)
        self.panels = QStackedWidget()
        self._choice = plain(column(
            text("支払方法を選んでください", "heading"), self.outcome_box, self.cash_key, self.e_money_key,
            self.caps, None, self.back_key, gap=16,
        ))  # fmt: skip
        for key in (self.cash_key, self.e_money_key):
            key.setProperty("room", "choice")  # "size" is a property of Qt itself
            key.embolden("title")
        self._put_together()

    @property
    def running(self) -> bool:
        return self.panels.currentWidget() is self.progress

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        basket = self.desk.basket
        if not basket.lines:
            self.desk.go(PageName.SALE)
            return
        self.total.setText(str(basket.total))
        self.lines.show_facts(_line_facts(basket.lines))
        self.purpose.setText(_purpose(basket.application_no, basket.addressee))
        self.outcome_box.hide()
        self._warn_of_caps()
        self._show_choice()

    def functions(self) -> dict[int, Function]:
        if self.running:
            return {6: Function("中止", self.progress.ask_to_stop, self.progress.stop_key.isEnabled())}
        if self.panels.currentWidget() is self.cash:
            return {12: Function("受取・登録", self.cash.submit, not self.desk.working)}
        return {}

    def back(self) -> None:
        """To the method, then to the basket; a running payment is not touched."""
        if self.running or self.desk.working:
            return
        if self.panels.currentWidget() is self.cash:
            self.desk.forget()
            self._show_choice()
        else:
            self.desk.go(PageName.SALE)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        choosing = self.panels.currentWidget() is self._choice and not event.isAutoRepeat()
        if choosing and event.key() == Qt.Key.Key_1:
            self.choose_cash()
        elif choosing and event.key() == Qt.Key.Key_2:
            self.pay_e_money()
        else:
            super().keyPressEvent(event)

    # --- paying ---------------------------------------------------------------------------------

    def choose_cash(self) -> None:
        self.outcome_box.hide()
        self.panels.setCurrentWidget(self.cash)
        self.cash.begin(self.desk.basket.total)
        self.keys_changed()

    def pay_cash(self, tendered: Yen) -> None:
        """The cash is on the tray: book it."""
        desk = self.desk
        checkout, basket, clerk = desk.counter.checkout, desk.basket, desk.person
        desk.run(lambda: checkout.pay_cash(basket, tendered, clerk), self._finished, self._cash_refused)

    def pay_e_money(self) -> None:
        """Send the amount to the terminal and follow what it tells."""
        desk = self.desk
        if desk.working or not self.e_money_key.isEnabled():
            return
        checkout, basket, clerk = desk.counter.checkout, desk.basket, desk.person
        stop = self.progress.begin()
        self.panels.setCurrentWidget(self.progress)
        self.holds = True
        tell = desk.lane.posts(self._follow)
        job = partial(checkout.pay_e_money, basket, clerk, stop=stop, tell=tell)
        desk.run(job, self._finished, self._refused)
        self.keys_changed()

    def _follow(self, progress: Progress) -> None:
        self.progress.show_progress(progress)
        self.setAccessibleDescription(f"{self.progress.notice.text()} {self.progress.words.text()}".strip())

    def _finished(self, result: "SaleResult") -> None:
        self._let_go()
        desk = self.desk
        desk.result = result
        if result.sale.state is SaleState.SETTLED:
            if desk.light is TerminalLight.UNSEEN and result.sale.payment and result.sale.payment.terminal_id:
                desk.set_light(TerminalLight.READY)
            desk.go(PageName.RESULT)
            return
        if result.sale.state is SaleState.PROMISED:
            desk.basket = Basket()  # it may be paid already: nothing may take its money again
            desk.refresh(lambda: desk.go(PageName.UNKNOWN))
            return
        payment = result.sale.payment
        self._say(conclusion_text(payment.conclusion if payment else None))

    def _refused(self, error: OperatingError) -> None:
        """Nothing was promised, or it is an open question that the next look shows."""
        self._let_go()
        self.desk.tell(error)
        self.desk.refresh(self._after_refusal)

    def _cash_refused(self, error: OperatingError) -> None:
        """Too little on the tray leaves everything as it is; a promise that was cut off does not."""
        self.desk.tell(error)
        if error.reason is not Reason.TENDER_TOO_SMALL:
            self.desk.refresh(self._after_cash_refusal)

    def _after_cash_refusal(self) -> None:
        if not self.desk.basket.lines:  # the new open question has taken it along
            self.desk.go(PageName.UNKNOWN)

    def _after_refusal(self) -> None:
        if self.desk.situation.questions:
            self.desk.go(PageName.UNKNOWN)
        else:
            self._show_choice()

    def release(self) -> None:
        self._let_go()
        self._show_choice()

    def _warn_of_caps(self) -> None:
        """Which cards cannot pay so much: said before one is touched."""
        brands = self.desk.counter.contract.brands_over(self.desk.basket.total)
        names = "、".join(BRANDS[brand] for brand in brands)
        self.caps.setText(f"！ {names} は1回の上限を超えるため使えません。" if names else "")
        self.caps.setVisible(bool(names))

    def _say(self, words: str) -> None:
        self.outcome.setText(f"！ {words}")
        self.outcome_box.show()
        self._show_choice()

    def _let_go(self) -> None:
        self.progress.end()
        self.holds = False

    def _show_choice(self) -> None:
        dead = E_MONEY_NOTES.get(self.desk.light) or _over_every_cap(
            self.desk.counter.contract, self.desk.basket.total
        )
        self.e_money_key.rename("電子マネー", dead or "カードをかざして支払い")
        self.e_money_key.setEnabled(not dead)
        self.cash_key.rename("現金", "預り金とお釣り")
        self.panels.setCurrentWidget(self._choice)
        self.setFocus()
        self.keys_changed()

    def _put_together(self) -> None:
        for panel in (self._choice, self.cash, self.progress):
            self.panels.addWidget(panel)
        left = card(
            text("お支払い金額", "heading"), self.total, box("rule", column(margin=1)), self.lines,
            self.purpose, None, margin=24,
        )  # fmt: skip
        whole = row(left, card(self.panels, margin=20), gap=12, margin=12, stretch={0: 1, 1: 1})
        self.setLayout(whole)


def _over_every_cap(contract: Contract, amount: Yen) -> str:
    """Why no card can pay so much; empty where one may."""
    rules = [contract.rule(brand) for brand in contract.brands_accepted()]
    if not contract.rules or contract.others is None or contract.others.accepted:
        rules.append(contract.rule(Brand.UNKNOWN))
    cap = max((min(rule.cap_within(contract.cap), contract.cap) for rule in rules), default=ZERO)
    return f"1回の上限{cap}を超えています" if amount > cap else ""


def _line_facts(lines: "tuple[BasketLine, ...]") -> list[Fact]:
    first = lines[:MAX_SHOWN]
    shown = [(f"{line.fee.title}　{line.copies}{line.fee.unit.value}", str(line.amount)) for line in first]
    return shown if len(lines) <= MAX_SHOWN else [*shown, (f"ほか{len(lines) - MAX_SHOWN}行", "…")]


def _purpose(application_no: str, addressee: str) -> str:
    parts = [f"受付番号 {application_no}"] if application_no else []
    return "　".join([*parts, f"宛名 {addressee} 様"] if addressee else parts)
