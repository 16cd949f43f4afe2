"""Counting money by 金種: pieces per denomination, the sum beside it."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from pos.domain.drawer import DENOMINATIONS, MAX_PIECES, CashCount
from pos.domain.entry import parse_number
from pos.domain.money import Yen
from pos.errors import EntryError, Reason
from pos.ui.widgets.layout import text


class CountGrid(QWidget):
    """Bills on the left, coins on the right; an empty field is 0 pieces."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self.pieces: dict[int, QLineEdit] = {}
        self._sums: dict[int, QLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        half = len(DENOMINATIONS) // 2
        for number, value in enumerate(DENOMINATIONS):
            self._add(grid, value, number % half, 5 * (number // half))
        grid.setColumnMinimumWidth(4, 16)
        grid.setColumnStretch(9, 1)
        self.setFocusProxy(self.pieces[DENOMINATIONS[0]])

    @property
    def fields(self) -> list[QWidget]:
        return list(self.pieces.values())

    def count(self) -> CashCount:
        """What was typed. Raises EntryError; the wrong field has the focus then.

        Nothing typed at all is no count (COUNT_BLANK): an empty drawer is said with a 0.
        """
        if not any(line.text().strip() for line in self.pieces.values()):
            self.setFocus()
            raise EntryError(Reason.COUNT_BLANK)
        return CashCount.of({value: self._read(value) for value in DENOMINATIONS})

    def total(self) -> Yen | None:
        """The sum so far; None while something that was typed is not a number."""
        try:
            return Yen(sum(value * _pieces(self.pieces[value]) for value in DENOMINATIONS))
        except EntryError:
            return None

    def write(self, count: CashCount | None) -> None:
        """Show a count, or nothing."""
        known = dict(count.pieces) if count else {}
        for value, line in self.pieces.items():
            line.setText(str(known[value]) if known.get(value) else "")
        self._draw()

    def _add(self, grid: QGridLayout, value: int, down: int, across: int) -> None:
        line = QLineEdit()
        line.setAccessibleName(f"{value}円の枚数")
        line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line.setProperty("figures", "true")
        line.setMaxLength(6)
        line.setFixedWidth(88)
        line.setPlaceholderText("0")
        line.textChanged.connect(lambda _text: self._draw())
        self.pieces[value] = line
        self._sums[value] = text("¥0", "figure", right=True)
        self._sums[value].setMinimumWidth(96)
        grid.addWidget(text(f"{value:,}円", "figure", right=True), down, across)
        grid.addWidget(line, down, across + 1)
        grid.addWidget(text("枚"), down, across + 2)
        grid.addWidget(self._sums[value], down, across + 3)

    def _read(self, value: int) -> int:
        try:
            return _pieces(self.pieces[value])
        except EntryError:
            self.pieces[value].setFocus()
            self.pieces[value].selectAll()
            raise

    def _draw(self) -> None:
        for value, line in self.pieces.items():
            try:
                words, wrong = str(Yen(value * _pieces(line))), "false"
            except EntryError as error:
                absurd = error.reason is Reason.NUMBER_OUT_OF_RANGE
                words, wrong = f"{MAX_PIECES}枚まで" if absurd else "数字で入力", "true"
            self._sums[value].setText(words)
            if line.property("wrong") != wrong:
                line.setProperty("wrong", wrong)
                line.style().unpolish(line)
                line.style().polish(line)
        self._changed()


def _pieces(line: QLineEdit) -> int:
    return parse_number(line.text(), low=0, high=MAX_PIECES) if line.text().strip() else 0
