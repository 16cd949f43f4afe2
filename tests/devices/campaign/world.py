"""Driver and simulated terminal in one process and in virtual time: a minute of waiting costs nothing."""

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from zlib import crc32

from pos.devices.link import READ_SLICE_S, LinkError
from pos.devices.simulator.books import Books
from pos.devices.simulator.engine import engine_of
from pos.devices.simulator.scenario import Scenario
from pos.devices.simulator.voice import HangUp
from pos.domain.days import JST

START: Final = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
UNPLUGGED_S: Final = 2.0
TRY_S: Final = 0.5  # what one try to open a port that is away costs
BITS_A_BYTE: Final = 11  # at most: 8N2
ENDLESS: Final = 60_000  # reads of one run; a driver that needs more does not end


class EndlessError(AssertionError):
    """A driver that reads and reads: it hangs."""


@dataclass
class World:
    """One clock for both sides; `open` gives the driver its link."""

    protocol: str
    scenario: Scenario
    seed: str
    baud_rate: int = 0  # 0: TCP, whose bytes take no time
    now_s: float = 0.0
    books: Books = field(default_factory=Books)
    dead_until: float | None = None
    reads: int = 0
    writes: int = 0
    heard_left: int | None = None  # bytes that the driver still hears before the cable is pulled
    said_left: int | None = None  # bytes that it still gets out
    heard: bytes = b""  # since the driver last wrote
    turns: deque[bytes] = field(default_factory=lambda: deque(maxlen=5))  # what it heard before it wrote
    said: bytes = b""  # what it wrote since the last of them
    _inbox: bytearray = field(default_factory=bytearray)
    _link: "VirtualLink | None" = None

    def __post_init__(self) -> None:
        seed = crc32(self.seed.encode())
        make = engine_of(self.protocol)
        self.engine = make(self.books, self.scenario, self.clock, seed, tcp=not self.baud_rate)

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.now_s)

    def ticks(self) -> float:
        return self.now_s

    def pass_until(self, moment: float) -> None:
        """Let the terminal live until then, or until it says something that can be heard."""
        while not self._inbox:
            due = self.engine.due()
            if due is None or due > moment:
                self.now_s = max(self.now_s, moment)
                return
            self.now_s = max(self.now_s, due)
            self.collect()

    def idle(self, seconds: float) -> None:
        """Nobody reads; what the terminal says waits in the port."""
        until = self.now_s + seconds
        while (due := self.engine.due()) is not None and due <= until:
            self.now_s = max(self.now_s, due)
            self.collect()
        self.now_s = until

    def send(self, content: bytes) -> None:
        """Bytes go over the wire to the terminal, and take their time."""
        if self.heard:
            self.turns.append(self.heard)
            self.heard, self.said = b"", b""
        self.said += content
        self.writes += 1
        if self.baud_rate:
            self.now_s += len(content) * BITS_A_BYTE / self.baud_rate

    def collect(self) -> None:
        for action in self.engine.advance(self.now_s):
            if isinstance(action, HangUp):
                self.cut(action.seconds)
            elif self.dead_until is None:
                self._inbox += action.content

    def cut(self, seconds: float) -> None:
        """The line is dead at once, and can be opened again after `seconds`."""
        self.dead_until = self.now_s + seconds
        self._inbox.clear()

    def open(self) -> "VirtualLink":
        if self.dead_until is not None:
            if self.now_s < self.dead_until:
                self.idle(TRY_S)  # the driver's patience is real time; here it passes on each try
                raise LinkError("still gone")
            self.dead_until = None
        self._inbox.clear()
        self._link = VirtualLink(self)
        return self._link

    def take(self) -> bytes:
        got = bytes(self._inbox)[: self.heard_left]
        self._inbox.clear()
        self.heard += got
        if self.heard_left is not None:
            self.heard_left -= len(got)
            if self.heard_left == 0:
                self.heard_left = None
                self.cut(UNPLUGGED_S)
        return got

    def check_alive(self, link: "VirtualLink") -> None:
        self.reads += 1
        if self.reads > ENDLESS:
            raise EndlessError("the driver does not end")
        if self.dead_until is not None or link is not self._link:
            raise LinkError("unplugged")


class VirtualLink:
    """The driver's end of the line; one that was opened before another is dead."""

    def __init__(self, world: World) -> None:
        self._world = world

    def read(self, timeout_s: float) -> bytes:
        self._world.check_alive(self)
        self._world.pass_until(self._world.now_s + max(min(timeout_s, READ_SLICE_S), 0.000_1))
        self._world.check_alive(self)
        return self._world.take()

    def write(self, content: bytes) -> None:
        world = self._world
        world.check_alive(self)
        content, whole = content[: world.said_left], content
        world.send(content)
        world.engine.receive(content, world.now_s)
        world.collect()
        if world.said_left is None:
            return
        world.said_left -= len(content)
        if world.said_left == 0:
            world.said_left = None
            world.cut(UNPLUGGED_S)
            if len(content) < len(whole):
                raise LinkError("unplugged")

    def drain(self) -> bytes:
        self._world.check_alive(self)
        return self._world.take()

    def close(self) -> None:
        return
