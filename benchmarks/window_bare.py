"""A fresh process that shows a bare PySide6 window of the same size, with as many of the same widgets.

`python -m benchmarks.window_bare FILE`: the JSON that `benchmarks.window_ours` told.
"""

import json
import sys
from pathlib import Path

from PySide6 import QtWidgets
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QGridLayout, QLabel, QMainWindow, QWidget

from benchmarks.painting import heavy_modules, tell_and_end

COLUMNS = 4
KINDS_WITH_TEXT = ("QLabel", "QLineEdit", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton")


class Bare(QMainWindow):
    """Nothing but widgets in a grid."""

    def __init__(self, widgets: list[tuple[str, str, int, bool]]) -> None:
        super().__init__()
        body = QWidget()
        grid = QGridLayout(body)
        for place, (kind, words, alignment, visible) in enumerate(
            widgets[1:]
        ):  # the body is the first of them
            widget: QWidget = getattr(QtWidgets, kind)()
            if kind in KINDS_WITH_TEXT:
                widget.setText(words)  # type: ignore[attr-defined]
            if isinstance(widget, QLabel):
                widget.setAlignment(Qt.AlignmentFlag(alignment))
            grid.addWidget(widget, *divmod(place, COLUMNS))
            widget.setVisible(visible)
        self.setCentralWidget(body)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        modules = heavy_modules()
        super().paintEvent(event)
        QTimer.singleShot(0, self, lambda: tell_and_end(self, modules))


def start(told: str) -> None:
    """Show it and end after the first whole paint."""
    template = json.loads(Path(told).read_text("utf-8"))
    app = QApplication([])
    window = Bare(template["widgets"])
    window.resize(*template["size"])
    window.show()
    app.exec()


if __name__ == "__main__":
    start(sys.argv[1])
