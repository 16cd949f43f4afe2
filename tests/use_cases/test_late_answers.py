"""Answers that come after our timeout: they settle the payment they belong to, and never a newer one."""

from time import monotonic

import pytest

from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import Approved, PaymentState
from pos.domain.sale import Sale, SaleState
from pos.errors import Reason, RefusedError
from tests.support.proof import check_agrees, check_whole, e_money_booked
from tests.support.terminals import fault
from tests.support.till import CASHIER, DEPUTY, HASTY, Till, never
from tests.use_cases.conftest import StartTill

LATE = fault("reply_late", seconds=20)  # 2 s at the tests' pace; the driver waits 0.6 s


def late_payment(till: Till, amount: int = 300) -> Sale:
    """The card is charged, and the answer is still on its way."""
    sale = till.pay(amount).sale
    assert sale.payment is not None
    assert (sale.state, sale.payment.state) == (SaleState.PROMISED, PaymentState.UNKNOWN)
    return sale


def ask_until_closed(till: Till) -> None:
    for _ in range(10):
        till.counter.recovery.ask(stop=never)
        if not till.counter.recovery.open_questions():
            return
    raise AssertionError("the terminal never answered")


def sequence_of(till: Till, sale: Sale) -> str:
    payment = till.counter.ledger.sale(sale.id).payment
    assert payment is not None
    assert isinstance(payment.conclusion, Approved)
    return payment.conclusion.record.sequence


def test_an_answer_after_our_timeout_settles_its_own_payment(start_till: StartTill) -> None:
    till = start_till(LATE, timing=HASTY)
    sale = late_payment(till)
    ask_until_closed(till)
    assert till.counter.ledger.sale(sale.id).state is SaleState.SETTLED
    check_agrees(till.counter, 300)


def test_an_answer_after_the_next_cash_sale_began_leaves_that_one_alone(start_till: StartTill) -> None:
    till = start_till(LATE, timing=HASTY)
    first = late_payment(till)
    cash = till.pay_cash(500).sale
    ask_until_closed(till)
    late, after = till.counter.ledger.sale(first.id), till.counter.ledger.sale(cash.id)
    assert (late.state, late.total) == (SaleState.SETTLED, Yen(300))
    assert after == cash
    assert till.counter.days.report().total == Yen(800)
    check_agrees(till.counter, 300)


def test_the_next_card_payment_waits_for_the_late_answer_and_has_its_own(start_till: StartTill) -> None:
    till = start_till(LATE, "", timing=HASTY)
    first = late_payment(till)
    second = pay_when_free(till, 500)
    assert (till.counter.ledger.sale(first.id).state, second.state) == (SaleState.SETTLED, SaleState.SETTLED)
    assert int(sequence_of(till, second)) == int(sequence_of(till, first)) + 1
    assert till.charged == 800
    check_agrees(till.counter, 800)


def pay_when_free(till: Till, amount: int) -> Sale:
    """Asking comes first by itself; refused as long as the terminal still has the question open."""
    for _ in range(10):
        try:
            return till.pay(amount).sale
        except RefusedError as refused:
            if refused.reason is not Reason.TERMINAL_HELD:
                raise
    raise AssertionError("the terminal never answered")


def test_two_equal_payments_are_told_apart(start_till: StartTill) -> None:
    """Same amount, seconds apart: only the terminal's number says which is which."""
    till = start_till(LATE, LATE, timing=HASTY)
    first = late_payment(till)
    ask_until_closed(till)
    second = late_payment(till)
    ask_until_closed(till)
    assert int(sequence_of(till, second)) == int(sequence_of(till, first)) + 1
    assert till.charged == 600
    check_agrees(till.counter, 600)


def test_a_success_that_a_person_had_denied_is_told_and_never_given_to_the_next_sale(
    start_till: StartTill,
) -> None:
    till = start_till(LATE, "", timing=HASTY)
    sale = late_payment(till)
    assert sale.payment is not None
    till.counter.recovery.settle(
        sale.payment.id, charged=False, brand=Brand.UNKNOWN, reason="端末に記録がない", evidence="端末の画面",
        by=CASHIER, approver=DEPUTY,
    )  # fmt: skip
    till.site.clock.turn(seconds=3)
    ready_again(till, sale)
    second = till.pay(500).sale
    assert second.state is SaleState.SETTLED
    assert sequence_of(till, second) == "000000000002"  # its own, not the late one
    assert e_money_booked(till.counter) == 500
    assert till.charged == 800  # the ¥300 are kept as a stray record: 重複収納 for a person to look at
    check_whole(till.counter)


def ready_again(till: Till, denied: Sale) -> None:
    """The next payment is refused once, with what the terminal has and the books do not."""
    with pytest.raises(RefusedError) as told:
        till.pay(500)
    assert told.value.reason is Reason.TERMINAL_MOVED
    assert told.value.facts["amount"] == denied.total


def test_a_terminal_that_lags_by_one_lends_no_record_to_the_next_payment(start_till: StartTill) -> None:
    """Two payments of one price within a minute; before the second the terminal showed the one before it."""
    lag = '\n[[inquiry]]\nof = "last"\nafter = 2\nfault = "last_older"\ncount = 0'
    till = start_till("", "" + lag, fault("power_loss_before_debit", seconds=1), timing=HASTY)
    till.pay(300)
    till.pay(300)
    third = till.pay(300).sale
    assert third.state is SaleState.PROMISED
    asked_again(till)
    assert till.counter.ledger.sale(third.id).state is SaleState.ABANDONED
    assert (e_money_booked(till.counter), till.charged) == (600, 600)
    check_whole(till.counter)


def asked_again(till: Till) -> None:
    """Until the terminal is back."""
    until = monotonic() + 10.0
    while till.counter.recovery.open_questions() and monotonic() < until:
        till.counter.recovery.ask(stop=never)


def test_nothing_is_settled_by_time(start_till: StartTill) -> None:
    """Days go by, the counter is opened again and again: what nobody proved stays open."""
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = late_payment(till)
    till.terminal.close()
    for days in (1, 60, 400):
        till.counter.close()
        till.site.clock.turn(days=days)
        again = till.site.open()
        try:
            (question,) = again.recovery.open_questions()
            guide = again.recovery.guide(question.payment.id)
            assert guide.question.payment.state is PaymentState.UNKNOWN
            assert guide.age.days >= days
            assert question.sale.id == sale.id
        finally:
            again.close()
