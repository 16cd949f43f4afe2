"""What a paper says, frozen with the sale: a reprint in five years is made from this, not from
today's settings."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pos.domain.brands import Brand
from pos.domain.days import FiscalYear, aware, era_year
from pos.domain.ids import CounterId, SaleId
from pos.domain.money import Yen
from pos.domain.payment import Method, TransactionRecord
from pos.domain.sale import SaleKind, SaleLine


class Series(StrEnum):
    """Papers are numbered per series, fiscal year and counter, without gaps."""

    RECEIPT = "R"  # 領収書 (cash)
    STATEMENT = "S"  # ご利用明細 (cashless)
    OFFICIAL_USE = "K"  # 公用交付票
    CANCELLATION = "C"  # 取消票


@dataclass(frozen=True, slots=True)
class ReceiptNumber:
    """領収番号: unique and gap-free within counter, series and fiscal year; serial from 1."""

    counter: CounterId
    series: Series
    fiscal_year: FiscalYear
    serial: int

    def __str__(self) -> str:
        """R8-01-000123 (series, year of the era, counter, serial)."""
        year = era_year(self.fiscal_year.first_day)[2:-1].replace("元", "1")
        return f"{self.series.value}{year}-{self.counter}-{self.serial:06d}"


@dataclass(frozen=True, slots=True)
class Office:
    """Who issues the paper, as settings say at the moment of issue."""

    name: str  # 大田区 都市基盤整備部 道路課
    issuer: str  # 大田区
    cashier_title: str  # 大田区出納員
    cashier_name: str
    counter_name: str
    invoice_number: str = ""  # T + 13 digits, empty where not registered
    purpose: str = "図面等交付代として"  # 但し書き


@dataclass(frozen=True, slots=True)
class ChainMark:
    """Where the journal stood when the paper was made: record number and its hash (hex)."""

    seq: int
    head: str

    @property
    def code(self) -> str:
        """The short code printed on paper: record number and the first 16 hex digits."""
        return f"{self.seq}-{self.head[:16]}"


@dataclass(frozen=True, slots=True)
class Reprint:
    """What marks a 再発行: the n-th (from 1), when, why and by whom.

    Raises ValueError for a copy below 1 (0 is the original) and for a naive time.
    """

    copy: int
    at: datetime
    reason: str
    by: str

    def __post_init__(self) -> None:
        if self.copy < 1:
            raise ValueError("a reprint is counted from 1; 0 is the original")
        aware(self.at)


@dataclass(frozen=True, slots=True)
class ReceiptSnapshot:
    """Everything that 領収書, ご利用明細, 公用交付票 or 取消票 shows."""

    number: ReceiptNumber
    sale_id: SaleId
    sale_number: int
    kind: SaleKind
    business_date: date
    issued_at: datetime
    office: Office
    practice: bool
    clerk_name: str
    approver_name: str  # 取消 only, "" otherwise
    addressee: str
    application_no: str
    lines: tuple[SaleLine, ...]
    total: Yen
    listed_total: Yen
    method: Method | None
    tendered: Yen | None
    change: Yen | None
    record: TransactionRecord | None
    ground: str
    body: str
    cancels_number: str  # number of the paper of the cancelled sale, "" otherwise
    chain: ChainMark
    settled_brand: Brand = Brand.UNKNOWN  # as the person said who settled it; older papers do not have it
