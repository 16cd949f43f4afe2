"""A conversation with the terminal as it runs: step list, elapsed seconds, what the visitor does, 中止."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QWidget

from pos.ports import Notice, Progress
from pos.ui.lane import StopSwitch
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, text
from pos.ui.widgets.steps import StepList
from pos.wording.progress import STEPS, notice_text, phase_text, step_of

CARD_SEEN = 2  # the step from which a card may have been charged
STOP_STEP = "中止しています"
STOP_HEADING = "中止しています。カードをかざさないでください"
LINKING = "端末につないでいます。"  # until the conversation itself says what it does
STOPPING = "中止を伝えています。結果が出るまでお待ちください。"


class ProgressPanel(QWidget):
    """Shows progress; 中止 is a wish that the conversation answers."""

    def __init__(self, changed: Callable[[], None]) -> None:
        super().__init__()
        self._changed = changed
        self.stop = StopSwitch()
        self._step = 0
        self.steps = StepList(STEPS)
        self.notice = text("", "title", wrap=True)
        self.words = text("", wrap=True)
        self.waiting = QProgressBar()
        self.waiting.setRange(0, 0)
        self.waiting.setTextVisible(False)
        self.waiting.setAccessibleName("端末の処理を待っています")
        self.stop_key = Key("中止", self.ask_to_stop, kind="danger", key="F6")
        note = box("note", column(self.notice, self.words, self.waiting, margin=16))
        self.setLayout(column(self.steps, note, None, self.stop_key, gap=16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("端末の進み具合")

    def begin(self) -> StopSwitch:
        """A new conversation; gives the switch that its use case asks."""
        self.stop = StopSwitch()
        self._step = 0
        self._show_notice("")
        self.words.setText(LINKING)
        self.waiting.hide()
        self.stop_key.setEnabled(True)
        self.steps.start()
        self.setFocus()  # not 中止: one Enter too many must not stop a payment
        return self.stop

    def end(self) -> None:
        self.steps.stop()

    def show_progress(self, progress: Progress) -> None:
        """What the conversation tells."""
        step = self._step = step_of(progress.phase)
        waiting = progress.notice in (Notice.NONE, Notice.TOUCH) and step < CARD_SEEN
        stopping = self.stop() and waiting
        self.steps.show_step(step, STOP_STEP if stopping else "")
        self._show_notice(STOP_HEADING if stopping else notice_text(progress.notice))
        self.words.setText(STOPPING if self.stop() else phase_text(progress.phase))
        self.waiting.setVisible(step >= CARD_SEEN)

    def ask_to_stop(self) -> None:
        """中止: the terminal decides whether it is still possible."""
        self.stop.turn()
        self.stop_key.setEnabled(False)
        self.words.setText(STOPPING)
        if self._step < CARD_SEEN:  # after that the terminal alone says what the card should do
            self._show_notice(STOP_HEADING)
            self.steps.show_step(self._step, STOP_STEP)
        self._changed()

    def _show_notice(self, words: str) -> None:
        self.notice.setText(words)
        self.notice.setVisible(bool(words))
