"""The books and the running totals, counted again from vouchers, sales and lines by plain SQL."""

# ruff: noqa: S608 - every part of a statement is a constant of this file

import sqlite3
from typing import Any, Final

from pos.ledger.replay import Report
from pos.ledger.values import Problem

_SIGN: Final = "CASE s.kind WHEN 'cancellation' THEN -1 ELSE 1 END"
_SETTLED: Final = "FROM sale AS s WHERE s.state = 'settled'"
_LINES: Final = (
    "FROM sale_line AS l JOIN sale AS s ON s.counter_id = l.counter_id AND s.sale_id = l.sale_id"
    " WHERE s.state = 'settled'"
)
_BRAND: Final = (
    "coalesce((SELECT e.detail FROM voucher AS v JOIN entry AS e ON e.counter_id = v.counter_id"
    " AND e.voucher = v.number WHERE v.counter_id = s.counter_id AND v.sale_id = s.sale_id"
    " AND e.account = 'clearing'), '')"
)
# Each gives: counter, day, dimension, key, part, pieces, amount.
_RECOUNTS: Final = (
    (
        "SELECT v.counter_id, v.day, 'balance', e.account, e.detail, count(*), sum(e.amount) FROM entry AS e"
        " JOIN voucher AS v ON v.counter_id = e.counter_id AND v.number = e.voucher GROUP BY 1, 2, 4, 5"
    ),
    (
        "SELECT counter_id, booked_day, 'account', account_code, account_name, sum(sign), sum(amount) FROM ("
        f" SELECT s.counter_id, s.booked_day, l.account_code, l.account_name, {_SIGN} AS sign,"
        f" sum(l.amount) AS amount {_LINES} AND s.kind <> 'official_use'"
        " GROUP BY s.counter_id, s.sale_id, l.account_code, l.account_name) GROUP BY 1, 2, 4, 5"
    ),
    (
        "SELECT s.counter_id, s.booked_day, 'charged', l.product_name, l.size, sum(l.copies), sum(l.amount)"
        f" {_LINES} AND s.kind <> 'official_use' GROUP BY 1, 2, 4, 5"
    ),
    (
        "SELECT s.counter_id, s.booked_day, 'official', l.product_name, l.size, sum(l.copies),"
        f" sum(l.listed_amount) {_LINES} AND s.kind = 'official_use' GROUP BY 1, 2, 4, 5"
    ),
    (
        "SELECT s.counter_id, s.booked_day,"
        " CASE p.direction WHEN 'cancel' THEN 'cancelled' ELSE 'payment' END,"
        f" p.method, {_BRAND}, count(*), sum(p.amount * {_SIGN}) FROM payment AS p JOIN sale AS s"
        " ON s.counter_id = p.counter_id AND s.sale_id = p.sale_id"
        " WHERE s.state = 'settled' AND p.state = 'approved' GROUP BY 1, 2, 3, 4, 5"
    ),
    (
        f"SELECT s.counter_id, s.booked_day, 'sales', '', '', sum({_SIGN}), sum(s.total) {_SETTLED}"
        " AND s.kind <> 'official_use' GROUP BY 1, 2"
    ),
    (
        f"SELECT s.counter_id, s.booked_day, 'issues', '', '', count(*), sum(s.listed_total) {_SETTLED}"
        " AND s.kind = 'official_use' GROUP BY 1, 2"
    ),
)
_DAY_TOTALS: Final = "SELECT counter_id, day, dimension, key, part, pieces, amount FROM day_total"
_GRAND: Final = (
    f"SELECT s.counter_id, 'grand_total', count(*), sum(s.total) {_SETTLED} AND s.kind = 'sale' GROUP BY 1"
)
_COUNTER_TOTALS: Final = "SELECT counter_id, name, pieces, amount FROM counter_total"
# What must give no row: what it means, and the SELECT whose first columns name the place.
_NEVER: Final = (
    (
        "voucher",
        "does not sum to zero",
        "SELECT voucher, sum(amount) FROM entry GROUP BY counter_id, voucher HAVING sum(amount) <> 0",
    ),
    (
        "entry",
        "belongs to no voucher",
        (
            "SELECT voucher, position FROM entry AS e WHERE NOT EXISTS"
            " (SELECT 1 FROM voucher AS v WHERE v.counter_id = e.counter_id AND v.number = e.voucher)"
        ),
    ),
    (
        "voucher",
        "has no entries",
        (
            "SELECT number FROM voucher AS v WHERE NOT EXISTS"
            " (SELECT 1 FROM entry AS e WHERE e.counter_id = v.counter_id AND e.voucher = v.number)"
        ),
    ),
    ("entry", "the books do not sum to zero", "SELECT sum(amount) FROM entry HAVING sum(amount) <> 0"),
    (
        "sale",
        "total is not the sum of its lines",
        (
            "SELECT s.sale_id, s.total, sum(l.amount) FROM sale AS s LEFT JOIN sale_line AS l"
            " ON l.counter_id = s.counter_id AND l.sale_id = s.sale_id GROUP BY s.counter_id, s.sale_id"
            " HAVING s.total IS NOT sum(l.amount) OR s.listed_total IS NOT sum(l.listed_amount)"
        ),
    ),
    (
        "sale",
        "is not what the books say",
        (
            f"SELECT s.sale_id, s.total {_SETTLED} AND s.total <> 0 AND s.total IS NOT"
            " (SELECT -sum(e.amount) FROM voucher AS v"
            " JOIN entry AS e ON e.counter_id = v.counter_id AND e.voucher = v.number"
            " WHERE v.counter_id = s.counter_id AND v.sale_id = s.sale_id AND e.account = 'revenue')"
        ),
    ),
    (
        "sale",
        "settled without paper",
        (
            f"SELECT s.sale_id {_SETTLED} AND NOT EXISTS (SELECT 1 FROM paper AS p"
            " WHERE p.counter_id = s.counter_id AND p.sale_id = s.sale_id)"
        ),
    ),
)
# table, number, what it counts within, its first value
_NUMBERED: Final = (
    ("staff_revision", "revision", "staff_id", 1),
    ("login", "number", "", 1),
    ("fee", "number", "", 1),
    ("business_day", "day", "", 1),
    ("cash_count", "attempt", "day, kind", 1),
    ("day_closing", "z_number", "", 1),
    ("sale", "number", "day", 1),
    ("payment", "attempt", "sale_id", 1),
    ("payment_result", "number", "payment_id", 1),
    ("paper", "serial", "series, fiscal_year", 1),
    ("paper_print", "copy", "series, fiscal_year, serial", 0),
    ("day_print", "copy", "day", 0),
    ("voucher", "number", "", 1),
)


