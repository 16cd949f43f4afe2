"""現金: 預り金 with quick amounts, お釣り as it is typed."""

from collections.abc import Callable

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.domain.entry import parse_yen
from pos.domain.money import ZERO, Yen
from pos.errors import EntryError
from pos.ui.widgets.fields import EnterMoves, NumberField
from pos.ui.widgets.keys import Key, WideKey
from pos.ui.widgets.layout import box, column, plain, row, set_role, text
from pos.ui.widgets.number_pad import BACK, ENTER, FLAT, NumberPad

ROOM_FOR_PAD = 460  # px
NOTES = (500, 1_000, 2_000, 5_000, 10_000)


class CashPanel(QWidget):
    """Gives the tendered amount; the rule that it must be enough is the checkout's."""

    def __init__(self, take: Callable[[Yen], None]) -> None:
        super().__init__()
        self._take = take
        self._due = ZERO
        self.tendered = NumberField("預り金（円）")
        self.tendered.line.setProperty("large", "true")
        self.tendered.line.textChanged.connect(lambda _text: self._draw())
        self.change_label = text("お釣り", "heading")
        self.change = text("―", "total", right=True)
        self.take_key = Key("受け取って登録", self.submit, kind="primary", key="F12")
        self._quick = QGridLayout()
        self._quick.setSpacing(8)
        self.pad = NumberPad(self._touch, FLAT)
        sums = box("well", row(self.change_label, None, self.change, margin=12))
        self.setLayout(column(
            self.tendered, plain(self._quick), sums, None, self.pad, self.take_key, gap=12,
        ))  # fmt: skip
        EnterMoves(self, [self.tendered, self.take_key])

    def begin(self, due: Yen) -> None:
        """For this amount; the field is empty and has the focus."""
        self._due = due
        self.tendered.write("")
        self._show_quick(due)
        self._draw()
        self.tendered.setFocus()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen the keyboard has the digits."""
        super().resizeEvent(event)
        self.pad.setVisible(event.size().height() >= ROOM_FOR_PAD)

    def submit(self) -> None:
        """Hand the tendered amount on; what is not a number is said at the field."""
        try:
            amount = self.tendered.yen()
        except EntryError:
            return
        self._take(amount)

    def write(self, amount: Yen) -> None:
        """A quick amount."""
        self.tendered.write(str(amount.amount))
        self.take_key.setFocus()

    def _show_quick(self, due: Yen) -> None:
        while item := self._quick.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
        amounts = [due, *(Yen(note) for note in NOTES if Yen(note) > due)][:5]
        for number, amount in enumerate(amounts):
            caption = "ちょうど" if amount == due else str(amount)
            key = WideKey(caption, lambda a=amount: self.write(a))  # type: ignore[misc]
            key.setMinimumHeight(52)
            self._quick.addWidget(key, 0, number)

    def _touch(self, name: str) -> None:
        line = self.tendered.line
        if name == ENTER:
            self.submit()
        elif name == BACK:
            line.backspace()
        else:
            line.insert(name)

    def _draw(self) -> None:
        try:
            change = parse_yen(self.tendered.words) - self._due
        except EntryError:
            change = None
        if change is None:
            self.change.setText("―")
        elif change < ZERO:
            self.change.setText(str(-change))
        else:
            self.change.setText(str(change))
        short = change is not None and change < ZERO
        self.change_label.setText("不足" if short else "お釣り")
        set_role(self.change_label, "bad" if short else "heading")
        self.take_key.setEnabled(not short)
