"""What SQLite reports, as reasons a person can act on; each constraint has its own meaning.

A constraint that only our own bug can break is not an OperatingError: it raises `BrokenRule`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from pos.errors import OperatingError, Reason, RefusedError, StorageError


class BrokenRule(RuntimeError):
    """The database refused what the ledger's own code should never have tried: a bug of ours."""


# The part of SQLite's message that names the constraint or our trigger → what it means at the counter.
RULE_REASONS: Final = {
    "UNIQUE constraint failed: payment.counter_id, payment.terminal_id": Reason.TERMINAL_HELD,
    "UNIQUE constraint failed: business_day.counter_id": Reason.DAY_ALREADY_OPEN,
    "UNIQUE constraint failed: business_day.counter_id, business_day.business_date": Reason.DAY_DATE_USED,
    "UNIQUE constraint failed: sale.counter_id, sale.cancels": Reason.CANCEL_IN_PROGRESS,
    "staff_exists": Reason.STAFF_EXISTS,
    "day_date_before_last": Reason.DAY_DATE_BEFORE_LAST,
    "payment_running": Reason.PAYMENT_RUNNING,
    "sale_needs_open_day": Reason.DAY_NOT_OPEN,
    "count_needs_open_day": Reason.DAY_NOT_OPEN,
    "closing_needs_open_day": Reason.DAY_NOT_OPEN,
    "settling_needs_open_day": Reason.DAY_NOT_OPEN,
    "payment_fixed": Reason.PAYMENT_NOT_OPEN,
    "settlement_four_eyes": Reason.APPROVER_IS_SAME_PERSON,
    "result_of_open_payment": Reason.PAYMENT_NOT_OPEN,
    "inquiry_of_open_payment": Reason.PAYMENT_NOT_OPEN,
    "slip_of_unknown_payment": Reason.PAYMENT_NOT_OPEN,
    "CHECK constraint failed: day_closing_reason_given": Reason.REASON_REQUIRED,
    "CHECK constraint failed: day_closing_two_people": Reason.WITNESS_IS_SAME_PERSON,
    "CHECK constraint failed: sale_four_eyes": Reason.APPROVER_IS_SAME_PERSON,
    "CHECK constraint failed: payment_tender_enough": Reason.TENDER_TOO_SMALL,
}
_UNREADABLE: Final = {
    sqlite3.SQLITE_NOTADB,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_AUTH,
}


def broken_rule(error: sqlite3.IntegrityError) -> Exception:
    """The reason behind a refused constraint, or `BrokenRule` where only a bug can be behind it."""
    reason = RULE_REASONS.get(str(error))
    return BrokenRule(str(error)) if reason is None else RefusedError(reason)


def storage_error(error: sqlite3.Error, path: Path | None = None) -> StorageError:
    """STORAGE_FULL, STORAGE_UNREADABLE or STORAGE_FAILED (facts: detail, path)."""
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    detail = f"{getattr(error, 'sqlite_errorname', type(error).__name__)}: {error}"
    if code == sqlite3.SQLITE_FULL:
        return StorageError(Reason.STORAGE_FULL, detail=detail)
    if code in _UNREADABLE:
        return StorageError(Reason.STORAGE_UNREADABLE, path=path or "", detail=detail)
    return StorageError(Reason.STORAGE_FAILED, detail=detail)


@contextmanager
def told_apart(path: Path | None = None) -> Iterator[None]:
    """Turns what SQLite raises inside about the file at `path` into OperatingErrors, or BrokenRule
    for a bug of ours."""
    try:
        yield
    except OperatingError:
        raise
    except sqlite3.IntegrityError as error:
        raise broken_rule(error) from error
    except sqlite3.Error as error:
        raise storage_error(error, path) from error
    except OSError as error:
        raise StorageError(Reason.STORAGE_UNREADABLE, path=path or "", detail=str(error)) from error
