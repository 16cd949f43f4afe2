"""The door's chapter on the business day: open, count, report, close. A close is one step."""

from collections import defaultdict
from datetime import date, datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select

from pos.domain.books import for_change_fund, for_difference
from pos.domain.canonical import revive
from pos.domain.day import BusinessDay
from pos.domain.days import FiscalYear
from pos.domain.drawer import CashCount, CountKind, StoredCount
from pos.domain.ids import CountId, DayNumber, StaffId
from pos.domain.money import ZERO, Yen
from pos.domain.payment import PaymentState
from pos.domain.receipt import Office
from pos.domain.report import CashResult, DayReport
from pos.errors import Reason, RefusedError
from pos.ledger.booking import book
from pos.ledger.chapter import Chapter, Reader, canonical_text, open_day_of, staff_name
from pos.ledger.file import Writing
from pos.ledger.reading import DAY, DAYS, OPEN_DAY, OPEN_PAYMENTS, day_from
from pos.ledger.reports import Closing, cash_expected, compose_report
from pos.ledger.schema import DayState, VoucherKind
from pos.ledger.schema import days as tables
from pos.ledger.statements import Query, Row, own

_COUNT = tables.cash_count
_LINE = tables.cash_count_line
_CLOSING = tables.day_closing
_COUNTS: Final = Query(select(*_COUNT.c).where(*own(_COUNT, "day", "kind")).order_by(_COUNT.c.attempt))
_PIECES: Final = Query(
    select(*_LINE.c)
    .join(_COUNT, _COUNT.c.count_id == _LINE.c.count_id)
    .where(*own(_LINE), *own(_COUNT, "day", "kind"))
    .order_by(_LINE.c.denomination.desc())
)
_REPORT: Final = Query(select(_CLOSING.c.report).where(*own(_CLOSING, "day")))
_LAST_Z: Final = Query(select(func.max(_CLOSING.c.z_number).label("last")).where(*own(_CLOSING)))


class Days(Chapter):
    """Opening and closing the counter."""

    def open_day(self, business_date: date, opening: CashCount, *, by: StaffId, at: datetime) -> BusinessDay:
        """A new business day with the counted change fund in the drawer.

        Raises RefusedError DAY_ALREADY_OPEN, DAY_DATE_USED, DAY_DATE_BEFORE_LAST (facts: date, last).
        """
        with self._file.writing("day opened", at=at, by=by) as writing:
            number = _next_day(writing, business_date)
            writing.subject = str(number)
            day = BusinessDay(number, business_date, FiscalYear.of(business_date), at, by, opening.total)
            writing.add(tables.business_day, _day_row(day))
            _store_count(writing, day.number, CountKind.OPENING, opening, by=by, at=at)
            book(writing, day, VoucherKind.CHANGE_FUND, for_change_fund(opening.total), at=at)
        return day

    def current_day(self) -> BusinessDay | None:
        """The open day."""
        row = self._file.row(OPEN_DAY)
        return None if row is None else day_from(row)

    def days(self, limit: int = 60) -> tuple[BusinessDay, ...]:
        """The newest days, newest first."""
        return tuple(day_from(row) for row in self._file.rows(DAYS, limit=limit))

    def record_count(self, kind: CountKind, count: CashCount, *, by: StaffId, at: datetime) -> StoredCount:
        """A count of the open day, kept for ever; a recount is the next attempt.

        Raises RefusedError DAY_NOT_OPEN.
        """
        with self._file.writing("cash counted", at=at, by=by) as writing:
            day = open_day_of(writing)
            writing.subject = str(day.number)
            return _store_count(writing, day.number, kind, count, by=by, at=at)

    def counts(self, day: DayNumber, kind: CountKind) -> tuple[StoredCount, ...]:
        """Every count of the day, the first one first."""
        return _counts(self._file, day, kind)

    def expected_cash(self, day: DayNumber) -> Yen:
        """What should lie in the drawer by the books of this day; after its close, the takings that
        go to the bank: the change fund has left, and the next day begins with its own."""
        return cash_expected(self._file, day)

    def day_report(self, day: DayNumber, office: Office, *, at: datetime) -> DayReport:
        """点検 of the open day, or the 精算 of a closed one as it was made.

        Raises RefusedError DAY_NOT_OPEN.
        """
        stored = self._file.row(_REPORT, day=day)
        if stored is not None:
            return revive(DayReport, stored["report"].encode())
        row = self._file.row(DAY, day=day)
        if row is None:
            raise RefusedError(Reason.DAY_NOT_OPEN)
        head = self._file.head()
        return compose_report(self._file, self.identity, day_from(row), office, at=at, chain=head.mark)

    def close_day(
        self, office: Office, *, by: StaffId, witness: StaffId | None, reason: str, at: datetime
    ) -> DayReport:
        """精算: difference and change fund booked, report frozen, Z number taken, day closed; all or nothing.

        Raises RefusedError DAY_NOT_OPEN, COUNT_MISSING, PAYMENT_RUNNING, REASON_REQUIRED (facts:
        difference), WITNESS_IS_SAME_PERSON.
        """
        with self._file.writing("day closed", at=at, by=by) as writing:
            day = open_day_of(writing)
            _check_nothing_runs(writing)
            cash = _cash_result(writing, day, reason)
            closing = Closing(
                _next_z(writing), at, staff_name(writing, by), staff_name(writing, witness) or None, cash
            )
            report = compose_report(
                writing, self.identity, day, office, at=at, chain=writing.mark, closing=closing
            )
            writing.subject = str(day.number)
            book(writing, day, VoucherKind.DIFFERENCE, for_difference(cash.difference), at=at)
            book(writing, day, VoucherKind.FUND_RETURNED, for_change_fund(-day.change_fund), at=at)
            writing.add(_CLOSING, _closing_row(report, day, cash, closing, by=by, witness=witness))
            writing.move(tables.business_day, {"day": day.number}, state=DayState.CLOSED)
        return report


