"""Inquiries and 処理未了票: kept as they were, numbered without a gap, beside the outcome that follows."""

from dataclasses import replace

import pytest

from pos.domain.accounted import Claim
from pos.domain.brands import Brand
from pos.domain.ids import PaymentId
from pos.domain.inquiry import Source
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    NotCharged,
    Payment,
    ResultCode,
    Settlement,
    Unknown,
    UnknownCause,
)
from pos.domain.sale import Sale
from pos.errors import Reason, RefusedError
from pos.ledger import Ledger
from tests.ledger.counter import (
    CASHIER,
    CLERK,
    OFFICE,
    READING,
    SLIP_FACTS,
    T1,
    T2,
    ask_terminal,
    at,
    basket,
    conclude,
    record,
)

NOTHING = Unknown(UnknownCause.NO_EVIDENCE, "nothing fits")


def unknown(ledger: Ledger, minutes: float = 10) -> Payment:
    """A payment of an ordinary basket that is 処理未了."""
    sale = ask_terminal(ledger, basket(), when=at(minutes))
    return of(conclude(ledger, sale, Unknown(UnknownCause.NO_ANSWER), when=at(minutes + 1)))


def of(sale: Sale) -> Payment:
    assert sale.payment is not None
    return sale.payment


@pytest.mark.parametrize(
    "answer",
    [
        NOTHING,
        NotCharged("nothing since"),
        Declined(ResultCode.DEFICIENT, "6B", "残高不足"),
        Approved(record(basket().total)),
    ],
)
def test_an_inquiry_comes_back_as_it_was(till: Ledger, answer: Unknown) -> None:
    payment = unknown(till)
    till.note_inquiry(payment.id, Source.TERMINAL, answer, by=None, at=at(12))
    till.note_inquiry(
        payment.id, Source.CARD, NOTHING, by=CLERK, at=at(13), reading=READING, clock_offset_s=-3
    )
    first, second = till.inquiries(payment.id)
    assert (first.number, first.source, first.at, first.by) == (1, Source.TERMINAL, at(12), None)
    assert (first.answer, first.reading, first.clock_offset_s) == (answer, None, None)
    assert till.last_inquiry(payment.id) == second
    assert (second.number, second.by, second.reading, second.clock_offset_s) == (2, CLERK, READING, -3)
    assert till.open_payments()[0].state.is_open  # an inquiry settles nothing
    assert till.verify().ok


def test_a_settled_payment_is_not_inquired_about(till: Ledger) -> None:
    payment = unknown(till)
    till.conclude(payment.id, NotCharged("proved"), at=at(12), office=OFFICE)
    with pytest.raises(RefusedError) as refused:
        till.note_inquiry(payment.id, Source.TERMINAL, NOTHING, by=None, at=at(13))
    assert refused.value.reason is Reason.PAYMENT_NOT_OPEN
    assert till.inquiries(payment.id) == ()


def test_a_slip_says_what_was_known_and_where_the_journal_stood(till: Ledger) -> None:
    payment = unknown(till)
    mark = till.chain_mark()
    slip = till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(12))
    assert str(slip.number) == "U8-01-000001"
    assert (slip.sale_number, slip.attempt, slip.payment_number) == (1, 1, "1-1")
    assert (slip.amount, slip.requested_at, slip.terminal_id) == (payment.amount, at(10), T1)
    assert (slip.clerk_name, slip.practice, slip.facts, slip.chain) == ("大森 一郎", True, SLIP_FACTS, mark)
    assert till.unknown_slip(payment.id) == slip
    assert till.unknown_slips() == (slip,)
    assert till.verify().ok, till.verify().problems


def test_a_payment_has_one_slip_for_ever(till: Ledger) -> None:
    payment = unknown(till)
    slip = till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(12))
    records = till.chain_mark()
    other = replace(SLIP_FACTS, brand=Brand.NANACO)
    assert till.issue_unknown_slip(payment.id, other, by=CASHIER, at=at(13)) == slip
    assert till.chain_mark() == records


