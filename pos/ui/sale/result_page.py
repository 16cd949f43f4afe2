"""完了: what was paid, the change in large digits, the paper, and the next visitor."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from pos.domain.basket import Basket
from pos.domain.payment import Approved, Method
from pos.domain.sale import Sale, SaleKind
from pos.ui.audit.sale_words import balance_words
from pos.ui.desk import Desk
from pos.ui.page import Function, Page, PageName
from pos.ui.papers import printed_words, show_paper
from pos.ui.widgets.facts import Fact, FactList
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, row, text
from pos.ui.widgets.paper_view import PaperView
from pos.wording import BRANDS, METHODS, say

if TYPE_CHECKING:
    from pos.checkout import SaleResult

HEADINGS = {
    SaleKind.SALE: "✓ お支払いが完了しました",
    SaleKind.OFFICIAL_USE: "✓ 公用の交付を登録しました",
    SaleKind.CANCELLATION: "✓ 取消が完了しました",
}


class ResultPage(Page):
    """The sale stands; only its paper may still need care."""

    title = "完了"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.heading = text("", "title", wrap=True)
        self.amount_label = text("", "heading")
        self.amount = text("", "huge", right=True)
        self.facts = FactList()
        self.paper_words = text("", wrap=True)
        self.paper = PaperView()
        self.next_key = Key("次のお客様", self.next, kind="primary", key="Enter")
        left = card(
            box("good", column(self.heading, margin=16)), 8, self.amount_label, self.amount,
            box("rule", column(margin=1)), self.facts, None, self.paper_words, self.next_key, margin=24,
        )  # fmt: skip
        right = card(self.paper, margin=16)
        self.setLayout(row(left, right, gap=12, margin=12, stretch={0: 6, 1: 5}))

    def enter(self) -> None:
        result = self.desk.result
        if result is None:
            self.desk.go(PageName.SALE)
            return
        self._show(result)
        self.desk.refresh()
        self.next_key.setFocus()

    def functions(self) -> dict[int, Function]:
        return {12: Function("次の客", self.next)}

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.isAutoRepeat():
            self.next()
        else:
            super().keyPressEvent(event)

    def next(self) -> None:
        """The next visitor: an empty basket."""
        self.desk.result = None
        self.desk.basket = Basket()
        self.desk.go(PageName.SALE)

    def back(self) -> None:
        self.next()

    def _show(self, result: "SaleResult") -> None:
        sale, waiting = result.sale, self.desk.returnable
        if waiting is not None and waiting.lines == sale.lines:
            self.desk.returnable = None  # paid in another way meanwhile
        self.heading.setText(HEADINGS[sale.kind])
        label, amount = _main_amount(sale)
        self.amount_label.setText(label)
        self.amount.setText(amount)
        self.facts.show_facts(_facts(sale))
        self.paper_words.setText(printed_words(result.paper))
        show_paper(self.desk, self.paper, result.paper)
        for problem in reversed(result.problems):  # the first and gravest stands on top
            self.desk.complain(say(problem))


def _main_amount(sale: Sale) -> tuple[str, str]:
    """The figure that the clerk needs now: change, money back, or what was paid."""
    payment = sale.payment
    if payment is None:
        return "免除額", str(sale.listed_total)
    if sale.kind is SaleKind.CANCELLATION:
        return ("お返しする現金" if payment.method is Method.CASH else "返金額"), str(payment.amount)
    if payment.method is Method.CASH:
        return "お釣り", str(payment.change)
    return "お支払い", str(payment.amount)


def _facts(sale: Sale) -> list[Fact]:
    facts = [("取引番号", str(sale.number)), ("合計", str(sale.total))]
    payment = sale.payment
    if payment is None:
        return [*facts, ("官公署名", sale.body), ("事由", sale.ground)]
    if payment.method is Method.CASH:
        tendered = [] if payment.tendered is None else [("預り金", str(payment.tendered))]
        return [*facts, ("支払方法", METHODS[payment.method]), *tendered]
    if isinstance(payment.conclusion, Approved):
        record = payment.conclusion.record
        facts += [("支払方法", BRANDS[record.brand]), ("カード末尾", record.card_last4)]
        facts.append(("端末通番", record.sequence))
        if balance := balance_words(record):
            facts.append(("カード残高", balance))
    return facts
