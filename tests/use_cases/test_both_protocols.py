"""Whole sales over the simulator's process, by each protocol that ships: the same story, the same books."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from pos.config import Settings, TerminalSettings
from pos.counter import open_counter
from pos.devices import tl3500, zvt
from pos.devices.conversation_log import FOLDER, conversations_about
from pos.devices.simulator_process import start_simulator
from pos.domain.payment import Declined, ResultCode
from pos.domain.sale import SaleState
from pos.errors import Reason, RefusedError, SettingsError
from tests.support.clocks import WallClock
from tests.support.proof import check_agrees, check_whole
from tests.support.terminals import PACE, fault, scenario
from tests.support.till import (
    CHIEF_PASSWORD,
    FUND,
    Site,
    Till,
    copy_site,
    never,
    quiet,
    settings_of,
    yen_basket,
)

BRISK: dict[str, object] = {"tl3500": tl3500.Timing().scaled(0.2), "zvt": zvt.Timing().scaled(0.2)}
HASTY: dict[str, object] = {
    "tl3500": replace(tl3500.Timing().scaled(0.1), card_wait_s=0.6, charge_answer_s=0.6),
    "zvt": replace(zvt.Timing().scaled(0.1), completion_s=1.0),
}
EACH = pytest.mark.parametrize("protocol", ["tl3500", "zvt"])


StartProtocol = Callable[..., Till]


@pytest.fixture
def start(opened_folder: Path, tmp_path: Path, clock: WallClock) -> Iterator[StartProtocol]:
    with ExitStack() as owned:

        def go(protocol: str, *steps: str, contract: str = "", hasty: bool = False) -> Till:
            place = tmp_path / "terminal"
            terminal = owned.enter_context(
                start_simulator(place, scenario(place, *steps), protocol=protocol, pace=PACE)
            )
            folder = copy_site(opened_folder, tmp_path / "01")
            (folder / "contract.toml").write_text(contract, "utf-8")
            named = TerminalSettings(
                driver=protocol,
                port=terminal.address,
                contract="contract.toml" if contract else "",
                last_shows_cancel=True,
            )
            settings = replace(settings_of(folder), terminal=named)
            counter = open_counter(settings, clock, timing=(HASTY if hasty else BRISK)[protocol])
            owned.callback(counter.close)
            return Till(Site(settings, clock), counter, terminal)

        yield go


@EACH
def test_sales_a_no_a_cancellation_and_the_books_agree(start: StartProtocol, protocol: str) -> None:
    till = start(protocol, "", fault("balance_short"))
    assert till.pay(300).sale.state is SaleState.SETTLED
    refused = till.pay(200).sale
    assert refused.payment is not None
    assert isinstance(refused.payment.conclusion, Declined)
    assert refused.payment.conclusion.result is ResultCode.DEFICIENT
    last = till.pay(150).sale  # the no before is nothing to stop at
    check_agrees(till.counter, 450)
    assert till.charged == 450
    assert till.cancel(last).sale.state is SaleState.SETTLED
    check_agrees(till.counter, 300)
    assert till.charged == 300
    assert till.pay(100).sale.state is SaleState.SETTLED
    assert till.charged == 400
    check_whole(till.counter)


@EACH
def test_a_lost_answer_is_asked_for_and_booked_at_most_once(start: StartProtocol, protocol: str) -> None:
    """TL3500 keeps the charge, ZVT takes it back by itself: either way nothing stays open."""
    till = start(protocol, fault("reply_lost"), hasty=True)
    sale = till.pay(300).sale
    assert sale.state is not SaleState.SETTLED
    till.counter.recovery.ask(stop=never)
    found = till.counter.ledger.sale(sale.id).state
    assert found is (SaleState.SETTLED if protocol == "tl3500" else SaleState.ABANDONED)
    check_agrees(till.counter, till.charged)
    assert till.pay(100).sale.state is SaleState.SETTLED  # what it reversed is nothing to stop at
    check_agrees(till.counter, till.charged)


@EACH
def test_a_contract_that_lists_other_brands_is_told_and_booked(start: StartProtocol, protocol: str) -> None:
    till = start(protocol, contract='acquirer = "○○"\ncap = 500\n[nanaco]\n[others]\naccepted = false\n')
    result = till.pay(300)
    assert [each.reason for each in result.problems] == [Reason.BRAND_NOT_ACCEPTED]
    check_agrees(till.counter, 300)
    with pytest.raises(RefusedError) as refused:
        till.pay(550)
    assert refused.value.reason is Reason.AMOUNT_OVER_CAP
    assert till.cancel(result.sale).sale.state is SaleState.SETTLED  # back by the same terminal
    assert till.charged == 0


@EACH
def test_the_conversation_is_kept_under_the_number_of_its_payment(
    start: StartProtocol, protocol: str
) -> None:
    till = start(protocol)
    paid = till.pay(300).sale
    back = till.cancel(paid).sale
    for sale, operation in ((paid, "subtract_value"), (back, "cancel_value")):
        assert sale.payment is not None
        (kept,) = conversations_about(till.site.settings.data / FOLDER, str(sale.payment.id))
        assert (kept.entries[0].name, kept.entries[-1].name) == (operation, "approved")
        assert kept.entries[0].facts["amount"] == 300


@EACH
def test_practice_runs_the_simulated_terminal_of_the_protocol(tmp_path: Path, protocol: str) -> None:
    settings = Settings(data=tmp_path / "practice", terminal=TerminalSettings(driver=protocol))
    steps = scenario(tmp_path)
    counter = open_counter(settings, WallClock(), scenario=steps, timing=BRISK[protocol])
    try:
        chief = counter.access.create_first_administrator("9001", "管理 花子", CHIEF_PASSWORD)
        counter.days.open(WallClock()().date(), FUND, chief)
        counter.checkout.pay_e_money(yen_basket(counter, 100), chief, stop=never, tell=quiet)
        assert counter.simulator is not None
        assert counter.simulator.books().total == 100
    finally:
        counter.close()


def test_times_of_another_driver_are_a_mistake_of_ours(tmp_path: Path) -> None:
    settings = Settings(data=tmp_path / "practice", terminal=TerminalSettings(driver="zvt"))
    with pytest.raises(TypeError, match="zvt"):
        open_counter(settings, WallClock(), timing=tl3500.Timing())


@pytest.mark.parametrize("driver", ["paypay", "ZVT", ""])
def test_a_driver_that_nobody_installed_is_refused_in_words(tmp_path: Path, driver: str) -> None:
    with pytest.raises(SettingsError) as refused:
        open_counter(Settings(data=tmp_path / "01", terminal=TerminalSettings(driver=driver)), WallClock())
    assert refused.value.facts["key"] == "terminal.driver"
    assert not (tmp_path / "01").exists()
