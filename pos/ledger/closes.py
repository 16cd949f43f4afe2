"""Closed days against what the ledger says of them now: a 日計表 must still be true years later."""

from collections.abc import Callable
from contextlib import closing
from typing import Final

from sqlalchemy import select

from pos.domain.canonical import revive
from pos.domain.report import DayReport
from pos.errors import OperatingError
from pos.ledger.file import LedgerFile
from pos.ledger.reading import DAY, day_from
from pos.ledger.reports import compose_report
from pos.ledger.schema.days import day_closing
from pos.ledger.statements import Query, Row, own
from pos.ledger.values import LedgerIdentity, Problem

_CLOSINGS: Final = Query(select(*day_closing.c).where(*own(day_closing)).order_by(day_closing.c.day))
# Fields of the report that the ledger can tell again; names of people and the unsettled list have moved on.
_SAME: Final = (
    "business_date",
    "fiscal_year",
    "opened_at",
    "change_fund",
    "accounts",
    "methods",
    "official_issues",
    "waived",
    "sales",
    "total",
    "receipt_first",
    "receipt_last",
)


def check_closes(file: LedgerFile, identity: LedgerIdentity, report: Callable[[Problem], None]) -> None:
    """Each stored 日計表 against its row and against the totals of its day."""
    with closing(file):
        try:
            for row in file.rows(_CLOSINGS):
                _check_one(file, identity, row, report)
        except (OperatingError, ValueError, TypeError, AttributeError, OverflowError) as error:
            report(Problem("day_closing", f"unreadable: {error}"))


def _check_one(
    file: LedgerFile, identity: LedgerIdentity, row: Row, report: Callable[[Problem], None]
) -> None:
    where = f"day_closing {row['day']}"
    try:
        stored = revive(DayReport, row["report"].encode())
    except ValueError as error:
        report(Problem(f"{where} report", f"unreadable: {error}"))
        return
    day = file.row(DAY, day=row["day"])
    if day is None:
        report(Problem(where, "its day is missing"))
        return
    again = compose_report(
        file, identity, day_from(day), stored.office, at=stored.made_at, chain=stored.chain
    )
    for field in _SAME:
        says, is_ = getattr(stored, field), getattr(again, field)
        if says != is_:
            report(Problem(f"{where} report.{field}", f"says {says}, the ledger has {is_}"))
    for field in ("sheets", "cancellations"):
        if len(getattr(stored, field)) != len(getattr(again, field)):
            report(Problem(f"{where} report.{field}", "other rows than the ledger has"))
    _check_row(stored, row, where, report)


def _check_row(stored: DayReport, row: Row, where: str, report: Callable[[Problem], None]) -> None:
    cash = stored.cash
    said = {
        "z_number": stored.z_number,
        "closed_at": stored.closed_at,
        "expected": cash.expected if cash else None,
        "counted": cash.counted if cash else None,
        "difference": cash.difference if cash else None,
        "reason": cash.reason if cash else None,
    }
    for column, says in said.items():
        if row[column] != says:
            report(Problem(f"{where} {column}", f"is {row[column]}, its report says {says}"))
