"""Setting lines of type: wrap, shrink, align; every width is measured, nothing is cut off."""

from receipts.blocks import Tone
from receipts.measure import wrap
from receipts.sheet import Ink, Strip, Style
from receipts.typefaces import em, text_em

ASCENT = 0.88  # of the em box above the baseline (BIZ UDGothic)


def wrapped(text: str, width: float, size: float) -> list[str]:
    """The text in lines of at most `width` points at `size`."""
    return wrap(text, width / size, em)


def right_end(text: str, x: float, y: float, size: float, *, bold: bool = False, red: bool = False) -> Ink:
    """A run that ends at x."""
    return Ink(x - text_em(text) * size, y, text, size, bold, red)


def centred(text: str, x: float, y: float, size: float, *, bold: bool = False, red: bool = False) -> Ink:
    """A run with its middle at x."""
    return Ink(x - text_em(text) * size / 2, y, text, size, bold, red)


def fitting_size(text: str, width: float, size: float, least: float) -> float:
    """The size at which the text fits on one line, not below `least` (then it has to wrap)."""
    wanted = text_em(text)
    return size if wanted * size <= width else max(width / wanted, least)


def leading(size: float) -> float:
    return size * 1.5


def baseline(size: float, height: float | None = None) -> float:
    """Where type of `size` stands in a line of `height` (its own leading where None)."""
    room = leading(size) if height is None else height
    return (room - size) / 2 + size * ASCENT


def paragraph(text: str, style: Style, tone: Tone = Tone.PLAIN, *, indent: float = 0) -> list[Strip]:
    """Running text as one strip per line."""
    size = style.small if tone is Tone.SMALL else style.body
    left = style.margin + indent
    bold, red = tone in (Tone.STRONG, Tone.RED), tone is Tone.RED
    return [
        Strip(leading(size), (Ink(left, baseline(size), line, size, bold, red),))
        for line in wrapped(text, style.inner - indent, size)
    ]


def space(height: float) -> Strip:
    """Air before a block; it stays with what follows, so that a heading never ends a page."""
    return Strip(height, keep=True)
