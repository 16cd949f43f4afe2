"""処理未了 of the terminal's own at a whole counter: held, told with 取引前残高, settled when it is known."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos.config import TerminalSettings
from pos.counter import open_counter
from pos.domain.payment import Unknown
from pos.domain.sale import SaleState
from tests.conformance.happenings import Happening
from tests.support.clocks import WallClock
from tests.support.till import CLERK, found_site, never, open_first_day, quiet, settings_of, yen_basket
from tests.third_driver.conformance_site import BRISK
from tests.third_driver.simulator import Own, Simulator
from tests.third_driver.simulator_books import FULL

HURRIED = replace(BRISK, late_s=0.1)  # gives up before the final result: the crash and the power cut alike


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("happening", [Own.UNFINISHED, Own.UNFINISHED_TAKEN])
def test_unfinished_is_held_until_the_terminal_knows(tmp_path: Path, happening: Own) -> None:
    found_site(tmp_path / "01")
    open_first_day(tmp_path / "01")
    with Simulator((Happening.PAYS, happening)) as simulator:
        terminal = TerminalSettings(driver="sakura", port=simulator.address)
        settings = replace(settings_of(tmp_path / "01"), terminal=terminal)
        counter = open_counter(settings, WallClock(), timing=HURRIED)
        counter.checkout.pay_e_money(yen_basket(counter, 500), CLERK, stop=never, tell=quiet)

        sale = counter.checkout.pay_e_money(yen_basket(counter, 300), CLERK, stop=never, tell=quiet).sale

        assert sale.state is SaleState.PROMISED
        assert sale.payment is not None
        assert isinstance(sale.payment.conclusion, Unknown)
        assert sale.payment.conclusion.balance_before is not None
        assert sale.payment.conclusion.balance_before.amount == FULL
        while happening is Own.UNFINISHED_TAKEN and simulator.books.entries[-1].code == "404":
            counter.recovery.ask(stop=never)
        counter.recovery.ask(stop=never)
        assert bool(counter.recovery.open_questions()) is (happening is Own.UNFINISHED)
        counter.close()
