"""A driver that starts, is safe, and takes no money yet: fill in what your terminal says.

Until then every request ends in `Aborted(NOT_SENT)` and every question in TERMINAL_UNREACHABLE, which
is true: nothing was sent. Guide: docs/terminals.md of Madoguchi.
"""

from typing import NoReturn

from pos.devices.drivers import Wiring
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import Inquiries, Port, PortTiming
from pos.domain.brands import CancelRule
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Outcome
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


class ExampleTerminal:
    """One terminal on one line."""

    def __init__(self, wiring: Wiring, open_link: OpenLink) -> None:
        self._wiring = wiring
        self._port = Port(open_link, PortTiming(), wiring.monotonic, wiring.conversation.note)
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
            last_shows_cancel=False,
            prints_itself=True,
            maximum_amount=self._wiring.contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        """Raises DeviceError TERMINAL_UNREACHABLE."""
        return self._inquiries.inquire(self._not_yet, stop)

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """Guide, section 2."""
        if request.amount <= Yen(0) or request.amount > self._wiring.contract.cap:
            return Aborted(AbortCause.NOT_SENT, message=f"amount {request.amount} outside the contract")
        return Aborted(AbortCause.NOT_SENT, message="this driver cannot charge yet")

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """Guide, section 2."""
        return Aborted(AbortCause.NOT_SENT, message="this driver cannot cancel")

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """Raises RefusedError TERMINAL_UNSUPPORTED."""
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        """Guide, section 3. Raises DeviceError TERMINAL_UNREACHABLE."""
        return self._inquiries.inquire(self._not_yet, stop)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """Raises RefusedError TERMINAL_UNSUPPORTED."""
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def clear_output(self, *, stop: Stop) -> None:
        """Guide, section 3. Raises DeviceError TERMINAL_UNREACHABLE."""
        self._inquiries.inquire(self._not_yet, stop)

    def close(self) -> None:
        """Give the port back. Idempotent."""
        self._port.close()

    def _not_yet(self) -> NoReturn:
        raise LinkError("this driver does not speak the terminal's protocol yet")
