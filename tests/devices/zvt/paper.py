"""A ZVT terminal of paper: it speaks bytes, in virtual time, exactly as a test says.

Its frames come from the simulator's codec, which shares nothing with the driver's. It answers each
command by the next entry of the script: replies (80 00 00, 84 xx 00) at once, messages one after another
as the counter answers them. What is said is an APDU as hex, a `Wait`, a `Raw`, or a LinkError to raise.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

import pytest

from pos.devices.link import LinkError
from pos.devices.simulator.zvt.wire import ACK, NAK, Apdu, Broken, Ear, Framing, ear_for, on_line
from pos.devices.zvt import Timing
from pos.domain.brands import CancelRule
from pos.domain.days import JST
from tests.devices.zvt.bench import Till, till_on

START = datetime(2026, 11, 24, 10, 15, 30, tzinfo=JST)
TERMINAL = "29001006"
FINE = "800000"
DONE = "060f00"
INSERT = "04ff010a"
WORKING = "04ff0104"


@dataclass(frozen=True)
class Wait:
    """The terminal says nothing for so long (s)."""

    seconds: float


@dataclass(frozen=True)
class Raw:
    """Bytes as they are, without framing; nothing answers them."""

    content: bytes


def status(
    trace: int | None = 8,
    amount: int | None = 300,
    *,
    code: int = 0,
    receipt: int | None = 8,
    cancels: int | None = None,
    terminal: str | None = TERMINAL,
    currency: str = "0392",
    at: str | None = "0c1015310d1124",
    more: str = "",
) -> str:
    """A 04 0F as hex; None leaves a field out."""
    data = f"27{code:02x}"
    data += "" if amount is None else f"04{amount:012d}"
    data += f"49{currency}"
    data += "" if trace is None else f"0b{trace:06d}"
    data += "" if cancels is None else f"37{cancels:06d}"
    data += (at or "") + ("" if terminal is None else f"29{terminal}")
    data += "" if receipt is None else f"87{receipt:04d}"
    return message("040f", data + more)


def message(control: str, data: str = "") -> str:
    """An APDU as hex, its length put in."""
    size = len(data) // 2
    length = f"{size:02x}" if size < 255 else f"ff{size & 255:02x}{size >> 8:02x}"
    return control + length + data


def abort(code: int) -> str:
    return message("061e", f"{code:02x}")


BOTH = pytest.mark.parametrize("tcp", [False, True], ids=["serial", "tcp"])
READY = ["06b0", "0501", "0600", "0691", "0620"]  # a fresh start, and the mark
MARK = [FINE, status(7, 500, receipt=7), DONE]  # the terminal's newest transaction before ours
PAID = [FINE, INSERT, WORKING, status(), DONE]
_USUAL: dict[str, list[object]] = {
    "0600": [FINE, message("060f", f"190029{TERMINAL}490392")],
    "0691": [FINE],
    "0501": [FINE, message("060f", "00")],
    "06b0": ["848300"],
    "0602": [FINE],
    "0620": [*MARK],
}


@dataclass
class PaperTerminal:
    """Answers by `script`, an entry for each command heard; the last entry stands for all that follow."""

    script: dict[str, list[list[object]]]
    tcp: bool = False
    now_s: float = 1_000.0
    heard: list[str] = field(default_factory=list)  # controls; + and - for ACK and NAK
    opened: int = 0
    refuses: bool = False  # the port does not open
    acknowledges: Callable[[str], bool] = lambda _control: True
    on_read: Callable[[], None] = lambda: None
    step_s: float = 0.1
    raw: list[bytes] = field(default_factory=list)
    _out: list[bytes | LinkError] = field(default_factory=list)
    _queue: list[object] = field(default_factory=list)
    _waiting: bool = False
    _quiet_until: float = 0.0

    def __post_init__(self) -> None:
        self._framing = Framing.TCP if self.tcp else Framing.SERIAL
        self._ear: Ear = ear_for(self._framing)

    def ticks(self) -> float:
        return self.now_s

    def open(self) -> "PaperTerminal":
        if self.refuses:
            raise LinkError("no such port")
        self.opened += 1
        self._out.clear()
        return self

    def read(self, timeout_s: float) -> bytes:
        self.on_read()
        self._pump()
        if not self._out:
            self.now_s += min(timeout_s, self.step_s) or 0.001
            return b""
        said = self._out.pop(0)
        if isinstance(said, LinkError):
            raise said
        return said

    def drain(self) -> bytes:
        said = self._out[0] if self._out else None
        if not isinstance(said, bytes):
            return b""
        del self._out[0]
        return said

    def write(self, content: bytes) -> None:
        self.raw.append(content)
        for heard in self._ear.hear(content):
            if isinstance(heard, Apdu):
                self._hear(heard)
            elif isinstance(heard, bytes):
                self.heard.append({ACK: "+", NAK: "-"}[heard])
            else:
                assert isinstance(heard, Broken)
                self.heard.append("broken")

    def close(self) -> None:
        return

    def put(self, *said: object) -> None:
        """Say something unasked."""
        self._queue += said

    @property
    def commands(self) -> list[str]:
        """The commands heard, without the replies and control bytes between them."""
        return [each for each in self.heard if each not in "+-" and each[:2] not in ("80", "84")]

    def _hear(self, apdu: Apdu) -> None:
        control = f"{apdu.control:04x}"
        self.heard.append(control)
        if not self.acknowledges(control):
            return
        if not self.tcp:
            self._out.append(ACK)
        if control[:2] in ("80", "84"):
            self._waiting = False
            return
        self._waiting = False
        self._queue = list(self._entry(control))

    def _entry(self, control: str) -> list[object]:
        left = self.script.get(control)
        if left:
            return left.pop(0) if len(left) > 1 else left[0]
        return _USUAL.get(control, [])

    def _pump(self) -> None:
        while self._queue and not self._waiting and self.now_s >= self._quiet_until:
            said = self._queue.pop(0)
            if isinstance(said, Wait):
                self._quiet_until = self.now_s + said.seconds
            elif isinstance(said, LinkError):
                self._out.append(said)
            elif isinstance(said, Raw):
                self._out.append(said.content)
            elif isinstance(said, str):
                self._out.append(on_line(bytes.fromhex(said), self._framing))
                self._waiting = said[:2] not in ("80", "84")


def at_paper(
    *,
    tcp: bool = False,
    cancel: CancelRule = CancelRule.ANY,
    tells_booked: bool = False,
    **script: Sequence[object],
) -> tuple[Till, PaperTerminal]:
    """A driver at a terminal of paper: `m0601=[...]` is what it says to 06 01, `m0620=[[...], [...]]` what
    it says to the first and to the second 06 20."""
    lists = {name[1:]: _entries(said) for name, said in script.items()}
    paper = PaperTerminal(lists, tcp)
    port = "socket://paper:20007" if tcp else "paper"
    till = till_on(
        paper.open,
        port=port,
        timing=Timing(),
        cancel=cancel,
        clock=lambda: START,
        ticks=paper.ticks,
        tells_booked=tells_booked,
    )
    return till, paper


def _entries(said: Sequence[object]) -> list[list[object]]:
    """One entry, or a list of them."""
    many = [each for each in said if isinstance(each, list)]
    return many or [list(said)]
