"""A sale as it is kept: what was promised, what came of it, and who did it."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pos.domain.basket import SheetReference
from pos.domain.catalog import PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.days import FiscalYear
from pos.domain.ids import DayNumber, SaleId, StaffId
from pos.domain.money import Yen
from pos.domain.payment import Payment


class SaleKind(StrEnum):
    """売上, 公用交付 (¥0), or 取消 of an earlier sale of the same business day."""

    SALE = "sale"
    OFFICIAL_USE = "official_use"
    CANCELLATION = "cancellation"


class SaleState(StrEnum):
    """PROMISED while a payment is open; SETTLED counts; ABANDONED took no money."""

    PROMISED = "promised"
    SETTLED = "settled"
    ABANDONED = "abandoned"


@dataclass(frozen=True, slots=True)
class SaleLine:
    """What was sold and the price, 科目 and tax class that applied; `amount` is what was charged."""

    product_code: str
    product_name: str
    size: PaperSize
    unit: Unit
    unit_price: Yen
    copies: int
    listed_amount: Yen
    amount: Yen
    account: RevenueAccount
    tax_class: TaxClass
    sheet: SheetReference

    @property
    def title(self) -> str:
        return self.product_name if self.size is PaperSize.NONE else f"{self.product_name} {self.size.value}"


@dataclass(frozen=True, slots=True)
class Sale:
    """A sale with its lines and payment attempts, oldest first. A cancellation has the
    original's lines with negative copies and amounts and names it in `cancels`."""

    id: SaleId
    day: DayNumber
    business_date: date
    fiscal_year: FiscalYear
    number: int  # 取引番号 within the business day, from 1
    kind: SaleKind
    state: SaleState
    lines: tuple[SaleLine, ...]
    payments: tuple[Payment, ...]
    clerk: StaffId
    created_at: datetime
    settled_at: datetime | None = None
    application_no: str = ""
    addressee: str = ""
    ground: str = ""  # 公用 ground, or 取消 reason
    body: str = ""  # 官公署名
    cancels: SaleId | None = None
    cancelled_by: SaleId | None = None
    approver: StaffId | None = None

    @property
    def total(self) -> Yen:
        return Yen(sum(line.amount.amount for line in self.lines))

    @property
    def listed_total(self) -> Yen:
        return Yen(sum(line.listed_amount.amount for line in self.lines))

    @property
    def payment(self) -> Payment | None:
        """The newest attempt, the one that decides; None for official use."""
        return self.payments[-1] if self.payments else None
