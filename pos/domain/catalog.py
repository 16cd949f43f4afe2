"""What is sold and what it costs on which day (料金表).

Prices and families: 大田区道路台帳等閲覧及び複写図面交付取扱要綱 2条, 5条3項 (per sheet, by paper size).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from pos.domain.money import Yen
from pos.errors import EntryError, Reason


class PaperSize(StrEnum):
    """用紙サイズ; NONE for what is not sold by paper size (certificates)."""

    A4 = "A4"
    A3 = "A3"
    A2 = "A2"
    A1 = "A1"
    NONE = "-"


class Unit(StrEnum):
    """What is counted, as it is written behind the number."""

    SHEET = "枚"
    COPY = "通"
    PARCEL = "筆"
    POINT = "点"


class TaxClass(StrEnum):
    """Consumption tax class of a fee; the ward decides it per product (domain.md 2.10)."""

    TAXABLE_10 = "taxable_10"
    NON_TAXABLE = "non_taxable"
    OUT_OF_SCOPE = "out_of_scope"

    @property
    def rate(self) -> Decimal:
        return Decimal("0.10") if self is TaxClass.TAXABLE_10 else Decimal(0)


@dataclass(frozen=True, order=True, slots=True)
class RevenueAccount:
    """歳入科目: a code for the books and its 款・項・目・節 as printed."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Fee:
    """One price: this product in this size costs this much from this business date on."""

    product_code: str
    product_name: str
    size: PaperSize
    unit: Unit
    price: Yen
    account: RevenueAccount
    tax_class: TaxClass
    valid_from: date
    confirmed: bool = True  # False: 要確認, only the ward can say

    @property
    def key(self) -> tuple[str, PaperSize]:
        return (self.product_code, self.size)

    @property
    def title(self) -> str:
        """土地境界図 A3, or the product alone where size means nothing."""
        return self.product_name if self.size is PaperSize.NONE else f"{self.product_name} {self.size.value}"


@dataclass(frozen=True, slots=True)
class FeeTable:
    """All fees ever valid; answers which applies on a business date. Empty is allowed."""

    fees: tuple[Fee, ...]

    def on(self, day: date) -> tuple[Fee, ...]:
        """The fees that apply on the business date, in the order they were listed first."""
        newest: dict[tuple[str, PaperSize], Fee] = {}
        for fee in sorted(self.fees, key=lambda each: each.valid_from):
            if fee.valid_from <= day:
                newest[fee.key] = fee
        order = list(dict.fromkeys(fee.key for fee in self.fees))
        return tuple(newest[key] for key in order if key in newest)

    def find(self, product_code: str, size: PaperSize, day: date) -> Fee:
        """The fee for product and size on the day. Raises EntryError FEE_NOT_FOUND."""
        for fee in self.on(day):
            if fee.key == (product_code, size):
                return fee
        raise EntryError(Reason.FEE_NOT_FOUND, product=product_code, size=size.value)


def check_fees(fees: Iterable[Fee]) -> tuple[Fee, ...]:
    """The fees, if each is whole. Raises EntryError FEE_INVALID (facts: product, problem)."""
    seen: set[tuple[str, PaperSize, date]] = set()
    checked = tuple(fees)
    for fee in checked:
        where = (*fee.key, fee.valid_from)
        if fee.price < Yen(0):
            raise EntryError(Reason.FEE_INVALID, product=fee.title, problem="price")
        if where in seen:
            raise EntryError(Reason.FEE_INVALID, product=fee.title, problem="twice")
        seen.add(where)
    return checked
