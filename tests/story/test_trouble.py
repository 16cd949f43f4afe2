"""The line and the clock fail in the middle of a payment: never lost, never twice, never "declined"."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.payment import Aborted, Declined
from pos.domain.sale import Sale, SaleState
from pos.errors import DeviceError, Reason
from pos.ports import Phase, Progress
from tests.story.aftermath import check_after, close_whole
from tests.story.stage import Stage
from tests.support.proof import check_agrees, e_money_booked
from tests.support.terminals import PACE, fault
from tests.support.till import CLERK, HASTY, Site, Till, copy_site, never, settings_of, yen_basket

pytestmark = [pytest.mark.story]


@pytest.fixture
def site(stage: Stage) -> Site:
    """The terminal's address is filled in when it stands."""
    return Site(settings_of(copy_site(stage.template, stage.place / "counter")), stage.clock, HASTY)


@contextmanager
def _till(site: Site, terminal: SimulatorProcess) -> Iterator[Till]:
    place = Site(settings_of(site.settings.data, terminal.address), site.clock, site.timing)
    counter = place.open()
    try:
        yield Till(place, counter, terminal)
    finally:
        counter.close()


@contextmanager
def _back_again(terminal: SimulatorProcess) -> Iterator[SimulatorProcess]:
    """Power is back: the same port, the same books."""
    with start_simulator(Path(terminal.address).parent, pace=PACE) as again:
        assert again.address == terminal.address
        yield again


@pytest.mark.parametrize("phase", [Phase.LINK_SEND, Phase.WAIT_CARD, Phase.CARD_IN_FIELD, Phase.CONFIRMING])
def test_the_terminal_vanishes_in_the_middle(phase: Phase, stage: Stage, site: Site) -> None:
    with stage.terminal() as terminal, _till(site, terminal) as till:

        def tell(progress: Progress) -> None:
            if progress.phase is phase:
                terminal.kill()

        sale = _pay(till, tell)
        assert not isinstance(sale.payment.conclusion if sale.payment else None, Declined)
        with _back_again(terminal) as again:
            back = Till(till.site, till.counter, again)
            check_after(back, 0, None)
            assert len(again.books().charges) <= 2  # the one in question, and the one that goes on
            close_whole(back)


@pytest.mark.parametrize("name", ["silent", "dead", "busy"])
def test_a_terminal_that_does_not_answer_is_held_and_asked_again(name: str, stage: Stage, site: Site) -> None:
    with stage.terminal(fault(name, seconds=15)) as terminal, _till(site, terminal) as till:
        sale = till.pay(300).sale
        conclusion = sale.payment.conclusion if sale.payment else None
        assert sale.state is SaleState.PROMISED or isinstance(conclusion, Aborted)
        assert till.pay_cash(100).sale.state is SaleState.SETTLED
        check_after(till, 0, None)


def test_a_port_that_never_was(site: Site) -> None:
    place = Site(settings_of(site.settings.data, "/dev/no-such-port"), site.clock, HASTY)
    counter = place.open()
    for _ in range(3):
        with pytest.raises(DeviceError) as told:
            counter.checkout.pay_e_money(yen_basket(counter, 300), CLERK, stop=never, tell=_silent)
        assert told.value.reason is Reason.TERMINAL_UNREACHABLE
        assert told.value.facts["port"] == "/dev/no-such-port"
    assert counter.recovery.open_questions() == ()
    assert e_money_booked(counter) == 0
    counter.close()


def test_a_port_that_comes_back_needs_no_restart(stage: Stage, site: Site) -> None:
    with stage.terminal() as terminal, _till(site, terminal) as till:
        assert till.pay(100).sale.state is SaleState.SETTLED
        terminal.kill()
        with pytest.raises(DeviceError):
            till.pay(100)
        with _back_again(terminal) as again:
            back = Till(till.site, till.counter, again)
            assert back.pay(100).sale.state is SaleState.SETTLED
            check_agrees(back.counter, back.charged)


@pytest.mark.parametrize("hours", [-2, 2, -24 * 400])
def test_the_clock_jumps_while_the_card_is_charged(hours: int, stage: Stage, site: Site) -> None:
    """What has happened is written down whatever the clock says."""
    with stage.terminal() as terminal, _till(site, terminal) as till:

        def tell(progress: Progress) -> None:
            if progress.phase is Phase.CARD_IN_FIELD:
                site.clock.turn(hours=hours)

        sale = _pay(till, tell)
        assert sale.state is SaleState.SETTLED
        check_agrees(till.counter, 300)


def test_midnight_passes_while_the_card_is_charged(stage: Stage, site: Site) -> None:
    site.clock.turn(hours=15, minutes=29, seconds=59)  # 23:59:59
    with stage.terminal() as terminal, _till(site, terminal) as till:

        def tell(progress: Progress) -> None:
            if progress.phase is Phase.WAIT_CARD:
                site.clock.turn(seconds=2)

        sale = _pay(till, tell)
        assert (sale.business_date.day, sale.state) == (24, SaleState.SETTLED)
        assert till.counter.days.left_open()
        close_whole(till)


def test_a_lost_answer_is_found_after_the_clock_was_put_right(stage: Stage, site: Site) -> None:
    """The clock stood wrong by hours when the card was charged; nothing is guessed, nothing is lost."""
    with stage.terminal(fault("reply_lost")) as terminal, _till(site, terminal) as till:
        sale = _pay(till, _silent)
        assert sale.state is SaleState.PROMISED
        site.clock.turn(hours=3)
        check_after(till, 0, None)


def _pay(till: Till, tell: object) -> Sale:
    assert callable(tell)
    basket = yen_basket(till.counter, 300)
    return till.counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=tell).sale


def _silent(progress: Progress) -> None:
    """Nobody looks."""
