"""A number pad for touch: the same as typing on the tenkey."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtWidgets import QGridLayout, QWidget

from pos.ui.widgets.keys import WideKey

BACK: Final = "訂正"
ENTER: Final = "Enter"
TENKEY: Final = (("7", "8", "9"), ("4", "5", "6"), ("1", "2", "3"), ("0", "00", BACK))
FLAT: Final = (("1", "2", "3", "4", "5", BACK), ("6", "7", "8", "9", "0", "00"))  # where room is low


class NumberPad(QWidget):
    """Tells `press` which key was touched: a digit, "00", BACK or ENTER."""

    def __init__(self, press: Callable[[str], None], rows: Sequence[Sequence[str]] = TENKEY) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(8)
        for down, names in enumerate(rows):
            for across, name in enumerate(names):
                grid.addWidget(self._key(name, press), down, across)
        grid.addWidget(self._key(ENTER, press, kind="primary"), 0, len(rows[0]), len(rows), 1)

    @staticmethod
    def _key(name: str, press: Callable[[str], None], kind: str = "key") -> WideKey:
        made = WideKey(name, lambda: press(name), kind=kind)
        made.setMinimumSize(56, 48)
        return made
