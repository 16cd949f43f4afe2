"""The bounds of what proves a payment: terminal, time window, clock, the original of a 取消, numbers."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos.domain.days import JST
from pos.domain.evidence import CARD_WINDOW, CLOCK_TOLERANCE, judge, judge_card, steps
from pos.domain.payment import Approved, Direction, NotCharged, Unknown
from tests.domain.test_evidence import AT, BEFORE, CHARGE, MARK, NOW, PAID, RULE, UNTOUCHED, record


def test_another_terminal_proves_nothing_even_with_the_same_number_and_record() -> None:
    """Two terminals of one make count alike."""
    there = "T0000002"
    ours = record(terminal_no=there)
    before = replace(ours, sequence=MARK.sequence, amount=MARK.amount, at=MARK.at)
    assert isinstance(judge(CHARGE, ours, NOW), Unknown)
    assert isinstance(judge(CHARGE, before, NOW), Unknown)
    assert isinstance(judge(CHARGE, replace(ours, terminal_no=MARK.terminal_no), NOW), Approved)


@pytest.mark.parametrize(
    ("after", "ours"),
    [
        (-CLOCK_TOLERANCE, True),
        (-CLOCK_TOLERANCE - timedelta(seconds=1), False),
        (CARD_WINDOW + CLOCK_TOLERANCE, True),
        (CARD_WINDOW + CLOCK_TOLERANCE + timedelta(seconds=1), False),
        (timedelta(hours=1), False),
    ],
)
def test_a_charge_long_after_the_request_is_of_somebody_else(after: timedelta, ours: bool) -> None:
    """The same price keyed by hand an hour later, and asked about only then."""
    verdict = judge(CHARGE, record(at=AT + after), AT + timedelta(hours=2))
    assert isinstance(verdict, Approved if ours else Unknown)


@pytest.mark.parametrize("offset_s", [2 * 86_400 + 1, -(2 * 86_400 + 1), 10**12, -(10**12)])
def test_an_absurd_clock_is_not_known(offset_s: int) -> None:
    far = replace(CHARGE, clock_offset_s=offset_s)
    assert isinstance(judge(far, record(), NOW), Unknown)
    assert isinstance(judge_card(far, BEFORE, PAID, NOW, RULE), Unknown)


@pytest.mark.parametrize("year", [1, 9999])
@pytest.mark.parametrize("offset_s", [-86_400, 86_400])
def test_a_date_at_the_end_of_all_time_is_just_not_ours(year: int, offset_s: int) -> None:
    """The terminal's dates are never reckoned with: they may overflow."""
    at = datetime(year, 1 if year == 1 else 12, 1 if year == 1 else 31, 12, tzinfo=JST)
    odd = replace(CHARGE, clock_offset_s=offset_s)
    assert isinstance(judge(odd, record(at=at), NOW), Unknown)
    for balance in (PAID, replace(UNTOUCHED, last_at=at)):
        judge_card(odd, BEFORE, replace(balance, last_at=at), NOW, RULE)


@pytest.mark.parametrize(
    ("told", "asked", "ours"),
    [("000040", "000040", True), ("000040", "40", True), ("000039", "000040", False), ("", "000040", True),
     ("000039", "", True)],
)  # fmt: skip
def test_a_cancellation_of_another_payment_is_not_ours(told: str, asked: str, ours: bool) -> None:
    taken_back = record(direction=Direction.CANCEL, cancels=told)
    verdict = judge(replace(CHARGE, direction=Direction.CANCEL, original=asked), taken_back, NOW)
    assert isinstance(verdict, Approved if ours else Unknown)


def test_the_mark_is_known_again_under_another_year_but_not_with_another_receipt() -> None:
    """A clock without a year is read by the nearest one."""
    mark = replace(MARK, receipt_no="0041")
    last_year = mark.at.replace(year=2025)
    shown = record(sequence=mark.sequence, amount=mark.amount, at=last_year, receipt_no="0041")
    intent = replace(CHARGE, mark=mark)
    assert isinstance(judge(intent, shown, NOW), NotCharged)
    assert isinstance(judge(intent, replace(shown, receipt_no="0042"), NOW), Unknown)


@pytest.mark.parametrize(
    ("mark", "sequence", "expected"),
    [("000041", "000042", 1), ("000041", "000041", 0), ("000041", "000039", -2), ("999999", "000001", 1),
     ("000001", "999999", -1), ("999998", "000002", 3), ("000041", "", None), ("", "000001", None)],
)  # fmt: skip
def test_numbers_are_counted_over_their_wrap(mark: str, sequence: str, expected: int | None) -> None:
    assert steps(mark, sequence) == expected
