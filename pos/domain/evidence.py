"""Deciding an unknown outcome from what the terminal remembers (terminals.md §4, the table)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Direction,
    HighWaterMark,
    NotCharged,
    TransactionRecord,
    Unknown,
    UnknownCause,
)

CLOCK_TOLERANCE: Final = timedelta(seconds=120)


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked of the terminal, with what was known of it just before."""

    direction: Direction
    amount: Yen
    requested_at: datetime
    mark: HighWaterMark | None
    clock_offset_s: int = 0  # terminal clock minus ours, seconds
    terminal_no: str = ""  # 端末識別番号 where known


Verdict = Approved | NotCharged | Unknown


def judge(intent: Intent, last: TransactionRecord | None, now: datetime) -> Verdict:
    """What the terminal's last approved transaction (None: it has none) proves about the intent.

    Anything that does not fit exactly stays Unknown with NO_EVIDENCE; time alone proves nothing.
    """
    if intent.mark is None:
        return Unknown(UnknownCause.NO_EVIDENCE, "no high-water mark before the request")
    if _is_the_mark(intent.mark, last):
        return NotCharged("the terminal's last transaction is the one before the request")
    if last is None:
        return Unknown(UnknownCause.NO_EVIDENCE, "the terminal has lost its last transaction")
    problem = _misfit(intent, last, now)
    return Unknown(UnknownCause.NO_EVIDENCE, problem) if problem else Approved(last)


def _is_the_mark(mark: HighWaterMark, last: TransactionRecord | None) -> bool:
    if last is None:
        return not mark.sequence
    return last.sequence == mark.sequence and last.amount == mark.amount and last.at == mark.at


def _misfit(intent: Intent, last: TransactionRecord, now: datetime) -> str:
    if intent.mark is not None and not follows(intent.mark.sequence, last.sequence):
        return f"sequence {last.sequence} does not follow {intent.mark.sequence}"
    if last.direction is not intent.direction:
        return f"the last transaction is a {last.direction.value}"
    if last.amount != intent.amount:
        return f"the last amount is {last.amount}"
    if intent.terminal_no and last.terminal_no != intent.terminal_no:
        return f"the last transaction is of terminal {last.terminal_no}"
    ours = last.at - timedelta(seconds=intent.clock_offset_s)
    if not intent.requested_at - CLOCK_TOLERANCE <= ours <= now + CLOCK_TOLERANCE:
        return f"the last transaction is of {last.at:%Y-%m-%d %H:%M:%S}"
    return ""


def follows(mark: str, sequence: str) -> bool:
    """True where `sequence` is the terminal's next number after `mark` ("": it had none before);
    numbers wrap at their width."""
    if not mark:
        return bool(sequence)
    if not (mark.isdigit() and sequence.isdigit()):
        return False
    wrapped = int(sequence) in (0, 1) and set(mark) == {"9"}
    return int(sequence) == int(mark) + 1 or wrapped
