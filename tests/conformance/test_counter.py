"""Whole sales with each driver: real ledger, real process at the other end; the two sides must agree."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

import pytest

from pos.checkout import SaleResult
from pos.config import TerminalSettings
from pos.counter import Counter, open_counter
from pos.domain.money import Yen
from pos.domain.payment import Method
from pos.domain.sale import SaleState
from pos.errors import DeviceError, Reason, RefusedError
from tests.conformance.happenings import Happening
from tests.conformance.site import PATIENCE_S, OtherEnd, Site
from tests.support.clocks import WallClock
from tests.support.till import (
    CASHIER,
    CLERK,
    copy_site,
    found_site,
    never,
    open_first_day,
    quiet,
    settings_of,
    yen_basket,
)

AMOUNT = 300


@dataclass
class Desk:
    """A counter that can be opened again, as after a power cut."""

    open: Callable[[], Counter]
    counter: Counter
    other_end: OtherEnd

    def pay(self, amount: int = AMOUNT) -> SaleResult:
        basket = yen_basket(self.counter, amount)
        return self.counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=quiet)

    def open_again(self) -> None:
        self.counter.close()
        self.counter = self.open()

    def close(self) -> None:
        self.counter.close()

    def booked(self) -> int:
        """Yen of card sales in the ledger, cancellations taken off."""
        day = self.counter.days.current()
        assert day is not None
        sales = self.counter.ledger.sales_of_day(day.number)
        return sum(
            sale.total.amount
            for sale in sales
            if sale.state is SaleState.SETTLED and sale.payment and sale.payment.method is Method.E_MONEY
        )


@pytest.fixture(scope="session")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("conformance") / "01"
    found_site(folder)
    open_first_day(folder)
    return folder


@pytest.fixture
def desk_at(site: Site, opened: Path, tmp_path: Path) -> Iterator[Callable[..., Desk]]:
    with ExitStack() as running:

        def start(*happenings: Happening) -> Desk:
            missing = sorted(site.cannot.intersection(happenings))
            if missing:
                pytest.skip(f"{site.name} cannot play {missing[0]!r}")
            other_end = running.enter_context(site.start(tmp_path / "terminal", happenings))
            terminal = TerminalSettings(driver=site.driver, port=other_end.address)
            settings = replace(settings_of(copy_site(opened, tmp_path / "01")), terminal=terminal)
            clock = WallClock()

            def open_it() -> Counter:
                return open_counter(settings, clock, timing=site.timing)

            desk = Desk(open_it, open_it(), other_end)
            running.callback(desk.close)
            return desk

        yield start


@pytest.mark.parametrize("happening", list(Happening))
def test_ledger_and_terminal_agree_whatever_happens(
    desk_at: Callable[..., Desk], happening: Happening
) -> None:
    desk = desk_at(Happening.PAYS, happening)
    assert desk.pay(500).sale.state is SaleState.SETTLED
    result = desk.pay()
    if result.sale.state is SaleState.PROMISED:
        cash = desk.counter.checkout.pay_cash(yen_basket(desk.counter, 100), Yen(100), CLERK)
        assert cash.sale.state is SaleState.SETTLED, "a held terminal leaves cash open"
        desk.open_again()
        _ask_until_answered(desk)
    open_yet = sum(each.payment.amount.amount for each in desk.counter.recovery.open_questions())
    assert desk.other_end.taken() - open_yet <= desk.booked() <= desk.other_end.taken()
    assert desk.counter.ledger.verify().ok


def _ask_until_answered(desk: Desk) -> None:
    """A terminal that was cut off may take its time; what stays open then is open by right."""
    until = monotonic() + PATIENCE_S
    while desk.counter.recovery.open_questions() and monotonic() < until:
        desk.counter.recovery.ask(stop=never)
        if _reachable(desk.counter):
            desk.counter.recovery.ask(stop=never)
            return


def _reachable(counter: Counter) -> bool:
    assert counter.terminal is not None
    try:
        counter.terminal.check_health(stop=never)
    except DeviceError:
        return False
    return True


def test_an_open_question_comes_before_the_next_charge(desk_at: Callable[..., Desk]) -> None:
    """Whether asking answers it or not: the next payment never runs over an open one."""
    desk = desk_at(Happening.PAYS, Happening.WRONG_AMOUNT)
    desk.pay(500)
    open_before = desk.pay().sale.state is SaleState.PROMISED
    refusal: Reason | None = None
    try:
        desk.pay(100)
    except RefusedError as refused:
        refusal = refused.reason
    assert open_before
    assert refusal in (None, Reason.TERMINAL_HELD, Reason.TERMINAL_MOVED)
    assert (refusal is None) == (100 in desk.other_end.charges())
    assert refusal is not None or not desk.counter.recovery.open_questions()


def test_a_sale_is_taken_back_on_the_terminal(desk_at: Callable[..., Desk]) -> None:
    desk = desk_at(Happening.PAYS, Happening.PAYS)
    sold = desk.pay().sale
    taken_back = desk.counter.refunds.cancel(
        sold.id, reason="お客様の都合", by=CLERK, approver=CASHIER, stop=never, tell=quiet
    )
    assert taken_back.sale.state is SaleState.SETTLED
    assert (desk.booked(), desk.other_end.taken()) == (0, 0)
