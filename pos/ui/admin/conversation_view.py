"""やりとり: the last conversation with the terminal, in words a technician understands."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.ui.widgets.layout import column, text
from pos.ui.widgets.tables import Column, RowsTable

WHAT: Final = "最後のやりとりです。カード番号は記録のときに伏せてあります。端末の業者に見せてください。"
NOTHING: Final = "まだ端末とやりとりした記録がありません。"


class ConversationView(QWidget):
    """Lines in the order of time; arrow keys scroll."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = text("", "soft", wrap=True)
        self.table: RowsTable[str] = RowsTable(
            "端末とのやりとり", (Column[str]("時刻と内容", lambda line: line, fixed=True),)
        )
        self.table.verticalHeader().setDefaultSectionSize(32)
        self.setLayout(column(self.summary, self.table, gap=12, stretch={1: 1}))
        self.setFocusProxy(self.table)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        self.summary.setText(WHAT if lines else NOTHING)
        self.table.show_rows(lines)
        self.table.setFocus()


def last_lines(data: Path) -> tuple[str, ...]:
    """The newest conversation that is kept for this counter; () where there is none. Runs on the lane."""
    return ()
