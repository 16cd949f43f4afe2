"""The pieces a paper is made of: frozen values without any idea of fonts, points or columns."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """How loudly something is said. RED is never the only sign: the words say it too."""

    PLAIN = "plain"
    STRONG = "strong"
    RED = "red"
    SMALL = "small"


@dataclass(frozen=True, slots=True)
class Heading:
    """Opens a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Addressee:
    """宛名: the name with 様, or a line to write it on."""

    name: str
    honorific: str


@dataclass(frozen=True, slots=True)
class Figure:
    """The one amount that the paper is about, large and framed."""

    label: str
    amount: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Sentence:
    """Running text over the whole width."""

    text: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Field:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Fields:
    """Labels with values below each other; in two columns where the paper is wide and `paired`.

    `together`: on one page where it fits.
    """

    rows: tuple[Field, ...]
    paired: bool = False
    tone: Tone = Tone.PLAIN
    together: bool = False


@dataclass(frozen=True, slots=True)
class Sum:
    label: str
    amount: str
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Sums:
    """Labels with amounts that end at the right edge."""

    rows: tuple[Sum, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`flexible` columns hold text that may wrap; the others are never broken."""

    label: str
    right: bool = False
    flexible: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One cell per column; `detail` is a small line of its own below them."""

    cells: tuple[str, ...]
    detail: str = ""
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under repeated column labels; the first `lead` cells may take a line of their own."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Row, ...] = ()
    lead: int = 1


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who issues the paper, with the space for the stamp beside it ("" for none)."""

    lines: tuple[str, ...]
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Box:
    """A space to sign or stamp; `name` is printed where the person is known."""

    label: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Spaces to sign or stamp, side by side."""

    boxes: tuple[Box, ...]


Block = Heading | Addressee | Figure | Sentence | Fields | Sums | Table | Issuer | Boxes


@dataclass(frozen=True, slots=True)
class Document:
    """One paper. `marks` stand framed beside the title; `columns` is its width as plain text."""

    title: str
    number: str
    date: str
    blocks: tuple[Block, ...]
    marks: tuple[str, ...] = ()
    watermark: str = ""
    tone: Tone = Tone.PLAIN
    columns: int = 42
    page_numbers: bool = False
