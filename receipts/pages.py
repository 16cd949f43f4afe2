"""Strips onto pages: headings stay with what follows, table labels come again, pages are counted."""

from dataclasses import dataclass
from itertools import takewhile

from receipts.blocks import Document
from receipts.layout import strips
from receipts.setting import centred, right_end, wrapped
from receipts.sheet import Ink, Mark, Rule, Strip, Style


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page; marks are from its top left corner, in points."""

    width: float
    height: float
    marks: tuple[Mark, ...]


def pages(document: Document, style: Style) -> list[Page]:
    """The document on as many pages as it needs; a roll is one page as long as its content."""
    flow = strips(document, style)
    if style.height is None:
        height = sum(each.height for each in flow) + 2 * style.margin
        return [Page(style.width, height, _placed(flow, style.margin))]
    parts = _parts(flow, _room(style), style)
    numbered = document.page_numbers or len(parts) > 1
    return [
        Page(style.width, style.height, (*_placed(part, style.margin), *_furniture(document, style, number, len(parts), numbered)))
        for number, part in enumerate(parts, start=1)
    ]


def _room(style: Style) -> float:
    """What a page holds between the margins; two small lines below are for the page number."""
    return (style.height or 0) - 2 * style.margin - 2 * style.small


def _parts(flow: list[Strip], room: float, style: Style) -> list[list[Strip]]:
    """Broken only between groups of strips that have to stay together."""
    parts: list[list[Strip]] = [[]]
    used = 0.0
    for group in _groups(flow):
        height = sum(each.height for each in group)
        if parts[-1] and used + height > room:
            again = [Strip(style.line * 1.5), *group[0].head]  # room for the running head
            parts.append(again)
            used = sum(each.height for each in again)
        parts[-1] += group
        used += height
    return parts


def _groups(flow: list[Strip]) -> list[list[Strip]]:
    groups: list[list[Strip]] = []
    at = 0
    while at < len(flow):
        kept = len(list(takewhile(lambda strip: strip.keep, flow[at:])))
        groups.append(flow[at : at + kept + 1])
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


def _furniture(document: Document, style: Style, number: int, count: int, numbered: bool) -> tuple[Mark, ...]:
    """Page x/y at the foot; from the second page on, what paper this is at the head."""
    size = style.small
    foot = (style.height or 0) - style.margin
    marks: list[Mark] = [centred(f"{number} / {count} ページ", style.width / 2, foot, size)] if numbered else []
    if number > 1:
        what = wrapped("　".join((document.title, *document.marks, document.number)), style.inner * 0.7, size)[0]
        marks.append(Ink(style.margin, style.margin + size, what, size))
        marks.append(right_end(document.date, style.width - style.margin, style.margin + size, size))
        marks.append(Rule(style.margin, style.margin + size * 1.5, style.width - style.margin, style.margin + size * 1.5))
    return tuple(marks)
