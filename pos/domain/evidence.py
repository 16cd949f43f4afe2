"""Deciding an unknown outcome from what the terminal remembers (terminals.md §4, the table)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
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
    clock_offset_s: int | None = 0  # terminal clock minus ours, seconds; None: not known
    shows_cancel: bool = False  # the terminal's last result would show a cancellation


Verdict = Approved | Declined | NotCharged | Unknown


def judge(
    intent: Intent, last: TransactionRecord | None, now: datetime, refusal: Declined | None = None
) -> Verdict:
    """What the terminal's last transaction (None: it tells none) proves about the intent.

    `refusal` is set where that last one was declined. Anything that does not fit exactly stays Unknown
    with NO_EVIDENCE; time alone proves nothing.
    """
    if intent.mark is None:
        return _unproved("nothing was known of the terminal before the request")
    if last is None:
        return _unproved("the terminal does not tell its last transaction")
    if last.terminal_no != intent.mark.terminal_no:
        return _unproved(f"terminal {last.terminal_no} answers, not {intent.mark.terminal_no}")
    if HighWaterMark.of(last) == intent.mark:
        return _nothing_since(intent)
    if _took_ours_back(intent, intent.mark, last):
        return NotCharged(f"the terminal reversed it: {last.sequence} takes {last.cancels} back")
    problem = _misfit(intent, intent.mark, last, now)
    if problem:
        return _unproved(problem)
    return Approved(last) if refusal is None else refusal


def _took_ours_back(intent: Intent, mark: HighWaterMark, last: TransactionRecord) -> bool:
    """A charge that the terminal reversed by itself: nobody had acknowledged its result (ZVT rule b)."""
    return (
        intent.direction is Direction.CHARGE
        and last.direction is Direction.CANCEL
        and last.amount == intent.amount
        and follows(mark.sequence, last.cancels)
    )


def _nothing_since(intent: Intent) -> Verdict:
    if intent.direction is Direction.CANCEL and not intent.shows_cancel:
        return _unproved("the terminal may not show a cancellation as its last transaction")
    return NotCharged("the terminal's last transaction is the one before the request")


def _misfit(intent: Intent, mark: HighWaterMark, last: TransactionRecord, now: datetime) -> str:
    if not follows(mark.sequence, last.sequence):
        return f"sequence {last.sequence} does not follow {mark.sequence}"
    if last.direction is not intent.direction:
        return f"the last transaction is a {last.direction.value}"
    if last.amount != intent.amount:
        return f"the last amount is {last.amount}"
    if intent.clock_offset_s is None:
        return "the terminal's clock is not known"
    ours = last.at - timedelta(seconds=intent.clock_offset_s)
    if not intent.requested_at - CLOCK_TOLERANCE <= ours <= now + CLOCK_TOLERANCE:
        return f"the last transaction is of {last.at:%Y-%m-%d %H:%M:%S}"
    return ""


def follows(mark: str, sequence: str) -> bool:
    """True where `sequence` is the terminal's next number after `mark`; numbers wrap at their width."""
    if not (mark.isdigit() and sequence.isdigit()):
        return False
    wrapped = int(sequence) in (0, 1) and set(mark) == {"9"}
    return int(sequence) == int(mark) + 1 or wrapped


def _unproved(why: str) -> Unknown:
    return Unknown(UnknownCause.NO_EVIDENCE, why)
