"""A believable counter day through the real use cases, the real driver and a simulator process.

The demo keeps a purse of its own, so that the count at the close is a count and not the ledger's
own figure handed back; and it compares the terminal's books with the ledger to the yen.
"""

import secrets
from collections import Counter as Tally
from collections.abc import Callable, Iterator
from typing import Final

from pos.business_day import ClosedDay
from pos.checkout import SaleResult
from pos.counter import Counter
from pos.demo_plan import VISIT_NAMES, Visit, baskets, official, plan_visits
from pos.demo_summary import DemoSummary, summarize
from pos.domain.basket import Basket
from pos.domain.drawer import DENOMINATIONS, CashCount
from pos.domain.ids import SaleId
from pos.domain.money import Yen
from pos.domain.payment import Declined
from pos.domain.sale import SaleState
from pos.domain.staff import Role, Staff

Progress = Callable[[int, int, str], None]
CANCEL_REASON: Final = "お客様の都合"


class DemoDay:
    """Plays one day; `run` may be called once."""

    def __init__(self, counter: Counter, sales: int, seed: int, tell: Progress) -> None:
        self._counter = counter
        self._visits = plan_visits(sales, seed)
        self._seed = seed
        self._tell = tell
        self._purse = Yen(0)
        self._tally: Tally[str] = Tally()
        self._newest: dict[Visit, SaleId] = {}

    def run(self) -> DemoSummary:
        """Open, serve every visit, count, close, verify."""
        self._clerk, self._cashier = self._people()
        self._open()
        supply = baskets(self._counter.checkout.fees(), self._seed)
        for number, visit in enumerate(self._visits, start=1):
            self._tell(number, len(self._visits), VISIT_NAMES[visit])
            self._serve(visit, supply)
        return summarize(self._counter, self._close(), self._seed, self._tally)

    def _people(self) -> tuple[Staff, Staff]:
        access = self._counter.access
        chief = access.create_first_administrator("9001", "管理 花子", secrets.token_urlsafe(24))
        clerk = access.add_staff(
            chief, "1001", "佐藤 一郎", frozenset({Role.CLERK}), secrets.token_urlsafe(24)
        )
        cashier = access.add_staff(
            chief, "2001", "鈴木 京子", frozenset({Role.CASHIER}), secrets.token_urlsafe(24)
        )
        return clerk, cashier

    def _open(self) -> None:
        opening = CashCount.of({5_000: 2, 1_000: 15, 500: 6, 100: 15, 50: 10})
        days = self._counter.days
        days.open(days.suggested_date(), opening, self._cashier)
        self._purse = opening.total

    def _serve(self, visit: Visit, supply: Iterator[Basket]) -> None:
        match visit:
            case Visit.CASH:
                self._newest[visit] = self._pay_cash(next(supply)).sale.id
            case Visit.CARD:
                self._newest[visit] = self._pay_card(next(supply)).sale.id
            case Visit.CARD_SHORT:
                basket = next(supply)
                self._pay_card(basket)
                self._pay_cash(basket)
            case Visit.CARD_LOST:
                self._pay_card(next(supply))
            case Visit.OFFICIAL:
                self._keep(self._counter.checkout.issue_official_use(
                    official(next(supply), self._seed), self._clerk))  # fmt: skip
            case Visit.CANCEL_CASH | Visit.CANCEL_CARD:
                self._cancel(visit)

    def _pay_cash(self, basket: Basket) -> SaleResult:
        note = next(value for value in (1_000, 5_000, 10_000, 100_000) if value >= basket.total.amount)
        self._purse += basket.total
        return self._keep(self._counter.checkout.pay_cash(basket, Yen(note), self._clerk))

    def _pay_card(self, basket: Basket) -> SaleResult:
        result = self._counter.checkout.pay_e_money(basket, self._clerk, stop=_never, tell=_silent)
        if result.sale.state is SaleState.PROMISED:
            return self._recover(result)
        if result.sale.payment and isinstance(result.sale.payment.conclusion, Declined):
            self._tally["short"] += 1
        return self._keep(result)

    def _recover(self, result: SaleResult) -> SaleResult:
        """A lost reply: ask the terminal, then hand out what is settled now."""
        self._tally["asked"] += 1
        for sale in self._counter.recovery.ask(stop=_never):
            self._tally["recovered"] += sale.state is SaleState.SETTLED
            result = self._keep(self._counter.checkout.hand_out(sale, self._clerk))
        return result

    def _cancel(self, visit: Visit) -> None:
        paid = Visit.CASH if visit is Visit.CANCEL_CASH else Visit.CARD
        result = self._keep(self._counter.refunds.cancel(
            self._newest[paid], reason=CANCEL_REASON, by=self._clerk, approver=self._cashier,
            stop=_never, tell=_silent))  # fmt: skip
        if paid is Visit.CASH:
            self._purse += result.sale.total

    def _keep(self, result: SaleResult) -> SaleResult:
        self._tally["papers"] += result.paper is not None
        return result

    def _close(self) -> ClosedDay:
        self._counter.days.count(_in_pieces(self._purse), self._cashier)
        return self._counter.days.close(self._cashier, self._clerk)


def play(counter: Counter, sales: int, seed: int, tell: Progress) -> DemoSummary:
    """Play the whole day on an empty practice ledger with a simulator that follows
    `scenario_for(sales, seed)`."""
    return DemoDay(counter, sales, seed, tell).run()


def _in_pieces(amount: Yen) -> CashCount:
    """The amount in the fewest pieces: what a tidy drawer holds."""
    pieces, left = {}, amount.amount
    for value in DENOMINATIONS:
        pieces[value], left = divmod(left, value)
    return CashCount.of(pieces)


def _never() -> bool:
    return False


def _silent(progress: object) -> None:
    """The demo shows visits, not phases."""
