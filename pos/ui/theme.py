"""How the window looks: colour tokens, the palette and one style sheet made from them.

Colours stand here and nowhere else. `PAIRS` names every text on every ground; a test computes that
each has a contrast of at least 4.5:1 (JIS X 8341-3, 1.4.3). No meaning is carried by colour alone.
"""

from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication

from pos.ui.fonts import BODY, FIXED, load_fonts
from pos.ui.style_sheet import style_sheet

GRID: Final = 8  # px; every distance is a multiple of it or its half
BODY_PT: Final = 12


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by the job they do."""

    ground: str = "#EEF2F5"
    surface: str = "#FFFFFF"
    sunken: str = "#E4EAEF"
    line: str = "#C3CED8"
    strong_line: str = "#6B7C8C"
    ink: str = "#14212E"
    soft_ink: str = "#46586A"
    primary: str = "#0B5878"
    primary_deep: str = "#07405A"
    primary_soft: str = "#DCEBF2"
    on_primary: str = "#FFFFFF"
    good: str = "#0C6340"
    good_soft: str = "#DDF1E6"
    bad: str = "#A3201B"
    bad_soft: str = "#FBE4E1"
    amber: str = "#FFC42E"
    amber_soft: str = "#FFF3CF"
    on_amber: str = "#1A1400"
    practice: str = "#5A2A83"
    on_practice: str = "#FFFFFF"
    disabled_ink: str = "#566370"
    focus: str = "#C2410C"


LIGHT: Final = Tokens()
HIGH_CONTRAST: Final = Tokens(
    ground="#FFFFFF",
    sunken="#FFFFFF",
    line="#000000",
    strong_line="#000000",
    ink="#000000",
    soft_ink="#1A1A1A",
    primary="#003047",
    primary_deep="#001A27",
    disabled_ink="#3A3A3A",
)

# (text, ground) by token name; every combination that the style sheet uses
PAIRS: Final = (
    ("ink", "ground"),
    ("ink", "surface"),
    ("ink", "sunken"),
    ("ink", "primary_soft"),
    ("soft_ink", "ground"),
    ("soft_ink", "surface"),
    ("soft_ink", "sunken"),
    ("on_primary", "primary"),
    ("on_primary", "primary_deep"),
    ("primary", "surface"),
    ("primary", "ground"),
    ("primary_deep", "primary_soft"),
    ("good", "surface"),
    ("good", "good_soft"),
    ("bad", "surface"),
    ("bad", "bad_soft"),
    ("on_amber", "amber"),
    ("on_amber", "amber_soft"),
    ("on_practice", "practice"),
    ("disabled_ink", "sunken"),
    ("disabled_ink", "surface"),
    ("on_primary", "bad"),
    ("on_primary", "good"),
)


def contrast(first: str, second: str) -> float:
    """Contrast ratio of two colours, 1 to 21 (WCAG 2, relative luminance)."""
    bright, dark = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def dress(app: QApplication, tokens: Tokens = LIGHT) -> None:
    """Give the application its fonts, palette and style sheet."""
    load_fonts()
    app.setStyle("Fusion")
    font = QFont(BODY, BODY_PT)
    font.setFamilies([BODY, FIXED])
    app.setFont(font)
    app.setPalette(_palette(tokens))
    app.setStyleSheet(style_sheet(tokens))


def _palette(tokens: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    colours = {
        role.Window: tokens.ground,
        role.WindowText: tokens.ink,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.ground,
        role.Text: tokens.ink,
        role.Button: tokens.surface,
        role.ButtonText: tokens.ink,
        role.Highlight: tokens.primary_soft,
        role.HighlightedText: tokens.ink,
        role.PlaceholderText: tokens.soft_ink,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.ink,
    }
    for where, colour in colours.items():
        palette.setColor(where, QColor(colour))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, QColor(tokens.disabled_ink))
    return palette
