"""The facts of the day's papers: 点検 (X) while the day is open, 精算 (Z) frozen at its close."""

from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.catalog import PaperSize
from pos.domain.days import FiscalYear
from pos.domain.drawer import CashCount
from pos.domain.ids import CounterId, DayNumber, PaymentId
from pos.domain.money import Yen
from pos.domain.receipt import ChainMark, Office


@dataclass(frozen=True, slots=True)
class AccountRow:
    """Takings per 科目, cancellations netted; `sales` counts transactions."""

    code: str
    name: str
    sales: int
    amount: Yen


@dataclass(frozen=True, slots=True)
class SheetRow:
    """Copies per product and size: charged ones and 公用 ones; `amount` is what was charged."""

    product_name: str
    size: PaperSize
    charged_copies: int
    official_copies: int
    amount: Yen


@dataclass(frozen=True, slots=True)
class MethodRow:
    """Count and amount per method and brand, 取消 apart: net is amount + cancelled."""

    method: str  # Method value
    brand: str  # Brand value, "" for cash
    payments: int
    amount: Yen
    cancellations: int
    cancelled: Yen  # ¥0 or negative


@dataclass(frozen=True, slots=True)
class CancellationRow:
    """One 取消 of the day."""

    number: str
    original_number: str
    at: datetime
    amount: Yen  # positive
    reason: str
    clerk_name: str
    approver_name: str
    method: str


@dataclass(frozen=True, slots=True)
class UnsettledRow:
    """One 処理未了 that was open when the report was made, whatever day it is from."""

    payment_id: PaymentId
    business_date: date
    sale_number: int
    requested_at: datetime
    amount: Yen
    terminal_id: str
    state: str


@dataclass(frozen=True, slots=True)
class CashResult:
    """What was counted against what the books expect; `first` is the first count, kept for ever."""

    first: CashCount
    final: CashCount
    attempts: int
    expected: Yen
    counted: Yen
    difference: Yen  # counted - expected
    reason: str


@dataclass(frozen=True, slots=True)
class DayReport:
    """日計表. `z_number`, `closed_at`, `closed_by`, `cash` are None for a 点検 of an open day."""

    counter_id: CounterId
    office: Office
    practice: bool
    day: DayNumber
    business_date: date
    fiscal_year: FiscalYear
    opened_at: datetime
    opened_by: str  # name
    change_fund: Yen
    made_at: datetime
    z_number: int | None
    closed_at: datetime | None
    closed_by: str | None
    witness: str | None
    accounts: tuple[AccountRow, ...]
    sheets: tuple[SheetRow, ...]
    methods: tuple[MethodRow, ...]
    cancellations: tuple[CancellationRow, ...]
    unsettled: tuple[UnsettledRow, ...]
    official_issues: int
    waived: Yen
    sales: int
    total: Yen
    grand_total: Yen  # perpetual, never reset
    receipt_first: str  # first and last 領収書 number of the day, "" where none
    receipt_last: str
    cash: CashResult | None
    chain: ChainMark
