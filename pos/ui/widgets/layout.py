"""Small builders for texts, cards and rows, so that every screen keeps the same grid."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

Item = QWidget | QLayout | int | None  # a widget, a layout, px of space, or None for a stretch
Margin = int | tuple[int, int, int, int]  # px all around, or left, top, right, bottom
Stretch = Mapping[int, int] | None


def text(words: str = "", role: str = "", *, wrap: bool = False, right: bool = False) -> QLabel:
    """A label that shows the words as they are, never as markup."""
    label = QLabel(words)
    label.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        label.setProperty("role", role)
    label.setWordWrap(wrap)
    if right:
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return label


def set_role(label: QLabel, role: str) -> None:
    """Another look for the label, at once."""
    if label.property("role") != role:
        label.setProperty("role", role)
        label.style().unpolish(label)
        label.style().polish(label)


def row(*items: Item, gap: int = 8, margin: Margin = 0, stretch: Stretch = None) -> QHBoxLayout:
    """Beside each other. `stretch`: item number → share of the room that is left."""
    layout = QHBoxLayout()
    _fill(layout, items, gap, margin, stretch or {})
    return layout


def column(*items: Item, gap: int = 8, margin: Margin = 0, stretch: Stretch = None) -> QVBoxLayout:
    """Below each other; the rest as for `row`."""
    layout = QVBoxLayout()
    _fill(layout, items, gap, margin, stretch or {})
    return layout


def box(kind: str, layout: QLayout) -> QFrame:
    """A frame of the look `kind` (style_sheet.py) around the layout."""
    frame = QFrame()
    frame.setProperty("box", kind)
    frame.setLayout(layout)
    return frame


def card(*items: Item, gap: int = 12, margin: int = 20) -> QFrame:
    """A white surface with its contents below each other."""
    return box("card", column(*items, gap=gap, margin=margin))


def plain(layout: QLayout) -> QWidget:
    """A bare widget around the layout."""
    widget = QWidget()
    widget.setLayout(layout)
    return widget


def scrolling(inner: QWidget) -> QScrollArea:
    """The widget, scrolled vertically where the window is too small for it."""
    area = QScrollArea()
    area.setWidget(inner)
    area.setWidgetResizable(True)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def centred(inner: QWidget, width: int) -> QWidget:
    """The widget in the middle, at most `width` px wide, scrolled where it does not fit."""
    inner.setMaximumWidth(width)
    inner.setMinimumWidth(min(width, 520))
    holder = plain(row(None, inner, None, margin=16))
    outer = plain(column(None, holder, None))
    return scrolling(outer)


def _fill(
    layout: QBoxLayout, items: Iterable[Item], gap: int, margin: Margin, stretch: Mapping[int, int]
) -> None:
    layout.setSpacing(gap)
    layout.setContentsMargins(*(margin if isinstance(margin, tuple) else (margin,) * 4))
    for item in items:
        if item is None:
            layout.addStretch(1)
        elif isinstance(item, int):
            layout.addSpacing(item)
        elif isinstance(item, QLayout):
            layout.addLayout(item)
        else:
            layout.addWidget(item)
    for number, share in stretch.items():
        layout.setStretch(number, share)
