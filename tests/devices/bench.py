"""A workbench for terminals: fast timings, a driver on any line, and one payment with its aftermath."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Final

from pos.devices.conversation import Facts, Unrecorded, Way
from pos.devices.link import OpenLink, serial_line
from pos.devices.tl3500.terminal import Tl3500Terminal
from pos.devices.tl3500.timing import Timing
from pos.domain.brands import CancelRule, Contract
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Direction, Outcome, TransactionRecord
from pos.errors import DeviceError
from pos.ports import CancelRequest, ChargeRequest, LastResult, Phase, Progress
from pos.system import now

CAP: Final = Yen(20_000)
PACE: Final = 0.05  # the simulator's times in these tests: a scenario second lasts 50 ms
FAST: Final = replace(
    Timing(),
    ack_s=0.5,
    answer_s=3.0,
    charge_answer_s=0.6,
    card_wait_s=0.6,
    touch_again_s=0.5,
    standby_s=2.0,
    frame_gap_s=0.3,
    quiet_s=0.05,
    reopen_s=(0.1, 0.2, 0.4, 0.8),
)


@dataclass
class Heard(Unrecorded):
    """A conversation record in memory: begin, frame, note and end with all that was told."""

    said: list[tuple[str, str, bytes, Facts]] = field(default_factory=list)

    def begin(self, operation: str, facts: Facts) -> None:
        self.said.append(("begin", operation, b"", facts))

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        self.said.append((way.value, name, content, facts))

    def note(self, event: str, facts: Facts) -> None:
        self.said.append(("note", event, b"", facts))

    def end(self, outcome: str, facts: Facts) -> None:
        self.said.append(("end", outcome, b"", facts))

    def names(self, kind: str) -> list[str]:
        """The names told of that kind, in order."""
        return [name for each, name, _, _ in self.said if each == kind]


@dataclass
class Till:
    """A driver with everything that it told, and what it should know before a payment."""

    terminal: Tl3500Terminal
    clock: Callable[[], datetime] = now
    stopped: bool = False
    told: list[Progress] = field(default_factory=list)
    noted: list[Outcome] = field(default_factory=list)
    stop_at: Phase | None = None
    heard: Heard = field(default_factory=Heard)

    def stop(self) -> bool:
        return self.stopped

    def tell(self, progress: Progress) -> None:
        self.told.append(progress)
        if progress.phase is self.stop_at:
            self.stopped = True

    def last(self) -> LastResult:
        return self.terminal.query_last_successful_transaction_result(stop=lambda: False)

    def charge(self, amount: int = 300, before: LastResult | None = None) -> tuple[Outcome, Intent]:
        """One charge, with the mark asked just before, as the checkout does."""
        last = before or self.last()
        request = ChargeRequest(Yen(amount), self.clock(), last.as_mark(), last.clock_offset_s)
        outcome = self.terminal.subtract_value(
            request, stop=self.stop, tell=self.tell, received=self.noted.append
        )
        return outcome, _intent(Direction.CHARGE, request)

    def cancel(self, original: TransactionRecord) -> tuple[Outcome, Intent]:
        last = self.last()
        request = CancelRequest(original.amount, original, self.clock(), last.as_mark(), last.clock_offset_s)
        outcome = self.terminal.cancel_value(
            request, stop=self.stop, tell=self.tell, received=self.noted.append
        )
        return outcome, _intent(Direction.CANCEL, request)

    def clear_when_back(self) -> None:
        """Ask until the terminal is back; each try waits by itself on the line or on the port."""
        until = monotonic() + 10.0
        while True:
            try:
                self.terminal.clear_output(stop=lambda: False)
                return
            except DeviceError:
                if monotonic() > until:
                    raise

    def recover(self, intent: Intent) -> Verdict:
        """What recovery does with an unknown outcome."""
        self.terminal.clear_output(stop=lambda: False)
        return judge(intent, self.last().record, self.clock())


def _intent(direction: Direction, request: ChargeRequest | CancelRequest) -> Intent:
    return Intent(direction, request.amount, request.requested_at, request.mark, request.clock_offset_s, True)


def till_on(
    line: str | OpenLink,
    *,
    timing: Timing = FAST,
    cancel: CancelRule = CancelRule.LAST_ONLY,
    clock: Callable[[], datetime] = now,
    ticks: Callable[[], float] = monotonic,
) -> Till:
    """A till with a TL3500 driver on a port name or on any link."""
    port = line if isinstance(line, str) else "test"
    heard = Heard()
    terminal = Tl3500Terminal(
        TerminalId("T1"),
        serial_line(line, 115_200) if isinstance(line, str) else line,
        contract=Contract(CAP, cancel),
        clock=clock,
        monotonic=ticks,
        timing=timing,
        port=port,
        shows_cancel=True,  # the simulator's L does
        conversation=heard,
    )
    return Till(terminal, clock, heard=heard)
