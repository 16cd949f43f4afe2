"""How a driver is broken on purpose, and which faults show it soonest."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from pos.devices.simulator.scenario import Fault


@dataclass(frozen=True)
class Break:
    """`by` breaks the driver until the patch is undone; runs with one of `soonest` are played first."""

    by: Callable[[pytest.MonkeyPatch], None]
    soonest: tuple[Fault, ...]
