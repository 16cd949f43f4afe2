"""やりとり: the last conversation with the terminal, in words a technician understands."""

from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.errors import Reason, StorageError
from pos.ui.widgets.layout import column, text
from pos.ui.widgets.tables import Column, RowsTable

WHAT: Final = "新しいものが上です。カード番号は記録のときに伏せてあります。端末の業者に見せてください。"
SHOWN: Final = 5  # a check of the state beside the payment that somebody asks about
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
        self.whole = text("", wrap=True)  # the chosen line, as long as it is
        self.table.selectionModel().currentRowChanged.connect(lambda _now, _then: self._show_whole())
        self.setLayout(column(self.summary, self.table, self.whole, gap=12, stretch={1: 1}))
        self.setFocusProxy(self.table)

    def show_lines(self, lines: tuple[str, ...]) -> None:
        self.summary.setText(WHAT if lines else NOTHING)
        self.table.show_rows(lines)
        self.table.setFocus()
        self._show_whole()

    def _show_whole(self) -> None:
        self.whole.setText((self.table.chosen_row or "").strip())


def last_lines(data: Path) -> tuple[str, ...]:
    """The newest conversations of the counter in `data`, the last one first; () where there is none.

    Runs on the lane. Raises StorageError STORAGE_UNREADABLE.
    """
    from pos.devices.conversation_log import FOLDER, last_conversations
    from pos.wording.conversation import told

    try:
        kept = last_conversations(data / FOLDER, SHOWN)
    except OSError as cause:
        raise StorageError(Reason.STORAGE_UNREADABLE, path=str(data), detail=str(cause)) from cause
    return tuple(line for each in reversed(kept) for line in (*told(each.entries), ""))
