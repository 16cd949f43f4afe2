"""Tables on paper: labels repeated on every page, amounts ending at one edge, text wrapping."""

from dataclasses import dataclass, replace
from itertools import chain

from receipts.blocks import Row, Table, Tone
from receipts.measure import Form, Plan, lead_of, plan
from receipts.setting import baseline, leading, paragraph, right_end, space, wrapped
from receipts.sheet import Ink, Mark, Rule, Strip, Style
from receipts.typefaces import em, text_em

GAP_EM = 1.2
LEAST_EM = 11.0
KEPT_ROWS = 12  # a table up to here is not divided
THIN = 0.6


@dataclass(frozen=True, slots=True)
class _Grid:
    """A table as planned for a style; widths in points, `left` is where its columns begin."""

    table: Table
    style: Style
    form: Form
    widths: tuple[float, ...]
    widest_lead: float  # em

    @property
    def lead(self) -> int:
        return 0 if self.form is Form.WIDE else self.table.lead

    @property
    def gap(self) -> float:
        return GAP_EM * self.style.body

    @property
    def left(self) -> float:
        used = sum(self.widths) + self.gap * (len(self.widths) - 1)
        return self.style.width - self.style.margin - used if self.form is Form.STACKED else self.style.margin

    def beside(self, row: Row, size: float) -> bool:
        """May the lead stand before its grid? All rows alike; a total for itself."""
        lead = text_em(lead_of(self.table, row)) if row in self.table.totals else self.widest_lead
        return lead * size <= self.left - self.style.margin - self.gap


def table_strips(table: Table, style: Style) -> list[Strip]:
    """Labels, rows and totals in the widest form that fits the paper."""
    chosen: Plan = plan(table, style.inner / style.body, em, gap=GAP_EM, least=LEAST_EM)
    widths = tuple(width * style.body for width in chosen.widths)
    grid = _Grid(table, style, chosen.form, widths, chosen.widest_lead)
    head = (*_labels(grid), _rule(style))
    rows = [_row(grid, row, head) for row in table.rows]
    totals = chain.from_iterable(_row(grid, row, head) for row in table.totals)
    end = [*(rows[-1] if rows else ()), _rule(style), *totals]  # totals never stand alone on a page
    parts = [*chain.from_iterable(rows[:-1]), *_kept(end)]
    whole = _kept(parts) if len(rows) <= KEPT_ROWS else parts
    return [space(style.body * 0.4), *head, *whole]


def _kept(strips: list[Strip]) -> list[Strip]:
    """The strips as one group that a page break does not divide."""
    return [*(replace(each, keep=True) for each in strips[:-1]), replace(strips[-1], keep=False)]


def _rule(style: Style) -> Strip:
    return Strip(3, (Rule(style.margin, 1.5, style.width - style.margin, 1.5, THIN),), keep=True)


def _labels(grid: _Grid) -> list[Strip]:
    labels = tuple(column.label for column in grid.table.columns)
    if grid.form is Form.CARDS:
        labels = labels[: grid.lead] + ("",) * (len(labels) - grid.lead)
    return [Strip(each.height, each.marks, keep=True) for each in _cells(grid, Row(labels), grid.style.small)]


def _row(grid: _Grid, row: Row, head: tuple[Strip, ...]) -> list[Strip]:
    """A row and its detail; they stay together, and the labels come again on a new page."""
    indent = grid.style.body
    detail = paragraph(row.detail, grid.style, Tone.SMALL, indent=indent) if row.detail else []
    lines = [*_cells(grid, row, grid.style.body), *detail]
    last = len(lines) - 1
    return [Strip(each.height, each.marks, number < last, head) for number, each in enumerate(lines)]


def _cells(grid: _Grid, row: Row, size: float) -> list[Strip]:
    if grid.form is Form.CARDS:
        return [*_lead(grid, row, size), *_cards(grid, row, size)]
    lines = _grid_lines(grid, row, size)
    if grid.form is Form.WIDE:
        return lines
    if grid.beside(row, size) and len(lines) == 1:
        strong = row.tone is Tone.STRONG
        beside = Ink(grid.style.margin, baseline(size), lead_of(grid.table, row), size, strong)
        return [Strip(lines[0].height, (beside, *lines[0].marks))]
    return [*_lead(grid, row, size), *lines]


def _lead(grid: _Grid, row: Row, size: float) -> list[Strip]:
    strong = row.tone is Tone.STRONG
    lines = wrapped(lead_of(grid.table, row), grid.style.inner, size)
    inks = [Ink(grid.style.margin, baseline(size), line, size, strong) for line in lines]
    return [Strip(leading(size), (ink,)) for ink in inks]


def _cards(grid: _Grid, row: Row, size: float) -> list[Strip]:
    """Label and value on a line each; a value too long for its line continues below."""
    style, edge = grid.style, grid.style.width - grid.style.margin
    strong = row.tone is Tone.STRONG
    out: list[Strip] = []
    for column, cell in list(zip(grid.table.columns, row.cells, strict=True))[grid.lead :]:
        label = Ink(style.margin + style.body, baseline(size), column.label, size)
        room = style.inner - style.body - (text_em(column.label) + 1) * size
        for number, line in enumerate(wrapped(cell, room, size) if cell else ()):
            value = right_end(line, edge, baseline(size), size, bold=strong)
            out.append(Strip(leading(size), (label, value) if number == 0 else (value,)))
    return out


def _grid_lines(grid: _Grid, row: Row, size: float) -> list[Strip]:
    """The cells side by side; a cell that wraps makes the row higher."""
    columns = grid.table.columns[grid.lead :]
    strong = row.tone is Tone.STRONG
    pairs = zip(row.cells[grid.lead :], grid.widths, strict=True)
    texts = [wrapped(cell, width, size) for cell, width in pairs]
    lines: list[list[Mark]] = [[] for _ in range(max(map(len, texts)))]
    left = grid.left
    for column, width, cell in zip(columns, grid.widths, texts, strict=True):
        for line, text in zip(lines, cell, strict=False):
            if text and column.right:
                line.append(right_end(text, left + width, baseline(size), size, bold=strong))
            elif text:
                line.append(Ink(left, baseline(size), text, size, strong))
        left += width + grid.gap
    return [Strip(leading(size), tuple(line)) for line in lines]
