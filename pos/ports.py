"""What the use cases need from devices, in UnifiedPOS vocabulary (ElectronicValueRW, CAT).

A driver is blocking, Qt-free and used by one thread. It asks `stop()` every short slice and tells
progress through `tell`. Once the first byte of a financial frame has left, trouble on the line is
not an exception: it is the outcome `Unknown`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from pathlib import Path
from typing import Protocol

from pos.domain.brands import Brand, CancelRule
from pos.domain.card import CardReading as CardReading  # noqa: PLC0414 - what drivers import from here
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Declined, HighWaterMark, Outcome, TransactionRecord


class Phase(StrEnum):
    """Where a conversation stands; the screen's step list."""

    LINK_SEND = "link_send"
    WAIT_ACCEPT = "wait_accept"
    WAIT_CARD = "wait_card"
    CARD_IN_FIELD = "card_in_field"
    PROCESSING = "processing"
    RESULT_RECEIVED = "result_received"
    CONFIRMING = "confirming"
    PRINTING = "printing"
    RECOVERING = "recovering"


class Notice(StrEnum):
    """What the visitor should do (UnifiedPOS TransitionEvent)."""

    NONE = "none"
    TOUCH = "touch"
    TOUCH_AGAIN = "touch_again"
    OTHER_CARD = "other_card"
    BALANCE_SHORT = "balance_short"
    REMOVE_CARD = "remove_card"


@dataclass(frozen=True, slots=True)
class Progress:
    phase: Phase
    notice: Notice = Notice.NONE


Stop = Callable[[], bool]
Tell = Callable[[Progress], None]
Received = Callable[[Outcome], None]


class DailyLogKind(IntEnum):
    """UnifiedPOS CapDailyLog and accessDailyLog: EVRW_DL_* (OPOS 1.16)."""

    NONE = 0
    REPORTING = 1  # 中間計: totals, nothing is reset
    SETTLEMENT = 2  # 日計: totals, and the terminal starts anew
    REPORTING_SETTLEMENT = 3


@dataclass(frozen=True, slots=True)
class Capabilities:
    """UnifiedPOS Cap*: what this driver's terminal can do. Screens ask these, never the type."""

    last_result: bool
    cancel: CancelRule
    balance_before: bool
    read_balance: bool
    daily_log: DailyLogKind
    abort: bool
    training_mode: bool
    auto_reversal: bool
    last_shows_cancel: bool  # the last result also shows a cancellation; confirmed on the device
    prints_itself: bool
    maximum_amount: Yen


@dataclass(frozen=True, slots=True)
class ChargeRequest:
    """subtractValue: take `amount`. `mark` is the terminal's newest transaction before ours.

    `booked` is the newest one that our books account for, None where they cannot say: a terminal that
    can (ZVT 1F1F) takes back by itself what came after it. `reference` (our payment's id) goes into the
    conversation record only.
    """

    amount: Yen
    requested_at: datetime
    mark: HighWaterMark | None
    clock_offset_s: int | None = 0
    booked: HighWaterMark | None = None
    reference: str = ""


@dataclass(frozen=True, slots=True)
class CancelRequest:
    """cancelValue: take `original` back."""

    amount: Yen
    original: TransactionRecord
    requested_at: datetime
    mark: HighWaterMark | None
    clock_offset_s: int | None = 0
    reference: str = ""


@dataclass(frozen=True, slots=True)
class Health:
    """Answer of checkHealth: the terminal's own parts, its number, its clock minus ours (s)."""

    ok: bool
    terminal_no: str
    parts: tuple[tuple[str, str], ...]  # part, "ok" | "error" | "absent" | "unknown"
    clock_offset_s: int
    version: str = ""


@dataclass(frozen=True, slots=True)
class LastResult:
    """The terminal's newest transaction; its clock minus ours (s), None where nobody can say.

    `record` None: it has none, or does not tell it. That proves nothing. `refusal` is set where that
    transaction was declined: `record` then says which one it was, and no money moved.
    """

    record: TransactionRecord | None
    clock_offset_s: int | None
    refusal: Declined | None = None

    def as_mark(self) -> HighWaterMark | None:
        return None if self.record is None else HighWaterMark.of(self.record)


@dataclass(frozen=True, slots=True)
class DailyTotal:
    """One line of the terminal's daily log; `label` is the terminal's own word for the group."""

    brand: Brand
    label: str
    count: int
    amount: Yen


@dataclass(frozen=True, slots=True)
class DailyLog:
    """accessDailyLog: the terminal's 中間計 or 日計. `records` where it tells single transactions;
    `slip` are the lines it had us print."""

    kind: DailyLogKind
    terminal_no: str
    totals: tuple[DailyTotal, ...]
    records: tuple[TransactionRecord, ...] = ()
    slip: tuple[str, ...] = ()


class PaymentTerminal(Protocol):
    """A payment terminal. Only the two money operations return an Outcome and never raise once a
    byte has left; the others raise DeviceError TERMINAL_UNREACHABLE, TERMINAL_BUSY (facts: port, detail)."""

    @property
    def id(self) -> TerminalId: ...

    @property
    def capabilities(self) -> Capabilities: ...

    def check_health(self, *, stop: Stop) -> Health: ...

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """Charge. `received` is called once, with the parsed result, *before* it is acknowledged."""

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """Take a payment back; the same rules as `subtract_value`."""

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """The card's balance; None where nobody touched a card or `stop` was asked."""

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult: ...

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """REPORTING (中間計) or SETTLEMENT (日計, resets the terminal's totals).

        Raises RefusedError TERMINAL_UNSUPPORTED where the capabilities do not name the kind,
        DeviceError TERMINAL_UNREACHABLE or TERMINAL_REFUSED (facts: code, message).
        """

    def clear_output(self, *, stop: Stop) -> None:
        """clearOutput: bring the terminal to standby. When this returns, no request that was pending
        (of a crashed run, say) can charge a card any more. Raises DeviceError as above."""

    def close(self) -> None:
        """Give the port back. Idempotent."""


class DocumentPrinter(Protocol):
    """Puts a finished PDF on paper. Raises DeviceError PRINTER_UNAVAILABLE (facts: detail)."""

    @property
    def available(self) -> bool:
        """False where no printer is configured: documents are kept as files only."""

    def print_pdf(self, path: Path) -> None: ...


class CashDrawer(Protocol):
    """Opens the drawer. Raises DeviceError PRINTER_UNAVAILABLE (facts: detail)."""

    def open_drawer(self) -> None: ...
