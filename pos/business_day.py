"""Open, count, compare, close: 開局, 点検 and 精算 of one business day.

The count is stored before anybody can see what the books expect (blind count); the first count is
kept for ever. A difference is explained, never forced away (domain.md 2.9).
"""

from dataclasses import dataclass
from datetime import date

from pos.config import DaySettings
from pos.domain.day import BusinessDay
from pos.domain.days import Clock, aware
from pos.domain.drawer import CashCount, CountKind, StoredCount
from pos.domain.entry import clean_text
from pos.domain.money import ZERO, Yen
from pos.domain.payment import PaymentState
from pos.domain.receipt import Office
from pos.domain.report import DayReport
from pos.domain.staff import Right, Staff
from pos.errors import AccessError, EntryError, OperatingError, Reason, RefusedError
from pos.issuing import IssuedPaper, Issuing
from pos.ledger import Ledger
from pos.readiness import Readiness
from pos.recovery import Recovery
from pos.rights import require


@dataclass(frozen=True, slots=True)
class CashComparison:
    """What was counted against what the books expect; difference = counted - expected."""

    counted: Yen
    expected: Yen
    difference: Yen
    attempt: int


@dataclass(frozen=True, slots=True)
class ClosedDay:
    """The day is closed whatever became of its paper."""

    report: DayReport
    paper: IssuedPaper | None
    problem: OperatingError | None


class BusinessDays:
    """The counter's business days; at most one is open."""

    def __init__(
        self,
        ledger: Ledger,
        recovery: Recovery,
        issuing: Issuing,
        office: Office,
        settings: DaySettings,
        clock: Clock,
        readiness: Readiness | None = None,
    ) -> None:
        self._ledger = ledger
        self._recovery = recovery
        self._issuing = issuing
        self._office = office
        self._settings = settings
        self._clock = clock
        self._readiness = readiness

    def current(self) -> BusinessDay | None:
        """The open day, None between close and opening."""
        return self._ledger.current_day()

    def suggested_date(self) -> date:
        """Today by the clock; the person may choose otherwise."""
        return aware(self._clock()).date()

    def left_open(self) -> bool:
        """True where the open day is of an earlier date: it must be closed under its own date."""
        day = self.current()
        return day is not None and day.business_date < self.suggested_date()

    def open(self, business_date: date, opening: CashCount, by: Staff) -> BusinessDay:
        """開局 with the counted change fund (つり銭準備金).

        Raises AccessError NOT_ALLOWED, RefusedError DAY_LEFT_OPEN, DAY_ALREADY_OPEN,
        DAY_DATE_USED, DAY_DATE_BEFORE_LAST, DAY_DATE_IN_FUTURE.
        """
        require(self._ledger, by, Right.OPEN_DAY)
        if self.left_open():
            raise RefusedError(Reason.DAY_LEFT_OPEN)
        if business_date > self.suggested_date():
            raise RefusedError(Reason.DAY_DATE_IN_FUTURE, date=business_date)
        day = self._ledger.open_day(business_date, opening, by=by.id, at=self._clock())
        self._recovery.ask(stop=lambda: False)
        return day

    def report(self) -> DayReport:
        """点検 (X): the open day's figures so far; resets nothing. Raises DAY_NOT_OPEN."""
        return self._ledger.day_report(self._open_day().number, self._office, at=self._clock())

    def count(self, count: CashCount, by: Staff) -> StoredCount:
        """Store a count by 金種; a recount is kept beside the first. Raises DAY_NOT_OPEN."""
        require(self._ledger, by, Right.CLOSE_DAY)
        return self._ledger.record_count(CountKind.CLOSING, count, by=by.id, at=self._clock())

    def comparison(self, by: Staff) -> CashComparison:
        """The newest count against the books. Raises RefusedError COUNT_MISSING before a count."""
        require(self._ledger, by, Right.CLOSE_DAY)
        day = self._open_day()
        counts = self._ledger.counts(day.number, CountKind.CLOSING)
        if not counts:
            raise RefusedError(Reason.COUNT_MISSING)
        counted, expected = counts[-1].count.total, self._ledger.expected_cash(day.number)
        return CashComparison(counted, expected, counted - expected, counts[-1].attempt)

    def close(self, by: Staff, witness: Staff | None, reason: str = "") -> ClosedDay:
        """精算 (Z): once, in one step; makes the 日計表.

        Raises AccessError NOT_ALLOWED / WITNESS_REQUIRED / WITNESS_IS_SAME_PERSON, RefusedError
        COUNT_MISSING / PAYMENT_RUNNING / DAY_NOT_OPEN, once what `Readiness.tell_strays` tells, EntryError
        REASON_REQUIRED.
        """
        require(self._ledger, by, Right.CLOSE_DAY)
        self._check_witness(by, witness)
        why = clean_text(reason, label="過不足の理由", limit=120)
        if self.comparison(by).difference != ZERO and not why:
            raise EntryError(Reason.REASON_REQUIRED)
        self._recovery.ask(stop=lambda: False)
        if any(each.state is PaymentState.REQUESTED for each in self._ledger.open_payments()):
            raise RefusedError(Reason.PAYMENT_RUNNING)
        if self._readiness is not None:
            self._readiness.tell_strays()
        report = self._ledger.close_day(
            self._office, by=by.id, witness=witness.id if witness else None, reason=why, at=self._clock()
        )
        return self._with_paper(report, by)

    def _with_paper(self, report: DayReport, by: Staff) -> ClosedDay:
        try:
            paper = self._issuing.day_report(report, by)
        except OperatingError as trouble:
            return ClosedDay(report, None, trouble)
        return ClosedDay(report, paper, paper.printer_problem)

    def _check_witness(self, by: Staff, witness: Staff | None) -> None:
        if witness is None:
            if self._settings.second_person:
                raise AccessError(Reason.WITNESS_REQUIRED)
            return
        if witness.id == by.id:
            raise AccessError(Reason.WITNESS_IS_SAME_PERSON)
        require(self._ledger, witness, Right.WITNESS)

    def _open_day(self) -> BusinessDay:
        day = self.current()
        if day is None:
            raise RefusedError(Reason.DAY_NOT_OPEN)
        return day
