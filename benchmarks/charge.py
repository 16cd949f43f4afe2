"""G12: a charge by the driver against the time its bytes need on the wire, and waiting for a card."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Final

from benchmarks.first_paint import TREE
from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Gauge, Measured, Sample, timed
from benchmarks.paced_terminal import BITS_A_BYTE
from pos.devices.link import Link, SerialLink
from pos.devices.tl3500 import Timing, Tl3500Terminal
from pos.domain.brands import CancelRule, Contract
from pos.domain.days import JST
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Approved, HighWaterMark, Outcome
from pos.ports import ChargeRequest, Phase, Progress
from pos.system import HAS_PTY

ROUNDS: Final = {9_600: 8, 19_200: 12, 115_200: 30}
TIMES_WIRE: Final = {9_600: Bound(1.05), 19_200: Bound(1.05), 115_200: Bound(1.15)}
IDLE_PERCENT: Final = Bound(0.2)
WARM_UP: Final = 2
LAST_ACK: Final = 1  # byte: written as the charge ends, nobody waits for it
CAP: Final = Yen(20_000)


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
    rates = [_charges(rate, extent.rounds_or(ROUNDS[rate])) for rate in extent.baud_rates]
    return [*rates, _idle(extent.idle_s)]


def _charges(baud_rate: int, rounds: int) -> Comparison:
    ours: list[Sample] = []
    wire: list[Sample] = []
    with paced_terminal(baud_rate, "card") as port:
        link = CountedLink(port, baud_rate)
        terminal = driver(link)
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
                wire.append(Sample(0.0, (link.passed - LAST_ACK) * BITS_A_BYTE / baud_rate))
        terminal.close()
    return Comparison(
        "G12",
        f"a charge at {baud_rate} baud",
        Measured("driver, request to result", tuple(ours)),
        Measured(f"the wire, {round(wire[-1].wall_s * baud_rate / BITS_A_BYTE)} bytes", tuple(wire)),
        TIMES_WIRE[baud_rate],
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


def _idle(seconds: float) -> Figure:
    """CPU of this process while the driver waits for a card that does not come."""
    patience = Patience(seconds)
    with paced_terminal(115_200, "nobody") as port:
        terminal = driver(SerialLink(port, 115_200))
        request = ChargeRequest(Yen(100), datetime.now(JST), None)

        def wait_for_card(progress: Progress) -> None:
            """The request is accepted; what came before was no waiting."""
            if progress.phase is Phase.WAIT_CARD:
                patience.begin()

        terminal.subtract_value(request, stop=patience, tell=wait_for_card, received=_unnoted)
        terminal.close()
    sample = patience.sample
    notes = (f"{sample.cpu_s * 1000:.1f} ms CPU in {sample.wall_s:.1f} s",)
    return Figure(
        "G12", "CPU while waiting for a card", 100 * sample.cpu_s / sample.wall_s, "%", IDLE_PERCENT, notes
    )


def driver(link: Link) -> Tl3500Terminal:
    """The product's driver on an open line."""
    return Tl3500Terminal(
        TerminalId("T1"),
        lambda: link,
        contract=Contract(CAP, CancelRule.LAST_ONLY),
        clock=lambda: datetime.now(JST),
        monotonic=time.monotonic,
        timing=replace(Timing(), quiet_s=0.0),
    )


def charge(terminal: Tl3500Terminal, request: ChargeRequest) -> Outcome:
    """As the counter does it, but nobody watches and nothing is written down."""
    return terminal.subtract_value(request, stop=_never, tell=_quiet, received=_unnoted)


@contextmanager
def paced_terminal(baud_rate: int, presence: str) -> Iterator[str]:
    """A paced terminal in a process of its own; gives the path of its line."""
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.paced_terminal", str(baud_rate), presence],
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
