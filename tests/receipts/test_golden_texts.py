"""Every paper as fixed-width text, word for word: the golden files are what an auditor reads.

After a wanted change run this file with MADOGUCHI_WRITE_GOLDEN=1, then read the diff.
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pos.domain.payment import Direction
from pos.domain.receipt import Reprint
from receipts.document import Document, day_report_document, receipt_document, unknown_slip_document
from receipts.text import columns, render_text
from tests.receipts import papers, slips

GOLDEN = Path(__file__).parent / "golden"

DOCUMENTS: dict[str, Callable[[], Document]] = {
    "receipt": lambda: receipt_document(papers.receipt()),
    "receipt-no-name-reprint": lambda: receipt_document(
        papers.receipt(addressee="", application_no=""), Reprint(2, papers.NOON, "紛失", "鈴木 花子")
    ),
    "receipt-practice": lambda: receipt_document(papers.receipt(practice=True)),
    "receipt-mixed-tax": lambda: receipt_document(papers.many_lines(2)),
    "statement": lambda: receipt_document(papers.statement()),
    "statement-settled-by-staff": lambda: receipt_document(papers.statement(record=None)),
    "official-use": lambda: receipt_document(papers.official_use()),
    "cancellation": lambda: receipt_document(papers.cancellation()),
    "cancellation-e-money": lambda: receipt_document(papers.e_money_cancellation()),
    "unknown-slip": lambda: unknown_slip_document(slips.unknown_slip()),
    "unknown-slip-blank": lambda: unknown_slip_document(slips.blank_slip()),
    "unknown-slip-cancel-practice": lambda: unknown_slip_document(
        slips.unknown_slip(direction=Direction.CANCEL, practice=True, acquirer="", contact="", rules=())
    ),
    "unknown-slip-settled-reprint": lambda: unknown_slip_document(
        slips.unknown_slip(), Reprint(1, papers.NOON, "控えの紛失", "鈴木 花子"), slips.settled_outcome()
    ),
    "day-report": lambda: day_report_document(papers.day_report()),
    "day-report-quiet": lambda: day_report_document(papers.quiet_day_report()),
    "day-report-open-practice": lambda: day_report_document(papers.open_day_report(practice=True)),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paper_says_word_for_word(name: str) -> None:
    text = render_text(DOCUMENTS[name]())
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("MADOGUCHI_WRITE_GOLDEN"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.iterdir()} == set(DOCUMENTS)


@pytest.mark.parametrize("width", [32, 42, 48, 80])
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_line_is_wider_than_asked(name: str, width: int) -> None:
    assert all(columns(line) <= width for line in render_text(DOCUMENTS[name](), width).splitlines())
