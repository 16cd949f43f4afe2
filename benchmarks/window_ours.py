"""A fresh process that starts the counter as `main.py` does, up to its first whole paint.

`python -m benchmarks.window_ours DIR`
"""

import sys

import main
from benchmarks.painting import heavy_modules, tell_and_end


def start(folder: str) -> None:
    """The real start, with one difference: after its first paint the window tells and ends."""
    from PySide6.QtCore import QTimer
    from PySide6.QtGui import QPaintEvent

    from pos.ui import app
    from pos.ui.main_window import MainWindow

    class Watched(MainWindow):
        def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
            modules = heavy_modules()
            QTimer.singleShot(0, self, lambda: tell_and_end(self, modules))  # when all of it is painted
            super().paintEvent(event)

    setattr(app, "MainWindow", Watched)  # noqa: B010 - what both modules use, but do not offer
    setattr(main, "has_display", lambda: True)  # noqa: B010
    main.main(["--data", folder])


if __name__ == "__main__":
    start(sys.argv[1])