def check_books(connection: sqlite3.Connection, report: Report) -> None:
    """Each voucher and all of them sum to zero, and sales say the same as the books."""
    for table, what, never in _NEVER:
        row = connection.execute(never).fetchone()
        if row is not None:
            report(Problem(f"{table} {'/'.join(str(each) for each in row)}", what))


def check_totals(connection: sqlite3.Connection, report: Report) -> None:
    """Running totals against a recount, in both directions."""
    counted: dict[tuple[Any, ...], tuple[Any, ...]] = {}
    for recount in _RECOUNTS:
        counted.update(_keyed(connection, recount))
    _differences("day_total", _keyed(connection, _DAY_TOTALS), counted, report)
    _differences("counter_total", _keyed(connection, _COUNTER_TOTALS), _keyed(connection, _GRAND), report)


def check_numbers(connection: sqlite3.Connection, report: Report) -> None:
    """Numbers without gaps."""
    for table, number, within, first in _NUMBERED:
        partition = f"counter_id, {within}" if within else "counter_id"
        gap = (
            f"SELECT {partition}, max({number}) FROM {table} GROUP BY {partition}"
            f" HAVING min({number}) <> {first} OR max({number}) - min({number}) + 1 <> count(*)"
        )
        for row in connection.execute(gap):
            report(
                Problem(f"{table} {'/'.join(str(each) for each in row[1:])} {number}", "has a gap before it")
            )


def _keyed(connection: sqlite3.Connection, select: str) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    return {tuple(row[:-2]): tuple(row[-2:]) for row in connection.execute(select)}


def _differences(
    table: str,
    kept: dict[tuple[Any, ...], tuple[Any, ...]],
    counted: dict[tuple[Any, ...], tuple[Any, ...]],
    report: Report,
) -> None:
    for key in sorted(kept.keys() | counted.keys(), key=str):
        where = f"{table} {'/'.join(str(part) for part in key[1:])}"
        if key not in kept:
            report(Problem(where, f"missing; a recount gives {counted[key]}"))
        elif key not in counted:
            report(Problem(where, "stands for no sale or voucher"))
        else:
            for column, is_, recount in zip(("pieces", "amount"), kept[key], counted[key], strict=True):
                if is_ != recount:
                    report(Problem(f"{where} {column}", f"is {is_!r}, a recount gives {recount!r}"))
