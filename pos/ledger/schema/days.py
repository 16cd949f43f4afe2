"""Tables of the business day: opening, counts, close. Only the day's state moves, open → closed."""

from sqlalchemy import Column, Date, Index, Integer

from pos.domain.drawer import CountKind
from pos.ledger.schema.columns import (
    COUNTER,
    DayState,
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

business_day = table(
    "business_day",
    Column("day", Integer, nullable=False),
    Column("business_date", Date, nullable=False),
    Column("fiscal_year", FiscalYearColumn, nullable=False),
    Column("state", stored_by_value(DayState), nullable=False),
    instant("opened_at"),
    text("opened_by"),
    yen("change_fund"),
    one_of("state", DayState),
    check("change_fund_not_negative", "change_fund >= 0"),
    once("business_date"),
    refers("opened_by", "staff.staff_id"),
    key=("day",),
)
Index(
    "business_day_one_open",
    business_day.c[COUNTER],
    unique=True,
    sqlite_where=business_day.c.state == DayState.OPEN,
)

cash_count = table(
    "cash_count",
    identity("count_id"),
    Column("day", Integer, nullable=False),
    Column("kind", stored_by_value(CountKind), nullable=False),
    Column("attempt", Integer, nullable=False),
    yen("total"),
    text("counted_by"),
    instant("counted_at"),
    one_of("kind", CountKind),
    once("day", "kind", "attempt"),
    refers("day", "business_day.day"),
    refers("counted_by", "staff.staff_id"),
    key=("count_id",),
)

cash_count_line = table(
    "cash_count_line",
    identity("count_id"),
    Column("denomination", Integer, nullable=False),
    Column("pieces", Integer, nullable=False),
    check("pieces_not_negative", "pieces >= 0"),
    refers("count_id", "cash_count.count_id", deferred=True),
    key=("count_id", "denomination"),
)

day_closing = table(
    "day_closing",
    Column("day", Integer, nullable=False),
    Column("z_number", Integer, nullable=False),
    instant("closed_at"),
    text("closed_by"),
    text("witness", optional=True),
    text("reason"),
    yen("expected"),
    yen("counted"),
    yen("difference"),
    text("report"),  # the DayReport as canonical JSON
    once("z_number"),
    check("difference_adds_up", "difference = counted - expected"),
    check("reason_given", "difference = 0 OR reason <> ''"),
    check("two_people", "witness IS NULL OR witness <> closed_by"),
    refers("day", "business_day.day"),
    refers("closed_by", "staff.staff_id"),
    refers("witness", "staff.staff_id"),
    key=("day",),
    rowid=True,
)
