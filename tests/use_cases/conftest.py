"""Counters for the use cases: a founded and an opened one as templates, copied for each test."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from pos.counter import Counter
from pos.devices.simulator_process import start_simulator
from pos.devices.tl3500 import Timing
from tests.support.clocks import WallClock
from tests.support.terminals import PACE, scenario
from tests.support.till import BRISK, Site, Till, copy_site, found_site, open_first_day, settings_of


class StartTill(Protocol):
    """Steps of the scenario in order; without any every card pays."""

    def __call__(self, *steps: str, timing: Timing = BRISK) -> Till: ...


@pytest.fixture(scope="session")
def founded_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real counter with its people; no day was ever opened."""
    folder = tmp_path_factory.mktemp("founded") / "01"
    found_site(folder)
    return folder


@pytest.fixture(scope="session")
def opened_folder(founded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its first day open."""
    folder = copy_site(founded_folder, tmp_path_factory.mktemp("opened") / "01")
    open_first_day(folder)
    return folder


@pytest.fixture
def clock() -> WallClock:
    return WallClock()


@pytest.fixture
def founded_site(founded_folder: Path, tmp_path: Path, clock: WallClock) -> Site:
    """No terminal, no day."""
    return Site(settings_of(copy_site(founded_folder, tmp_path / "01")), clock)


@pytest.fixture
def opened_site(opened_folder: Path, tmp_path: Path, clock: WallClock) -> Site:
    """No terminal; the day is open."""
    return Site(settings_of(copy_site(opened_folder, tmp_path / "01")), clock)


@pytest.fixture
def new_counter(founded_site: Site) -> Iterator[Counter]:
    counter = founded_site.open()
    yield counter
    counter.close()


@pytest.fixture
def cash_counter(opened_site: Site) -> Iterator[Counter]:
    counter = opened_site.open()
    yield counter
    counter.close()


@pytest.fixture
def start_till(opened_folder: Path, tmp_path: Path, clock: WallClock) -> Iterator[StartTill]:
    with ExitStack() as owned:

        def start(*steps: str, timing: Timing = BRISK) -> Till:
            place = tmp_path / "terminal"
            steps_file = scenario(place, *steps)
            terminal = owned.enter_context(start_simulator(place, scenario=steps_file, pace=PACE))
            folder = copy_site(opened_folder, tmp_path / "01")
            site = Site(settings_of(folder, terminal.address), clock, timing)
            counter = site.open()
            owned.callback(counter.close)
            return Till(site, counter, terminal)

        yield start
