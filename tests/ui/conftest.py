"""A real window on a real practice counter: ledger, driver and a simulator process of its own."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
from PySide6.QtWidgets import QApplication

from pos.config import Settings, TerminalSettings
from pos.counter import Counter, open_counter
from pos.devices.tl3500 import Timing
from pos.devices.zvt import Timing as ZvtTiming
from pos.domain.drawer import CashCount
from pos.domain.staff import Role, Staff
from pos.ui.app import make_window
from pos.ui.hands import Hands
from pos.ui.main_window import MainWindow
from pos.ui.page import PageName
from pos.ui.theme import dress

CHIEF: Final = "1001"
CASHIER: Final = "1002"
CLERK: Final = "1003"
PASSWORD: Final = "a long word for tests"
FUND: Final = CashCount.of({10_000: 1, 5_000: 2, 1_000: 10})
HASTY: Final = {"tl3500": Timing().scaled(0.05), "zvt": replace(ZvtTiming().scaled(0.1), completion_s=4.0)}

Desk = Callable[..., Hands]


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["madoguchi"]


@pytest.fixture(autouse=True)
def dressed(qapp: QApplication) -> None:
    """Fonts and style once; Qt keeps them."""
    if not qapp.styleSheet():
        dress(qapp)


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Practice folders with three people: `staffed`, and `opened` with the day open."""
    root = tmp_path_factory.mktemp("templates")
    counter = open_counter(_settings(root / "staffed", driver="none"))
    _hire(counter)
    counter.close()
    shutil.copytree(root / "staffed", root / "opened")
    counter = open_counter(_settings(root / "opened", driver="none"))
    counter.days.open(counter.days.suggested_date(), FUND, _person(counter, CASHIER))
    counter.close()
    return root


def _opener(scenario: Path, timing: object) -> Callable[[Settings], Counter]:
    """Each protocol has its own times; a window may be opened again with the other one."""

    def open_in_haste(settings: Settings) -> Counter:
        driver = settings.terminal.driver
        return open_counter(settings, scenario=scenario, timing=timing or HASTY.get(driver))

    return open_in_haste


def _settings(data: Path, *, driver: str = "tl3500") -> Settings:
    return Settings(data=data, terminal=TerminalSettings(driver=driver))


def _hire(counter: Counter) -> None:
    chief = counter.access.create_first_administrator(CHIEF, "山田 花子", PASSWORD)
    counter.access.add_staff(chief, CASHIER, "鈴木 一郎", frozenset({Role.CASHIER}), PASSWORD)
    counter.access.add_staff(chief, CLERK, "佐藤 次郎", frozenset({Role.CLERK}), PASSWORD)


def _person(counter: Counter, number: str) -> Staff:
    return next(each for each in counter.access.staff() if each.id == number)


@pytest.fixture
def open_window(tmp_path: Path, templates: Path) -> Iterator[Desk]:
    """Opens windows on copies of a template; closes them as a person would."""
    windows: list[MainWindow] = []

    def make(
        template: str = "opened",
        *steps: str,
        driver: str = "tl3500",
        timing: object = None,
        rest: tuple[str, ...] = (),
    ) -> Hands:
        """`steps` are requests for money; `rest` are other tables of the scenario."""
        data = tmp_path / "practice"
        if template:
            shutil.copytree(templates / template, data, ignore=shutil.ignore_patterns("*.lock"))
        scenario = tmp_path / "scenario.toml"
        tables = [*(f"[[step]]\n{step}" for step in steps), *rest]
        scenario.write_text("delay_s = [0, 0]\n" + "\n".join(tables))
        opener = _opener(scenario, timing)
        window = make_window(_settings(data, driver=driver), opener)
        windows.append(window)
        window.resize(1280, 800)
        window.show()
        hands = Hands(window)
        hands.until(lambda: window.desk.is_open or window.here is PageName.TROUBLE)
        hands.settle()
        return hands

    yield make
    for window in windows:
        Hands(window).close_window()


def log_in(hands: Hands, number: str = CASHIER, page: PageName = PageName.SALE) -> None:
    """By keys."""
    hands.write(number)
    hands.press("Enter")
    hands.write(PASSWORD)
    hands.press("Enter")
    hands.see(page)


def cut_off(hands: Hands) -> None:
    """The terminal dies for good. Its link goes too: the system gives a freed pty to whoever asks next, so on
    a busy machine another test's terminal could come up, and answer, under its name."""
    simulator = hands.window.desk.counter.simulator
    assert simulator is not None
    simulator.kill()
    Path(simulator.address).unlink(missing_ok=True)


@pytest.fixture
def till(open_window: Desk) -> Hands:
    """An open day, the cashier logged in, every card pays at once."""
    hands = open_window()
    log_in(hands)
    return hands
