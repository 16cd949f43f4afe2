"""What recovery makes of a terminal's answers that a TL3500 never gives: refusals, its own reversals."""

from dataclasses import replace

import pytest

from pos.config import StaffSettings
from pos.counter import Counter
from pos.domain.brands import CancelRule, Contract
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    Method,
    NotCharged,
    Payment,
    PaymentState,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.domain.sale import SaleState
from pos.errors import Reason
from pos.recovery import Recovery
from tests.support.obliging import CAN, ObligingTerminal
from tests.support.proof import check_agrees, check_whole
from tests.support.till import CLERK, never, yen_basket

NO = Declined(ResultCode.DEFICIENT, "71", "credit insufficient")


def terminal_of(counter: Counter, *, reverses: bool = True) -> ObligingTerminal:
    """One that has served before, and takes back by itself what nobody acknowledged."""
    terminal = ObligingTerminal(counter.clock, capabilities=replace(CAN, auto_reversal=reverses))
    terminal.write(Direction.CHARGE, Yen(80))
    return terminal


def recovery_of(counter: Counter, terminal: ObligingTerminal) -> Recovery:
    plain = Contract(Yen(20_000), CancelRule.ANY)
    return Recovery(
        counter.ledger, terminal, counter.issuing, counter.office, plain, StaffSettings(), counter.clock
    )


def promised(counter: Counter, terminal: ObligingTerminal, amount: int = 300) -> Payment:
    """Sent, and then the till stopped."""
    sale = counter.ledger.promise_sale(
        yen_basket(counter, amount), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
        terminal_id=terminal.id, mark=HighWaterMark.of(terminal.records[-1]),
    )  # fmt: skip
    assert sale.payment is not None
    return sale.payment


def asked(counter: Counter, terminal: ObligingTerminal) -> object:
    """The conclusion after asking once, None while it stays open."""
    sales = recovery_of(counter, terminal).ask(stop=never)
    if not sales:
        return None
    assert sales[0].state is not SaleState.PROMISED
    payment = counter.ledger.sale(sales[0].id).payment
    assert payment is not None
    return payment.conclusion


def reverse(terminal: ObligingTerminal, charge: TransactionRecord) -> None:
    terminal.write(Direction.CANCEL, charge.amount, charge.sequence)


def test_a_refusal_that_was_never_heard_is_declined(cash_counter: Counter) -> None:
    terminal = terminal_of(cash_counter)
    payment = promised(cash_counter, terminal)
    refused = terminal.write(Direction.CHARGE, payment.amount)
    terminal.refused[refused.sequence] = NO
    assert asked(cash_counter, terminal) == NO
    check_agrees(cash_counter, 0)


@pytest.mark.parametrize("noted", [True, False])
def test_what_the_terminal_took_back_is_not_charged_even_if_its_approval_was_noted(
    cash_counter: Counter, noted: bool
) -> None:
    """The result was on disk, the power failed before the acknowledgement: such a terminal reverses."""
    terminal = terminal_of(cash_counter)
    payment = promised(cash_counter, terminal)
    charge = terminal.write(Direction.CHARGE, payment.amount)
    if noted:
        cash_counter.ledger.note_result(payment.id, Approved(charge), at=cash_counter.clock())
    reverse(terminal, charge)
    assert isinstance(asked(cash_counter, terminal), NotCharged)
    check_agrees(cash_counter, 0)


def test_a_noted_approval_that_still_stands_is_booked(cash_counter: Counter) -> None:
    terminal = terminal_of(cash_counter)
    payment = promised(cash_counter, terminal)
    charge = terminal.write(Direction.CHARGE, payment.amount)
    cash_counter.ledger.note_result(payment.id, Approved(charge), at=cash_counter.clock())
    assert asked(cash_counter, terminal) == Approved(charge)
    check_agrees(cash_counter, 300)


