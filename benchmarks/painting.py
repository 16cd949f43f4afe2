"""What both window processes of the first-paint benchmark tell about their first paint. Light on purpose."""

import json
import os
import sys
import time
from typing import NoReturn

from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

QT_WIDGETS = "PySide6.QtWidgets"
HEAVY = ("sqlalchemy", "alembic", "reportlab", "argon2", "pypdfium2", "sqlite3", "serial")


def heavy_modules() -> list[str]:
    """Which of the heavy libraries are loaded by now."""
    return [name for name in HEAVY if name in sys.modules]


def tell_and_end(window: QMainWindow, modules: list[str]) -> NoReturn:
    """Called once the whole window has been painted; nothing else of the process is wanted then."""
    cpu_s, painted = time.process_time(), time.monotonic()
    told = {
        "painted": painted,
        "cpu_s": cpu_s,
        "modules": modules,
        "size": [window.width(), window.height()],
        "widgets": [_shown(each) for each in window.findChildren(QWidget)],
    }
    sys.stdout.write(json.dumps(told))
    sys.stdout.flush()
    os._exit(0)


def _shown(widget: QWidget) -> list[str | int | bool]:
    """Kind, words, alignment and whether it is seen."""
    alignment = widget.alignment().value if isinstance(widget, QLabel) else 0
    return [_kind(widget), _words(widget), alignment, widget.isVisible()]


def _kind(widget: QWidget) -> str:
    """The Qt class that a class of ours is made from."""
    return next(each.__name__ for each in type(widget).__mro__ if each.__module__ == QT_WIDGETS)


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else ""
