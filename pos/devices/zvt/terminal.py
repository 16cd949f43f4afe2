"""The ZVT driver: `PaymentTerminal` spoken over a serial line or TCP (terminals.md §3)."""

from collections.abc import Callable
from typing import Final

from pos.devices.conversation import Conversation, Unrecorded
from pos.devices.link import OpenLink
from pos.devices.zvt.timing import Timing
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.domain.ids import TerminalId
from pos.domain.payment import AbortCause, Aborted, Outcome
from pos.errors import DeviceError, Reason
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

USUAL_BAUD_RATE: Final = 9_600  # PA00P016; 115,200 where the terminal is set so


class ZvtTerminal:
    """One ZVT terminal on `port`. The port is opened by the first call and stays open."""

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
        password: str = "000000",
        conversation: Conversation = Unrecorded(),  # noqa: B008 - keeps nothing
    ) -> None:
        """`password` is the cashier's, six digits. A port socket://host:20007 speaks bare APDUs."""
        self._id = terminal_id
        self._contract = contract
        self._port = port

    @property
    def id(self) -> TerminalId:
        return self._id

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            last_result=True,
            cancel=self._contract.cancel,
            balance_before=False,
            read_balance=True,
            daily_log=DailyLogKind.REPORTING_SETTLEMENT,
            abort=True,
            training_mode=False,
            auto_reversal=True,
            last_shows_cancel=True,
            prints_itself=False,
            maximum_amount=self._contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        raise self._unreachable()

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        raise self._unreachable()

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        raise self._unreachable()

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        raise self._unreachable()

    def clear_output(self, *, stop: Stop) -> None:
        raise self._unreachable()

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        return Aborted(AbortCause.NOT_SENT)

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        return Aborted(AbortCause.NOT_SENT)

    def close(self) -> None:
        """See `PaymentTerminal`."""

    def _unreachable(self) -> DeviceError:
        return DeviceError(Reason.TERMINAL_UNREACHABLE, port=self._port, detail="not written yet")
