"""A document as fixed-width text: for the journal view, for line printers, for readable tests."""

import unicodedata
from collections.abc import Iterable
from functools import cache
from itertools import chain

from receipts.blocks import (
    Addressee,
    Block,
    Box,
    Boxes,
    Document,
    Field,
    Fields,
    Figure,
    Heading,
    Issuer,
    Row,
    Sentence,
    Sums,
    Table,
)
from receipts.legible import cleaned
from receipts.measure import Form, Plan, lead_of, plan, width_of, wrap

_GAP = 2
_LEAST = 22
_INDENT = "  "


@cache
def char_columns(char: str) -> int:
    """Columns of a terminal cell grid: 2 for wide and ambiguous characters, 0 for combining ones."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WFA" else 1


def columns(text: str) -> int:
    """How many columns the text takes."""
    return int(width_of(text, char_columns))


def render_text(document: Document, width: int | None = None) -> str:
    """The document in `width` columns (its own width where None), each line ending in a newline."""
    across = document.columns if width is None else width
    document = cleaned(document)
    marks = "".join(f"【{mark}】" for mark in document.marks)
    lines = [
        *_centred(document.title, across),
        *(_centred(marks, across) if marks else []),
        *_both_ends(document.number, document.date, across),
        "=" * across,
        *chain.from_iterable(_block(block, across) for block in document.blocks),
    ]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _block(block: Block, width: int) -> list[str]:
    match block:
        case Heading(text):
            return ["", *wrap(f"■ {text}", width, char_columns)]
        case Addressee(name, honorific):
            return _addressee(name, honorific, width)
        case Figure(label, amount, _):
            return ["", *_both_ends(label, f"【 {amount} 】", width), ""]
        case Sentence(text, _):
            return wrap(text, width, char_columns)
        case Fields(rows, _, _):
            return ["", *_fields(rows, width)]
        case Sums(rows):
            return list(chain.from_iterable(_both_ends(each.label, each.amount, width) for each in rows))
        case Table():
            return _table(block, width)
        case Issuer(lines, stamp):
            return ["", *_wrapped(lines, width), *_stamp(stamp, width)]
        case Boxes(boxes):
            return ["", *chain.from_iterable(_box(box, width) for box in boxes)]


def _wrapped(texts: Iterable[str], width: int) -> list[str]:
    return [line for text in texts for line in wrap(text, width, char_columns)]


def _addressee(name: str, honorific: str, width: int) -> list[str]:
    if not name:
        return [" " * (width - columns(honorific)) + honorific, "-" * width]
    return [*wrap(f"{name} {honorific}", width, char_columns), "-" * width]


def _stamp(stamp: str, width: int) -> list[str]:
    return [_right(f"（{stamp}　　　　）", width)] if stamp else []


def _box(box: Box, width: int) -> list[str]:
    lines = wrap(f"{box.label}  {box.name}", width, char_columns)
    room = width - columns(lines[-1]) - _GAP
    return [*lines[:-1], f"{lines[-1]}{' ' * _GAP}{'_' * max(room, 0)}"]


def _fields(rows: tuple[Field, ...], width: int) -> list[str]:
    indent = max(columns(each.label) for each in rows) + _GAP
    lines: list[str] = []
    for each in rows:
        values = wrap(each.value, max(width - indent, 2), char_columns)
        labels = [each.label, *[""] * (len(values) - 1)]
        lines += [
            label + " " * (indent - columns(label)) + value
            for label, value in zip(labels, values, strict=True)
        ]
    return lines


def _both_ends(left: str, right: str, width: int) -> list[str]:
    room = width - columns(left) - columns(right)
    if room >= 1:
        return [left + " " * room + right]
    return [*_wrapped([left], width), *(_right(each, width) for each in _wrapped([right], width))]


def _right(text: str, width: int) -> str:
    return " " * (width - columns(text)) + text


def _centred(text: str, width: int) -> list[str]:
    return [" " * ((width - columns(line)) // 2) + line for line in wrap(text, width, char_columns)]


def _table(table: Table, width: int) -> list[str]:
    chosen = plan(table, width, char_columns, gap=_GAP, least=_LEAST)
    labels = Row(tuple(column.label for column in table.columns))
    if chosen.form is Form.CARDS:
        labels = Row(labels.cells[: table.lead] + ("",) * (len(table.columns) - table.lead))
    head = _row(table, chosen, labels, width)
    rows = [_row(table, chosen, row, width) for row in table.rows]
    totals = list(chain.from_iterable(_row(table, chosen, row, width) for row in table.totals))
    rule = "-" * width
    between = [""] if chosen.form is Form.CARDS else []
    body = list(chain.from_iterable([*between, *row] for row in rows))[len(between) :]
    return [*head, rule, *body, rule, *totals, *([rule] if totals else [])]


def _row(table: Table, chosen: Plan, row: Row, width: int) -> list[str]:
    detail = [_INDENT + line for line in wrap(row.detail, width - 2, char_columns)] if row.detail else []
    if chosen.form is Form.WIDE:
        return [*_grid(table, chosen.widths, row.cells, 0), *detail]
    above = lead_of(table, row)
    if chosen.form is Form.CARDS:
        pairs = list(zip(table.columns, row.cells, strict=True))[table.lead :]
        cards = [_both_ends(_INDENT + column.label, cell, width) for column, cell in pairs if cell]
        return [*wrap(above, width, char_columns), *chain.from_iterable(cards), *detail]
    return [*_stacked(table, chosen, row, above, width), *detail]


def _stacked(table: Table, chosen: Plan, row: Row, above: str, width: int) -> list[str]:
    """The lead above its grid, or before it where both fit on one line."""
    grid = _grid(table, chosen.widths, row.cells[table.lead :], table.lead)
    padded = [_right(line, width) for line in grid]
    room = width - sum(int(each) + _GAP for each in chosen.widths)
    lead = columns(above) if row in table.totals else chosen.widest_lead
    if lead <= room and len(padded) == 1:
        return [above + padded[0][columns(above) :]]
    return [*wrap(above, width, char_columns), *padded]


def _grid(table: Table, widths: tuple[float, ...], cells: tuple[str, ...], lead: int) -> list[str]:
    """The cells side by side; a cell that wraps makes the row higher."""
    wrapped = [wrap(cell, width, char_columns) for cell, width in zip(cells, widths, strict=True)]
    lines: list[str] = []
    for level in range(max(map(len, wrapped))):
        parts = []
        for number, (cell, width) in enumerate(zip(wrapped, widths, strict=True)):
            text = cell[level] if level < len(cell) else ""
            blank = " " * (int(width) - columns(text))
            parts.append(blank + text if table.columns[lead + number].right else text + blank)
        lines.append((" " * _GAP).join(parts))
    return lines
