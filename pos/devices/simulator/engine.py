"""What every simulated terminal is to the rest of the simulator, whatever protocol it speaks.

An engine does no I/O and has no clock: bytes and monotonic seconds come in, actions come out. So the
same engine serves a pty, a TCP port, and a campaign in virtual time.
"""

from collections.abc import Callable
from datetime import datetime
from importlib import import_module
from typing import Final, Protocol, cast

from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Scenario, Support
from pos.devices.simulator.voice import Action

PROTOCOLS: Final = ("tl3500", "zvt")


class Engine(Protocol):
    """Feed `receive`, call `advance` at the times that `due` tells, put the result on the line."""

    def receive(self, chunk: bytes, now: float) -> None:
        """Bytes from the counter, at `now` (monotonic seconds)."""

    def advance(self, now: float) -> list[Action]:
        """Everything that is due by `now`."""

    def due(self) -> float | None:
        """When something happens next by itself."""


class MakeEngine(Protocol):
    """How an engine is made. `pace` scales every time: 0.1 makes a second a tenth; `tcp` tells that no
    serial line carries the bytes, for protocols that frame them differently there."""

    def __call__(
        self,
        books: Books,
        scenario: Scenario,
        today: Callable[[], datetime],
        seed: int = 0,
        pace: float = 1.0,
        *,
        tcp: bool = False,
    ) -> Engine: ...


def engine_of(protocol: str) -> MakeEngine:
    """The engine of a protocol; imported only now, so that one does not cost the other's start."""
    return cast(MakeEngine, import_module(f"pos.devices.simulator.{protocol}.engine").Engine)


def support_of(protocol: str) -> Support:
    """Which faults, messages and phases a protocol's simulator serves."""
    return cast(Support, import_module(f"pos.devices.simulator.{protocol}.support").SUPPORT)
