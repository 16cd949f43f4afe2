"""The evidence table (terminals.md §4.6): the last result's new rows, and the card's own word."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.domain.brands import Brand, BrandRule, UnknownMeans
from pos.domain.card import CardBefore, CardReading
from pos.domain.days import JST
from pos.domain.evidence import CARD_WINDOW, CLOCK_TOLERANCE, Intent, Verdict, judge, judge_card
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    NotCharged,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)

AT = datetime(2026, 11, 23, 10, tzinfo=JST)
NOW = AT + timedelta(minutes=2)
MARK = HighWaterMark("000041", Yen(300), AT - timedelta(hours=1), "T0000001")
CHARGE = Intent(Direction.CHARGE, Yen(500), AT, MARK, 0)
REFUSAL = Declined(ResultCode.DEFICIENT, "6B", "残高不足")
BEFORE = CardBefore(Yen(2_000), "1234")
PAID = CardReading(Brand.WAON, "1234", Yen(1_500), Yen(500), AT + timedelta(seconds=10))
UNTOUCHED = CardReading(Brand.WAON, "1234", Yen(2_000), Yen(80), AT - timedelta(hours=3))
RULE = BrandRule(Brand.WAON)


def record(**changes: object) -> TransactionRecord:
    ours = TransactionRecord(Direction.CHARGE, "T0000001", "000042", Yen(500), AT, Brand.WAON, "1234", "1")
    return replace(ours, **changes)  # type: ignore[arg-type]


# --- the terminal's last result


@pytest.mark.parametrize("way", list(Direction))
def test_a_refusal_of_our_own_transaction_is_declined(way: Direction) -> None:
    """A refused reversal may be shown without what it would have taken back, as if it were a charge."""
    assert judge(CHARGE, record(direction=way), NOW, REFUSAL) == REFUSAL
    assert judge(replace(CHARGE, direction=Direction.CANCEL), record(direction=way), NOW, REFUSAL) == REFUSAL


@pytest.mark.parametrize(
    "changes",
    [
        {"sequence": "000043"},
        {"amount": Yen(501)},
        {"at": AT - timedelta(hours=1)},
        {"terminal_no": "T0000002"},
    ],
)
def test_a_refusal_of_another_transaction_proves_nothing(changes: dict[str, object]) -> None:
    verdict = judge(CHARGE, record(**changes), NOW, REFUSAL)
    assert isinstance(verdict, Unknown)
    assert verdict.cause is UnknownCause.NO_EVIDENCE


def test_a_refusal_that_stood_there_before_is_the_mark_and_nothing_happened_since() -> None:
    before = TransactionRecord(
        Direction.CHARGE, MARK.terminal_no, MARK.sequence, MARK.amount, MARK.at, Brand.WAON, "1234", ""
    )
    assert isinstance(judge(CHARGE, before, NOW, REFUSAL), NotCharged)


def reversal(**changes: object) -> TransactionRecord:
    return record(direction=Direction.CANCEL, sequence="000043", cancels="000042", **changes)


def test_what_the_terminal_took_back_by_itself_is_not_charged() -> None:
    assert isinstance(judge(CHARGE, reversal(), NOW), NotCharged)


@pytest.mark.parametrize(
    "changes",
    [{"cancels": ""}, {"cancels": "000041"}, {"cancels": "000043"}, {"amount": Yen(300)}],
)
def test_a_reversal_of_something_else_proves_nothing(changes: dict[str, object]) -> None:
    assert isinstance(judge(CHARGE, replace(reversal(), **changes), NOW), Unknown)  # type: ignore[arg-type]


def test_a_reversal_of_our_cancellation_is_not_taken_for_one_of_a_charge() -> None:
    assert isinstance(judge(replace(CHARGE, direction=Direction.CANCEL), reversal(), NOW), Unknown)


def test_without_the_terminals_clock_nothing_is_approved_or_declined() -> None:
    blind = replace(CHARGE, clock_offset_s=None)
    assert isinstance(judge(blind, record(), NOW), Unknown)
    assert isinstance(judge(blind, record(), NOW, REFUSAL), Unknown)


# --- the card


def card(
    reading: CardReading = PAID,
    before: CardBefore = BEFORE,
    *,
    intent: Intent = CHARGE,
    now: datetime = NOW,
    rule: BrandRule = RULE,
) -> Verdict:
    return judge_card(intent, before, reading, now, rule)


def test_a_card_that_lost_the_amount_is_approved_with_what_it_says() -> None:
    verdict = card()
    assert isinstance(verdict, Approved)
    found = verdict.record
    assert (found.amount, found.brand, found.card_last4, found.at) == (
        Yen(500),
        Brand.WAON,
        "1234",
        PAID.last_at,
    )
    assert (found.balance_before, found.balance_after) == (Yen(2_000), Yen(1_500))
    assert (found.terminal_no, found.sequence) == ("T0000001", "")  # the card knows no number of the terminal


def test_a_card_with_the_same_balance_and_an_older_use_is_not_charged() -> None:
    assert isinstance(card(UNTOUCHED), NotCharged)


def test_nanaco_with_the_same_balance_stays_a_sale_until_somebody_says_otherwise() -> None:
    rule = BrandRule(Brand.NANACO, unknown_means=UnknownMeans.SALE)
    assert isinstance(card(UNTOUCHED, rule=rule), Unknown)
    assert isinstance(card(PAID, rule=rule), Approved)


@pytest.mark.parametrize("reading", [PAID, UNTOUCHED])
@pytest.mark.parametrize(
    ("before", "rule", "intent"),
    [
        (replace(BEFORE, last4="1235"), RULE, CHARGE),
        (replace(BEFORE, last4=""), RULE, CHARGE),
        (replace(BEFORE, balance=Yen(1_999)), RULE, CHARGE),
        (BEFORE, BrandRule(Brand.ID, balance_inquiry=False), CHARGE),
        (BEFORE, RULE, replace(CHARGE, clock_offset_s=None)),
        (BEFORE, RULE, replace(CHARGE, direction=Direction.CANCEL)),
    ],
    ids=["other card", "unknown card", "other balance", "no inquiry", "no clock", "cancel"],
)
def test_what_does_not_fit_exactly_proves_nothing(
    reading: CardReading, before: CardBefore, rule: BrandRule, intent: Intent
) -> None:
    verdict = card(reading, before, intent=intent, rule=rule)
    assert isinstance(verdict, Unknown)
    assert verdict.cause is UnknownCause.NO_EVIDENCE


@pytest.mark.parametrize(
    "changes",
    [
        {"last_at": None},
        {"card_last4": ""},
        {"last_amount": Yen(499)},
        {"balance": Yen(1_000)},
        {"last_at": AT - CLOCK_TOLERANCE - timedelta(seconds=1)},
        {"last_at": NOW + CLOCK_TOLERANCE + timedelta(seconds=1)},
    ],
)
def test_a_reading_that_is_off_in_one_point_proves_no_payment(changes: dict[str, object]) -> None:
    assert isinstance(card(replace(PAID, **changes)), Unknown)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "changes", [{"last_at": None}, {"last_at": AT}, {"last_at": AT - CLOCK_TOLERANCE}, {"card_last4": ""}]
)
def test_the_same_balance_with_a_use_since_proves_nothing(changes: dict[str, object]) -> None:
    """Paid and charged up again, for instance."""
    assert isinstance(card(replace(UNTOUCHED, **changes)), Unknown)  # type: ignore[arg-type]


def test_a_payment_of_the_same_price_in_another_shop_hours_later_is_not_ours() -> None:
    later = AT + timedelta(hours=2)
    elsewhere = replace(PAID, last_at=later)
    assert isinstance(card(elsewhere, now=later + timedelta(minutes=1)), Unknown)
    in_time = replace(PAID, last_at=AT + CARD_WINDOW)
    assert isinstance(card(in_time, now=later), Approved)


def test_the_same_card_paid_the_same_price_a_minute_before() -> None:
    """Then balance, amount and time may all fit; but the card was not used after the terminal's mark."""
    mark = replace(MARK, at=AT - timedelta(seconds=60))
    intent = replace(CHARGE, mark=mark)
    assert isinstance(card(replace(PAID, last_at=mark.at), intent=intent), Unknown)
    assert isinstance(card(replace(PAID, last_at=mark.at + timedelta(seconds=1)), intent=intent), Approved)