def test_only_what_is_unknown_has_a_slip(till: Ledger) -> None:
    requested = of(ask_terminal(till, basket(), when=at(10)))
    abandoned = of(ask_terminal(till, basket(), when=at(10), terminal=T2))
    till.conclude(abandoned.id, NotCharged("proved"), at=at(11), office=OFFICE)
    for payment in (requested, abandoned):
        with pytest.raises(RefusedError) as refused:
            till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(12))
        assert refused.value.reason is Reason.PAYMENT_NOT_OPEN
    with pytest.raises(RefusedError) as missing:
        till.issue_unknown_slip(PaymentId(requested.sale_id), SLIP_FACTS, by=CLERK, at=at(12))
    assert missing.value.reason is Reason.SALE_NOT_FOUND
    assert till.unknown_slips() == ()


def test_slips_are_numbered_without_a_gap_and_listed_newest_first(till: Ledger) -> None:
    serials = []
    for minutes in (10, 20, 30):
        payment = unknown(till, minutes)
        slip = till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(minutes + 2))
        serials.append(slip.number.serial)
        till.conclude(payment.id, NotCharged("proved"), at=at(minutes + 3), office=OFFICE)
    assert serials == [1, 2, 3]
    assert [each.number.serial for each in till.unknown_slips()] == [3, 2, 1]


def test_prints_are_counted_and_a_reprint_has_a_reason(till: Ledger) -> None:
    payment = unknown(till)
    with pytest.raises(RefusedError) as missing:
        till.record_slip_print(payment.id, by=CLERK, reason="", sha256="aa", file_name="u.pdf", at=at(12))
    assert missing.value.reason is Reason.RECEIPT_NOT_FOUND
    till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(12))
    prints = {"by": CLERK, "sha256": "aa", "file_name": "u.pdf", "at": at(12)}
    assert till.record_slip_print(payment.id, reason="", **prints) == 0  # type: ignore[arg-type]
    with pytest.raises(RefusedError) as refused:
        till.record_slip_print(payment.id, reason=" ", **prints)  # type: ignore[arg-type]
    assert refused.value.reason is Reason.REASON_REQUIRED
    assert till.record_slip_print(payment.id, reason="紛失", **prints) == 1  # type: ignore[arg-type]
    assert [(each.copy, each.reason) for each in till.slip_prints(payment.id)] == [(0, ""), (1, "紛失")]


@pytest.mark.parametrize("approver", [CASHIER, None])
def test_the_outcome_stands_beside_the_slip(till: Ledger, approver: str | None) -> None:
    payment = unknown(till)
    slip = till.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(12))
    assert till.outcome_of(payment.id) is None
    word = Settlement(CLERK, CASHIER if approver else None, True, Brand.WAON, "控えあり", "伝票 00043")
    till.conclude(payment.id, word, at=at(20), office=OFFICE)
    outcome = till.outcome_of(payment.id)
    assert outcome is not None
    assert (outcome.conclusion, outcome.at, outcome.by) == (word, at(20), "大森 一郎")
    assert outcome.approver == ("蒲田 花子" if approver else "")
    assert till.unknown_slip(payment.id) == slip
    assert till.verify().ok


def test_what_a_device_proved_names_no_person(till: Ledger) -> None:
    payment = unknown(till)
    till.conclude(payment.id, NotCharged("proved"), at=at(20), office=OFFICE)
    outcome = till.outcome_of(payment.id)
    assert outcome is not None
    assert (outcome.by, outcome.approver) == ("", "")


def test_the_same_person_twice_is_refused(till: Ledger) -> None:
    payment = unknown(till)
    word = Settlement(CLERK, CLERK, True, Brand.WAON, "控えあり", "伝票 00043")
    with pytest.raises(RefusedError) as refused:
        till.conclude(payment.id, word, at=at(20), office=OFFICE)
    assert refused.value.reason is Reason.APPROVER_IS_SAME_PERSON


def test_a_payment_that_the_card_proved_leaves_a_claim_without_a_number(till: Ledger) -> None:
    """The card knows no number of the terminal: the next payment must not be told of a stray for it."""
    payment = unknown(till)
    proved = Approved(replace(record(payment.amount), sequence=""))
    till.conclude(payment.id, proved, at=at(12), office=OFFICE)
    known = till.last_known(T1)
    assert known is not None
    assert (known.newest, known.claim) == (payment.mark, Claim(Direction.CHARGE, payment.amount, proved=True))
    assert till.verify().ok
