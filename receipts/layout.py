"""From the blocks of a document to strips of a page, for any style of paper."""

from dataclasses import replace
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
    Sentence,
    Sums,
    Table,
    Tone,
)
from receipts.setting import (
    baseline,
    centred,
    fitting_size,
    leading,
    paragraph,
    right_end,
    space,
    wrapped,
)
from receipts.sheet import MM, Ink, Mark, Rule, Strip, Style, frame
from receipts.table_layout import table_strips
from receipts.typefaces import text_em

HAIR = 0.4
THIN = 0.6
THICK = 1.1
LEAST = 1.0  # points; what may not wrap shrinks as far as it has to
BOX_GAP = 3 * MM


def strips(document: Document, style: Style) -> list[Strip]:
    """The whole document, top to bottom."""
    following: tuple[Block | None, ...] = (*document.blocks[1:], None)
    blocks = (
        _together(_block(block, style), block, after)
        for block, after in zip(document.blocks, following, strict=False)
    )
    return [*_title(document, style), *chain.from_iterable(blocks)]


def _together(drawn: list[Strip], block: Block, after: Block | None) -> list[Strip]:
    """A short list is not torn apart, and boxes to sign never stand alone on a page."""
    listed = isinstance(block, Fields) and block.together
    if isinstance(after, Boxes) or (listed and isinstance(after, Issuer)):
        return [replace(each, keep=True) for each in drawn]
    if listed:
        return [*(replace(each, keep=True) for each in drawn[:-1]), *drawn[-1:]]
    return drawn


def _block(block: Block, style: Style) -> list[Strip]:
    match block:
        case Heading():
            return _heading(block, style)
        case Addressee():
            return _addressee(block, style)
        case Figure():
            return _figure(block, style)
        case Sentence(text, tone):
            return [space(style.body * 0.35), *paragraph(text, style, tone)]
        case Fields():
            return _fields(block, style)
        case Sums():
            return _sums(block, style)
        case Table():
            return table_strips(block, style)
        case Issuer():
            return _issuer(block, style)
        case Boxes():
            return _boxes(block, style)


def _title(document: Document, style: Style) -> list[Strip]:
    """Marks framed at the top, the title in the middle, number and date below it."""
    red = document.tone is Tone.RED
    size = fitting_size(document.title, style.inner, style.title, style.body)
    middle = style.width / 2
    name = centred(document.title, middle, baseline(size), size, bold=True, red=red)
    rule = Rule(style.margin, 2, style.width - style.margin, 2, THICK, red)
    return [
        *_mark_strip(document.marks, style),
        Strip(leading(size), (name,), keep=True),
        space(style.body * 0.4),
        *_ends(document.number, document.date, style),
        Strip(style.body * 0.9, (rule,), keep=True),
    ]


def _mark_strip(marks: tuple[str, ...], style: Style) -> list[Strip]:
    if not marks:
        return []
    size = style.body * 1.1
    height = size * 1.7
    widths = [text_em(mark) * size + size for mark in marks]
    free = style.inner - sum(widths) - BOX_GAP * (len(marks) - 1)
    left = style.margin + (free / 2 if style.narrow else free)
    drawn: list[Mark] = []
    for mark, width in zip(marks, widths, strict=True):
        drawn += frame(left, 0.6, width, height, THICK)
        drawn.append(Ink(left + size / 2, 0.6 + baseline(size, height), mark, size, True))
        left += width + BOX_GAP
    return [Strip(height + 4, tuple(drawn), keep=True)]


def _ends(left: str, right: str, style: Style) -> list[Strip]:
    """Two short texts at the two edges, below each other where they would touch."""
    size = style.body
    edge = style.width - style.margin
    if (text_em(left) + text_em(right) + 1) * size <= style.inner:
        both = (Ink(style.margin, baseline(size), left, size), right_end(right, edge, baseline(size), size))
        return [Strip(style.line, both, keep=True)]
    lines = wrapped(right, style.inner, size)
    below = [Strip(style.line, (right_end(each, edge, baseline(size), size),), keep=True) for each in lines]
    return [*paragraph(left, style), *below]


def _heading(block: Heading, style: Style) -> list[Strip]:
    size = style.body * 1.1
    inks = [
        Ink(style.margin, baseline(size), line, size, True) for line in wrapped(block.text, style.inner, size)
    ]
    return [space(style.body * 0.9), *(Strip(leading(size), (ink,), keep=True) for ink in inks)]


def _addressee(block: Addressee, style: Style) -> list[Strip]:
    """The name with 様 on a line; a long one shrinks, then wraps; without a name the line is free."""
    honorific = style.body * 1.2
    width = (style.inner if style.narrow else style.inner * 0.72) - honorific * 1.6
    size = fitting_size(block.name or " ", width, style.body * 1.4, style.body)
    lines = wrapped(block.name, width, size)
    end = style.margin + width
    inks: list[Mark] = []
    for number, line in enumerate(lines):
        inks.append(Ink(style.margin, leading(size) * number + baseline(size), line, size))
    foot = leading(size) * len(lines)
    inks.append(Ink(end + honorific * 0.4, foot - leading(size) + baseline(size), block.honorific, honorific))
    inks.append(Rule(style.margin, foot + 1, end + honorific * 1.6, foot + 1, THIN))
    return [space(style.body * 0.5), Strip(foot + style.body, tuple(inks))]


