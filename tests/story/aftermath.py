"""What must be true once a killed counter is open again: no charge lost, none doubled, selling goes on."""

from time import monotonic

from pos.counter import Counter
from pos.domain.sale import SaleState
from pos.errors import DeviceError
from tests.story.fate import Moment
from tests.support.proof import check_whole, e_money_booked
from tests.support.till import CASHIER, CLERK, Till, drawer_of, never

PATIENCE_S = 20.0  # a terminal that was deaf for a while is asked again


def settle(till: Till) -> None:
    """Ask until nothing is open, as a clerk would, at most PATIENCE_S."""
    until = monotonic() + PATIENCE_S
    while till.counter.recovery.open_questions() and monotonic() < until:
        till.counter.recovery.ask(stop=never)


def check_after(till: Till, before: int, moment: Moment | None) -> None:
    """The counter agrees with the terminal to the yen, or lists exactly what is open."""
    counter = till.counter
    charged = till.charged - before
    difference = charged - e_money_booked(counter)
    assert difference in _explained(counter), f"{moment}: ¥{difference} unexplained"
    check_whole(counter)
    settle(till)
    assert counter.recovery.open_questions() == (), moment
    assert till.charged - before == e_money_booked(counter), moment
    _sells_on(till, before, moment)


def close_whole(till: Till) -> None:
    """The day closes without a difference, and the ledger verifies."""
    day = till.counter.days.current()
    assert day is not None
    till.counter.days.count(drawer_of(till.counter.ledger.expected_cash(day.number)), CASHIER)
    closed = till.counter.days.close(CASHIER, CLERK)
    assert closed.report.unsettled == ()
    check_whole(till.counter)


def _explained(counter: Counter) -> set[int]:
    """¥0, or what one open payment may have moved (there is at most one per terminal)."""
    sums = {0}
    for question in counter.recovery.open_questions():
        sign = 1 if question.payment.direction == "charge" else -1
        sums.add(sign * question.payment.amount.amount)
    return sums


def _pays(till: Till) -> bool:
    try:
        state = till.pay(100).sale.state
    except DeviceError:  # half a frame of the killed process still stands in the terminal's ear
        return False
    settle(till)
    return state is SaleState.SETTLED


def _sells_on(till: Till, before: int, moment: Moment | None) -> None:
    assert till.pay_cash(50).sale.state is SaleState.SETTLED, moment
    until = monotonic() + PATIENCE_S
    while not _pays(till):  # the terminal's own trouble may still have been to come
        assert monotonic() < until, moment
    assert till.charged - before == e_money_booked(till.counter), moment
    check_whole(till.counter)
