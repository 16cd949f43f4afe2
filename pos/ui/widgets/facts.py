"""Facts as pairs: a quiet name on the left, its value on the right; empty values are left out."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.ui.widgets.layout import text

Fact = tuple[str, str]


class FactList(QWidget):
    """Rebuilt as a whole; a name alone is a heading. Values may be selected and copied."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self.facts: tuple[Fact, ...] = ()

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show these pairs, in order; ("", "") is a gap."""
        while item := self._grid.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.facts = tuple(facts)
        for down, (name, value) in enumerate(self.facts):
            self._add(down, name, value)

    def _add(self, down: int, name: str, value: str) -> None:
        if not name and not value:
            self._grid.setRowMinimumHeight(down, 8)
            return
        self._grid.setRowMinimumHeight(down, 24)
        words = text(value, "figure", wrap=True, right=True)
        words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(text(name, "soft" if value else "strong"), down, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(words, down, 1)
