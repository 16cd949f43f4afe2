"""The door to the papers: a frozen snapshot or report goes in, what its paper says comes out."""

from pos.domain.receipt import ReceiptSnapshot, Reprint
from pos.domain.report import DayReport
from pos.domain.unknown_slip import SlipOutcome, UnknownSlip
from receipts.blocks import Document
from receipts.day_paper import day_paper
from receipts.sale_papers import sale_paper
from receipts.unknown_paper import unknown_paper

__all__ = ["Document", "day_report_document", "receipt_document", "unknown_slip_document"]


def receipt_document(snapshot: ReceiptSnapshot, reprint: Reprint | None = None) -> Document:
    """領収書, ご利用明細, 公用交付票 or 取消票, as the snapshot's series says.

    Without `reprint` it is the original; with it the paper is marked 再発行 n回目, with date, reason
    and person.
    """
    return sale_paper(snapshot, reprint)


def day_report_document(report: DayReport) -> Document:
    """日計表 of a closed day, or 点検表 of an open one (which shows no expected cash)."""
    return day_paper(report)


def unknown_slip_document(
    slip: UnknownSlip, reprint: Reprint | None = None, outcome: SlipOutcome | None = None
) -> Document:
    """処理未了票; with `reprint` it is marked 再発行, with `outcome` it says how the payment ended."""
    return unknown_paper(slip, reprint, outcome)
