"""The ledger's tables as a typed SQLAlchemy schema, and which of them may change how."""

from typing import Final

from sqlalchemy import Table

from pos.ledger.schema import books, days, people, sales, unknowns
from pos.ledger.schema.columns import COUNTER, METADATA, DayState, LoginOutcome, VoucherKind

__all__ = [
    "COUNTER", "DERIVED", "JOURNAL", "METADATA", "MOVING", "RECORDED", "DayState", "LoginOutcome",
    "VoucherKind", "books", "days", "people", "sales", "unknowns",
]  # fmt: skip

JOURNAL: Final = books.journal
# Kept up to date beside the facts and proved by a recount; not part of journal records.
DERIVED: Final = (books.day_total, books.counter_total)
# Table → the columns that move together with its state; everything else of the row is fixed.
MOVING: Final[dict[Table, tuple[str, ...]]] = {
    sales.sale: ("state", "booked_day", "settled_at"),
    sales.payment: ("state", "conclusion", "concluded_at"),
    days.business_day: ("state",),
}
# Every row of these stands in a journal record.
RECORDED: Final = tuple(t for t in METADATA.sorted_tables if t is not JOURNAL and t not in DERIVED)
