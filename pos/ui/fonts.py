"""The vendored BIZ UD fonts (OFL), shared with the papers; the window never relies on system fonts."""

import logging
from typing import Final

from PySide6.QtGui import QFontDatabase

from receipts.fonts import NAMES, font_path

BODY: Final = "BIZ UDPGothic"  # proportional, for reading
FIXED: Final = "BIZ UDGothic"  # fixed width: figures stand below each other; it also has the bold
logger = logging.getLogger(__name__)


def load_fonts() -> tuple[str, ...]:
    """Make the fonts known to Qt; returns the families. A missing file is logged, not fatal."""
    families: list[str] = []
    for name in NAMES:
        number = QFontDatabase.addApplicationFont(str(font_path(name)))
        if number < 0:
            logger.warning("font %s could not be loaded", name)
            continue
        families += QFontDatabase.applicationFontFamilies(number)
    return tuple(dict.fromkeys(families))