def _next_day(reader: Reader, business_date: date) -> DayNumber:
    newest = [day_from(row) for row in reader.rows(DAYS, limit=1)]
    if not newest:
        return DayNumber(1)
    last = newest[0]
    if last.is_open:
        raise RefusedError(Reason.DAY_ALREADY_OPEN, date=last.business_date)
    if business_date == last.business_date:
        raise RefusedError(Reason.DAY_DATE_USED, date=business_date)
    if business_date < last.business_date:
        raise RefusedError(Reason.DAY_DATE_BEFORE_LAST, date=business_date, last=last.business_date)
    return DayNumber(last.number + 1)


def _day_row(day: BusinessDay) -> Row:
    return {
        "day": day.number,
        "business_date": day.business_date,
        "fiscal_year": day.fiscal_year,
        "state": DayState.OPEN,
        "opened_at": day.opened_at,
        "opened_by": day.opened_by,
        "change_fund": day.change_fund,
    }


def _store_count(
    writing: Writing, day: DayNumber, kind: CountKind, count: CashCount, *, by: StaffId, at: datetime
) -> StoredCount:
    attempt = len(writing.rows(_COUNTS, day=day, kind=kind)) + 1
    stored = StoredCount(CountId(uuid4()), day, kind, attempt, count, by, at)
    for denomination, pieces in count.pieces:
        writing.add(_LINE, {"count_id": stored.id, "denomination": denomination, "pieces": pieces})
    writing.add(
        _COUNT,
        {
            "count_id": stored.id,
            "day": day,
            "kind": kind,
            "attempt": attempt,
            "total": count.total,
            "counted_by": by,
            "counted_at": at,
        },
    )
    return stored


def _counts(reader: Reader, day: DayNumber, kind: CountKind) -> tuple[StoredCount, ...]:
    pieces: dict[object, list[tuple[int, int]]] = defaultdict(list)
    for row in reader.rows(_PIECES, day=day, kind=kind):
        pieces[row["count_id"]].append((row["denomination"], row["pieces"]))
    return tuple(
        StoredCount(
            row["count_id"],
            day,
            kind,
            row["attempt"],
            CashCount(tuple(pieces[row["count_id"]])),
            row["counted_by"],
            row["counted_at"],
        )
        for row in reader.rows(_COUNTS, day=day, kind=kind)
    )


def _check_nothing_runs(writing: Writing) -> None:
    if any(row["state"] is PaymentState.REQUESTED for row in writing.rows(OPEN_PAYMENTS)):
        raise RefusedError(Reason.PAYMENT_RUNNING)


def _cash_result(writing: Writing, day: BusinessDay, reason: str) -> CashResult:
    counts = _counts(writing, day.number, CountKind.CLOSING)
    if not counts:
        raise RefusedError(Reason.COUNT_MISSING)
    expected = cash_expected(writing, day.number)
    counted = counts[-1].count.total
    difference = counted - expected
    if difference != ZERO and not reason.strip():
        raise RefusedError(Reason.REASON_REQUIRED, difference=difference)
    return CashResult(
        first=counts[0].count,
        final=counts[-1].count,
        attempts=len(counts),
        expected=expected,
        counted=counted,
        difference=difference,
        reason=reason,
    )


def _next_z(writing: Writing) -> int:
    row = writing.row(_LAST_Z)
    return 1 if row is None or row["last"] is None else int(row["last"]) + 1


def _closing_row(
    report: DayReport,
    day: BusinessDay,
    cash: CashResult,
    closing: Closing,
    *,
    by: StaffId,
    witness: StaffId | None,
) -> Row:
    return {
        "day": day.number,
        "z_number": closing.z_number,
        "closed_at": closing.closed_at,
        "closed_by": by,
        "witness": witness,
        "reason": cash.reason,
        "expected": cash.expected,
        "counted": cash.counted,
        "difference": cash.difference,
        "report": canonical_text(report),
    }
