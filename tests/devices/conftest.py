"""Simulator processes for the device tests; each ends with its test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos.devices.simulator_process import SimulatorProcess, start_simulator
from tests.devices.bench import PACE, Till, till_on

StartSimulator = Callable[..., SimulatorProcess]


@pytest.fixture
def simulator(tmp_path: Path) -> Iterator[StartSimulator]:
    """Start one with scenario text; `tcp=True` for a TCP address instead of a pty."""
    with ExitStack() as running:

        def start(scenario: str = "", *, tcp: bool = False, pace: float = PACE) -> SimulatorProcess:
            file = tmp_path / "scenario.toml"
            file.write_text(f"delay_s = [0.2, 0.6]\n{scenario}", encoding="utf-8")
            process = start_simulator(tmp_path / "simulator", file, pace=pace, tcp=tcp)
            return running.enter_context(process)

        yield start


@pytest.fixture
def till(simulator: StartSimulator) -> Iterator[Callable[..., tuple[Till, SimulatorProcess]]]:
    """A driver at a fresh simulator; its port is given back at the end."""
    with ExitStack() as running:

        def start(scenario: str = "", *, tcp: bool = False) -> tuple[Till, SimulatorProcess]:
            process = simulator(scenario, tcp=tcp)
            made = till_on(process.address)
            running.callback(made.terminal.close)
            return made, process

        yield start
