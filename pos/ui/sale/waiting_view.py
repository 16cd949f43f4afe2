"""残高照会 in progress: what the visitor does now, and 中止 as the only key."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from pos.ports import Progress
from pos.ui.lane import StopSwitch
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, text
from pos.wording import notice_text, phase_text

SAME_CARD: Final = "お客様に、同じカードをかざしていただいてください"
STOPPING: Final = "中止を伝えています。端末が終わるまでお待ちください。"


class WaitingView(QWidget):
    """One large state instead of the guide; nothing else can be pressed meanwhile."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self.stop = StopSwitch()
        self.what = text(SAME_CARD, "title", wrap=True)
        self.words = text("", "heading", wrap=True)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("残高照会の結果を待っています")
        self.stop_key = Key("中止", self.ask_to_stop, kind="danger", key="F6")
        self.stop_key.setMinimumSize(220, 68)
        self.setLayout(column(
            text("残高照会をしています", "strong"), self.what, self.words, self.bar, None,
            row(None, self.stop_key), gap=16,
        ))  # fmt: skip
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(SAME_CARD)

    def begin(self) -> StopSwitch:
        """A new reading; gives the switch that it asks."""
        self.stop = StopSwitch()
        self.words.setText("")
        self.stop_key.setEnabled(True)
        self.setFocus()  # not 中止: one Enter too many must not stop it
        return self.stop

    def show_progress(self, progress: Progress) -> None:
        """What the terminal tells."""
        if not self.stop():
            self.words.setText(notice_text(progress.notice) or phase_text(progress.phase))

    def ask_to_stop(self) -> None:
        """中止: the terminal decides when it ends."""
        self.stop.turn()
        self.stop_key.setEnabled(False)
        self.words.setText(STOPPING)
        self._changed()
