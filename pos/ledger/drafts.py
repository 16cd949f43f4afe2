"""What is to be written for a basket or a 取消, before it has a day and a number; pure."""

from dataclasses import dataclass, replace

from pos.domain.basket import Basket, BasketLine
from pos.domain.days import FiscalYear
from pos.domain.ids import SaleId, StaffId
from pos.domain.money import ZERO, Yen, total
from pos.domain.sale import Sale, SaleKind, SaleLine


@dataclass(frozen=True, slots=True)
class Draft:
    """A sale to be promised."""

    id: SaleId
    kind: SaleKind
    lines: tuple[SaleLine, ...]
    clerk: StaffId
    application_no: str
    addressee: str
    ground: str
    body: str
    cancels: SaleId | None = None
    fiscal_year: FiscalYear | None = None  # None: of the day it is promised on
    approver: StaffId | None = None

    @property
    def total(self) -> Yen:
        return total([line.amount for line in self.lines])

    @property
    def listed_total(self) -> Yen:
        return total([line.listed_amount for line in self.lines])


def draft_sale(basket: Basket, sale_id: SaleId, *, clerk: StaffId) -> Draft:
    """A sold line keeps what applied: price, 科目, tax class. Raises RefusedError BASKET_EMPTY."""
    use = basket.checked().official_use
    return Draft(
        id=sale_id,
        kind=SaleKind.OFFICIAL_USE if use else SaleKind.SALE,
        lines=tuple(_line(each, free=use is not None) for each in basket.lines),
        clerk=clerk,
        application_no=basket.application_no,
        addressee=basket.addressee,
        ground=use.ground if use else "",
        body=use.body if use else "",
    )


def draft_cancellation(
    sold: Sale, sale_id: SaleId, *, reason: str, clerk: StaffId, approver: StaffId | None
) -> Draft:
    """The original's lines with negative copies and amounts, at the price it was sold for, and in its
    fiscal year: a sale of 31 March that is settled and cancelled in April leaves nothing in either year.
    """
    return Draft(
        id=sale_id,
        kind=SaleKind.CANCELLATION,
        lines=tuple(
            replace(line, copies=-line.copies, listed_amount=-line.listed_amount, amount=-line.amount)
            for line in sold.lines
        ),
        clerk=clerk,
        application_no=sold.application_no,
        addressee=sold.addressee,
        ground=reason,
        body="",
        cancels=sold.id,
        fiscal_year=sold.fiscal_year,
        approver=approver,
    )


def _line(line: BasketLine, *, free: bool) -> SaleLine:
    fee = line.fee
    return SaleLine(
        product_code=fee.product_code,
        product_name=fee.product_name,
        size=fee.size,
        unit=fee.unit,
        unit_price=fee.price,
        copies=line.copies,
        listed_amount=line.amount,
        amount=ZERO if free else line.amount,
        account=fee.account,
        tax_class=fee.tax_class,
        sheet=line.sheet,
    )
