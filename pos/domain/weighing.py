"""What an inquiry about an open payment proves, and which steps are left; pure."""

from datetime import datetime

from pos.domain.brands import Brand, Contract
from pos.domain.card import CardBefore
from pos.domain.evidence import Intent, judge_card
from pos.domain.guidance import GuideStep, Proposal, Step
from pos.domain.inquiry import Inquiry, Source, known_of
from pos.domain.money import Yen
from pos.domain.payment import Direction, Payment, Unknown, UnknownCause


def intent_of(payment: Payment, clock_offset_s: int | None, *, shows_cancel: bool = False) -> Intent:
    """The payment as a question to the terminal's books."""
    return Intent(
        payment.direction,
        payment.amount,
        payment.requested_at,
        payment.mark,
        clock_offset_s,
        shows_cancel,
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
    them, or where it did not as a person typed them. Typed values never make it certain."""
    if seen is None or seen.reading is None:
        return Proposal(unproved("no card was read yet"), False, Brand.UNKNOWN, None, typed_balance)
    reading, known = seen.reading, known_of(payment)
    balance = typed_balance if known.balance_before is None else known.balance_before
    if balance is None:
        return Proposal(unproved("the balance before is not known"), False, reading.brand, reading, None)
    before = CardBefore(balance, known.card_last4 or typed_last4)
    intent = intent_of(payment, seen.clock_offset_s)
    verdict = judge_card(intent, before, reading, seen.at, contract.rule(reading.brand))
    told = known.balance_before is not None and known.card_last4 != ""
    return Proposal(verdict, told and not isinstance(verdict, Unknown), reading.brand, reading, balance)


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
    typed = reads and Source.CARD in asked and not _all_told(payment)
    possible = (
        (can_ask, Step.ASK_TERMINAL, asked.get(Source.TERMINAL)),
        (reads, Step.READ_CARD, asked.get(Source.CARD)),
        (typed, Step.ENTER_BALANCE, None),
        (True, Step.HAND_OUT_SLIP, slip_at),
        (can_call, Step.CALL_ACQUIRER, None),
        (True, Step.SETTLE, None),
    )
    return tuple(GuideStep(step, done_at) for here, step, done_at in possible if here)


def _all_told(payment: Payment) -> bool:
    known = known_of(payment)
    return known.balance_before is not None and known.card_last4 != ""
