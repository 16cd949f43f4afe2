"""Driver and simulator engine in one process and in virtual time: a minute of waiting costs nothing."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pos.devices.link import READ_SLICE_S, LinkError
from pos.devices.simulator.books import Books
from pos.devices.simulator.tl3500.engine import Engine
from pos.devices.simulator.scenario import Scenario
from pos.devices.simulator.voice import HangUp
from tests.devices.wiring import START


@dataclass
class World:
    """One clock for both sides; `open` gives the driver its link."""

    scenario: Scenario
    seed: int
    now_s: float = 0.0
    books: Books = field(default_factory=Books)
    dead_until: float | None = None
    _inbox: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.engine = Engine(self.books, self.scenario, self.clock, self.seed)

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.now_s)

    def ticks(self) -> float:
        return self.now_s

    def pass_until(self, moment: float) -> None:
        """Let the terminal live until then, or until it says something."""
        while not self._inbox:
            due = self.engine.due()
            if due is None or due > moment:
                self.now_s = max(self.now_s, moment)
                return
            self.now_s = max(self.now_s, due)
            self.collect()

    def collect(self) -> None:
        for action in self.engine.advance(self.now_s):
            if isinstance(action, HangUp):
                self.dead_until = self.now_s + action.seconds
                self._inbox.clear()
            elif self.dead_until is None:
                self._inbox += action.content

    def open(self) -> "VirtualLink":
        if self.dead_until is not None:
            if self.now_s < self.dead_until:
                self.now_s += 0.5  # the driver's patience is real time; here it passes on each try
                raise LinkError("still gone")
            self.dead_until = None
        self._inbox.clear()
        return VirtualLink(self)

    def take(self) -> bytes:
        got = bytes(self._inbox)
        self._inbox.clear()
        return got


class VirtualLink:
    """The driver's end of the line."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self, timeout_s: float) -> bytes:
        self._alive()
        self._world.pass_until(self._world.now_s + max(min(timeout_s, READ_SLICE_S), 0.000_1))
        self._alive()
        return self._world.take()

    def write(self, content: bytes) -> None:
        self._alive()
        self._world.engine.receive(content, self._world.now_s)
        self._world.collect()

    def drain(self) -> bytes:
        self._alive()
        return self._world.take()

    def close(self) -> None:
        return

    def _alive(self) -> None:
        if self._world.dead_until is not None:
            raise LinkError("unplugged")
