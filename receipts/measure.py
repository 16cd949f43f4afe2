"""Breaking lines and sharing out columns, for any unit: points on paper or columns of plain text."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from receipts.blocks import Row, Table

CharWidth = Callable[[str], float]

# 行頭・行末禁則 (JIS X 4051): what must not begin or end a line.
_NOT_FIRST: Final = frozenset(
    "、。，．,.)）」』】〉》〕］｝}]：；:;！？!?・～%ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
)
_NOT_LAST: Final = frozenset("（(「『【〈《〔［｛{[¥")
_ROUNDING: Final = 0.01  # sums of float widths


def width_of(text: str, char_width: CharWidth) -> float:
    return sum(map(char_width, text))


def wrap(text: str, limit: float, char_width: CharWidth) -> list[str]:
    """The text in lines no wider than `limit`, at least one character each; only blanks at a
    break are dropped. Words and figures stay whole where they fit."""
    lines: list[str] = []
    rest = text.strip(" ")
    while rest:
        cut = _fitting(rest, limit, char_width)
        if cut < len(rest):
            cut = _break_before(rest, cut)
        lines.append(rest[:cut].rstrip(" "))
        rest = rest[cut:].lstrip(" ")
    return lines or [""]


def _fitting(text: str, limit: float, char_width: CharWidth) -> int:
    used = 0.0
    for index, char in enumerate(text):
        used += char_width(char)
        if used > limit + _ROUNDING:
            return max(index, 1)
    return len(text)


def _break_before(text: str, cut: int) -> int:
    """The best place at or before `cut`; `cut` itself where there is none."""
    for place in range(cut, 0, -1):
        if _may_break(text[place - 1], text[place]):
            return place
    return cut


def _may_break(before: str, after: str) -> bool:
    if before == " " or after == " ":
        return True
    in_word = before.isascii() and after.isascii()
    return not in_word and after not in _NOT_FIRST and before not in _NOT_LAST


class Form(StrEnum):
    """How a table is set: all cells in a row, leading cells above the rest, or label by label."""

    WIDE = "wide"
    STACKED = "stacked"
    CARDS = "cards"


@dataclass(frozen=True, slots=True)
class Plan:
    """The form, and the width of each column of the grid (without the lead when STACKED)."""

    form: Form
    widths: tuple[float, ...]
    widest_lead: float  # of the rows and the labels: they all stand beside their grid, or none


def plan(table: Table, width: float, char_width: CharWidth, *, gap: float, least: float) -> Plan:
    """The widest form that fits; a flexible column gets at least `least` (or all it wants)."""
    naturals = _natural_widths(table, char_width)
    wide = _share(table, naturals, 0, width, gap, least)
    if wide is not None:
        return Plan(Form.WIDE, wide, 0)
    stacked = _share(table, naturals, table.lead, width - gap, gap, least)
    labels = Row(tuple(column.label for column in table.columns))
    lead = max(width_of(lead_of(table, row), char_width) for row in (labels, *table.rows))
    return Plan(Form.CARDS, (), lead) if stacked is None else Plan(Form.STACKED, stacked, lead)


def lead_of(table: Table, row: Row) -> str:
    """The cells that stand on a line of their own where the paper is narrow."""
    return " ".join(cell for cell in row.cells[: table.lead] if cell)


def _natural_widths(table: Table, char_width: CharWidth) -> list[float]:
    labels = tuple(column.label for column in table.columns)
    cells = [labels, *(row.cells for row in (*table.rows, *table.totals))]
    return [max(width_of(cell, char_width) for cell in column) for column in zip(*cells, strict=True)]


def _share(
    table: Table, naturals: list[float], begin: int, width: float, gap: float, least: float
) -> tuple[float, ...] | None:
    """Widths of the columns from `begin` on, None where they do not fit."""
    wanted = dict(list(enumerate(naturals))[begin:])
    flexible = {i: wanted[i] for i in wanted if table.columns[i].flexible}
    free = width - gap * (len(wanted) - 1) - sum(wanted[i] for i in wanted if i not in flexible)
    if free < sum(min(least, each) for each in flexible.values()) - _ROUNDING:
        return None
    if not flexible and begin == 0:
        wanted = _spread(wanted, free)  # a table of figures alone fills the width
    return tuple((wanted | _fair(flexible, free, least)).values())


def _fair(flexible: dict[int, float], free: float, least: float) -> dict[int, float]:
    """What each flexible column gets: the modest ones all they want, the others an equal share."""
    given: dict[int, float] = {}
    for number, index in enumerate(sorted(flexible, key=lambda i: flexible[i])):
        share = free // (len(flexible) - number)
        owed = sum(min(least, flexible[i]) for i in flexible if i not in given and i != index)
        given[index] = min(flexible[index], max(share, min(least, flexible[index])), free - owed)
        free -= given[index]
    return _spread(given, free)


def _spread(widths: dict[int, float], slack: float) -> dict[int, float]:
    """The widths with the slack shared out evenly in whole units, the first taking the rest."""
    if not widths or slack <= 0:
        return widths
    each, rest = divmod(slack, len(widths))
    first = min(widths)
    return {index: width + each + (rest if index == first else 0) for index, width in widths.items()}
