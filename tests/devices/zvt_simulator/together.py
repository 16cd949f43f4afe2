"""The ZVT driver at the simulated ZVT terminal, in one process and in virtual time."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from pos.devices.link import READ_SLICE_S, LinkError
from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Scenario
from pos.devices.simulator.voice import HangUp
from pos.devices.simulator.zvt.engine import Engine
from pos.devices.zvt import ZvtTerminal
from pos.devices.zvt.timing import Timing
from pos.domain.brands import CancelRule, Contract
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Direction, HighWaterMark, Outcome, TransactionRecord
from pos.ports import CancelRequest, ChargeRequest, LastResult, Stop
from tests.devices.zvt_simulator.counter import START

ID: Final = TerminalId("T1")
NO_TIME_S: Final = 0.000_1  # for pauses on the real clock, while no port is open
TRY_S: Final = 0.5  # what one try to open a port that is away costs


@dataclass
class Together:
    """One clock, one line, two ends."""

    scenario: Scenario
    tcp: bool = False
    now_s: float = 0.0
    dead_until: float | None = None
    books: Books = field(default_factory=Books)
    noted: list[Outcome] = field(default_factory=list)
    inbox: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.engine = Engine(self.books, self.scenario, self.clock, seed=1, tcp=self.tcp)
        usual = Timing()
        port = replace(usual.port, pause_slice_s=NO_TIME_S, reopen_s=(NO_TIME_S,) * 4)
        self.terminal = ZvtTerminal(
            ID,
            self.open,
            contract=Contract(Yen(20_000), CancelRule.ANY),
            clock=self.clock,
            monotonic=lambda: self.now_s,
            timing=replace(usual, port=port),
            port="socket://terminal:20007" if self.tcp else "",
            tells_booked=True,
        )

    # --- what a till does -----------------------------------------------------------------------

    def last(self) -> LastResult:
        return self.terminal.query_last_successful_transaction_result(stop=lambda: False)

    def charge(self, yen: int, booked: HighWaterMark | None = None, stop: Stop = lambda: False) -> Outcome:
        """One payment; afterwards `verdict` tells what recovery would say of it."""
        last = self.last()
        request = ChargeRequest(Yen(yen), self.clock(), last.as_mark(), last.clock_offset_s, booked)
        self.intent = Intent(
            Direction.CHARGE, Yen(yen), request.requested_at, request.mark, request.clock_offset_s
        )
        return self.terminal.subtract_value(
            request, stop=stop, tell=lambda _progress: None, received=self.noted.append
        )

    def cancel(self, original: TransactionRecord) -> Outcome:
        last = self.last()
        request = CancelRequest(original.amount, original, self.clock(), last.as_mark(), last.clock_offset_s)
        return self.terminal.cancel_value(
            request, stop=lambda: False, tell=lambda _progress: None, received=self.noted.append
        )

    def verdict(self) -> Verdict:
        last = self.last()
        return judge(self.intent, last.record, self.clock(), last.refusal)

    # --- the line -------------------------------------------------------------------------------

    def clock(self) -> datetime:
        return START + timedelta(seconds=self.now_s)

    def open(self) -> "_End":
        if self.dead_until is not None and self.now_s < self.dead_until:
            self.pass_until(self.now_s + TRY_S)
            raise LinkError("still gone")
        self.dead_until = None
        self.inbox.clear()
        return _End(self)

    def pass_until(self, moment: float) -> None:
        """Let the terminal live until then, or until it says something."""
        while not self.inbox:
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
                self.inbox.clear()
            elif self.dead_until is None:
                self.inbox += action.content


class _End:
    """The driver's end of the line."""

    def __init__(self, both: Together) -> None:
        self._both = both

    def read(self, timeout_s: float) -> bytes:
        self._alive()
        self._both.pass_until(self._both.now_s + max(min(timeout_s, READ_SLICE_S), 0.000_1))
        return self.drain()

    def write(self, content: bytes) -> None:
        self._alive()
        self._both.engine.receive(content, self._both.now_s)
        self._both.collect()

    def drain(self) -> bytes:
        self._alive()
        got = bytes(self._both.inbox)
        self._both.inbox.clear()
        return got

    def close(self) -> None:
        return

    def _alive(self) -> None:
        if self._both.dead_until is not None:
            raise LinkError("unplugged")
