"""The totals of a long open day: `Ledger.day_report` against counting the same file's sales by GROUP BY."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.growth import grow
from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Gauge, compared, sample
from benchmarks.till import COUNTER, OFFICE, OPENED
from pos.domain.ids import DayNumber
from pos.domain.report import DayReport
from pos.ledger import Ledger, open_ledger

MILLISECONDS: Final = Bound(100)
DAY: Final = DayNumber(1)
# CROSS JOIN keeps the order of the tables: without statistics SQLite looks up each line's whole day.
SETTLED: Final = "FROM sale AS s {} WHERE s.counter_id = ? AND s.day = ? AND s.state = 'settled'"
LINES: Final = SETTLED.format("CROSS JOIN sale_line AS l USING (counter_id, sale_id)")
PAID: Final = SETTLED.format("CROSS JOIN payment AS p USING (counter_id, sale_id)")
COUNTED: Final = (
    f"SELECT l.account_code, count(DISTINCT l.sale_id), sum(l.amount) {LINES} GROUP BY 1 ORDER BY 1",
    f"SELECT l.product_name, l.size, sum(l.copies), sum(l.amount) {LINES} GROUP BY 1, 2 ORDER BY 1, 2",
    f"SELECT p.method, count(*), sum(p.amount) {PAID} GROUP BY 1 ORDER BY 1",
    f"SELECT count(*), sum(s.total) {SETTLED.format('')}",
)
Counted = list[list[tuple[Any, ...]]]


def measure(extent: Extent) -> list[Finding]:
    """Raises RuntimeError where the two sides do not count the same."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ledger.db")
        grow(path, extent.sales, extent.seed)
        with open_ledger(path) as ledger, closing(sqlite3.connect(path)) as connection:
            said, counted = _as_counted(_report(ledger)), count(connection)
            if said != counted:
                raise RuntimeError(f"the report says {said}, a count {counted}")
            ours, plain = compared(
                extent.rounds_or(25),
                ("Ledger.day_report", lambda: sample(lambda: _report(ledger))),
                ("four GROUP BY over the sales", lambda: sample(lambda: count(connection))),
            )
    what = f"the report of a day of {extent.sales:,} sales"
    return [
        Comparison("G6", what, ours, plain, None),
        Figure("G6", f"{what}, wall", ours.median(Gauge.WALL) * 1000, "ms", MILLISECONDS),
    ]


def count(connection: sqlite3.Connection) -> Counted:
    """The totals from the sales themselves."""
    return [connection.execute(select, (COUNTER, DAY)).fetchall() for select in COUNTED]


def _report(ledger: Ledger) -> DayReport:
    return ledger.day_report(DAY, OFFICE, at=_now())


def _now() -> datetime:
    return OPENED.replace(hour=17)


def _as_counted(report: DayReport) -> Counted:
    return [
        [(row.code, row.sales, row.amount.amount) for row in report.accounts],
        sorted(
            (row.product_name, row.size.value, row.charged_copies, row.amount.amount) for row in report.sheets
        ),
        [(row.method, row.payments, row.amount.amount) for row in report.methods],
        [(report.sales, report.total.amount)],
    ]
