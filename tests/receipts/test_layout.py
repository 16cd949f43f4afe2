"""Where things stand on the paper: inside the margins, never on each other, amounts at one edge."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.config import Paper
from pos.domain.receipt import Reprint
from receipts.document import Document, day_report_document, receipt_document
from receipts.legible import legible
from receipts.pages import Page, pages
from receipts.sheet import Ink, Rule, Style, style_for
from receipts.typefaces import covered, text_em
from tests.receipts import papers
from tests.receipts.names import NAMES
from tests.receipts.test_golden_texts import DOCUMENTS

PAPERS = list(Paper)
SLACK = 0.5  # points; rules have a thickness
NASTY = ("W" * 60, "鬱" * 60, "山 " * 30, "1234567890" * 6, "・" * 60, "ー" * 60)


def laid_out(document: Document, paper: Paper) -> tuple[Style, list[Page]]:
    style = style_for(paper, report=document.page_numbers)
    return style, pages(legible(document, covered()), style)


def right_of(ink: Ink) -> float:
    return ink.x + text_em(ink.text) * ink.size


def check_page(style: Style, page: Page) -> None:
    inks = [mark for mark in page.marks if isinstance(mark, Ink) and mark.text]
    low, high = style.margin - SLACK, page.height - style.margin + SLACK
    for ink in inks:
        assert ink.x >= style.margin - SLACK, ink
        assert right_of(ink) <= style.width - style.margin + SLACK, ink
        assert low <= ink.y - ink.size * 0.88, ink
        assert ink.y <= high, ink
        assert ink.size >= 5, ink
    for rule in (mark for mark in page.marks if isinstance(mark, Rule)):
        assert style.margin - SLACK <= min(rule.x1, rule.x2) <= max(rule.x1, rule.x2)
        assert max(rule.x1, rule.x2) <= style.width - style.margin + SLACK
        assert max(rule.y1, rule.y2) <= high
    check_overlaps(inks)


def check_overlaps(inks: list[Ink]) -> None:
    """No two runs of text share a point; a run is its em box, a little trimmed."""
    for number, one in enumerate(inks):
        for other in inks[number + 1 :]:
            apart = right_of(one) <= other.x + SLACK or right_of(other) <= one.x + SLACK
            above = one.y + one.size * 0.1 <= other.y - other.size * 0.85
            below = other.y + other.size * 0.1 <= one.y - one.size * 0.85
            assert apart or above or below, (one, other)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_stands_inside_the_margins_and_apart(name: str, paper: Paper) -> None:
    style, drawn = laid_out(DOCUMENTS[name](), paper)
    for page in drawn:
        check_page(style, page)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("nasty", NASTY)
def test_long_texts_wrap_or_shrink(nasty: str, paper: Paper) -> None:
    snapshots = (
        papers.receipt(addressee=nasty, clerk_name=nasty, application_no=nasty[:30]),
        papers.official_use(body=nasty, ground=nasty, clerk_name=nasty),
        papers.cancellation(addressee=nasty, ground=nasty),
    )
    report = papers.day_report(closed_by=nasty, witness=nasty, opened_by=nasty)
    documents = [*map(receipt_document, snapshots), day_report_document(report)]
    for document in documents:
        style, drawn = laid_out(document, paper)
        for page in drawn:
            check_page(style, page)


@pytest.mark.parametrize("paper", PAPERS)
def test_many_lines_and_large_amounts(paper: Paper) -> None:
    for document in (
        receipt_document(papers.many_lines(), Reprint(12, papers.NOON, "紛失", "鈴木 花子")),
        day_report_document(papers.day_report(rows=40)),
    ):
        style, drawn = laid_out(document, paper)
        for page in drawn:
            check_page(style, page)


@settings(max_examples=60, deadline=None)
@given(NAMES, st.sampled_from(PAPERS))
def test_any_name_keeps_the_paper_in_order(name: str, paper: Paper) -> None:
    style, drawn = laid_out(receipt_document(papers.receipt(addressee=name, clerk_name=name)), paper)
    for page in drawn:
        check_page(style, page)


def test_a_receipt_is_set_smaller_rather_than_on_a_second_page() -> None:
    undone = papers.cancellation(practice=True, lines=papers.cancellation().lines * 2)
    _, drawn = laid_out(receipt_document(undone), Paper.A5)
    assert len(drawn) == 1
    _, drawn = laid_out(receipt_document(papers.many_lines(60)), Paper.A5)
    assert len(drawn) > 1


@pytest.mark.parametrize("paper", PAPERS)
def test_amounts_of_a_receipt_end_at_one_edge(paper: Paper) -> None:
    style, drawn = laid_out(receipt_document(papers.many_lines(8)), paper)
    edge = style.width - style.margin
    yen = [ink for page in drawn for ink in page.marks if isinstance(ink, Ink) and ink.text.startswith("¥")]
    figure = max(ink.size for ink in yen)  # the one large amount in its frame
    amounts = [ink for ink in yen if ink.size < figure]
    ends = Counter(round(right_of(ink), 3) for ink in amounts)
    assert set(ends.values()) == {9, 9 + 6}  # unit prices; amounts and sums
    assert ends[round(edge, 3)] == 9 + 6


def test_no_page_ends_with_a_heading() -> None:
    for rows in range(1, 30):
        _, drawn = laid_out(day_report_document(papers.day_report(rows=rows)), Paper.A4)
        for page in drawn[:-1]:
            body = [mark for mark in page.marks if isinstance(mark, Ink) and "ページ" not in mark.text]
            last = max(body, key=lambda ink: ink.y)
            assert not (last.bold and last.text[:1].isdigit() and " " in last.text), last
