"""A till with a ZVT driver on any line: one payment with its aftermath, as checkout and recovery do it."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Final

from pos.devices.conversation import Facts, Way
from pos.devices.link import OpenLink, serial_line
from pos.devices.port import PortTiming
from pos.devices.zvt import USUAL_BAUD_RATE, Timing, ZvtTerminal
from pos.domain.brands import CancelRule, Contract
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Direction, HighWaterMark, Outcome, TransactionRecord
from pos.errors import DeviceError
from pos.ports import CancelRequest, ChargeRequest, LastResult, Phase, Progress
from pos.system import now

CAP: Final = Yen(20_000)
FAST: Final = replace(
    Timing().scaled(0.1),
    byte_gap_s=0.2,
    inquiry_s=5.0,
    completion_s=10.0,
    ending_s=1.0,
    linger_s=0.05,
    port=PortTiming(quiet_s=0.05, settle_s=0.5, reopen_s=(0.1, 0.2, 0.4, 0.8), pause_slice_s=0.02),
)


@dataclass
class Kept:
    """A conversation record in memory."""

    said: list[tuple[str, str]] = field(default_factory=list)
    contents: list[bytes] = field(default_factory=list)
    words: list[tuple[str, Facts]] = field(default_factory=list)

    def begin(self, operation: str, facts: Facts) -> None:
        self.words.append((f"begin {operation}", facts))

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        self.said.append((way.value, name))
        self.contents.append(content)
        self.words.append((f"{way.value} {name}", facts))

    def note(self, event: str, facts: Facts) -> None:
        self.words.append((event, facts))

    def end(self, outcome: str, facts: Facts) -> None:
        self.words.append((f"end {outcome}", facts))


@dataclass
class Till:
    """A driver with everything that it told, and what it should know before a payment."""

    terminal: ZvtTerminal
    clock: Callable[[], datetime] = now
    stopped: bool = False
    told: list[Progress] = field(default_factory=list)
    noted: list[Outcome] = field(default_factory=list)
    stop_at: Phase | None = None
    kept: Kept = field(default_factory=Kept)
    booked: HighWaterMark | None = None
    on_note: Callable[[], None] = lambda: None

    def stop(self) -> bool:
        return self.stopped

    def tell(self, progress: Progress) -> None:
        self.told.append(progress)
        if progress.phase is self.stop_at:
            self.stopped = True

    def note(self, outcome: Outcome) -> None:
        self.on_note()
        self.noted.append(outcome)

    def last(self) -> LastResult:
        return self.terminal.query_last_successful_transaction_result(stop=lambda: False)

    def charge(self, amount: int = 300, before: LastResult | None = None) -> tuple[Outcome, Intent]:
        """One charge, with the mark asked just before, as the checkout does."""
        last = before or self.last()
        mark = last.as_mark()
        request = ChargeRequest(Yen(amount), self.clock(), mark, last.clock_offset_s, self.booked, "R1")
        outcome = self.terminal.subtract_value(request, stop=self.stop, tell=self.tell, received=self.note)
        return outcome, _intent(Direction.CHARGE, request)

    def cancel(self, original: TransactionRecord, before: LastResult | None = None) -> tuple[Outcome, Intent]:
        last = before or self.last()
        mark = last.as_mark()
        request = CancelRequest(original.amount, original, self.clock(), mark, last.clock_offset_s, "R2")
        outcome = self.terminal.cancel_value(request, stop=self.stop, tell=self.tell, received=self.note)
        return outcome, _intent(Direction.CANCEL, request)

    def clear_when_back(self) -> None:
        """Ask until the terminal is back; each try waits by itself on the line or on the port."""
        until = monotonic() + 20.0
        while True:
            try:
                self.terminal.clear_output(stop=lambda: False)
                return
            except DeviceError:
                if monotonic() > until:
                    raise

    def recover(self, intent: Intent) -> Verdict:
        """What recovery does with an unknown outcome."""
        self.clear_when_back()
        last = self.last()
        asked = replace(intent, clock_offset_s=last.clock_offset_s)
        return judge(asked, last.record, self.clock(), last.refusal)


def _intent(direction: Direction, request: ChargeRequest | CancelRequest) -> Intent:
    return Intent(direction, request.amount, request.requested_at, request.mark, request.clock_offset_s, True)


def till_on(
    line: str | OpenLink,
    *,
    port: str | None = None,
    timing: Timing = FAST,
    cancel: CancelRule = CancelRule.ANY,
    clock: Callable[[], datetime] = now,
    ticks: Callable[[], float] = monotonic,
    tells_booked: bool = False,
) -> Till:
    """A till with a ZVT driver on a port name or on any link."""
    kept = Kept()
    terminal = ZvtTerminal(
        TerminalId("Z1"),
        serial_line(line, USUAL_BAUD_RATE, 2) if isinstance(line, str) else line,
        contract=Contract(CAP, cancel),
        clock=clock,
        monotonic=ticks,
        timing=timing,
        port=port if port is not None else line if isinstance(line, str) else "test",
        password="123456",
        conversation=kept,
        tells_booked=tells_booked,
    )
    return Till(terminal, clock, kept=kept)
