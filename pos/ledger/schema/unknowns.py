"""Tables of 処理未了: what was asked about an open payment, and its slip with every print."""

from sqlalchemy import Column, Integer

from pos.domain.inquiry import Source
from pos.ledger.schema.columns import identity, instant, once, refers, table, text
from pos.ledger.types import FiscalYearColumn, one_of, stored_by_value

inquiry = table(
    "inquiry",
    identity("payment_id"),
    Column("number", Integer, nullable=False),
    Column("source", stored_by_value(Source), nullable=False),
    instant("asked_at"),
    text("asked_by", optional=True),  # NULL: the counter on its own
    text("answer"),  # Conclusion as canonical JSON
    text("reading", optional=True),  # CardReading as canonical JSON
    Column("clock_offset_s", Integer, nullable=True),
    one_of("source", Source),
    refers("payment_id", "payment.payment_id"),
    refers("asked_by", "staff.staff_id"),
    key=("payment_id", "number"),
)

unknown_slip = table(
    "unknown_slip",
    identity("payment_id"),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("serial", Integer, nullable=False),
    instant("issued_at"),
    text("issued_by"),
    text("snapshot"),  # the UnknownSlip as canonical JSON
    once("fiscal_year", "serial"),
    refers("payment_id", "payment.payment_id"),
    refers("issued_by", "staff.staff_id"),
    key=("payment_id",),
    rowid=True,
)

slip_print = table(
    "slip_print",
    identity("payment_id"),
    Column("copy", Integer, nullable=False),  # 0 the original, then 再発行 1, 2 …
    instant("printed_at"),
    text("printed_by"),
    text("reason"),
    text("sha256"),
    text("file_name"),
    refers("payment_id", "unknown_slip.payment_id"),
    refers("printed_by", "staff.staff_id"),
    key=("payment_id", "copy"),
)
