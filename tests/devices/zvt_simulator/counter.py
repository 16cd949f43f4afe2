"""A counter of paper for the simulated ZVT terminal: it speaks bytes in virtual time, as a test says."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Scenario
from pos.devices.simulator.voice import HangUp, Send
from pos.devices.simulator.zvt.engine import Engine
from pos.devices.simulator.zvt.wire import ACK, Apdu, Ear, Framing, ear_for, on_line
from pos.domain.days import JST

START = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
TERMINAL = "52500042"
REGISTER = "06 00 06 123456 ba 0392"  # ba: the counter prints, and wants progress and print commands
REGISTER_QUIET = "06 00 06 123456 00 0392"
PAY = "06 01 0a 04 000000001250 49 0392"
REPEAT = "06 20 05 123456 03 03"  # with the status information, without printing
FINE = "80 00 00"

Reply = Callable[[str], str]


def fine(_control: str) -> str:
    return FINE


def only(*controls: str) -> Reply:
    """80 00 00 to these messages, silence to all others."""
    return lambda control: FINE if control in controls else ""


def but(**said: str) -> Reply:
    """80 00 00 to all but the named messages; names start with an m: `m040f="84 66 00"`."""
    return lambda control: said.get("m" + control, FINE)


@dataclass
class Counter:
    """Asks the simulated terminal and writes down what it said."""

    scenario: Scenario = field(default_factory=lambda: Scenario(terminal=TERMINAL, delay_s=(1.0, 1.0)))
    tcp: bool = False
    acknowledges: bool = True
    now_s: float = 0.0
    books: Books = field(default_factory=Books)
    heard: list[str] = field(default_factory=list)  # APDUs as hex
    line: list[bytes] = field(default_factory=list)  # bytes as they came, in pieces
    hung_up: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.engine = Engine(self.books, self.scenario, self.clock, tcp=self.tcp)
        self._framing = Framing.TCP if self.tcp else Framing.SERIAL
        self._ear: Ear = ear_for(self._framing)

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.now_s)

    def ask(self, command: str, reply: Reply = fine, *, for_s: float = 400.0) -> list[str]:
        """Say `command`, let time pass, and return what was said meanwhile."""
        self.heard.clear()
        self.line.clear()
        self.say(command)
        self.wait(for_s, reply)
        return list(self.heard)

    def say(self, command: str) -> None:
        self.put(on_line(bytes.fromhex(command), self._framing))

    def put(self, raw: bytes) -> None:
        self.engine.receive(raw, self.now_s)

    def wait(self, for_s: float, reply: Reply = fine) -> None:
        """Let the terminal live so long, or until nothing is planned any more."""
        end = self.now_s + for_s
        while True:
            if self._collect(reply):
                continue
            due = self.engine.due()
            if due is None or due > end:
                self.now_s = end
                return
            self.now_s = max(self.now_s, due)

    def controls(self) -> list[str]:
        return [each[:4] for each in self.heard]

    @property
    def total(self) -> int:
        return self.books.total

    def _collect(self, reply: Reply) -> bool:
        actions = self.engine.advance(self.now_s)
        for action in actions:
            if isinstance(action, HangUp):
                self.hung_up.append(action.seconds)
            elif isinstance(action, Send):
                self._read(action.content, reply)
        return bool(actions)

    def _read(self, chunk: bytes, reply: Reply) -> None:
        self.line.append(chunk)
        for heard in self._ear.hear(chunk):
            if not isinstance(heard, Apdu):
                continue
            self.heard.append(heard.raw.hex())
            if self.acknowledges and not self.tcp:
                self.put(ACK)
            answer = reply(f"{heard.control:04x}") if heard.control >> 8 not in (0x80, 0x84) else ""
            if answer:
                self.say(answer)


def registered(
    scenario: Scenario | None = None,
    *,
    tcp: bool = False,
    by: str = REGISTER_QUIET,
    to: Counter | None = None,
) -> Counter:
    """A counter at a terminal that knows it."""
    counter = to or Counter(scenario or Scenario(terminal=TERMINAL, delay_s=(1.0, 1.0)), tcp=tcp)
    assert counter.ask(by)[-1][:4] == "060f"
    return counter
