"""What a till may not take on trust: a terminal that moved by itself, a price, a role."""

from dataclasses import replace

import pytest

from pos.config import TerminalSettings
from pos.counter import Counter
from pos.devices import open_terminal
from pos.domain.basket import Basket, OfficialUse
from pos.domain.catalog import PaperSize
from pos.domain.money import Yen
from pos.domain.payment import Approved
from pos.domain.sale import SaleState
from pos.errors import AccessError, Reason, RefusedError
from pos.ports import ChargeRequest
from tests.support.proof import check_whole, e_money_booked
from tests.support.till import CHIEF, CLERK, HASTY, Till, basket_of, never, quiet
from tests.use_cases.conftest import StartTill


def test_s14_what_the_books_do_not_account_for_is_kept_and_told_once(start_till: StartTill) -> None:
    till = start_till()
    assert till.pay(100).sale.state is SaleState.SETTLED
    till.counter.close()
    till.site.clock.turn(minutes=1)
    _charge_by_hand(till, 300)  # a late approval leaves the same trace: the terminal has it, we do not
    counter = till.site.open()
    with pytest.raises(RefusedError) as moved:
        Till(till.site, counter, till.terminal).pay(200)
    assert moved.value.reason is Reason.TERMINAL_MOVED
    assert moved.value.facts["amount"] == Yen(300)
    till.site.clock.turn(minutes=1)
    assert Till(till.site, counter, till.terminal).pay(200).sale.state is SaleState.SETTLED
    assert e_money_booked(counter) == 300
    assert till.charged == 600
    check_whole(counter)
    counter.close()


def _charge_by_hand(till: Till, amount: int) -> None:
    settings = TerminalSettings(driver="tl3500", port=till.terminal.address)
    terminal = open_terminal(settings, clock=till.site.clock, timing=HASTY)
    assert terminal is not None
    last = terminal.query_last_successful_transaction_result(stop=never)
    request = ChargeRequest(Yen(amount), till.site.clock(), last.as_mark(), last.clock_offset_s)
    outcome = terminal.subtract_value(request, stop=never, tell=quiet, received=lambda _: None)
    assert isinstance(outcome, Approved)
    terminal.close()


def test_a_line_is_sold_at_the_price_of_the_fee_table_only(cash_counter: Counter) -> None:
    fee = cash_counter.checkout.fees()[0]
    forged = Basket().add(replace(fee, price=Yen(1)), 1)
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.pay_cash(forged, Yen(1), CLERK)
    assert refused.value.reason is Reason.FEE_CHANGED
    official = forged.for_official_use(OfficialUse.of("公用", "税務署"))
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.issue_official_use(official, CLERK)
    assert refused.value.reason is Reason.FEE_CHANGED


def test_roles_taken_away_count_at_once(cash_counter: Counter) -> None:
    basket = basket_of(cash_counter, {PaperSize.A4: 1})
    cash_counter.checkout.pay_cash(basket, Yen(50), CLERK)
    cash_counter.access.change_staff(CHIEF, replace(CLERK, active=False))
    with pytest.raises(AccessError) as refused:
        cash_counter.checkout.pay_cash(basket, Yen(50), CLERK)
    assert refused.value.reason is Reason.NOT_ALLOWED
