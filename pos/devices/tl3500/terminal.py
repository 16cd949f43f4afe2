"""The TL3500 driver: `PaymentTerminal` spoken over one line (terminals.md §2)."""

from collections.abc import Callable
from typing import Final, TypeVar

from pos.devices.conversation import Conversation, Facts, Unrecorded
from pos.devices.conversation_outcome import (
    record_facts,
    recorded_answer,
    recorded_outcome,
    request_facts,
)
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import Inquiries, LineSilentError
from pos.devices.tl3500.line import EVENT, Line, Sent, never
from pos.devices.tl3500.messages import (
    CardStatus,
    cancel_by_number_data,
    cancel_last_data,
    card_of,
    charge_data,
    parts_of,
    version_of,
)
from pos.devices.tl3500.money import Caller, MoneyRequest
from pos.devices.tl3500.talk import Talk, nothing_claimed
from pos.devices.tl3500.timing import Timing
from pos.devices.tl3500.verdicts import event_progress
from pos.domain.brands import CancelRule, Contract
from pos.domain.days import Clock
from pos.domain.evidence import Intent, is_same
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Direction, HighWaterMark, Outcome
from pos.errors import Reason, RefusedError
from pos.ports import (
    CancelRequest,
    Capabilities,
    CardReading,
    ChargeRequest,
    DailyLog,
    DailyLogKind,
    Health,
    LastResult,
    Notice,
    Phase,
    Progress,
    Received,
    Stop,
    Tell,
)

T = TypeVar("T")
USUAL_BAUD_RATE: Final = 115_200  # TL3500 protocol


