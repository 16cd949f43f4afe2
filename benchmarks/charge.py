"""G12: a charge by each driver against the time its bytes need on the wire, and waiting for a card."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Final

from benchmarks.first_paint import TREE
from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Gauge, Measured, Sample, timed
from benchmarks.paced_terminal import BITS_A_BYTE
from pos.devices.link import Link, SerialLink
from pos.devices.tl3500 import Timing, Tl3500Terminal
from pos.devices.zvt import ZvtTerminal
from pos.domain.brands import CancelRule, Contract
from pos.domain.days import JST
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Approved, HighWaterMark, Outcome
from pos.ports import ChargeRequest, PaymentTerminal, Phase, Progress, Tell
from pos.system import HAS_PTY

ROUNDS: Final = {9_600: 8, 19_200: 12, 115_200: 30}
TIMES_WIRE: Final = {  # ZVT's link answers each frame, so the line turns round some thirty times a charge
    "tl3500": {9_600: Bound(1.05), 19_200: Bound(1.05), 115_200: Bound(1.15)},
    "zvt": {9_600: Bound(1.2), 19_200: Bound(1.2), 115_200: Bound(1.2)},
}
PROTOCOLS: Final = tuple(TIMES_WIRE)
IDLE_PERCENT: Final = Bound(0.2)
WARM_UP: Final = 2
LAST_ACK: Final = {"tl3500": 1, "zvt": 0}  # bytes written as the charge ends, for which nobody waits
CAP: Final = Yen(20_000)
TERMINAL: Final = TerminalId("T1")


class CountedLink:
    """The driver's own serial line, with a count of the bytes that passed."""

    def __init__(self, port: str, baud_rate: int) -> None:
        self._link: Link = SerialLink(port, baud_rate)
        self.passed = 0

    def read(self, timeout_s: float) -> bytes:
        chunk = self._link.read(timeout_s)
        self.passed += len(chunk)
        return chunk

    def write(self, content: bytes) -> None:
        self.passed += len(content)
        self._link.write(content)

    def drain(self) -> bytes:
        return self._link.drain()

    def close(self) -> None:
        self._link.close()


def measure(extent: Extent) -> list[Finding]:
    """Each baud rate with a simulator of its own; nothing where there is no pty (Windows)."""
    if not HAS_PTY:
        return []
    return [
        *(
            _charges(name, rate, extent.rounds_or(ROUNDS[rate]))
            for name in PROTOCOLS
            for rate in extent.baud_rates
        ),
        *(_idle(name, extent.idle_s) for name in PROTOCOLS),
    ]


def _charges(protocol: str, baud_rate: int, rounds: int) -> Comparison:
    byte_s = BITS_A_BYTE[protocol] / baud_rate
    ours: list[Sample] = []
    wire: list[Sample] = []
    with paced_terminal(protocol, baud_rate, "card") as port:
        link = CountedLink(port, baud_rate)
        terminal = driver(protocol, link)
        mark = terminal.query_last_successful_transaction_result(stop=_never).as_mark()
        for turn in range(WARM_UP + rounds):
            link.passed = 0
            request = ChargeRequest(Yen(50 * (turn + 1)), datetime.now(JST), mark)
            sample, outcome = timed(lambda asked=request: charge(terminal, asked))  # type: ignore[misc]
            if not isinstance(outcome, Approved):
                raise TypeError(f"the charge ended as {outcome}")
            mark = HighWaterMark.of(outcome.record)
            if turn >= WARM_UP:
                ours.append(sample)
                wire.append(Sample(0.0, (link.passed - LAST_ACK[protocol]) * byte_s))
        terminal.close()
    return Comparison(
        "G12",
        f"{protocol}: a charge at {baud_rate} baud",
        Measured("driver, request to result", tuple(ours)),
        Measured(f"the wire, {round(wire[-1].wall_s / byte_s)} bytes", tuple(wire)),
        TIMES_WIRE[protocol][baud_rate],
        gate=Gauge.WALL,
    )


class Patience:
    """The `stop` of a charge: asked between two waits, says yes after `seconds`; samples the time between."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked: list[tuple[float, float]] = []

    def begin(self) -> None:
        """The waiting begins now."""
        self._asked = [(time.process_time(), time.monotonic())]

    def __call__(self) -> bool:
        self._asked.append((time.process_time(), time.monotonic()))
        return self._asked[-1][1] - self._asked[0][1] >= self._seconds

    @property
    def sample(self) -> Sample:
        (cpu, wall), (last_cpu, last_wall) = self._asked[0], self._asked[-1]
        return Sample(last_cpu - cpu, last_wall - wall)


def _idle(protocol: str, seconds: float) -> Figure:
    """CPU of this process while the driver waits for a card that does not come."""
    patience = Patience(seconds)
    with paced_terminal(protocol, 115_200, "nobody") as port:
        terminal = driver(protocol, SerialLink(port, 115_200))
        request = ChargeRequest(Yen(100), datetime.now(JST), None)

        def wait_for_card(progress: Progress) -> None:
            """The request is accepted; what came before was no waiting."""
            if progress.phase is Phase.WAIT_CARD:
                patience.begin()

        terminal.subtract_value(request, stop=patience, tell=wait_for_card, received=_unnoted)
        terminal.close()
    sample, what = patience.sample, f"{protocol}: CPU while waiting for a card"
    notes = (f"{sample.cpu_s * 1000:.1f} ms CPU in {sample.wall_s:.1f} s",)
    return Figure("G12", what, 100 * sample.cpu_s / sample.wall_s, "%", IDLE_PERCENT, notes)


def driver(protocol: str, link: Link) -> PaymentTerminal:
    """The product's driver on an open line."""
    contract, now = Contract(CAP, CancelRule.LAST_ONLY), partial(datetime.now, JST)
    if protocol == "zvt":
        return ZvtTerminal(TERMINAL, lambda: link, contract=contract, clock=now, monotonic=time.monotonic)
    timing = replace(Timing(), quiet_s=0.0)
    return Tl3500Terminal(
        TERMINAL, lambda: link, contract=contract, clock=now, monotonic=time.monotonic, timing=timing
    )


def charge(terminal: PaymentTerminal, request: ChargeRequest) -> Outcome:
    """As the counter does it, but nobody watches and nothing is written down."""
    return charge_with(terminal, request, _quiet)


def charge_with(terminal: PaymentTerminal, request: ChargeRequest, tell: Tell) -> Outcome:
    """The same, and somebody watches."""
    return terminal.subtract_value(request, stop=_never, tell=tell, received=_unnoted)


@contextmanager
def paced_terminal(protocol: str, baud_rate: int, presence: str) -> Iterator[str]:
    """A paced terminal in a process of its own; gives the path of its line."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.paced_terminal", protocol, str(baud_rate), presence],
        cwd=TREE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip
    with process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("no pipes")
        yield process.stdout.readline().strip()
        process.stdin.close()


def _never() -> bool:
    return False


def _quiet(progress: Progress) -> None:
    """Nobody watches."""


def _unnoted(outcome: Outcome) -> None:
    """Nothing is written down."""
