"""Strips onto pages: headings stay with what follows, table labels come again, pages are counted."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Final

from receipts.blocks import Document
from receipts.layout import strips
from receipts.setting import centred, fitting_size, right_end
from receipts.sheet import Ink, Mark, Rule, Strip, Style

SMALLER: Final = (1.0, 0.94, 0.88, 0.83, 0.78)
LEAST_SMALL: Final = 6.55  # points of the small type: 0.88 of an A5 receipt's, 0.78 of an A4 one's


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page; marks are from its top left corner, in points."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def pages(document: Document, style: Style) -> list[Page]:
    """The document on as many pages as it needs; a roll is one page as long as its content."""
    style = _setting(document, style)
    flow = strips(document, style)
    if style.height is None:
        height = sum(each.height for each in flow) + 2 * style.margin
        return [Page(style.width, height, _placed(flow, style.margin))]
    parts = _parts(flow, _room(style), style)
    numbered = document.page_numbers or len(parts) > 1
    return [
        Page(
            style.width,
            style.height,
            (
                *_placed(part, style.margin),
                *(_running_head(document, style) if number > 1 else ()),
                *(_foot(style, number, len(parts)) if numbered else ()),
            ),
        )
        for number, part in enumerate(parts, start=1)
    ]


def _setting(document: Document, style: Style) -> Style:
    """A little smaller where that saves a receipt from a second page with two lines on it."""
    if style.height is None or document.page_numbers:
        return style
    for factor in SMALLER:
        smaller = style.set_smaller(factor)
        if smaller.small < LEAST_SMALL:
            break
        if sum(each.height for each in strips(document, smaller)) <= _room(smaller):
            return smaller
    return style


def _room(style: Style) -> float:
    """What a page holds between the margins; two small lines below are for the page number."""
    return (style.height or 0) - 2 * style.margin - 2 * style.small


def _parts(flow: list[Strip], room: float, style: Style) -> list[list[Strip]]:
    """Broken only between groups of strips that have to stay together."""
    parts: list[list[Strip]] = [[]]
    used = 0.0
    for group in _groups(flow, room - 8 * style.line):
        height = sum(each.height for each in group)
        if parts[-1] and used + height > room:
            again = [Strip(style.line * 1.5), *group[0].head]  # room for the running head
            parts.append(again)
            used = sum(each.height for each in again)
        parts[-1] += group
        used += height
    return parts


def _groups(flow: list[Strip], most: float) -> list[list[Strip]]:
    """What stays together; a group higher than `most` would leave the page, so it is divided."""
    groups: list[list[Strip]] = []
    at = 0
    while at < len(flow):
        kept = len(list(takewhile(lambda strip: strip.keep, flow[at:])))
        group = flow[at : at + kept + 1]
        groups += [group] if sum(each.height for each in group) <= most else [[each] for each in group]
        at += kept + 1
    return groups


def _placed(flow: list[Strip], top: float) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    for strip in flow:
        marks += [_moved(mark, top) for mark in strip.marks]
        top += strip.height
    return tuple(marks)


def _moved(mark: Mark, down: float) -> Mark:
    if isinstance(mark, Ink):
        return Ink(mark.x, mark.y + down, mark.text, mark.size, mark.bold, mark.red)
    return Rule(mark.x1, mark.y1 + down, mark.x2, mark.y2 + down, mark.thick, mark.red)


def _foot(style: Style, number: int, count: int) -> tuple[Mark, ...]:
    """Page x / y at the foot."""
    foot = (style.height or 0) - style.margin
    return (centred(f"{number} / {count} ページ", style.width / 2, foot, style.small),)


def _running_head(document: Document, style: Style) -> tuple[Mark, ...]:
    """What paper this is, on every page after the first."""
    left, right = style.margin, style.width - style.margin
    what = "　".join((document.title, *document.marks, document.number))
    size = fitting_size(what + document.date, style.inner - style.body, style.small, 1)
    y = style.margin + size
    line = Rule(left, y + size / 2, right, y + size / 2)
    return (Ink(left, y, what, size), right_end(document.date, right, y, size), line)
