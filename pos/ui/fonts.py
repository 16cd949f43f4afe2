"""The vendored BIZ UD fonts (OFL), shared with the papers; the window never relies on system fonts."""

import logging
from importlib.resources import as_file, files
from typing import Final

from PySide6.QtGui import QFontDatabase

BODY: Final = "BIZ UDPGothic"  # proportional, for reading
FIXED: Final = "BIZ UDGothic"  # fixed width: figures stand below each other; it also has the bold
FILES: Final = ("BIZUDPGothic-Regular.ttf", "BIZUDGothic-Regular.ttf", "BIZUDGothic-Bold.ttf")
logger = logging.getLogger(__name__)


def load_fonts() -> tuple[str, ...]:
    """Make the fonts known to Qt; returns the families. A missing file is logged, not fatal."""
    families: list[str] = []
    for name in FILES:
        with as_file(files("receipts") / "fonts" / name) as path:
            number = QFontDatabase.addApplicationFont(str(path))
        if number < 0:
            logger.warning("font %s could not be loaded", name)
            continue
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))
