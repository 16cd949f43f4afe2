"""Deciding an unknown outcome from what the terminal or the card remembers (terminals.md §4, the table)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from pos.domain.brands import BrandRule, UnknownMeans
from pos.domain.card import CardBefore, CardReading
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
# A card does not say which terminal took its last payment: so long after the request it may be ours,
# a late success included; later on it may be one of the same price in another shop.
CARD_WINDOW: Final = timedelta(minutes=15)


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
    if refusal is not None:  # what was refused does not always tell which way it would have gone
        last = replace(last, direction=intent.direction)
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


def judge_card(
    intent: Intent, before: CardBefore, reading: CardReading, now: datetime, rule: BrandRule
) -> Verdict:
    """What the card itself proves about a charge (terminals.md §4.6): the same card, its balance before and
    after, its last payment. `rule` is the contract's for the card's brand.

    An approval carries a record without `sequence`: the card knows no number of the terminal.
    Anything that does not fit exactly stays Unknown with NO_EVIDENCE.
    """
    problem = _card_says_nothing(intent, before, reading, rule)
    if problem or intent.clock_offset_s is None or reading.last_at is None:
        return _unproved(problem or "the time of the card's last payment is not known")
    last_at = reading.last_at - timedelta(seconds=intent.clock_offset_s)
    if reading.balance == before.balance:
        return _unchanged(intent, last_at, rule)
    if reading.balance != before.balance - intent.amount:
        return _unproved(f"the balance is {reading.balance}, before it was {before.balance}")
    if reading.last_amount != intent.amount:
        return _unproved(f"the card's last amount is {reading.last_amount}")
    if intent.mark is not None and reading.last_at <= intent.mark.at:
        return _unproved("the card's last payment is not after the terminal's last one before the request")
    until = min(now, intent.requested_at + CARD_WINDOW) + CLOCK_TOLERANCE
    if not intent.requested_at - CLOCK_TOLERANCE <= last_at <= until:
        return _unproved(f"the card's last payment is of {last_at:%Y-%m-%d %H:%M:%S}")
    return Approved(_record_on_card(intent, before, reading, reading.last_at))


def _card_says_nothing(intent: Intent, before: CardBefore, reading: CardReading, rule: BrandRule) -> str:
    if intent.direction is Direction.CANCEL:
        return "a card does not show for certain that a payment was taken back"
    if not rule.balance_inquiry:
        return f"a balance of {rule.brand.value} proves nothing by the contract"
    if not before.last4 or not reading.card_last4:
        return "nobody knows whether it is the same card"
    if before.last4 != reading.card_last4:
        return f"card {reading.card_last4} was read, not {before.last4}"
    return ""


def _unchanged(intent: Intent, last_at: datetime, rule: BrandRule) -> Verdict:
    if rule.unknown_means is UnknownMeans.SALE:
        return _unproved("by the contract it counts as a sale until the acquirer takes it off")
    if last_at >= intent.requested_at - CLOCK_TOLERANCE:
        return _unproved("the balance is the same, but the card was used since")
    return NotCharged("the card has its balance of before, and its last payment is older")


def _record_on_card(
    intent: Intent, before: CardBefore, reading: CardReading, at: datetime
) -> TransactionRecord:
    return TransactionRecord(
        direction=intent.direction,
        terminal_no=intent.mark.terminal_no if intent.mark else "",
        sequence="",
        amount=intent.amount,
        at=at,
        brand=reading.brand,
        card_last4=reading.card_last4,
        approval_no="",
        balance_before=before.balance,
        balance_after=reading.balance,
    )


def _unproved(why: str) -> Unknown:
    return Unknown(UnknownCause.NO_EVIDENCE, why)
