"""取引前残高 and the card's last four digits, as the terminal shows them on its slip or screen."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.domain.money import Yen
from pos.errors import OperatingError
from pos.ui.widgets.fields import EnterMoves, NumberField
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, text

WHAT: Final = "{}で「取引前残高」とカード番号の最後の4桁を確かめて、入力します。"


class BalanceForm(QWidget):
    """The program compares; a person confirms (what was typed is never certain)."""

    def __init__(self, take: Callable[[Yen, str], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        self._about = ""
        self.heading, self.what = text("", "strong", wrap=True), text("", wrap=True)
        self.balance = NumberField("取引前残高（円）")
        self.last4 = NumberField("カード番号の末尾4桁（同じカードかを確かめます）")
        self.last4.line.setMaxLength(4)
        self.done_key = Key("残高を比べる", self.submit, kind="primary", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        self.setLayout(column(
            text("残高を比べる", "title"), self.what, self.heading,
            row(column(self.balance, None), column(self.last4, None), None, gap=16), None,
            row(self.back_key, None, self.done_key), gap=12,
        ))  # fmt: skip
        EnterMoves(self, [self.balance, self.last4, self.done_key, self.back_key])

    @property
    def fields(self) -> list[QWidget]:
        return [self.balance, self.last4]

    def begin(self, about: str, last4: str, look: str) -> None:
        """`look`: where the terminal shows it. What was typed about the same payment is still there."""
        self.what.setText(WHAT.format(look))
        if about != self._about:
            self._about = about
            self.heading.setText(about)
            self.balance.write("")
            self.last4.write("")
        for field in (self.balance, self.last4):
            field.complain(None)
        if not self.last4.words:
            self.last4.write(last4)
        self.balance.setFocus()
        self.balance.line.selectAll()

    def forget(self) -> None:
        """Nothing was typed yet."""
        self._about = ""

    def submit(self) -> None:
        """Hand both on; a balance that is no amount stands at its field."""
        try:
            balance, last4 = self.balance.yen(), self._digits()
        except OperatingError:
            return
        self._take(balance, last4)

    def _digits(self) -> str:
        """Four digits, or "" where the slip does not show them. Raises EntryError, shown at the field."""
        return f"{self.last4.number(low=0, high=9_999):04d}" if self.last4.words.strip() else ""
