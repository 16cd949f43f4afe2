"""A payment, its states, and what a terminal can answer.

Outcome names and the meaning of each: UnifiedPOS ElectronicValueRW (OPOS 1.16), terminals.md §1.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final, Self

from pos.domain.brands import Brand
from pos.domain.ids import PaymentId, SaleId, StaffId, TerminalId
from pos.domain.money import Yen


class Method(StrEnum):
    """支払方法."""

    CASH = "cash"
    E_MONEY = "e_money"


class Direction(StrEnum):
    """Money coming in (charge) or going back (cancel, 取消)."""

    CHARGE = "charge"
    CANCEL = "cancel"


class PaymentState(StrEnum):
    """REQUESTED is the promise; UNKNOWN is 処理未了; the others are facts and final."""

    REQUESTED = "requested"
    APPROVED = "approved"
    DECLINED = "declined"
    ABORTED = "aborted"
    UNKNOWN = "unknown"
    NOT_CHARGED = "not_charged"

    @property
    def is_open(self) -> bool:
        """True while nobody knows yet: the terminal is held."""
        return bool(MOVES[self])


_S = PaymentState
MOVES: Final[dict[PaymentState, frozenset[PaymentState]]] = {
    _S.REQUESTED: frozenset({_S.APPROVED, _S.DECLINED, _S.ABORTED, _S.UNKNOWN, _S.NOT_CHARGED}),
    _S.UNKNOWN: frozenset({_S.APPROVED, _S.DECLINED, _S.NOT_CHARGED}),  # the truth arrives late
    _S.APPROVED: frozenset(),
    _S.DECLINED: frozenset(),
    _S.ABORTED: frozenset(),
    _S.NOT_CHARGED: frozenset(),
}


class ResultCode(IntEnum):
    """UnifiedPOS ResultCodeExtended of ElectronicValueRW; 0 where the terminal's code maps to none."""

    NONE = 0
    NO_CARD = 201
    RELEASE = 202
    CENTER_ERROR = 203
    COMMAND_ERROR = 204
    RESET = 205
    COMMUNICATION_ERROR = 206
    LOG_OVERFLOW = 207
    DAILY_LOG_OVERFLOW = 208
    DEFICIENT = 209  # 残高不足
    OVER_DEPOSIT = 210


@dataclass(frozen=True, slots=True)
class TransactionRecord:
    """What a terminal's own books say of one transaction; times are the terminal's clock."""

    direction: Direction
    terminal_no: str  # 端末識別番号
    sequence: str  # 端末通番; it wraps, so never a key of ours
    amount: Yen
    at: datetime
    brand: Brand
    card_last4: str  # never more of a card number than this
    approval_no: str
    balance_before: Yen | None = None
    balance_after: Yen | None = None
    receipt_no: str = ""  # 伝票番号, where the terminal counts slips apart from transactions
    cancels: str = ""  # the `sequence` that this transaction took back, where the terminal tells it


@dataclass(frozen=True, slots=True)
class Approved:
    """Money moved, and the terminal has told us its record. `slip`: the lines it had us print."""

    record: TransactionRecord
    slip: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declined:
    """The terminal says no, and no money moved."""

    result: ResultCode
    code: str  # the terminal's own code
    message: str
    balance: Yen | None = None
    slip: tuple[str, ...] = ()


class AbortCause(StrEnum):
    """Why a request ended provably before any charge."""

    NOT_SENT = "not_sent"  # the port did not open; no byte left
    STOPPED = "stopped"  # 中止
    NO_CARD = "no_card"  # nobody touched a card in time
    BUSY = "busy"  # the terminal refused to start


@dataclass(frozen=True, slots=True)
class Aborted:
    """Cancelled, timed out or refused provably before any charge."""

    cause: AbortCause
    code: str = ""
    message: str = ""


class UnknownCause(StrEnum):
    """Why nobody knows whether money moved."""

    NO_ANSWER = "no_answer"
    LINE_LOST = "line_lost"
    NOT_ACKNOWLEDGED = "not_acknowledged"
    WRONG_ANSWER = "wrong_answer"  # other amount, terminal or sequence
    UNKNOWN_CODE = "unknown_code"
    INTERRUPTED = "interrupted"  # power cut or crash between promise and fact
    BUSY = "busy"  # asked about it, the terminal was in the middle of something else
    NO_EVIDENCE = "no_evidence"  # the terminal cannot prove it either way


@dataclass(frozen=True, slots=True)
class Unknown:
    """処理未了: after the first byte of the request, nothing certain came back.

    `balance_before` (取引前残高) and `card_last4` where the terminal told them before it fell silent.
    """

    cause: UnknownCause
    message: str = ""
    balance_before: Yen | None = None
    card_last4: str = ""


Outcome = Approved | Declined | Aborted | Unknown


@dataclass(frozen=True, slots=True)
class CashTaken:
    """The cash lies in the drawer (or, for a cancellation, was handed back)."""


@dataclass(frozen=True, slots=True)
class NotCharged:
    """Recovery has proved that no money moved; `evidence` says how (terminals.md §4.6)."""

    evidence: str


@dataclass(frozen=True, slots=True)
class Settlement:
    """How a named person settled a 処理未了, with what evidence (reliability.md §3).

    `approver` None: the amount was below what the settings want a second person for.
    """

    staff: StaffId
    approver: StaffId | None
    charged: bool
    brand: Brand
    reason: str
    evidence: str  # slip number, balance read, …


Conclusion = Approved | Declined | Aborted | Unknown | CashTaken | NotCharged | Settlement


@dataclass(frozen=True, slots=True)
class HighWaterMark:
    """The newest transaction that a terminal (端末識別番号 `terminal_no`) had before ours."""

    sequence: str
    amount: Yen
    at: datetime
    terminal_no: str
    receipt_no: str = ""

    @classmethod
    def of(cls, record: TransactionRecord) -> Self:
        return cls(record.sequence, record.amount, record.at, record.terminal_no, record.receipt_no)


@dataclass(frozen=True, slots=True)
class Payment:
    """One attempt to move `amount` (always positive) for a sale; `direction` says which way.

    `conclusion` is None while it is only promised. `mark` and `clock_offset_s` are what was known
    of the terminal just before the request; `noted` is a result that arrived but is not yet booked.
    """

    id: PaymentId
    sale_id: SaleId
    method: Method
    direction: Direction
    amount: Yen
    requested_at: datetime
    state: PaymentState = PaymentState.REQUESTED
    terminal_id: TerminalId | None = None
    mark: HighWaterMark | None = None
    clock_offset_s: int = 0  # terminal clock minus ours, seconds
    tendered: Yen | None = None  # 預り金, cash only
    conclusion: Conclusion | None = None
    concluded_at: datetime | None = None
    noted: Outcome | None = None

    @property
    def change(self) -> Yen:
        """お釣り: ¥0 unless cash above the amount was tendered."""
        return self.tendered - self.amount if self.tendered is not None else Yen(0)


def state_of(conclusion: Conclusion) -> PaymentState:
    """The payment state that a conclusion leads to."""
    match conclusion:
        case Approved() | CashTaken():
            return PaymentState.APPROVED
        case Declined():
            return PaymentState.DECLINED
        case Aborted():
            return PaymentState.ABORTED
        case Unknown():
            return PaymentState.UNKNOWN
        case NotCharged():
            return PaymentState.NOT_CHARGED
        case Settlement(charged=charged):
            return PaymentState.APPROVED if charged else PaymentState.NOT_CHARGED
