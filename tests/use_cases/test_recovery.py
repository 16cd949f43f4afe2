"""What was left unfinished: the terminal is asked, and where it cannot prove it a named person is."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pos.counter import Counter
from pos.devices.simulator_process import start_simulator
from pos.domain.brands import Brand
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import PaymentState, Settlement
from pos.domain.sale import Sale, SaleState
from pos.errors import AccessError, EntryError, Reason, RefusedError
from tests.support.proof import check_agrees, check_whole
from tests.support.terminals import PACE, fault
from tests.support.till import (
    AUDITOR,
    CASHIER,
    CLERK,
    DEPUTY,
    HASTY,
    Site,
    Till,
    drawer_of,
    never,
    quiet,
)
from tests.use_cases.conftest import StartTill

LOST = fault("reply_lost")
NOT_TAKEN = fault("power_loss_before_debit", seconds=0)


def test_s3_a_lost_reply_is_settled_by_asking_with_one_charge(start_till: StartTill) -> None:
    till = start_till(LOST, timing=HASTY)
    sale = till.pay(300).sale
    if sale.state is SaleState.PROMISED:  # the driver may have asked by itself
        assert [each.sale.id for each in till.counter.recovery.open_questions()] == [sale.id]
        (sale,) = till.counter.recovery.ask(stop=never)
    assert (sale.state, till.charged) == (SaleState.SETTLED, 300)
    check_agrees(till.counter, 300)
    assert [each.id for each in till.counter.checkout.unissued()] == [sale.id]
    late = till.counter.checkout.hand_out(sale, CLERK)
    assert late.paper is not None
    assert late.paper.copy == 0
    assert till.counter.checkout.unissued() == ()


def test_s2a_a_card_pulled_away_before_the_debit_is_not_charged(start_till: StartTill) -> None:
    till = start_till(NOT_TAKEN, timing=HASTY)
    sale = till.pay(300).sale
    _ask_until_closed(till)
    sale = till.counter.ledger.sale(sale.id)
    assert sale.state is SaleState.ABANDONED
    assert sale.payment is not None
    assert sale.payment.state in (PaymentState.NOT_CHARGED, PaymentState.ABORTED)
    assert till.pay(300).sale.state is SaleState.SETTLED
    check_agrees(till.counter, 300)


def test_s2b_a_card_pulled_away_after_the_debit_is_charged_once(start_till: StartTill) -> None:
    till = start_till(fault("power_loss_after_debit", seconds=0), timing=HASTY)
    sale = till.pay(300).sale
    _ask_until_closed(till)
    assert till.counter.ledger.sale(sale.id).state is SaleState.SETTLED
    check_agrees(till.counter, 300)


def test_s2c_what_stays_unknown_holds_the_terminal_and_is_listed_at_the_close(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = _unknown_with_a_dead_terminal(till)
    counter = till.counter
    with pytest.raises(RefusedError) as held:
        till.pay(100)
    assert held.value.reason is Reason.TERMINAL_HELD
    assert till.pay_cash(100).sale.state is SaleState.SETTLED  # cash goes on
    day = counter.days.current()
    assert day is not None
    counter.days.count(drawer_of(counter.ledger.expected_cash(day.number)), CASHIER)
    closed = counter.days.close(CASHIER, CLERK)
    (row,) = closed.report.unsettled
    assert (row.amount, row.state, row.sale_number) == (Yen(300), "unknown", sale.number)
    assert closed.report.total == Yen(100)  # not counted as paid
    assert closed.paper is not None
    assert "処理未了" in closed.paper.text or "未了" in closed.paper.text
    check_whole(counter)


def test_a_persons_word_settles_what_nobody_can_prove(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = _unknown_with_a_dead_terminal(till)
    settled = _settle(till.counter, sale, charged=True)
    assert settled.state is SaleState.SETTLED
    assert settled.payment is not None
    word = settled.payment.conclusion
    assert isinstance(word, Settlement)
    assert (word.staff, word.approver, word.evidence) == (CASHIER.id, DEPUTY.id, "売上票 000123")
    check_agrees(till.counter, 300)
    with pytest.raises(RefusedError) as again:
        _settle(till.counter, sale, charged=False)
    assert again.value.reason is Reason.PAYMENT_NOT_OPEN
    with pytest.raises(RefusedError) as refused:
        till.cancel(settled, by=CLERK, approver=CASHIER)
    assert refused.value.reason is Reason.CANCEL_REFUSED  # the terminal has no record to take back


def test_a_persons_word_that_nothing_was_charged_abandons_the_sale(start_till: StartTill) -> None:
    till = start_till(NOT_TAKEN, timing=HASTY)
    sale = _unknown_with_a_dead_terminal(till)
    assert _settle(till.counter, sale, charged=False).state is SaleState.ABANDONED
    check_agrees(till.counter, 0)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"by": CLERK}, Reason.NOT_ALLOWED),
        ({"by": AUDITOR}, Reason.NOT_ALLOWED),
        ({"approver": CLERK}, Reason.NOT_ALLOWED),
        ({"approver": CASHIER}, Reason.APPROVER_IS_SAME_PERSON),
        ({"approver": None}, Reason.APPROVER_REQUIRED),
        ({"approver": replace(DEPUTY, active=False)}, Reason.NOT_ALLOWED),
        ({"reason": " \t"}, Reason.TEXT_REQUIRED),
        ({"evidence": ""}, Reason.TEXT_REQUIRED),
        ({"reason": "長" * 121}, Reason.TEXT_TOO_LONG),
    ],
)
def test_a_word_needs_rights_two_people_reason_and_evidence(
    start_till: StartTill, changes: dict[str, Any], reason: Reason
) -> None:
    till = start_till(NOT_TAKEN, timing=HASTY)
    sale = _unknown_with_a_dead_terminal(till)
    with pytest.raises((AccessError, EntryError)) as refused:
        _settle(till.counter, sale, charged=False, **changes)
    assert refused.value.reason is reason
    assert len(till.counter.recovery.open_questions()) == 1


def test_s14_late_success_after_cash_is_recorded_and_can_be_taken_back(start_till: StartTill) -> None:
    till = start_till(fault("reply_late", seconds=1), timing=HASTY)
    first = till.pay(300).sale
    second = till.pay_cash(300).sale  # the visitor paid again, in cash
    _ask_until_closed(till)
    first = till.counter.ledger.sale(first.id)
    assert (first.state, second.state) == (SaleState.SETTLED, SaleState.SETTLED)
    assert till.counter.days.report().total == Yen(600)  # 重複収納 stands in the books
    assert till.cancel(first).sale.state is SaleState.SETTLED
    check_agrees(till.counter, till.charged)
    assert till.charged == 0


def test_the_truth_that_comes_without_an_open_day_waits_for_one(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = _unknown_with_a_dead_terminal(till)
    days = till.counter.days
    days.count(drawer_of(Yen(30_000)), CASHIER)
    days.close(CASHIER, CLERK)
    till.counter.close()
    till.site.clock.turn(days=1)
    with _terminal_back(till) as counter:
        assert [each.sale.id for each in counter.recovery.open_questions()] == [sale.id]
        counter.days.open(till.site.clock().date(), drawer_of(Yen(30_000)), CASHIER)
        assert counter.recovery.open_questions() == ()
        late = counter.ledger.sale(sale.id)
        assert late.state is SaleState.SETTLED
        assert counter.days.report().total == Yen(300)  # booked on the day on which it was known
        check_agrees(counter, 300)


def test_a_payment_of_another_terminal_stays_open_and_holds_this_one_too(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    _unknown_with_a_dead_terminal(till)
    till.counter.close()
    settings = till.site.settings
    other = replace(settings, terminal=replace(settings.terminal, id="T2", port="/dev/no-such-port"))
    counter = Site(other, till.site.clock, HASTY).open()
    assert counter.recovery.ask(stop=never) == ()
    (question,) = counter.recovery.open_questions()
    assert question.payment.terminal_id == TerminalId("T1")
    with pytest.raises(RefusedError) as held:  # the name may be new and the device the same
        Till(till.site, counter, till.terminal).pay(100)
    assert held.value.reason is Reason.TERMINAL_HELD
    counter.close()


def test_without_a_terminal_no_card_can_be_read(cash_counter: Counter) -> None:
    with pytest.raises(RefusedError) as refused:
        cash_counter.recovery.read_card(stop=never, tell=quiet)
    assert refused.value.reason is Reason.TERMINAL_NOT_CONFIGURED


def test_a_balance_inquiry_moves_no_money(start_till: StartTill) -> None:
    till = start_till()
    reading = till.counter.recovery.read_card(stop=never, tell=quiet)
    assert reading is not None
    assert reading.balance > Yen(0)
    assert len(reading.card_last4) == 4
    check_agrees(till.counter, 0)
    assert till.charged == 0


def test_asking_where_nothing_is_open_is_nothing(cash_counter: Counter) -> None:
    records = cash_counter.ledger.chain_mark()
    assert cash_counter.recovery.ask(stop=never) == ()
    assert cash_counter.ledger.chain_mark() == records


def _ask_until_closed(till: Till) -> None:
    for _ in range(10):
        till.counter.recovery.ask(stop=never)
        if not till.counter.recovery.open_questions():
            return
    raise AssertionError("the terminal never answered")


def _unknown_with_a_dead_terminal(till: Till) -> Sale:
    """A payment of ¥300 that nobody knows of, and nobody to ask."""
    sale = till.pay(300).sale
    assert sale.state is SaleState.PROMISED
    assert sale.payment is not None
    assert sale.payment.state is PaymentState.UNKNOWN
    till.terminal.close()
    return sale


@contextmanager
def _terminal_back(till: Till) -> Iterator[Counter]:
    """The same terminal on the same port, its books kept; the counter opened again."""
    place = Path(till.terminal.address).parent
    with start_simulator(place, pace=PACE) as terminal:
        assert terminal.address == till.terminal.address
        counter = till.site.open()
        yield counter
        counter.close()


def _settle(counter: Counter, sale: Sale, *, charged: bool, **changes: Any) -> Sale:
    assert sale.payment is not None
    usual: dict[str, Any] = {
        "brand": Brand.T_MONEY, "reason": "売上票の控えで確認した", "evidence": "売上票 000123",
        "by": CASHIER, "approver": DEPUTY,
    }  # fmt: skip
    return counter.recovery.settle(sale.payment.id, charged=charged, **{**usual, **changes})
