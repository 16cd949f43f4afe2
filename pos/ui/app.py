"""Starting the window: it paints first; everything heavy is imported behind it, on the lane."""

import logging
import sys
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from pos.config import Settings
from pos.ui.desk import bug_words
from pos.ui.lane import report_bug
from pos.ui.main_window import MainWindow
from pos.ui.page import PageName
from pos.ui.situation import open_at
from pos.ui.theme import HIGH_CONTRAST, LIGHT, Tokens, dress

if TYPE_CHECKING:
    from pos.counter import Counter

SWITCH_INTERVAL_S = 0.001  # a busy lane must not make keys wait (performance.md G14: 22 ms → 6 ms)
logger = logging.getLogger(__name__)


def run_window(settings: Settings) -> int:
    """Show the counter and work until it is closed; returns the process's exit code."""
    QGuiApplication.setHighDpiScaleFactorRoundingPolicy(Qt.HighDpiScaleFactorRoundingPolicy.PassThrough)
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    sys.setswitchinterval(SWITCH_INTERVAL_S)
    dress(app, _tokens())
    window = make_window(settings)
    _report_bugs_of(window)
    window.resize(QSize(1280, 800).boundedTo(app.primaryScreen().availableSize()))
    window.showMaximized() if _fills_screen(app) else window.show()
    return app.exec()


def make_window(settings: Settings, opener: "Callable[[Settings], Counter]" = open_at) -> MainWindow:
    """The window, on its first page; the counter opens behind it after the first paint."""
    window = MainWindow(settings, opener)
    if not settings.practice and not settings.ledger_path.exists():
        window.show_page(PageName.FOUNDING)
        return window
    window.show_page(PageName.LOGIN)
    window.painted.connect(window.open_counter)
    return window


def _tokens() -> Tokens:
    hints = QGuiApplication.styleHints()
    wants_more = Qt.ContrastPreference.HighContrast
    return HIGH_CONTRAST if hints.accessibility().contrastPreference() == wants_more else LIGHT


def _fills_screen(app: QApplication) -> bool:
    """A counter's small screen is used to the edge; a large one keeps its other windows."""
    size = app.primaryScreen().availableSize()
    return size.width() <= 1366 or size.height() <= 800


def _report_bugs_of(window: MainWindow) -> None:
    """An error in a slot of ours is logged and shown like one on the lane, not printed and lost."""

    def report(_kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        window.complain(bug_words(report_bug(error)))

    sys.excepthook = report