@pytest.mark.parametrize("offset", [-86_400, -3_600, 3_600, 86_400])
def test_the_cards_times_are_the_terminals(offset: int) -> None:
    """A terminal whose clock is a day off stamps the card a day off."""
    mark = replace(MARK, at=MARK.at + timedelta(seconds=offset))
    intent = replace(CHARGE, clock_offset_s=offset, mark=mark)
    shifted = replace(PAID, last_at=(PAID.last_at or AT) + timedelta(seconds=offset))
    assert isinstance(card(shifted, intent=intent), Approved)
    assert isinstance(card(PAID, intent=intent), Unknown)


SECONDS = st.integers(-7 * 86_400, 7 * 86_400).map(lambda each: timedelta(seconds=each))
Case = tuple[Intent, CardBefore, CardReading, BrandRule, datetime]


@st.composite
def cards(draw: st.DrawFn) -> Case:
    """A case that proves something, then spoilt in up to three points."""
    amount = Yen(draw(st.integers(1, 20_000)))
    offset = draw(st.integers(-90_000, 90_000))
    mark = replace(MARK, at=MARK.at + timedelta(seconds=offset))  # by the terminal's clock too
    intent = Intent(Direction.CHARGE, amount, AT, draw(st.sampled_from([None, mark])), offset)
    before = CardBefore(amount + Yen(draw(st.integers(0, 5_000))), "1234")
    paid = draw(st.booleans())
    ours = timedelta(seconds=draw(st.integers(-120, 240) if paid else st.integers(-86_400, -121)))
    balance = before.balance - amount if paid else before.balance
    at = AT + ours + timedelta(seconds=offset)
    reading = CardReading(Brand.WAON, "1234", balance, amount if paid else Yen(80), at)
    case: Case = intent, before, reading, RULE, AT + timedelta(seconds=draw(st.integers(120, 86_400)))
    for spoil in draw(st.lists(st.sampled_from(SPOILS), max_size=3)):
        case = spoil(case, draw)
    return case


