"""What an inquiry about an open payment proves, and which steps are left; pure."""

from datetime import datetime
from typing import TypeVar

from pos.domain.brands import Brand, Contract
from pos.domain.card import CardBefore
from pos.domain.evidence import Intent, judge_card
from pos.domain.guidance import GuideStep, Proposal, Step
from pos.domain.inquiry import Inquiry, Source, known_of
from pos.domain.money import Yen
from pos.domain.payment import Direction, Payment, Unknown, UnknownCause

Value = TypeVar("Value")


def intent_of(
    payment: Payment, clock_offset_s: int | None, *, shows_cancel: bool = False, original: str = ""
) -> Intent:
    """The payment as a question to the terminal's books. `original`: the number of what it takes back."""
    return Intent(
        payment.direction,
        payment.amount,
        payment.requested_at,
        payment.mark,
        clock_offset_s,
        shows_cancel,
        original,
    )


def unproved(why: str) -> Unknown:
    """Nothing certain; `why` is for the record."""
    return Unknown(UnknownCause.NO_EVIDENCE, why)


def weigh_card(
    payment: Payment,
    seen: Inquiry | None,
    contract: Contract,
    typed_balance: Yen | None = None,
    typed_last4: str = "",
) -> Proposal:
    """What the reading in `seen` proves with the balance before and the card's digits: as the terminal told
    them for sure, or else as a person typed them. Typed values never make it certain."""
    if seen is None or seen.reading is None:
        return Proposal(unproved("no card was read yet"), False, Brand.UNKNOWN, None, typed_balance)
    reading, known = seen.reading, known_of(payment)
    balance = _first(known.sure, known.balance_before, typed_balance)
    if balance is None:
        return Proposal(unproved("the balance before is not known"), False, reading.brand, reading, None)
    before = CardBefore(balance, _first(known.sure, known.card_last4 or None, typed_last4 or None) or "")
    intent = intent_of(payment, seen.clock_offset_s)
    verdict = judge_card(intent, before, reading, seen.at, contract.rule(reading.brand))
    certain = known.sure and not isinstance(verdict, Unknown)
    return Proposal(verdict, certain, reading.brand, reading, balance)


def weigh_newest(
    payment: Payment,
    inquiries: tuple[Inquiry, ...],
    contract: Contract,
    typed_balance: Yen | None = None,
    typed_last4: str = "",
) -> Proposal:
    """`weigh_card` with the newest reading that is on record: after a restart too."""
    seen = next((each for each in reversed(inquiries) if each.reading is not None), None)
    return weigh_card(payment, seen, contract, typed_balance, typed_last4)


def steps_of(
    payment: Payment,
    inquiries: tuple[Inquiry, ...],
    *,
    can_ask: bool,
    can_read: bool,
    can_call: bool,
    slip_at: datetime | None,
) -> tuple[GuideStep, ...]:
    """Those that are possible with this terminal (`can_ask`, `can_read`) and contract (`can_call`)."""
    asked = {each.source: each.at for each in inquiries}
    reads = can_read and payment.direction is Direction.CHARGE
    typed = reads and Source.CARD in asked and not known_of(payment).sure
    possible = (
        (can_ask, Step.ASK_TERMINAL, asked.get(Source.TERMINAL)),
        (reads, Step.READ_CARD, asked.get(Source.CARD)),
        (typed, Step.ENTER_BALANCE, None),
        (True, Step.HAND_OUT_SLIP, slip_at),
        (can_call, Step.CALL_ACQUIRER, None),
        (True, Step.SETTLE, None),
    )
    return tuple(GuideStep(step, done_at) for here, step, done_at in possible if here)


def _first(sure: bool, told: Value | None, typed: Value | None) -> Value | None:
    """What the terminal said of this payment goes before what was typed; what may be of another does not."""
    if sure or typed is None:
        return told
    return typed
