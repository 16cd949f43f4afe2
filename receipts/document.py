"""The door to the papers: a frozen snapshot or report goes in, what its paper says comes out."""

from datetime import datetime

from pos.domain.days import aware
from pos.domain.receipt import ReceiptSnapshot
from pos.domain.report import DayReport
from receipts.blocks import Document
from receipts.day_paper import day_paper
from receipts.sale_papers import sale_paper

__all__ = ["Document", "day_report_document", "receipt_document"]


def receipt_document(
    snapshot: ReceiptSnapshot, *, copy: int = 0, reprinted_at: datetime | None = None
) -> Document:
    """領収書, ご利用明細, 公用交付票 or 取消票, as the snapshot's series says.

    `copy` 0 is the original; from 1 on the paper is marked 再発行 n回目, with its date where given.
    Raises ValueError for a negative copy or a naive `reprinted_at`.
    """
    if copy < 0:
        raise ValueError("a copy is counted from 0, the original")
    return sale_paper(snapshot, copy, aware(reprinted_at) if reprinted_at is not None else None)


def day_report_document(report: DayReport) -> Document:
    """日計表 of a closed day, or 点検表 of an open one (which shows no expected cash)."""
    return day_paper(report)