def other_intent(case: Case, draw: st.DrawFn) -> Case:
    changes = draw(
        st.sampled_from([{"direction": Direction.CANCEL}, {"clock_offset_s": None}, {"amount": Yen(7)}])
    )
    return replace(case[0], **changes), *case[1:]  # type: ignore[arg-type]


def other_card(case: Case, draw: st.DrawFn) -> Case:
    last4 = draw(st.sampled_from(["", "1234", "1235"]))
    intent, before, reading, rule, now = case
    if draw(st.booleans()):
        return intent, replace(before, last4=last4), reading, rule, now
    return intent, before, replace(reading, card_last4=last4), rule, now


def other_figures(case: Case, draw: st.DrawFn) -> Case:
    intent, before, reading, rule, now = case
    name = draw(st.sampled_from(["balance", "last_amount"]))
    changed = replace(reading, **{name: Yen(draw(st.integers(0, 25_000)))})  # type: ignore[arg-type]
    return intent, before, changed, rule, now


def other_time(case: Case, draw: st.DrawFn) -> Case:
    intent, before, reading, rule, now = case
    at = draw(st.one_of(st.none(), SECONDS.map(lambda each: AT + each)))
    return intent, before, replace(reading, last_at=at), rule, now


def other_rule(case: Case, draw: st.DrawFn) -> Case:
    means, inquiry = draw(st.sampled_from(UnknownMeans)), draw(st.booleans())
    return *case[:3], BrandRule(Brand.WAON, unknown_means=means, balance_inquiry=inquiry), case[4]


SPOILS = (other_intent, other_card, other_figures, other_time, other_rule)


@settings(max_examples=600, deadline=None)
@given(cards())
def test_the_card_decides_only_where_every_condition_holds(
    case: Case,
) -> None:
    """The table said once more, the other way round, and never two verdicts at once."""
    intent, before, reading, rule, now = case
    verdict = judge_card(intent, before, reading, now, rule)
    usable = (
        intent.direction is Direction.CHARGE
        and rule.balance_inquiry
        and before.last4 == reading.card_last4 != ""
        and intent.clock_offset_s is not None
        and reading.last_at is not None
    )
    ours = (reading.last_at or AT) - timedelta(seconds=intent.clock_offset_s or 0)
    since = AT - CLOCK_TOLERANCE
    paid = (
        usable
        and reading.balance == before.balance - intent.amount
        and reading.last_amount == intent.amount
        and (intent.mark is None or (reading.last_at or AT) > intent.mark.at)
        and since <= ours <= min(now, AT + CARD_WINDOW) + CLOCK_TOLERANCE
    )
    untouched = (
        usable
        and reading.balance == before.balance
        and ours < since
        and rule.unknown_means is not UnknownMeans.SALE
    )
    assert isinstance(verdict, Approved) is paid
    assert isinstance(verdict, NotCharged) is untouched
    assert isinstance(verdict, Unknown) is not (paid or untouched)