def _figure(block: Figure, style: Style) -> list[Strip]:
    red = block.tone is Tone.RED
    label = style.body * 1.1
    inside = style.inner - 2 * style.body
    room = inside - text_em(block.label) * label - style.body
    size = fitting_size(block.amount, room, style.figure, style.body)
    height = size * 1.8
    edge = style.margin + style.inner - style.body
    marks: tuple[Mark, ...] = (
        *frame(style.margin, 1, style.inner, height, THICK, red=red),
        Ink(style.margin + style.body, 1 + baseline(label, height), block.label, label, True, red),
        right_end(block.amount, edge, 1 + baseline(size, height), size, bold=True, red=red),
    )
    return [space(style.body * 0.7), Strip(height + style.body * 0.7, marks)]


def _fields(block: Fields, style: Style) -> list[Strip]:
    """Labels in a column of their own, values beside them; two columns on a wide sheet."""
    size = style.small if block.tone is Tone.SMALL else style.body
    columns = 2 if block.paired and not style.narrow else 1
    gutter = style.body * 1.5
    width = (style.inner - gutter * (columns - 1)) / columns
    indent = min(max(text_em(each.label) for each in block.rows) * size + size, width / 2)
    out = [space(style.body * 0.5)]
    rows = list(block.rows)
    while rows:
        level, rows = _level(rows, columns, width - indent, size)
        lefts = [style.margin + (width + gutter) * number for number in range(columns)]
        across = width if len(level) > 1 else style.inner
        out += _field_lines(level, lefts, indent, across, size)
    return out


def _level(rows: list[Field], columns: int, width: float, size: float) -> tuple[list[Field], list[Field]]:
    """The next fields that stand side by side: a value too long for half a sheet stands alone."""
    fits = [text_em(each.value) * size <= width for each in rows[:columns]]
    number = columns if len(fits) == columns and all(fits) else 1
    return rows[:number], rows[number:]


def _field_lines(
    level: list[Field], lefts: list[float], indent: float, width: float, size: float
) -> list[Strip]:
    wrapped_values = [wrapped(each.value, width - indent, size) for each in level]
    lines: list[list[Mark]] = [[] for _ in range(max(map(len, wrapped_values)))]
    for each, left, values in zip(level, lefts, wrapped_values, strict=False):
        label_size = fitting_size(each.label, indent - size * 0.5, size, LEAST)
        lines[0].append(Ink(left, baseline(size), each.label, label_size))
        for line, value in zip(lines, values, strict=False):
            line.append(Ink(left + indent, baseline(size), value, size))
    return [Strip(leading(size), tuple(line)) for line in lines]


def _sums(block: Sums, style: Style) -> list[Strip]:
    """Label and amount on the right half of a wide sheet, across a roll."""
    edge = style.width - style.margin
    widest = max((text_em(each.label) + text_em(each.amount)) for each in block.rows) * style.body * 1.15
    half = max(style.inner * 0.5, min(widest + 3 * style.body, style.inner))
    left = style.margin if style.narrow else edge - half
    out = [space(style.body * 0.4)]
    for each in block.rows:
        strong = each.tone in (Tone.STRONG, Tone.RED)
        red = each.tone is Tone.RED
        wanted = style.body * (1.15 if strong else 1)
        room = edge - left - style.body
        size = fitting_size(each.label + each.amount, room, wanted, LEAST)
        height = leading(wanted)
        label = Ink(left, baseline(size, height), each.label, size, strong, red)
        amount = right_end(each.amount, edge, baseline(size, height), size, bold=strong, red=red)
        out.append(Strip(height, (label, amount)))
    return out


def _issuer(block: Issuer, style: Style) -> list[Strip]:
    """Lines of the issuer; the stamp's space stands to their right, and they make room for it."""
    side = (22 if style.narrow else 26) * MM if block.stamp else 0
    width = style.inner - (side + BOX_GAP if side else 0)
    sizes = [style.body * 1.2, *[style.body] * len(block.lines)]
    marks: list[Mark] = []
    y = 0.0
    for text, size in zip(block.lines, sizes, strict=False):
        for line in wrapped(text, width, size):
            marks.append(Ink(style.margin, y + baseline(size), line, size, size > style.body))
            y += leading(size)
    if side:
        left = style.width - style.margin - side
        small = style.small
        marks += frame(left, 1, side, side, HAIR)
        marks.append(centred(block.stamp, left + side / 2, 1 + leading(small), small))
    return [space(style.body * 1.2), Strip(max(y, side + 2), tuple(marks))]


def _boxes(block: Boxes, style: Style) -> list[Strip]:
    """Boxes of one height, side by side from the right edge; below each other on a roll."""
    height = 17 * MM
    if style.narrow:
        return [space(style.body), *(_box_strip((box,), style, style.inner, height) for box in block.boxes)]
    width = min(46 * MM, style.inner / len(block.boxes))
    return [space(style.body * 1.2), _box_strip(block.boxes, style, width, height)]


def _box_strip(boxes: tuple[Box, ...], style: Style, width: float, height: float) -> Strip:
    size = style.small
    left = style.width - style.margin - width * len(boxes)
    marks: list[Mark] = []
    lowest = height
    for number, box in enumerate(boxes):
        x = left + width * number
        inside = width - 2 * size
        label = fitting_size(box.label, inside, size, LEAST)
        marks.append(Ink(x + size, 1 + baseline(size), box.label, label))
        y = 1 + leading(size)
        for line in wrapped(box.name, inside, size) if box.name else ():
            marks.append(Ink(x + size, y + baseline(size), line, size))
            y += leading(size)
        lowest = max(lowest, y + size * 4)
    for number in range(len(boxes)):
        marks += frame(left + width * number, 1, width, lowest, HAIR)
    return Strip(lowest + 4, tuple(marks))
