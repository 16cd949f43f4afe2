"""The SAKURA driver: `PaymentTerminal` spoken over one line."""

from collections.abc import Callable
from typing import Final, TypeVar

from pos.devices.conversation_outcome import record_facts, recorded_answer, recorded_outcome, request_facts
from pos.devices.drivers import Wiring
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import AnswerError, Inquiries, LineSilentError
from pos.domain.brands import CancelRule
from pos.domain.evidence import Intent
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

from .fields import reading_in, result_in, totals_in
from .last import last_result
from .money import Caller, MoneyRequest, Order
from .talk import RESULT, STOP, Talk, never
from .timing import Timing

T = TypeVar("T")
PAY: Final = "10"
CANCEL: Final = "20"
BALANCE, READING = "40", "41"
TOTALS: Final = "52"
LOGS: Final = {DailyLogKind.REPORTING: "50", DailyLogKind.SETTLEMENT: "51"}


class SakuraTerminal:
    """One terminal on one line. The port is opened by the first call and stays open."""

    request: type[MoneyRequest] = MoneyRequest

    def __init__(self, wiring: Wiring, open_link: OpenLink) -> None:
        """Raises TypeError for another driver's timing."""
        timing = wiring.timing or Timing()
        if not isinstance(timing, Timing):
            raise TypeError("a SAKURA terminal takes its own Timing")
        self._wiring = wiring
        self._timing = timing
        self._talk = Talk(wiring, open_link, timing)
        self._inquiries = Inquiries(self._talk, wiring.port)

    @property
    def id(self) -> TerminalId:
        return self._wiring.terminal_id

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            last_result=True,
            cancel=CancelRule.LAST_ONLY,
            balance_before=True,
            read_balance=True,
            daily_log=DailyLogKind.REPORTING_SETTLEMENT,
            abort=True,
            training_mode=False,
            auto_reversal=False,
            last_shows_cancel=self._shows_cancel,
            prints_itself=False,
            maximum_amount=self._wiring.contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        """01. Raises DeviceError TERMINAL_UNREACHABLE."""

        def ask() -> Health:
            state = self._talk.state(stop)
            return Health(True, state.terminal_no, (("line", "ok"),), self._talk.offset_s(state))

        return self._asked("check_health", ask, stop)

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """10. See `PaymentTerminal`."""
        if request.amount <= Yen(0) or request.amount > self._wiring.contract.cap:
            return _not_sent(f"amount {request.amount} outside the contract")
        body = f"{request.amount.amount:08d}"
        return self._move("subtract_value", request, (PAY, body), Caller(stop, tell, received))

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """20, which takes back the terminal's last payment: proved first to be the original."""
        problem = self._cancel_problem(request)
        if problem:
            return _not_sent(problem)
        body = f"{request.original.sequence}{request.amount.amount:08d}"
        return self._move("cancel_value", request, (CANCEL, body), Caller(stop, tell, received))

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """40. Raises DeviceError TERMINAL_UNREACHABLE."""
        return self._asked("read_value", lambda: self._read_card(stop, tell), stop)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        """30. A last one that is 処理未了 proves nothing. Raises DeviceError TERMINAL_UNREACHABLE."""
        operation = "query_last_successful_transaction_result"
        return self._asked(operation, lambda: last_result(self._talk, stop), stop)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """50 or 51. Raises DeviceError TERMINAL_UNREACHABLE, RefusedError TERMINAL_UNSUPPORTED."""
        command = LOGS.get(kind)
        if command is None:
            raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

        def ask() -> DailyLog:
            state = self._talk.stand_by(stop)
            return DailyLog(kind, state.terminal_no, totals_in(self._talk.ask(command, (TOTALS,)).body))

        return self._asked("access_daily_log", ask, stop)

    def clear_output(self, *, stop: Stop) -> None:
        """13 while a card is awaited; then the state until it is idle. Raises DeviceError."""

        def clear() -> None:
            self._talk.stand_by(stop)

        self._asked("clear_output", clear, stop)

    def close(self) -> None:
        """See `PaymentTerminal`."""
        self._talk.close()

    @property
    def _shows_cancel(self) -> bool:
        return self._wiring.settings.last_shows_cancel or self._wiring.simulated

    def _move(
        self, operation: str, request: ChargeRequest | CancelRequest, command: tuple[str, str], caller: Caller
    ) -> Outcome:
        def ready() -> str:
            return self._ready(request.mark, caller.stop)

        def move() -> Outcome:
            try:
                terminal_no = self._inquiries.on_line(ready, caller.stop)
            except (LinkError, AnswerError) as trouble:
                return _not_sent(str(trouble))
            order = Order(*command, self._intent(request), terminal_no)
            return self.request(self._talk, order, caller).run()

        return recorded_outcome(self._wiring.conversation, operation, request_facts(request), move)

    def _ready(self, mark: HighWaterMark | None, stop: Stop) -> str:
        """The number of the terminal, which stands idle. Raises LinkError, AnswerError.

        One that still runs something is not cleared here: the mark would be older than what it runs.
        """
        state = self._talk.state(stop)
        if not state.is_idle:
            raise AnswerError("the terminal does not stand idle")
        if mark is not None and mark.terminal_no != state.terminal_no:
            raise AnswerError("this is another terminal than before")
        return state.terminal_no

    def _intent(self, request: ChargeRequest | CancelRequest) -> Intent:
        direction = Direction.CHARGE if isinstance(request, ChargeRequest) else Direction.CANCEL
        return Intent(
            direction, request.amount, request.requested_at, request.mark, request.clock_offset_s,
            self._shows_cancel,
        )  # fmt: skip

    def _cancel_problem(self, request: CancelRequest) -> str:
        if request.amount != request.original.amount:
            return "a part of a payment cannot be cancelled"
        if request.mark != HighWaterMark.of(request.original):
            return "the original is not the terminal's last transaction"
        return ""

    def _read_card(self, stop: Stop, tell: Tell) -> CardReading | None:
        self._talk.stand_by(stop)
        tell(Progress(Phase.LINK_SEND))
        numbers = {self._talk.send(BALANCE)}
        tell(Progress(Phase.WAIT_CARD, Notice.TOUCH))
        reading = self._reading(numbers, self._timing.card_wait_s, stop)
        if reading is not None:
            return reading[0]
        numbers.add(self._talk.send(STOP))
        reading = self._reading(numbers, self._timing.stop_answer_s, never)
        if reading is None:
            self._talk.lose()
            raise LineSilentError("no answer to 13")
        return reading[0]

    def _reading(self, numbers: set[int], within_s: float, stop: Stop) -> tuple[CardReading | None] | None:
        """What the card says, or (None,) where the terminal says that nobody came; None: no answer."""
        until = self._talk.monotonic() + within_s
        while (telegram := self._talk.next(until, stop)) is not None:
            if telegram.number in numbers and telegram.command == READING:
                return (reading_in(telegram.body),)
            if telegram.number in numbers and telegram.command == RESULT:
                self._talk.acknowledge(telegram.number, result_in(telegram.number, telegram.body).slip_no)
                return (None,)
        return None

    def _asked(self, operation: str, ask: Callable[[], T], stop: Stop) -> T:
        return recorded_answer(
            self._wiring.conversation, operation, lambda: self._inquiries.inquire(ask, stop), _facts
        )


def _not_sent(detail: str) -> Aborted:
    return Aborted(AbortCause.NOT_SENT, message=detail)


def _facts(answer: object) -> dict[str, str | int]:
    """What the conversation keeps of an answer."""
    match answer:
        case LastResult(record=record) if record is not None:
            return dict(record_facts(record))
        case Health(terminal_no=terminal_no, clock_offset_s=offset_s):
            return {"terminal_no": terminal_no, "clock_offset_s": offset_s}
        case CardReading(card_last4=last4, balance=balance):
            return {"last4": last4, "balance": balance.amount}
        case DailyLog(totals=totals):
            return {"groups": len(totals)}
        case _:
            return {}
