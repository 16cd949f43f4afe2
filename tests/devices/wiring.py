"""A terminal of paper for the wire tests: it speaks bytes, in virtual time, exactly as a test says.

Its frames come from the simulator's codec, which shares nothing with the driver's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pos.devices.link import LinkError
from pos.devices.simulator.tl3500.wire import ACK, Asked, Ear, Slip, check, refusal, told
from pos.devices.tl3500.timing import Timing
from pos.domain.days import JST
from tests.devices.bench import Till, till_on

TERMINAL = "SIM00000000001"
START = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
CARD = "1010010123456789"


def slip(sequence: int, amount: int, before: int = 5_000, *, cancel: bool = False) -> bytes:
    """Data of b, c or l."""
    after = before + amount if cancel else before - amount
    return Slip("T", CARD, amount, before, after, START, sequence, TERMINAL).content()


def record(seconds: float, sequence: int = 8, amount: int = 300) -> bytes:
    """A charge so many seconds after START, by the terminal's clock."""
    at = START + timedelta(seconds=seconds)
    return Slip("T", CARD, amount, 5_000, 5_000 - amount, at, sequence, TERMINAL).content()


def frame(job: str, content: bytes = b"", terminal: str = TERMINAL) -> bytes:
    return told(terminal, START, job, content)


def stamped(raw: bytes, stamp: str) -> bytes:
    """The frame with other digits for its time."""
    body = raw[:17] + stamp.encode("ascii") + raw[31:-1]
    return body + bytes([check(body)])


def no(code: str) -> bytes:
    return frame("b", refusal(code, ""))


@dataclass
class PaperTerminal:
    """Answers each request by the next entry of `script` for its job; silence moves the clock.

    An entry is bytes, None (silence), or an exception; a list of them is said one read after another.
    """

    script: dict[str, list[object]]
    now_s: float = 1_000.0
    heard: list[Asked | bytes | None] = field(default_factory=list)
    opened: int = 0
    on_read: Callable[[], None] = lambda: None
    _out: list[object] = field(default_factory=list)
    _ear: Ear = field(default_factory=Ear)

    def open(self) -> "PaperTerminal":
        self.opened += 1
        self._out.clear()
        return self

    def read(self, timeout_s: float) -> bytes:
        self.on_read()
        if not self._out:
            self.now_s += min(timeout_s, 0.1) or 0.001
            return b""
        return self._next()

    def drain(self) -> bytes:
        return self._next() if self._out and not isinstance(self._out[0], LinkError) else b""

    def write(self, content: bytes) -> None:
        for heard in self._ear.hear(content):
            self.heard.append(heard)
            if isinstance(heard, Asked):
                self._say(self._entry(heard.job))

    def close(self) -> None:
        return

    def put(self, *said: object) -> None:
        """Say something unasked."""
        self._out += said

    def ticks(self) -> float:
        return self.now_s

    @property
    def jobs(self) -> str:
        """The requests heard, as letters; the ACKs and NAKs between them as + and -."""
        signs = {ACK: "+", b"\x15": "-"}
        return "".join(
            each.job if isinstance(each, Asked) else signs.get(each or b"", "?") for each in self.heard
        )

    def _entry(self, job: str) -> object:
        left = self.script.get(job)
        if left:
            return left.pop(0) if len(left) > 1 else left[0]
        return {"E": ACK + frame("e")}.get(job)

    def _say(self, entry: object) -> None:
        if isinstance(entry, Iterable) and not isinstance(entry, bytes):
            self._out += list(entry)
        elif entry is not None:
            self._out.append(entry)

    def _next(self) -> bytes:
        said = self._out.pop(0)
        if isinstance(said, Exception):
            raise said
        assert isinstance(said, bytes)
        return said


MARK = ACK + frame("l", slip(7, 500))  # the terminal's newest transaction before ours
TOUCHED = frame("@", b"R")


def at_paper(**script: object) -> tuple[Till, PaperTerminal]:
    """A driver at a terminal of paper; a script entry that is no list stands for every time."""
    lists = {job: each if isinstance(each, list) else [each] for job, each in script.items()}
    paper = PaperTerminal({"L": [MARK], **lists})
    return till_on(paper.open, timing=Timing(), clock=lambda: START, ticks=paper.ticks), paper
