"""A result that was noted before it was booked: trusted only at the terminal that gave it."""

from dataclasses import dataclass, replace

import pytest

from pos.config import StaffSettings
from pos.counter import Counter, ask_at_start
from pos.domain.brands import CancelRule, Contract
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    Method,
    Payment,
    PaymentState,
    ResultCode,
)
from pos.domain.sale import SaleState
from pos.errors import Reason, RefusedError
from pos.ports import Health, LastResult, Stop
from pos.recovery import Recovery
from tests.support.obliging import CAN, ObligingTerminal
from tests.support.proof import check_whole
from tests.support.till import CASHIER, CLERK, Till, drawer_of, never, yen_basket
from tests.use_cases.conftest import StartTill
from tests.use_cases.test_no_trust import _charge_by_hand

NO = Declined(ResultCode.DEFICIENT, "71", "credit insufficient")


@dataclass
class OddTerminal(ObligingTerminal):
    """Says which one it is, and trips over its own last result."""

    trips: bool = False

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        if self.trips:
            raise OverflowError("date value out of range")
        return super().query_last_successful_transaction_result(stop=stop)

    def check_health(self, *, stop: Stop) -> Health:
        return Health(True, self.terminal_no, (), 0)


def recovery_of(counter: Counter, terminal: ObligingTerminal) -> Recovery:
    plain = Contract(Yen(20_000), CancelRule.ANY)
    return Recovery(
        counter.ledger, terminal, counter.issuing, counter.office, plain, StaffSettings(), counter.clock
    )


def noted(counter: Counter, terminal: ObligingTerminal, outcome: str) -> Payment:
    """The answer was on disk, and then the till stopped; the terminal went on to somebody else."""
    before = terminal.write(Direction.CHARGE, Yen(80))
    sale = counter.ledger.promise_sale(
        yen_basket(counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
        terminal_id=terminal.id, mark=HighWaterMark.of(before),
    )  # fmt: skip
    payment = sale.payment
    assert payment is not None
    charge = terminal.write(Direction.CHARGE, Yen(300))
    counter.ledger.note_result(
        payment.id, Approved(charge) if outcome == "approved" else NO, at=counter.clock()
    )
    terminal.write(Direction.CHARGE, Yen(120))
    return payment


def state_after(counter: Counter, terminal: ObligingTerminal) -> PaymentState:
    sales = recovery_of(counter, terminal).ask(stop=never)
    paid = sales[0].payment if sales else counter.ledger.open_payments()[0]
    assert paid is not None
    return paid.state


@pytest.mark.parametrize(
    ("outcome", "state"), [("approved", PaymentState.APPROVED), ("declined", PaymentState.DECLINED)]
)
def test_the_same_terminal_is_trusted(cash_counter: Counter, outcome: str, state: PaymentState) -> None:
    terminal = ObligingTerminal(cash_counter.clock)
    noted(cash_counter, terminal, outcome)
    assert state_after(cash_counter, terminal) is state
    check_whole(cash_counter)


@pytest.mark.parametrize("outcome", ["approved", "declined"])
@pytest.mark.parametrize("change", ["another terminal", "it reverses by itself", "it tells no number"])
def test_anything_else_is_asked(cash_counter: Counter, outcome: str, change: str) -> None:
    """Asking proves nothing here: it stays open."""
    terminal = ObligingTerminal(cash_counter.clock)
    noted(cash_counter, terminal, outcome)
    if change == "another terminal":
        terminal.records[:] = [replace(each, terminal_no="T-0002") for each in terminal.records]
    elif change == "it reverses by itself":
        terminal.capabilities = replace(CAN, auto_reversal=True)
    else:
        terminal.records.clear()
    assert state_after(cash_counter, terminal) is PaymentState.UNKNOWN
    check_whole(cash_counter)


@pytest.mark.parametrize(
    ("number", "state"), [("T-0001", PaymentState.APPROVED), ("T-0002", PaymentState.UNKNOWN)]
)
def test_a_terminal_without_a_last_result_says_which_one_it_is(
    cash_counter: Counter, number: str, state: PaymentState
) -> None:
    terminal = OddTerminal(cash_counter.clock, capabilities=replace(CAN, last_result=False))
    noted(cash_counter, terminal, "approved")
    terminal.terminal_no = number
    assert state_after(cash_counter, terminal) is state


def test_a_terminal_that_is_away_leaves_it_open_until_it_is_back(cash_counter: Counter) -> None:
    terminal = ObligingTerminal(cash_counter.clock)
    noted(cash_counter, terminal, "approved")
    terminal.away = Reason.TERMINAL_UNREACHABLE
    assert state_after(cash_counter, terminal) is PaymentState.UNKNOWN
    terminal.away = None
    assert state_after(cash_counter, terminal) is PaymentState.APPROVED


def test_whatever_asking_trips_over_the_counter_opens_and_the_question_stays(cash_counter: Counter) -> None:
    terminal = OddTerminal(cash_counter.clock, trips=True)
    noted(cash_counter, terminal, "approved")
    ask_at_start(replace(cash_counter, recovery=recovery_of(cash_counter, terminal)))
    assert len(cash_counter.recovery.open_questions()) == 1
    check_whole(cash_counter)


# --- 精算


def test_a_day_does_not_close_over_a_stray_untold(start_till: StartTill) -> None:
    till = start_till()
    assert till.pay(100).sale.state is SaleState.SETTLED
    till.site.clock.turn(minutes=1)
    till.counter.close()
    _charge_by_hand(till, 300)
    again = Till(till.site, till.site.open(), till.terminal)
    again.counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    with pytest.raises(RefusedError) as told:
        again.counter.days.close(CASHIER, CLERK)
    assert (told.value.reason, told.value.facts["amount"]) == (Reason.TERMINAL_MOVED, Yen(300))
    assert again.counter.days.close(CASHIER, CLERK).report.total == Yen(100)
    again.counter.close()


def test_a_terminal_that_is_away_keeps_no_day_open(start_till: StartTill) -> None:
    till = start_till()
    till.pay(100)
    till.terminal.close()
    till.counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    assert till.counter.days.close(CASHIER, CLERK).report.total == Yen(100)
