"""From rows to sales, payments and days."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any, Final, cast

from sqlalchemy import ColumnElement, Select, TextClause, and_, bindparam, or_, select, text
from sqlalchemy.sql.expression import ScalarSelect

from pos.domain.basket import SheetReference
from pos.domain.canonical import revive
from pos.domain.catalog import RevenueAccount
from pos.domain.day import BusinessDay
from pos.domain.payment import Conclusion, HighWaterMark, Outcome, Payment
from pos.domain.sale import Sale, SaleLine, SaleState
from pos.ledger.schema import COUNTER, DayState
from pos.ledger.schema.days import business_day, day_closing
from pos.ledger.schema.sales import OPEN_STATES, payment, payment_result, sale, sale_line
from pos.ledger.statements import Query, Row, own

# ---- statements, built once


def _newest_result() -> ScalarSelect[Any]:
    result = payment_result.alias()
    return (
        select(result.c.outcome)
        .where(result.c[COUNTER] == payment.c[COUNTER], result.c.payment_id == payment.c.payment_id)
        .order_by(result.c.number.desc())
        .limit(1)
        .scalar_subquery()
    )


# Said in words, not parameters: only then does SQLite see that a partial index covers it.
_CANCELS: Final = text("cancelling.cancels IS NOT NULL AND cancelling.state <> 'abandoned'")
_STILL_OPEN: Final = text(f"payment.state IN ({', '.join(repr(s.value) for s in OPEN_STATES)})")
_AT_TERMINAL: Final = text("payment.terminal_id IS NOT NULL")  # so that the partial index is seen to fit
_DAY_OPEN: Final = text(f"business_day.state = '{DayState.OPEN.value}'")


def _sales(*where: ColumnElement[bool]) -> Query:
    cancelling = sale.alias("cancelling")
    cancelled_by = (
        select(cancelling.c.sale_id)
        .where(
            cancelling.c[COUNTER] == sale.c[COUNTER],
            cancelling.c.cancels == sale.c.sale_id,
            cancelling.c.state == SaleState.SETTLED,
            _CANCELS,
        )
        .scalar_subquery()
        .label("cancelled_by")
    )
    own_day = and_(business_day.c[COUNTER] == sale.c[COUNTER], business_day.c.day == sale.c.day)
    return Query(
        select(*sale.c, business_day.c.business_date, cancelled_by)
        .join(business_day, own_day)
        .where(*where)
        .order_by(sale.c.day, sale.c.number)
    )


def _payments(*where: ColumnElement[bool] | TextClause) -> Select[Any]:
    noted = _newest_result().label("noted")
    return select(*payment.c, noted).where(*where).order_by(payment.c.requested_at, payment.c.attempt)


def _of_sale(column: ColumnElement[Any]) -> ColumnElement[bool]:
    return and_(sale.c[COUNTER] == bindparam(COUNTER), column == sale.c.sale_id)


_OF_DAY: Final = [
    sale.c[COUNTER] == bindparam(COUNTER),
    or_(sale.c.day == bindparam("day"), sale.c.booked_day == bindparam("day")),
]
SALE: Final = _sales(*own(sale, "sale_id"))
SALES_OF_DAY: Final = _sales(*_OF_DAY)
LINES: Final = Query(select(*sale_line.c).where(*own(sale_line, "sale_id")).order_by(sale_line.c.position))
LINES_OF_DAY: Final = Query(
    select(*sale_line.c)
    .join(sale, _of_sale(sale_line.c.sale_id))
    .where(*own(sale_line), *_OF_DAY)
    .order_by(sale_line.c.position)
)
PAYMENTS: Final = Query(_payments(*own(payment, "sale_id")))
PAYMENTS_OF_DAY: Final = Query(
    _payments(*own(payment), *_OF_DAY).join(sale, _of_sale(payment.c.sale_id)).order_by(payment.c.attempt)
)
PAYMENT: Final = Query(_payments(*own(payment, "payment_id")))
NEWEST_OF_TERMINAL: Final = Query(  # as many as may lie behind what a terminal shows
    _payments(*own(payment, "terminal_id"), _AT_TERMINAL)
    .join(sale, _of_sale(payment.c.sale_id))
    .order_by(None)
    .order_by(payment.c.requested_at.desc(), sale.c.day.desc(), sale.c.number.desc())
    .limit(20)
)
OPEN_PAYMENTS: Final = Query(_payments(*own(payment), _STILL_OPEN))
_DAYS: Final = (
    select(*business_day.c, day_closing.c.closed_at, day_closing.c.z_number)
    .outerjoin(
        day_closing,
        and_(day_closing.c[COUNTER] == business_day.c[COUNTER], day_closing.c.day == business_day.c.day),
    )
    .order_by(business_day.c.day.desc())
)
DAYS: Final = Query(_DAYS.where(*own(business_day)).limit(bindparam("limit")))
DAY: Final = Query(_DAYS.where(*own(business_day, "day")))
OPEN_DAY: Final = Query(_DAYS.where(*own(business_day), _DAY_OPEN))

# ---- rows to values


def day_from(row: Row) -> BusinessDay:
    return BusinessDay(
        row["day"],
        row["business_date"],
        row["fiscal_year"],
        row["opened_at"],
        row["opened_by"],
        row["change_fund"],
        row["closed_at"],
        row["z_number"],
    )


def payment_from(row: Row) -> Payment:
    return Payment(
        id=row["payment_id"],
        sale_id=row["sale_id"],
        method=row["method"],
        direction=row["direction"],
        amount=row["amount"],
        requested_at=row["requested_at"],
        state=row["state"],
        terminal_id=row["terminal_id"],
        mark=_revived(HighWaterMark, row["mark"]),
        clock_offset_s=row["clock_offset_s"],
        tendered=row["tendered"],
        conclusion=cast(Conclusion | None, _revived(Conclusion, row["conclusion"])),
        concluded_at=row["concluded_at"],
        noted=cast(Outcome | None, _revived(Outcome, row["noted"])) if row["state"].is_open else None,
    )


def _revived(kind: Any, text: str | None) -> Any:
    return None if text is None else revive(kind, text.encode())


def line_from(row: Row) -> SaleLine:
    return SaleLine(
        product_code=row["product_code"],
        product_name=row["product_name"],
        size=row["size"],
        unit=row["unit"],
        unit_price=row["unit_price"],
        copies=row["copies"],
        listed_amount=row["listed_amount"],
        amount=row["amount"],
        account=RevenueAccount(row["account_code"], row["account_name"]),
        tax_class=row["tax_class"],
        sheet=SheetReference(row["town"], row["drawing_no"], row["parcel_no"]),
    )


def sale_from(row: Row, lines: Iterable[Row], payments: Iterable[Row]) -> Sale:
    return Sale(
        id=row["sale_id"],
        day=row["day"],
        business_date=row["business_date"],
        fiscal_year=row["fiscal_year"],
        number=row["number"],
        kind=row["kind"],
        state=row["state"],
        lines=tuple(line_from(each) for each in lines),
        payments=tuple(payment_from(each) for each in payments),
        clerk=row["clerk"],
        created_at=row["created_at"],
        settled_at=row["settled_at"],
        application_no=row["application_no"],
        addressee=row["addressee"],
        ground=row["ground"],
        body=row["body"],
        cancels=row["cancels"],
        cancelled_by=row["cancelled_by"],
        approver=row["approver"],
    )


def sales_from(rows: Iterable[Row], lines: Iterable[Row], payments: Iterable[Row]) -> tuple[Sale, ...]:
    """Many sales from three selects, however many there are."""
    by_sale: dict[object, tuple[list[Row], list[Row]]] = defaultdict(lambda: ([], []))
    for line in lines:
        by_sale[line["sale_id"]][0].append(line)
    for each in payments:
        by_sale[each["sale_id"]][1].append(each)
    return tuple(sale_from(row, *by_sale[row["sale_id"]]) for row in rows)
