"""Paper sizes and type sizes in points, and the small pieces a page is drawn from."""

from dataclasses import dataclass, replace
from typing import Final

from pos.config import Paper

MM: Final = 72 / 25.4
REPEAT_MM: Final = 70  # the watermark on a roll comes again after this


@dataclass(frozen=True, slots=True)
class Style:
    """Page (`height` None: as long as it needs), margins and type sizes; all in points."""

    width: float
    height: float | None
    margin: float
    body: float
    small: float
    title: float
    figure: float

    @property
    def inner(self) -> float:
        """Width between the margins."""
        return self.width - 2 * self.margin

    @property
    def line(self) -> float:
        """Height of a line of body text."""
        return self.body * 1.5

    @property
    def narrow(self) -> bool:
        return self.height is None

    def set_smaller(self, factor: float) -> "Style":
        """The same page with all type `factor` times as large."""
        return replace(
            self,
            body=self.body * factor,
            small=self.small * factor,
            title=self.title * factor,
            figure=self.figure * factor,
        )


A4: Final = Style(210 * MM, 297 * MM, 20 * MM, body=11, small=8.5, title=22, figure=30)
A5: Final = Style(148 * MM, 210 * MM, 12 * MM, body=9.5, small=7.5, title=18, figure=24)
# 80 mm rolls print 72 mm (576 dots at 203 dpi)
ROLL_80: Final = Style(80 * MM, None, 4.5 * MM, body=9, small=7.5, title=15, figure=20)
A4_REPORT: Final = Style(210 * MM, 297 * MM, 18 * MM, body=9, small=7.5, title=18, figure=20)


def style_for(paper: Paper, *, report: bool) -> Style:
    """The style of a paper; a report on A4 is set smaller than a receipt."""
    if paper is Paper.A4:
        return A4_REPORT if report else A4
    return A5 if paper is Paper.A5 else ROLL_80


@dataclass(frozen=True, slots=True)
class Ink:
    """A run of text: left end and baseline, from the top left of its strip."""

    x: float
    y: float
    text: str
    size: float
    bold: bool = False
    red: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line; its ends from the top left of its strip."""

    x1: float
    y1: float
    x2: float
    y2: float
    thick: float = 0.5
    red: bool = False


Mark = Ink | Rule


@dataclass(frozen=True, slots=True)
class Strip:
    """A piece of a page that is never broken. `keep`: not the last on its page.
    `head` is repeated above it where it begins a page."""

    height: float
    marks: tuple[Mark, ...] = ()
    keep: bool = False
    head: tuple["Strip", ...] = ()


def frame(
    x: float, y: float, width: float, height: float, thick: float, *, red: bool = False
) -> tuple[Rule, ...]:
    """Four rules around a box whose top left is (x, y)."""
    right, bottom = x + width, y + height
    return (
        Rule(x, y, right, y, thick, red),
        Rule(right, y, right, bottom, thick, red),
        Rule(right, bottom, x, bottom, thick, red),
        Rule(x, bottom, x, y, thick, red),
    )
