"""Deciding an unknown outcome from what the terminal or the card remembers (terminals.md §4, the table)."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final, TypeVar

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
_CLOCK_LIMIT_S: Final = 2 * 86_400  # a clock further off than that is not set at all
_REVERSED_BEFORE: Final = "B4"  # ZVT: already reversed


@dataclass(frozen=True, slots=True)
class Intent:
    """What was asked of the terminal, with what was known of it just before."""

    direction: Direction
    amount: Yen
    requested_at: datetime
    mark: HighWaterMark | None
    clock_offset_s: int | None = 0  # terminal clock minus ours, seconds; None: not known
    shows_cancel: bool = False  # the terminal's last result would show a cancellation
    original: str = ""  # the `sequence` that a cancellation takes back, "" where not known

    @property
    def clock_s(self) -> int | None:
        """`clock_offset_s`, None where it is absurd: such a clock proves nothing."""
        offset = self.clock_offset_s
        return None if offset is None or abs(offset) > _CLOCK_LIMIT_S else offset


Verdict = Approved | Declined | NotCharged | Unknown
Told = TypeVar("Told")


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
    if is_same(HighWaterMark.of(last), intent.mark):
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
    if _took_another_back(intent, last):
        return f"it takes {last.cancels} back, not {intent.original}"
    if intent.clock_s is None:
        return "the terminal's clock is not known"
    until = min(now, intent.requested_at + CARD_WINDOW)
    if not _in_window(intent, intent.clock_s, last.at, until):
        return f"the last transaction is of {last.at:%Y-%m-%d %H:%M:%S}"
    return ""


def _took_another_back(intent: Intent, last: TransactionRecord) -> bool:
    """Where both are told; numbers may be padded differently."""
    told, asked = last.cancels.lstrip("0"), intent.original.lstrip("0")
    return intent.direction is Direction.CANCEL and told != "" != asked and told != asked


def _in_window(intent: Intent, offset_s: int, at: datetime, until: datetime) -> bool:
    """`at` is by the terminal's clock and may be any date: only our own times are reckoned with."""
    offset = timedelta(seconds=offset_s)
    earliest, latest = intent.requested_at - CLOCK_TOLERANCE, until + CLOCK_TOLERANCE
    return earliest + offset <= at <= latest + offset


def unless_reversed_before(direction: Direction, verdict: Told) -> Told | Unknown:
    """A 取消 that is refused because the money went back already is no plain no: our books still have the
    sale. A person has to look, so it stays Unknown."""
    if direction is Direction.CANCEL and isinstance(verdict, Declined) and verdict.code == _REVERSED_BEFORE:
        return _unproved(f"{verdict.code}: the terminal says that it was taken back before")
    return verdict


def is_same(one: HighWaterMark, other: HighWaterMark) -> bool:
    """The same transaction. Without the year: a terminal whose clock has none is read by the nearest one."""
    if one.receipt_no and other.receipt_no and one.receipt_no != other.receipt_no:
        return False
    return _as_told(one) == _as_told(other)


def _as_told(mark: HighWaterMark) -> tuple[str, Yen, str, str]:
    return mark.sequence, mark.amount, mark.terminal_no, f"{mark.at:%m%d%H%M%S}"


def steps(mark: str, sequence: str) -> int | None:
    """How many numbers `sequence` lies after `mark`; negative before it, None where they are no numbers.

    Numbers wrap at their width; half of them lie before, half after.
    """
    if not (mark.isdigit() and sequence.isdigit()):
        return None
    if follows(mark, sequence):
        return 1
    if follows(sequence, mark):
        return -1
    numbers = int("9" * max(len(mark), len(sequence)))
    ahead = (int(sequence) - int(mark)) % numbers
    return ahead if ahead <= numbers // 2 else ahead - numbers


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
    offset_s = intent.clock_s
    if problem or offset_s is None or reading.last_at is None:
        return _unproved(problem or "the time of the card's last payment is not known")
    if reading.balance == before.balance:
        return _unchanged(intent, reading.last_at, offset_s, rule)
    if reading.balance != before.balance - intent.amount:
        return _unproved(f"the balance is {reading.balance}, before it was {before.balance}")
    if reading.last_amount != intent.amount:
        return _unproved(f"the card's last amount is {reading.last_amount}")
    if intent.mark is not None and reading.last_at <= intent.mark.at:
        return _unproved("the card's last payment is not after the terminal's last one before the request")
    if not _in_window(intent, offset_s, reading.last_at, min(now, intent.requested_at + CARD_WINDOW)):
        return _unproved(f"the card's last payment is of {reading.last_at:%Y-%m-%d %H:%M:%S}")
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


def _unchanged(intent: Intent, last_at: datetime, offset_s: int, rule: BrandRule) -> Verdict:
    if rule.unknown_means is UnknownMeans.SALE:
        return _unproved("by the contract it counts as a sale until the acquirer takes it off")
    if last_at >= intent.requested_at - CLOCK_TOLERANCE + timedelta(seconds=offset_s):
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