@pytest.mark.parametrize(
    "what", ["jumped", "other amount", "no clock", "other terminal", "reversal of another"]
)
def test_what_does_not_fit_stays_open_and_is_kept(cash_counter: Counter, what: str) -> None:
    terminal = terminal_of(cash_counter)
    payment = promised(cash_counter, terminal)
    if what == "jumped":
        terminal.write(Direction.CHARGE, payment.amount)
        terminal.write(Direction.CHARGE, payment.amount)
    elif what == "other amount":
        terminal.write(Direction.CHARGE, Yen(301))
    elif what == "no clock":
        terminal.write(Direction.CHARGE, payment.amount)
        terminal.offset_s = None
    elif what == "other terminal":
        terminal.terminal_no = "T-0002"
        terminal.write(Direction.CHARGE, payment.amount)
    else:
        reverse(terminal, terminal.records[0])
    assert asked(cash_counter, terminal) is None
    (question,) = cash_counter.recovery.open_questions()
    assert question.last_inquiry is not None
    answer = question.last_inquiry.answer
    assert isinstance(answer, Unknown)
    assert answer.cause is UnknownCause.NO_EVIDENCE
    assert len(cash_counter.ledger.unknown_slips()) == 1
    check_whole(cash_counter)


def test_a_late_success_is_found_by_asking_again(cash_counter: Counter) -> None:
    """処理未了, and a minute later the terminal has it after all."""
    terminal = terminal_of(cash_counter)
    payment = promised(cash_counter, terminal)
    silent = Unknown(UnknownCause.NO_ANSWER)
    cash_counter.ledger.conclude(payment.id, silent, at=cash_counter.clock(), office=cash_counter.office)
    charge = terminal.write(Direction.CHARGE, payment.amount)
    assert asked(cash_counter, terminal) == Approved(charge)
    check_agrees(cash_counter, 300)


@pytest.mark.parametrize(
    ("away", "heard"),
    [
        (Reason.TERMINAL_BUSY, UnknownCause.BUSY),
        (Reason.TERMINAL_UNREACHABLE, UnknownCause.INTERRUPTED),
    ],
)
def test_why_a_terminal_told_nothing_is_kept_apart_from_why_the_payment_is_open(
    cash_counter: Counter, away: Reason, heard: UnknownCause
) -> None:
    terminal = terminal_of(cash_counter)
    terminal.away = away
    payment = promised(cash_counter, terminal)
    recovery_of(cash_counter, terminal).ask(stop=never)
    (question,) = cash_counter.recovery.open_questions()
    assert question.payment.state is PaymentState.UNKNOWN
    assert isinstance(question.payment.conclusion, Unknown)
    assert question.payment.conclusion.cause is UnknownCause.INTERRUPTED  # our own stop left it open
    assert question.last_inquiry is not None
    assert isinstance(question.last_inquiry.answer, Unknown)
    assert question.last_inquiry.answer.cause is heard
    terminal.away = None
    charge = terminal.write(Direction.CHARGE, payment.amount)
    assert asked(cash_counter, terminal) == Approved(charge)
    check_whole(cash_counter)


def test_an_inquiry_that_gave_way_is_none(cash_counter: Counter) -> None:
    """A person's key ended it: that the terminal had not answered yet says nothing of the terminal."""
    terminal = terminal_of(cash_counter)
    terminal.away = Reason.TERMINAL_UNREACHABLE
    promised(cash_counter, terminal)
    recovery_of(cash_counter, terminal).ask(stop=lambda: True)
    (question,) = cash_counter.recovery.open_questions()
    assert question.last_inquiry is None


@pytest.mark.parametrize(("taken_back", "ours"), [("000002", True), ("000003", False)])
def test_a_reversal_of_another_sale_of_the_same_price_is_not_our_cancellation(
    cash_counter: Counter, taken_back: str, ours: bool
) -> None:
    """The 取消 was lost on the way, and somebody reversed the other one at the terminal."""
    terminal = terminal_of(cash_counter, reverses=False)
    first = promised(cash_counter, terminal)
    charge = Approved(terminal.write(Direction.CHARGE, first.amount))
    cash_counter.ledger.conclude(first.id, charge, at=cash_counter.clock(), office=cash_counter.office)
    second = terminal.write(Direction.CHARGE, first.amount)
    cash_counter.ledger.promise_cancellation(
        first.sale_id, reason="打ち間違い", clerk=CLERK.id, approver=None, at=cash_counter.clock(),
        terminal_id=terminal.id, mark=HighWaterMark.of(second),
    )  # fmt: skip
    done = terminal.write(Direction.CANCEL, first.amount, taken_back)
    assert asked(cash_counter, terminal) == (Approved(done) if ours else None)
    check_whole(cash_counter)
