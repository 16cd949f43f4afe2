"""A terminal that pays with whatever card a test lays on it: for rules above the driver, without a line."""

from dataclasses import dataclass, field, replace

from pos.domain.brands import Brand, CancelRule
from pos.domain.card import CardReading
from pos.domain.days import Clock
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Declined,
    Direction,
    Outcome,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.errors import DeviceError, Reason, RefusedError
from pos.ports import (
    CancelRequest,
    Capabilities,
    ChargeRequest,
    DailyLog,
    DailyLogKind,
    Health,
    LastResult,
    Received,
    Stop,
    Tell,
)

CAN = Capabilities(
    last_result=True,
    cancel=CancelRule.ANY,
    balance_before=False,
    read_balance=False,
    daily_log=DailyLogKind.NONE,
    abort=False,
    training_mode=False,
    auto_reversal=False,
    last_shows_cancel=True,
    prints_itself=False,
    maximum_amount=Yen(1_000_000),
)


@dataclass
class ObligingTerminal:
    """Implements `PaymentTerminal`; approves all, keeps its records and what it was asked."""

    clock: Clock
    brand: Brand = Brand.WAON
    card_last4: str = "1111"
    terminal_no: str = "T-0001"
    capabilities: Capabilities = CAN
    offset_s: int | None = 0
    id: TerminalId = TerminalId("T1")  # noqa: RUF009 - a name
    records: list[TransactionRecord] = field(default_factory=list)
    charges: list[ChargeRequest] = field(default_factory=list)
    cancels: list[CancelRequest] = field(default_factory=list)
    questions: int = 0
    refusal: Declined | None = None  # says no to every charge
    away: Reason | None = None  # why it cannot be asked
    refused: dict[str, Declined] = field(default_factory=dict)  # by the number of the transaction
    hides_cancels: bool = False  # its last result is a charge, whatever was taken back since
    loses: bool = False  # it does what it is asked, and its answer is lost
    dead: bool = False  # it does nothing and says nothing

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        self.charges.append(request)
        if self.refusal is not None:
            self.refused[self.write(Direction.CHARGE, request.amount).sequence] = self.refusal
            received(self.refusal)
            return self.refusal
        return self._approve(Direction.CHARGE, request.amount, "", received)

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        self.cancels.append(request)
        if self.refusal is not None:
            received(self.refusal)
            return self.refusal
        return self._approve(Direction.CANCEL, request.amount, request.original.sequence, received)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        self.questions += 1
        shown = [
            each for each in self.records if not (self.hides_cancels and each.direction is Direction.CANCEL)
        ]
        if not shown:
            return LastResult(None, self.offset_s)
        last = shown[-1]
        return LastResult(last, self.offset_s, self.refused.get(last.sequence))

    def clear_output(self, *, stop: Stop) -> None:
        """Nothing ever waits here."""
        if self.away is not None:
            raise DeviceError(self.away, port="COM3", detail="not now")

    def close(self) -> None:
        """Nothing is open."""

    def check_health(self, *, stop: Stop) -> Health:
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

    def write(self, way: Direction, amount: Yen, cancels: str = "") -> TransactionRecord:
        """Into its own books; without the counter where a test calls it."""
        number = f"{len(self.records) + 1:06d}"
        record = TransactionRecord(
            way,
            self.terminal_no,
            number,
            amount,
            self.clock(),
            self.brand,
            self.card_last4,
            "A",
            cancels=cancels,
        )
        self.records.append(record)
        return record

    def only(self, cancel: CancelRule) -> None:
        self.capabilities = replace(self.capabilities, cancel=cancel)

    def _approve(self, way: Direction, amount: Yen, cancels: str, received: Received) -> Outcome:
        if self.dead:
            return Unknown(UnknownCause.NO_ANSWER)
        approved = Approved(self.write(way, amount, cancels))
        if self.loses:
            return Unknown(UnknownCause.NO_ANSWER)
        received(approved)
        return approved
