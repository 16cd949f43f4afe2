"""A ledger to measure on: founded, one day open, and sales as a counter has them, drawn from a seed."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final
from uuid import UUID

from benchmarks.papers import office
from pos.config import Settings
from pos.domain.basket import Basket, SheetReference
from pos.domain.days import JST
from pos.domain.drawer import CashCount
from pos.domain.ids import CounterId, StaffId
from pos.domain.money import Yen
from pos.domain.payment import CashTaken, Method
from pos.domain.sale import Sale
from pos.domain.staff import Role, Staff
from pos.fee_seed import seed_fees
from pos.ledger import Ledger, LedgerIdentity, LedgerKind, create_ledger

COUNTER: Final = CounterId("01")
CLERK: Final = Staff(StaffId("1001"), "佐藤 一郎", frozenset({Role.CLERK}))
CASHIER: Final = Staff(StaffId("2001"), "鈴木 京子", frozenset({Role.CASHIER}))
FUND: Final = CashCount.of({5_000: 2, 1_000: 15, 500: 6, 100: 15, 50: 10})  # ¥30,000
OPENED: Final = datetime(2026, 11, 24, 8, 30, tzinfo=JST)
OFFICE: Final = office()
LINES: Final = (1, 1, 1, 2, 2, 3)  # how many lines a sale has


def found(path: Path) -> Ledger:
    """A ledger with two people and an open day, in the file that must not be there yet."""
    identity = LedgerIdentity(COUNTER, UUID(int=1), LedgerKind.PRACTICE, OFFICE.name, OPENED)
    ledger = create_ledger(path, identity, seed_fees(Settings(path.parent)))
    for person in (CLERK, CASHIER):
        ledger.add_staff(person, "no hash at all", by=None, at=OPENED)
    ledger.open_day(OPENED.date(), FUND, by=CASHIER.id, at=OPENED)
    return ledger


def baskets(ledger: Ledger, seed: int) -> Iterator[Basket]:
    """Without end."""
    chance = Random(seed)  # noqa: S311 - repeatable on purpose
    fees = ledger.fee_table().on(business_date())
    while True:
        basket = Basket()
        for fee in chance.sample(fees, chance.choice(LINES)):
            sheet = SheetReference("大森北一丁目", f"図 {chance.randrange(1, 99)}-{chance.randrange(1, 999)}")
            basket = basket.add(fee, chance.randrange(1, 6), sheet)
        yield basket


def instants() -> Iterator[datetime]:
    """A second apart, from the opening on."""
    at = OPENED
    while True:
        at += timedelta(seconds=1)
        yield at


def sell(ledger: Ledger, basket: Basket, at: datetime) -> Sale:
    """A cash sale as `pos.checkout` has it written: the promise, then the fact."""
    tendered = Yen(-(-basket.total.amount // 1_000) * 1_000)
    sale = ledger.promise_sale(basket, method=Method.CASH, clerk=CLERK.id, at=at, tendered=tendered)
    if sale.payment is None:
        raise RuntimeError("a sale without a payment")
    return ledger.conclude(sale.payment.id, CashTaken(), at=at, office=OFFICE)


def business_date() -> date:
    """Of the open day."""
    return OPENED.date()