class Tl3500Terminal:
    """One TL3500/TL3600 on `port`. The port is opened by the first call and stays open."""

    def __init__(
        self,
        terminal_id: TerminalId,
        open_link: OpenLink,
        *,
        contract: Contract,
        clock: Clock,
        monotonic: Callable[[], float],
        timing: Timing = Timing(),  # noqa: B008 - frozen
        port: str = "",
        terminal_no: str = "",
        shows_cancel: bool = False,
        conversation: Conversation = Unrecorded(),  # noqa: B008 - keeps nothing
    ) -> None:
        """`terminal_no` is learned from the first answer where it is not given. `shows_cancel`: L also
        shows a cancellation, which only a trial on the device can tell (docs/adr/0203)."""
        self._id = terminal_id
        self._contract = contract
        self._clock = clock
        self._timing = timing
        self._shows_cancel = shows_cancel
        self._talk = Talk(Line(open_link, timing, monotonic, conversation), clock, terminal_no)
        self._conversation = conversation
        self._inquiries = Inquiries(self._talk, port)

    @property
    def id(self) -> TerminalId:
        return self._id

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            last_result=True,
            cancel=self._contract.cancel,
            balance_before=True,
            read_balance=True,
            daily_log=DailyLogKind.NONE,  # the terminal settles with its server by itself
            abort=True,
            training_mode=False,
            auto_reversal=False,
            last_shows_cancel=self._shows_cancel,
            prints_itself=False,
            maximum_amount=self._contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        """A and V. Raises DeviceError TERMINAL_UNREACHABLE (facts: port, detail)."""
        return self._asked("check_health", lambda: self._check(stop), _health_facts, stop)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        """E where a request may still run, then L. Raises DeviceError TERMINAL_UNREACHABLE."""

        def ask() -> LastResult:
            self._talk.ready(stop)
            return self._talk.last_result(stop)

        return self._asked("query_last_successful_transaction_result", ask, _last_facts, stop)

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """D. None where nobody touched a card in `card_wait_s`, or `stop` was asked.

        Raises DeviceError TERMINAL_UNREACHABLE.
        """
        return self._asked("read_value", lambda: self._read_card(stop, tell), _reading_facts, stop)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """Raises RefusedError TERMINAL_UNSUPPORTED: the protocol tells no totals."""
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def clear_output(self, *, stop: Stop) -> None:
        """E, answered by e: nothing pending can charge any more. A terminal that hears us and does not come
        to standby, though any answer it owes is long due, is reset (R). Raises DeviceError
        TERMINAL_UNREACHABLE."""

        def end() -> None:
            self._talk.connect(stop)
            self._talk.clear(stop)

        self._asked("clear_output", end, lambda _nothing: {}, stop)

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """B. See `PaymentTerminal`."""
        if request.amount <= Yen(0) or request.amount > self._contract.cap:
            return _not_sent(f"amount {request.amount} outside the contract")
        intent = self._intent(Direction.CHARGE, request)
        caller = Caller(stop, tell, received)
        return recorded_outcome(
            self._conversation,
            "subtract_value",
            request_facts(request),
            lambda: self._move(intent, charge_data(request.amount), caller),
        )

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """C: type '2' where the contract allows the last transaction only, else by number."""
        problem = self._cancel_problem(request.mark, request)
        if problem:
            return _not_sent(problem)
        last_only = self._contract.cancel is CancelRule.LAST_ONLY
        content = cancel_last_data(request.amount) if last_only else cancel_by_number_data(request.original)
        intent, caller = self._intent(Direction.CANCEL, request), Caller(stop, tell, received)
        return recorded_outcome(
            self._conversation,
            "cancel_value",
            request_facts(request),
            lambda: self._move(intent, content, caller),
        )

    def close(self) -> None:
        """See `PaymentTerminal`."""
        self._talk.line.close()

    def _move(self, intent: Intent, content: bytes, caller: Caller) -> Outcome:
        """Everything up to the first byte may fail and be Aborted(NOT_SENT); after it `MoneyRequest`."""
        try:
            self._inquiries.on_line(lambda: self._talk.ready(caller.stop), caller.stop)
        except LinkError as closed:
            return _not_sent(str(closed))
        return MoneyRequest(self._talk, intent, content, caller).run()

    def _intent(self, direction: Direction, request: ChargeRequest | CancelRequest) -> Intent:
        original = request.original.sequence if isinstance(request, CancelRequest) else ""
        return Intent(
            direction, request.amount, request.requested_at, request.mark, request.clock_offset_s,
            self._shows_cancel, original,
        )  # fmt: skip

    def _cancel_problem(self, mark: HighWaterMark | None, request: CancelRequest) -> str:
        """Type '2' takes back whatever came last, so it must be proven to be the original."""
        if self._contract.cancel is CancelRule.NEVER:
            return "the contract allows no cancellation"
        if request.amount != request.original.amount:
            return "a part of a payment cannot be cancelled"
        last_only = self._contract.cancel is CancelRule.LAST_ONLY
        if last_only and (mark is None or not is_same(mark, HighWaterMark.of(request.original))):
            return "the original is not the terminal's last transaction"
        return ""

    def _check(self, stop: Stop) -> Health:
        self._talk.connect(stop)
        self._talk.numbers.terminal_no = ""  # the installer may have changed the terminal
        frame = self._talk.ask("A", within_s=self._timing.answer_s, stop=stop)
        self._talk.check_terminal(frame)
        parts = parts_of(frame)
        offset = self._talk.clock_difference_s(frame)
        ok = dict(parts)["rf"] == "ok" and all(state in ("ok", "absent") for _, state in parts)
        try:
            version = version_of(self._talk.ask("V", within_s=self._timing.standby_s, stop=stop))
        except LineSilentError:
            version = ""  # older terminals do not know V
        return Health(ok, frame.terminal_no, parts, offset, version)

    def _asked(self, operation: str, ask: Callable[[], T], facts_of: Callable[[T], Facts], stop: Stop) -> T:
        return recorded_answer(
            self._conversation, operation, lambda: self._inquiries.inquire(ask, stop), facts_of
        )

    def _read_card(self, stop: Stop, tell: Tell) -> CardReading | None:
        self._talk.ready(stop)
        tell(Progress(Phase.LINK_SEND))
        self._talk.idle = False
        line = self._talk.line
        sent = line.send(self._talk.request("D"), nothing_claimed, self._talk.set_aside, stop)
        if sent is not Sent.ACCEPTED:
            raise LineSilentError("D: not acknowledged")
        tell(Progress(Phase.WAIT_CARD, Notice.TOUCH))
        until, asked = line.monotonic() + self._timing.card_wait_s, stop
        latest = line.monotonic() + self._timing.money_s
        while (frame := line.next(min(until, latest), asked)) is not None:
            if frame.job == EVENT:
                tell(event_progress(frame))
                until, asked = line.monotonic() + self._timing.charge_answer_s, never
                continue
            self._talk.set_aside(frame)
            if frame.job == "d":
                self._talk.idle = True
                return _reading(card_of(frame))
        self._talk.stand_by(None)
        return None


def _not_sent(detail: str) -> Aborted:
    return Aborted(AbortCause.NOT_SENT, message=detail)


def _reading(status: CardStatus) -> CardReading:
    return CardReading(status.brand, status.card_last4, status.balance, status.last_amount, status.last_at)


def _reading_facts(reading: CardReading | None) -> Facts:
    if reading is None:
        return {"result": "no_card"}
    return {"brand": reading.brand.value, "last4": reading.card_last4, "balance": reading.balance.amount}


def _last_facts(last: LastResult) -> Facts:
    return {"result": "empty"} if last.record is None else record_facts(last.record)


def _health_facts(health: Health) -> Facts:
    offset = {} if health.clock_offset_s is None else {"clock_offset_s": health.clock_offset_s}
    return {"ok": int(health.ok), "terminal_no": health.terminal_no, **offset}
