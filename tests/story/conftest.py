"""Stories share the templates and the clock of the use cases."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos.devices.simulator_process import SimulatorProcess, start_simulator
from tests.support.terminals import scenario
from tests.use_cases.conftest import clock, founded_folder, opened_folder

__all__ = ["clock", "founded_folder", "opened_folder"]

StartTerminal = Callable[..., SimulatorProcess]


@pytest.fixture
def start_terminal(tmp_path: Path) -> Iterator[StartTerminal]:
    """Starts simulators, each with its own scenario steps and books; they outlive every counter."""
    with ExitStack() as owned:
        started = 0

        def start(*steps: str) -> SimulatorProcess:
            nonlocal started
            started += 1
            place = tmp_path / f"terminal-{started}"
            return owned.enter_context(start_simulator(place, scenario=scenario(place, *steps), pace=PACE))

        yield start
