"""Hands on the window: keys pressed and events waited for, as a clerk would. For pictures and tests.

Waiting is for signals, never for time. A wait runs the event loop from outside the window's own
slots; nothing inside the window ever does that.
"""

from collections.abc import Callable

from PySide6.QtCore import QEventLoop, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from pos.ui.main_window import MainWindow
from pos.ui.page import PageName

PATIENCE_MS = 20_000
NAMED = {
    "Enter": Qt.Key.Key_Return, "Esc": Qt.Key.Key_Escape, "Back": Qt.Key.Key_Backspace,
    "Tab": Qt.Key.Key_Tab, "Down": Qt.Key.Key_Down, "Up": Qt.Key.Key_Up, "+": Qt.Key.Key_Plus,
    "-": Qt.Key.Key_Minus, "Space": Qt.Key.Key_Space, "Delete": Qt.Key.Key_Delete,
    **{f"F{n}": Qt.Key(Qt.Key.Key_F1.value + n - 1) for n in range(1, 13)},
}  # fmt: skip


class Hands:
    """Presses keys on whatever has the focus."""

    def __init__(self, window: MainWindow) -> None:
        self.window = window
        self.pressed = 0

    @property
    def focus(self) -> QWidget:
        return QApplication.focusWidget() or self.window

    def press(self, *keys: str) -> None:
        """Named keys ("F12", "Enter") or single characters, one after the other."""
        for key in keys:
            self.pressed += 1
            if key in NAMED:
                QTest.keyClick(self.focus, NAMED[key])
            else:
                QTest.keyClicks(self.focus, key)

    def write(self, words: str) -> None:
        """Type into the field that has the focus."""
        if words.isascii():
            QTest.keyClicks(self.focus, words)
        else:  # as an input method commits it
            event = QInputMethodEvent()
            event.setCommitString(words)
            QApplication.sendEvent(self.focus, event)

    def until(self, come: Callable[[], bool], *, ms: int = PATIENCE_MS) -> None:
        """Let the window live until `come()`. Raises TimeoutError."""
        desk = self.window.desk
        loop, limit = QEventLoop(), QTimer()
        limit.setSingleShot(True)
        limit.timeout.connect(loop.quit)

        def look() -> None:
            if come():
                loop.quit()

        window = self.window
        signals = (
            window.shown, window.painted, window.closed, desk.changed, desk.lane.idle, desk.lane.arrived,
        )  # fmt: skip
        for signal in signals:
            signal.connect(look)
        limit.start(ms)
        while not come() and limit.isActive():
            loop.exec()
        for signal in signals:
            signal.disconnect(look)
        if not come():
            raise TimeoutError(f"on {self.window.here}: {self.window.messages.words}")

    def breathe(self) -> None:
        """Let what is due be laid out and painted."""
        for _ in range(2):
            loop = QEventLoop()
            QTimer.singleShot(0, loop.quit)
            loop.exec()

    def close_window(self) -> None:
        """As a person closes it: the job in hand ends first."""
        self.settle()
        self.window.close()
        self.until(lambda: self.window.is_closing)
        self.breathe()
        self.window.deleteLater()

    def settle(self) -> None:
        """Until no job is left."""
        self.until(lambda: not self.window.desk.lane.busy)

    def see(self, page: PageName) -> None:
        """Until that page is in front and nothing runs."""
        self.until(lambda: self.window.here is page and not self.window.desk.lane.busy)
