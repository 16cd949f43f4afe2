"""Pieces of work that a kill may cut off; module functions, so that a child process can find them."""

from pos.counter import Counter, found_counter
from pos.domain.drawer import CashCount
from pos.domain.money import Yen
from pos.domain.payment import Method
from pos.domain.sale import SaleKind, SaleState
from tests.support.clocks import MORNING
from tests.support.till import (
    CASHIER,
    CHIEF,
    CHIEF_PASSWORD,
    CLERK,
    FUND,
    Site,
    never,
    quiet,
    yen_basket,
)

AMOUNT = 250


def sell_for_e_money(counter: Counter) -> None:
    counter.checkout.pay_e_money(yen_basket(counter, AMOUNT), CLERK, stop=never, tell=quiet)


def sell_for_cash(counter: Counter) -> None:
    counter.checkout.pay_cash(yen_basket(counter, AMOUNT), Yen(1_000), CLERK)


def cancel_the_newest_e_money_sale(counter: Counter) -> None:
    _cancel_newest(counter, Method.E_MONEY)


def cancel_the_newest_cash_sale(counter: Counter) -> None:
    _cancel_newest(counter, Method.CASH)


def ask_the_terminal(counter: Counter) -> None:
    counter.recovery.ask(stop=never)


def found(site: Site) -> None:
    found_counter(site.settings, CHIEF.id, CHIEF.name, CHIEF_PASSWORD, site.clock)


def open_the_day(counter: Counter) -> None:
    counter.days.open(MORNING.date(), FUND, CASHIER)


def count_the_drawer(counter: Counter) -> None:
    counter.days.count(CashCount.of({50: 605}), CASHIER)  # ¥30,250


def close_the_day(counter: Counter) -> None:
    counter.days.close(CASHIER, CLERK, "数え間違い")


def sell_and_count(counter: Counter) -> None:
    sell_for_cash(counter)
    count_the_drawer(counter)


def _cancel_newest(counter: Counter, method: Method) -> None:
    day = counter.days.current()
    assert day is not None
    sales = [
        each for each in counter.ledger.sales_of_day(day.number)
        if each.kind is SaleKind.SALE and each.state is SaleState.SETTLED
        and each.payment is not None and each.payment.method is method
    ]  # fmt: skip
    counter.refunds.cancel(
        sales[-1].id, reason="お客様の都合", by=CLERK, approver=CASHIER, stop=never, tell=quiet
    )
