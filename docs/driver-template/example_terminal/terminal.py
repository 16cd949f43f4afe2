"""A driver that starts, is safe, and takes no money yet: fill in what your terminal says.

Until then every request ends in `Aborted(NOT_SENT)` and every question in TERMINAL_UNREACHABLE, which
is true: nothing was sent. Guide: docs/terminals.md of Madoguchi.
"""

from collections.abc import Callable
from typing import NoReturn, TypeVar

from example_terminal.timing import Timing
from pos.devices.conversation import Facts
from pos.devices.conversation_outcome import recorded_answer, recorded_outcome, request_facts
from pos.devices.drivers import Wiring
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import Inquiries, Port
from pos.domain.brands import CancelRule
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, HighWaterMark, Outcome
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
    Received,
    Stop,
    Tell,
)

T = TypeVar("T")


class ExampleTerminal:
    """One terminal on one line."""

    def __init__(self, wiring: Wiring, open_link: OpenLink) -> None:
        """Raises TypeError for another driver's timing."""
        timing = Timing() if wiring.timing is None else wiring.timing
        if not isinstance(timing, Timing):
            raise TypeError("this driver takes its own Timing")
        self._wiring = wiring
        self._timing = timing
        self._port = Port(open_link, timing.port, wiring.monotonic, wiring.conversation.note)
        self._inquiries = Inquiries(self._port, wiring.port)

    @property
    def id(self) -> TerminalId:
        return self._wiring.terminal_id

    @property
    def capabilities(self) -> Capabilities:
        """Nothing that was not seen on the device."""
        return Capabilities(
            last_result=False,
            cancel=CancelRule.NEVER,
            balance_before=False,
            read_balance=False,
            daily_log=DailyLogKind.NONE,
            abort=False,
            training_mode=False,
            auto_reversal=False,
            last_shows_cancel=False,  # later: wiring.settings.last_shows_cancel or wiring.simulated
            prints_itself=True,
            maximum_amount=self._wiring.contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        """Raises DeviceError TERMINAL_UNREACHABLE."""
        return self._asked("check_health", self._not_yet, stop)

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """Guide, section 2."""
        if request.amount <= Yen(0) or request.amount > self._wiring.contract.cap:
            return Aborted(AbortCause.NOT_SENT, message=f"amount {request.amount} outside the contract")
        return self._recorded("subtract_value", request, "this driver cannot charge yet")

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """Guide, section 2. The two checks are for a terminal that takes back its last transaction only."""
        if request.amount != request.original.amount:
            return Aborted(AbortCause.NOT_SENT, message="a part of a payment cannot be cancelled")
        if request.mark != HighWaterMark.of(request.original):
            return Aborted(AbortCause.NOT_SENT, message="the original is not the terminal's last one")
        return self._recorded("cancel_value", request, "this driver cannot cancel")

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """Raises RefusedError TERMINAL_UNSUPPORTED."""
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        """Guide, section 3. Raises DeviceError TERMINAL_UNREACHABLE."""
        return self._asked("query_last_successful_transaction_result", self._not_yet, stop)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """Raises RefusedError TERMINAL_UNSUPPORTED."""
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def clear_output(self, *, stop: Stop) -> None:
        """Guide, section 3. Raises DeviceError TERMINAL_UNREACHABLE."""
        self._asked("clear_output", self._not_yet, stop)

    def close(self) -> None:
        """Give the port back. Idempotent."""
        self._port.close()

    def _recorded(self, operation: str, request: ChargeRequest | CancelRequest, why: str) -> Outcome:
        """Between `begin` and `end` of the conversation: put the talk with the terminal into `move`."""

        def move() -> Outcome:
            return Aborted(AbortCause.NOT_SENT, message=why)

        return recorded_outcome(self._wiring.conversation, operation, request_facts(request), move)

    def _asked(self, operation: str, ask: Callable[[], T], stop: Stop) -> T:
        """A question, recorded; trouble on the line becomes DeviceError TERMINAL_UNREACHABLE."""
        inquire = self._inquiries.inquire
        return recorded_answer(self._wiring.conversation, operation, lambda: inquire(ask, stop), _facts)

    def _not_yet(self) -> NoReturn:
        raise LinkError("this driver does not speak the terminal's protocol yet")


def _facts(_answer: object) -> Facts:
    """What the conversation's record keeps of an answer."""
    return {}
