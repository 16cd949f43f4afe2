"""The typefaces that papers and screen carry with them: BIZ UDGothic (SIL OFL 1.1, see OFL.txt)."""

from pathlib import Path
from typing import Final

REGULAR: Final = "BIZUDGothic-Regular.ttf"
BOLD: Final = "BIZUDGothic-Bold.ttf"
PROPORTIONAL: Final = "BIZUDPGothic-Regular.ttf"  # for the screen
NAMES: Final = (REGULAR, BOLD, PROPORTIONAL)


def font_path(name: str) -> Path:
    """Where the font file lies. Raises ValueError for a name that is not ours."""
    if name not in NAMES:
        raise ValueError(f"there is no font {name}")
    return Path(__file__).parent / name
