"""Pixels for the screen."""

import pytest

from pos.config import Paper
from receipts.document import day_report_document, receipt_document
from receipts.pdf import render_pdf
from receipts.preview import page_count, render_page
from tests.receipts import papers


def test_a_page_has_the_size_of_its_paper_at_the_resolution_asked() -> None:
    picture = render_page(render_pdf(receipt_document(papers.receipt()), Paper.A4), dpi=96)
    assert (picture.width, picture.height) == (794, 1123)  # 210 × 297 mm
    assert picture.stride >= picture.width * 3
    assert len(picture.pixels) == picture.stride * picture.height


def test_gray_takes_one_byte_a_pixel_and_has_black_and_white() -> None:
    picture = render_page(render_pdf(receipt_document(papers.receipt()), Paper.A5), dpi=72, colour=False)
    assert len(picture.pixels) == picture.stride * picture.height
    assert min(picture.pixels) < 60
    assert max(picture.pixels) == 255


def test_a_cancellation_is_red_on_screen() -> None:
    picture = render_page(render_pdf(receipt_document(papers.cancellation()), Paper.A5), dpi=72)
    blue, red = picture.pixels[0 :: picture.bytes_per_pixel], picture.pixels[2 :: picture.bytes_per_pixel]
    assert any(r > 150 and b < 60 for b, r in zip(blue, red, strict=False))


def test_each_page_of_a_report_can_be_seen() -> None:
    pdf = render_pdf(day_report_document(papers.day_report(rows=30)), Paper.A4)
    assert page_count(pdf) > 2
    assert render_page(pdf, page_count(pdf) - 1).pixels
    with pytest.raises(ValueError, match="no page"):
        render_page(pdf, page_count(pdf))


def test_what_is_no_pdf_is_said_so() -> None:
    with pytest.raises(ValueError, match="not a PDF"):
        page_count(b"hello")
