"""What makes a card's word certain, what only proposes, and which steps are left to take."""

from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from pos.domain.brands import Brand, BrandRule, CancelRule, Contract, UnknownMeans
from pos.domain.card import CardReading
from pos.domain.days import JST
from pos.domain.guidance import Step
from pos.domain.ids import PaymentId, SaleId, TerminalId
from pos.domain.inquiry import Inquiry, Source, known_of
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Direction,
    HighWaterMark,
    Method,
    NotCharged,
    Payment,
    PaymentState,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.domain.receipt import Office
from pos.domain.unknown_slip import inquiry_deadline, slip_facts, slip_rules
from pos.domain.weighing import steps_of, unproved, weigh_card

AT = datetime(2026, 11, 23, 10, tzinfo=JST)
MARK = HighWaterMark("000041", Yen(300), AT - timedelta(hours=1), "T0000001")
TOLD = Unknown(UnknownCause.NO_ANSWER, "", Yen(2_000), "1234")
WAON = BrandRule(Brand.WAON, inquiry_days=55)
NANACO = BrandRule(Brand.NANACO, unknown_means=UnknownMeans.SALE, inquiry_days=30)
CONTRACT = Contract.of_rules(
    (WAON, NANACO, BrandRule(Brand.ID, accepted=False, inquiry_days=1)),
    BrandRule(Brand.UNKNOWN, cancel=CancelRule.NEVER),
    cap=Yen(20_000), acquirer="東西決済", contact="03-0000-0000",
)  # fmt: skip
PAID = CardReading(Brand.WAON, "1234", Yen(1_500), Yen(500), AT + timedelta(seconds=9))
OFFICE = Office("道路課", "大田区", "出納員", "", "窓口")


def payment(**changes: object) -> Payment:
    open_one = Payment(
        PaymentId(UUID(int=1)), SaleId(UUID(int=2)), Method.E_MONEY, Direction.CHARGE, Yen(500), AT,
        PaymentState.UNKNOWN, TerminalId("T1"), MARK, 0, conclusion=TOLD,
    )  # fmt: skip
    return replace(open_one, **changes)  # type: ignore[arg-type]


def seen(reading: CardReading | None = PAID, offset: int | None = 0) -> Inquiry:
    at = AT + timedelta(minutes=3)
    return Inquiry(PaymentId(UUID(int=1)), 1, Source.CARD, at, None, unproved(""), reading, offset)


def test_what_terminal_and_card_told_is_certain() -> None:
    proposal = weigh_card(payment(), seen(), CONTRACT)
    assert isinstance(proposal.verdict, Approved)
    assert (proposal.certain, proposal.charged, proposal.brand) == (True, True, Brand.WAON)


def test_the_same_balance_is_certain_too() -> None:
    older = replace(PAID, balance=Yen(2_000), last_at=AT - timedelta(days=1))
    proposal = weigh_card(payment(), seen(older), CONTRACT)
    assert isinstance(proposal.verdict, NotCharged)
    assert (proposal.certain, proposal.charged) == (True, False)
    by_rule = weigh_card(payment(), seen(replace(older, brand=Brand.NANACO)), CONTRACT)
    assert (by_rule.certain, by_rule.charged) == (False, None)  # a sale until the acquirer says otherwise


@pytest.mark.parametrize(
    "told",
    [Unknown(UnknownCause.NO_ANSWER), replace(TOLD, balance_before=None), replace(TOLD, card_last4="")],
)
def test_what_a_person_typed_is_only_a_proposal(told: Unknown) -> None:
    proposal = weigh_card(payment(conclusion=told), seen(), CONTRACT, Yen(2_000), "1234")
    assert (proposal.charged, proposal.certain) == (True, False)
    assert proposal.balance_before == Yen(2_000)


def test_what_the_terminal_told_goes_before_what_was_typed() -> None:
    proposal = weigh_card(payment(), seen(), CONTRACT, Yen(9_999), "9999")
    assert (proposal.charged, proposal.certain, proposal.balance_before) == (True, True, Yen(2_000))


