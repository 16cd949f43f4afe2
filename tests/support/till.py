"""A whole counter for tests: real ledger, real driver, a simulator process at the other end."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from pos.checkout import SaleResult
from pos.config import PaperSettings, Settings, TerminalSettings
from pos.counter import Counter, found_counter, open_counter
from pos.devices.simulator_process import SimulatorProcess
from pos.devices.tl3500 import Timing
from pos.domain.basket import Basket
from pos.domain.catalog import PaperSize
from pos.domain.days import Clock
from pos.domain.drawer import CashCount
from pos.domain.ids import StaffId
from pos.domain.money import Yen
from pos.domain.sale import Sale
from pos.domain.staff import Role, Staff
from pos.ledger import open_ledger
from pos.ports import Progress
from tests.support.clocks import MORNING, WallClock

CHIEF: Final = Staff(StaffId("9001"), "管理 花子", frozenset({Role.CLERK, Role.CASHIER, Role.ADMINISTRATOR}))
CLERK: Final = Staff(StaffId("1001"), "佐藤 一郎", frozenset({Role.CLERK}))
CASHIER: Final = Staff(StaffId("2001"), "鈴木 京子", frozenset({Role.CASHIER}))
DEPUTY: Final = Staff(StaffId("2002"), "髙橋 次郎", frozenset({Role.CASHIER}))
AUDITOR: Final = Staff(StaffId("3001"), "監査 三郎", frozenset({Role.AUDITOR}))
CHIEF_PASSWORD: Final = "correct horse battery staple"
FUND: Final = CashCount.of({5_000: 2, 1_000: 15, 500: 6, 100: 15, 50: 10})  # ¥30,000
BRISK: Final = Timing().scaled(0.2)  # a happy conversation, with room for a busy machine
HASTY: Final = replace(Timing().scaled(0.1), card_wait_s=0.6, charge_answer_s=0.6)  # for lost answers


@dataclass(frozen=True, slots=True)
class Site:
    """A data folder with an address of a terminal; makes counters."""

    settings: Settings
    clock: WallClock
    timing: Timing = BRISK

    def open(self, clock: Clock | None = None) -> Counter:
        return open_counter(self.settings, clock or self.clock, timing=self.timing)


@dataclass(frozen=True, slots=True)
class Till:
    """An open counter, and the terminal at the other end of its line."""

    site: Site
    counter: Counter
    terminal: SimulatorProcess

    @property
    def charged(self) -> int:
        """Yen that truly left the cards."""
        return int(self.terminal.books().total)

    def pay(self, amount: int, clerk: Staff = CLERK) -> SaleResult:
        """E-money for that many yen in A4 sheets."""
        basket = yen_basket(self.counter, amount)
        return self.counter.checkout.pay_e_money(basket, clerk, stop=never, tell=quiet)

    def pay_cash(self, amount: int, clerk: Staff = CLERK) -> SaleResult:
        """The exact amount in cash."""
        return self.counter.checkout.pay_cash(yen_basket(self.counter, amount), Yen(amount), clerk)

    def cancel(self, sale: Sale, by: Staff = CLERK, approver: Staff | None = CASHIER) -> SaleResult:
        return self.counter.refunds.cancel(
            sale.id, reason="お客様の都合", by=by, approver=approver, stop=never, tell=quiet
        )


def settings_of(folder: Path, port: str = "", *, printer: str = "", drawer_port: str = "") -> Settings:
    """A real counter on the terminal at `port`, or without a terminal."""
    return Settings(
        data=folder,
        practice=False,
        terminal=TerminalSettings(driver="tl3500" if port else "none", port=port, last_shows_cancel=True),
        paper=PaperSettings(printer=printer, drawer_port=drawer_port),
    )


def found_site(folder: Path) -> None:
    """Found a real ledger with people of every role. Only the chief has a password that fits."""
    clock = WallClock()
    settings = settings_of(folder)
    found_counter(settings, CHIEF.id, CHIEF.name, CHIEF_PASSWORD, clock)
    with open_ledger(settings.ledger_path) as ledger:
        for person in (CLERK, CASHIER, DEPUTY, AUDITOR):
            ledger.add_staff(person, "no hash at all", by=CHIEF.id, at=clock())


def open_first_day(folder: Path) -> None:
    """The founded counter, its first day opened."""
    counter = open_counter(settings_of(folder), WallClock())
    try:
        counter.days.open(MORNING.date(), FUND, CASHIER)
    finally:
        counter.close()


def copy_site(template: Path, folder: Path) -> Path:
    """The template's folder again; the lock file stays behind."""
    return Path(shutil.copytree(template, folder, ignore=shutil.ignore_patterns("*.lock")))


def basket_of(counter: Counter, sheets: Mapping[PaperSize, int]) -> Basket:
    """So many sheets of 土地境界図 in each size, at today's fees."""
    basket = Basket()
    fees = [fee for fee in counter.checkout.fees() if fee.product_name == "土地境界図"]
    for fee in fees:
        if fee.size in sheets:
            basket = basket.add(fee, sheets[fee.size])
    return basket


def yen_basket(counter: Counter, amount: int) -> Basket:
    """A basket of that price in A4 sheets (¥50 each)."""
    return basket_of(counter, {PaperSize.A4: amount // 50})


def drawer_of(amount: Yen) -> CashCount:
    """The amount in ¥50 coins, ¥1 coins for the rest."""
    coins, rest = divmod(amount.amount, 50)
    return CashCount.of({50: coins, 1: rest})


def never() -> bool:
    return False


def quiet(progress: Progress) -> None:
    """Progress is for screens."""
