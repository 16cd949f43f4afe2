"""Whose result a 04 0F is, and what it says about our request; source terminals.md §3, §4."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from pos.devices.port import AnswerError
from pos.devices.zvt.answers import amount_of, record_of, refusal_of, terminal_of, trace_of
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.verdicts import is_certain
from pos.domain.evidence import CLOCK_TOLERANCE, Intent, follows
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    TransactionRecord,
    Unknown,
    UnknownCause,
)


class Meaning(Enum):
    """What a result has to do with our request."""

    OURS = "ours"
    OTHER = "other"  # an earlier transaction: acknowledged, no more
    REVERSED = "reversed"  # the terminal took ours back
    CLEARED = "cleared"  # it took back one that our books do not know


@dataclass(frozen=True, slots=True)
class Result:
    """`named`: a refusal that names our transaction; `certain`: no money can move for it any more."""

    meaning: Meaning
    outcome: Approved | Declined | Unknown | None = None
    certain: bool = False
    named: bool = False


@dataclass(frozen=True, slots=True)
class Expected:
    """What the answer must say. `original` is what a cancellation takes back; `offset_s` the terminal's
    clock minus ours in seconds, None while nobody knows; `may_reverse_first` that
    the terminal may first take back a payment that our books do not know (1F1F), `reversed_first` that it
    said so: only then may our number be the next but one."""

    intent: Intent
    terminal_no: str
    original: TransactionRecord | None = None
    offset_s: int | None = None
    may_reverse_first: bool = False
    reversed_first: bool = False

    def read(self, apdu: Apdu, now: datetime) -> Result:
        """What a 04 0F means. `now` in JST gives the year."""
        try:
            refusal = refusal_of(apdu)
            if refusal is not None:
                return self._refusal(apdu, refusal)
            record = record_of(apdu, now, self.intent.direction)
        except AnswerError as wrong:
            return Result(Meaning.OURS, Unknown(UnknownCause.WRONG_ANSWER, str(wrong)))
        if self._is_old(record.sequence):
            return Result(Meaning.OTHER)
        if record.direction is not self.intent.direction:
            return self._taken_back(record)
        problem = self._misfit(record) or self._wrong_time(record.at, now)
        outcome = Unknown(UnknownCause.WRONG_ANSWER, problem) if problem else Approved(record)
        return Result(Meaning.OURS, outcome)

    def _refusal(self, apdu: Apdu, refusal: Declined) -> Result:
        trace, amount, terminal = trace_of(apdu), amount_of(apdu), terminal_of(apdu)
        if trace and self._is_old(trace):
            return Result(Meaning.OTHER)
        named = (
            bool(trace)
            and self._comes_next(trace)
            and self._may_name(amount)
            and terminal in ("", self.terminal_no)
        )
        return Result(Meaning.OURS, refusal, named and is_certain(int(refusal.code, 16)), named)

    def _may_name(self, amount: Yen | None) -> bool:
        """A refused reversal may tell no amount: it was asked for by its receipt number."""
        if self.intent.direction is Direction.CANCEL and amount in (None, Yen(0)):
            return True
        return amount == self.intent.amount

    def _taken_back(self, record: TransactionRecord) -> Result:
        """A reversal while we charge: of ours, or of one that the books do not know."""
        mark = self.intent.mark
        stray = mark is not None and record.cancels == mark.sequence and self.may_reverse_first
        return Result(Meaning.CLEARED if stray else Meaning.REVERSED)

    def _misfit(self, record: TransactionRecord) -> str:
        if record.amount != self.intent.amount:
            return f"the answer says {record.amount}"
        if self.terminal_no and record.terminal_no != self.terminal_no:
            return f"terminal {record.terminal_no} answered"
        if not self._comes_next(record.sequence):
            mark = self.intent.mark
            return f"trace {record.sequence} does not follow {mark.sequence if mark else ''}"
        return self.not_the_original(record)

    def not_the_original(self, record: TransactionRecord) -> str:
        """A reversal must say what it took back (37): receipt numbers start anew. "" where it is right, or
        where it could take back nothing but the terminal's last transaction."""
        original = self.original
        if original is None or record.cancels == original.sequence:
            return ""
        if not record.cancels and self.intent.mark == HighWaterMark.of(original):
            return ""
        return f"it took back {record.cancels or 'what it does not tell'}, not {original.sequence}"

    def _wrong_time(self, at: datetime, now: datetime) -> str:
        """An answer of another time is one that came late, with a number that happens to fit."""
        if self.offset_s is None:
            return ""
        ours = at - timedelta(seconds=self.offset_s)
        if self.intent.requested_at - CLOCK_TOLERANCE <= ours <= now + CLOCK_TOLERANCE:
            return ""
        return f"the answer is of {at:%Y-%m-%d %H:%M:%S}"

    def _comes_next(self, trace: str) -> bool:
        mark = self.intent.mark
        if mark is None or follows(mark.sequence, trace):
            return True
        if not (self.reversed_first and mark.sequence.isdigit()):
            return False
        behind = f"{(int(mark.sequence) + 1) % 10 ** len(mark.sequence):0{len(mark.sequence)}d}"
        return follows(behind, trace)

    def _is_old(self, trace: str) -> bool:
        """True for the mark's transaction or one before it: an answer that came late, or twice."""
        mark = self.intent.mark
        if mark is None or self._comes_next(trace) or not (mark.sequence.isdigit() and trace.isdigit()):
            return False
        return int(trace) <= int(mark.sequence)