def test_an_answer_that_did_not_fit_is_a_hint_that_settles_nothing() -> None:
    """It may be the answer about the visitor before, even about the same card."""
    misfit = payment(conclusion=replace(TOLD, cause=UnknownCause.WRONG_ANSWER))
    assert weigh_card(misfit, seen(), CONTRACT).certain is False
    typed = weigh_card(misfit, seen(), CONTRACT, Yen(1_500), "1234")
    assert (typed.certain, typed.charged, typed.balance_before) == (False, None, Yen(1_500))
    facts = slip_facts(misfit, (), CONTRACT, OFFICE)
    assert (facts.balance_before, facts.card_last4) == (None, "")  # a line to fill in by hand


@pytest.mark.parametrize("asked", [None, seen(None)])
def test_without_a_reading_or_a_balance_nothing_is_proposed(asked: Inquiry | None) -> None:
    nothing = weigh_card(payment(), asked, CONTRACT)
    assert (nothing.charged, nothing.certain, nothing.reading) == (None, False, None)
    blank = weigh_card(payment(conclusion=Unknown(UnknownCause.NO_ANSWER)), seen(), CONTRACT)
    assert (blank.charged, blank.certain, blank.reading) == (None, False, PAID)


def test_a_result_that_arrived_tells_brand_card_and_balance() -> None:
    record = TransactionRecord(
        Direction.CHARGE, "T1", "42", Yen(500), AT, Brand.NANACO, "7777", "1", Yen(900), Yen(400)
    )
    known = known_of(payment(conclusion=None, noted=Approved(record), mark=None))
    assert (known.brand, known.card_last4, known.balance_before) == (Brand.NANACO, "7777", Yen(900))
    assert (known.terminal_no, known.sure) == ("T1", True)


def test_the_brand_is_known_once_the_very_same_card_was_read() -> None:
    assert known_of(payment()).brand is Brand.UNKNOWN
    assert known_of(payment(), (seen(),)).brand is Brand.WAON
    assert known_of(payment(), (seen(replace(PAID, card_last4="9999")),)).brand is Brand.UNKNOWN
    blind = payment(conclusion=Unknown(UnknownCause.NO_ANSWER))
    assert known_of(blind, (seen(),)).brand is Brand.UNKNOWN


def test_an_unknown_brand_has_all_rules_and_the_earliest_deadline() -> None:
    every = slip_rules(CONTRACT, Brand.UNKNOWN, AT)
    assert [each.brand for each in every] == [Brand.WAON, Brand.NANACO]  # iD is not accepted
    assert str(inquiry_deadline(every)) == "2026-12-23"
    (own,) = slip_rules(CONTRACT, Brand.WAON, AT)
    assert str(inquiry_deadline((own,))) == "2027-01-17"  # 55 days
    plain = slip_rules(Contract(Yen(20_000), CancelRule.NEVER), Brand.UNKNOWN, AT)
    assert (len(plain), inquiry_deadline(plain)) == (1, None)


def test_the_deadline_counts_from_the_day_in_japan() -> None:
    late = datetime(2026, 11, 23, 23, 59, tzinfo=JST)
    (rule,) = slip_rules(CONTRACT, Brand.WAON, late.astimezone(tz=None))
    assert str(rule.inquiry_until) == "2027-01-17"


def steps(subject: Payment, *asked: Inquiry, can: bool = True) -> list[tuple[Step, bool]]:
    found = steps_of(subject, asked, can_ask=can, can_read=can, can_call=can, slip_at=None)
    return [(each.step, each.done_at is not None) for each in found]


def test_the_steps_of_a_payment_that_nobody_has_touched_yet() -> None:
    assert steps(payment()) == [
        (Step.ASK_TERMINAL, False),
        (Step.READ_CARD, False),
        (Step.HAND_OUT_SLIP, False),
        (Step.CALL_ACQUIRER, False),
        (Step.SETTLE, False),
    ]


def test_what_was_done_is_said_and_what_is_missing_is_asked_for() -> None:
    blind = payment(conclusion=Unknown(UnknownCause.NO_ANSWER))
    assert (Step.READ_CARD, True) in steps(blind, seen())
    assert (Step.ENTER_BALANCE, False) in steps(blind, seen())
    assert (Step.ENTER_BALANCE, False) not in steps(payment(), seen())  # the terminal told it


def test_only_what_is_possible_is_a_step() -> None:
    assert steps(payment(), can=False) == [(Step.HAND_OUT_SLIP, False), (Step.SETTLE, False)]
    cancel = steps(payment(direction=Direction.CANCEL), seen())
    assert not {Step.READ_CARD, Step.ENTER_BALANCE} & {step for step, _ in cancel}
