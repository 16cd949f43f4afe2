"""Tables of the double-entry books, the running totals made from them, and the journal."""

from sqlalchemy import Column, Index, Integer, LargeBinary, String

from pos.domain.books import Account
from pos.ledger.schema.columns import (
    COUNTER,
    VoucherKind,
    check,
    identity,
    instant,
    once,
    refers,
    table,
    text,
    yen,
)
from pos.ledger.types import FiscalYearColumn, one_of, stored_by_value

voucher = table(
    "voucher",
    Column("number", Integer, nullable=False),
    Column("day", Integer, nullable=False),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("kind", stored_by_value(VoucherKind), nullable=False),
    identity("sale_id", optional=True),
    instant("booked_at"),
    one_of("kind", VoucherKind),
    check("sale_named", "(kind IN ('sale', 'cancellation')) = (sale_id IS NOT NULL)"),
    once("sale_id"),
    refers("day", "business_day.day"),
    refers("sale_id", "sale.sale_id"),
    key=("number",),
)
Index("voucher_by_day", voucher.c[COUNTER], voucher.c.day)

entry = table(
    "entry",
    Column("voucher", Integer, nullable=False),
    Column("position", Integer, nullable=False),
    Column("account", stored_by_value(Account), nullable=False),
    text("detail"),
    yen("amount"),  # debit > 0, credit < 0
    one_of("account", Account),
    check("not_zero", "amount <> 0"),
    refers("voucher", "voucher.number", deferred=True),
    key=("voucher", "position"),
)

# Derived: what the day's papers need, kept in the transaction of the fact, provable by recount.
day_total = table(
    "day_total",
    Column("day", Integer, nullable=False),
    Column("dimension", String(16), nullable=False),
    text("key"),
    text("part"),
    Column("pieces", Integer, nullable=False),
    yen("amount"),
    refers("day", "business_day.day"),
    key=("day", "dimension", "key", "part"),
)

counter_total = table(
    "counter_total",
    Column("name", String(16), nullable=False),
    Column("pieces", Integer, nullable=False),
    yen("amount"),
    key=("name",),
)

journal = table(
    "journal",
    Column("seq", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("kind", String(32), nullable=False),
    instant("at"),
    Column("prev_hash", LargeBinary(32), nullable=False),
    Column("hash", LargeBinary(32), nullable=False),
    Column("body", LargeBinary, nullable=False),
    check("whole_hashes", "length(prev_hash) = 32 AND length(hash) = 32"),
    key=("seq",),
    rowid=True,
)
