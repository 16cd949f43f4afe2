"""A business day of the counter: made only by opening it, closed under its own date."""

from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.days import FiscalYear
from pos.domain.ids import DayNumber, StaffId
from pos.domain.money import Yen


@dataclass(frozen=True, slots=True)
class BusinessDay:
    """One 営業日. `closed_at` and `z_number` (精算番号, gap-free) are None while it is open."""

    number: DayNumber
    business_date: date
    fiscal_year: FiscalYear
    opened_at: datetime
    opened_by: StaffId
    change_fund: Yen
    closed_at: datetime | None = None
    z_number: int | None = None

    @property
    def is_open(self) -> bool:
        return self.closed_at is None
