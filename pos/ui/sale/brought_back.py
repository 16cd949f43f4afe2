"""明細を戻す: the basket of a sale that took no money, from its stored lines, at today's fees."""

from collections.abc import Sequence
from typing import Final

from pos.domain.basket import Basket, BasketLine
from pos.domain.catalog import Fee
from pos.domain.sale import Sale, SaleLine

CHANGED: Final = "料金が変わった明細は戻していません: {titles}。品目から入れ直してください。"


def basket_of(sale: Sale, fees: Sequence[Fee]) -> tuple[Basket, tuple[str, ...]]:
    """The basket, and the titles of the lines that cost something else today or are sold no more."""
    today = {fee.key: fee for fee in fees}
    lines, changed = [], []
    for line in sale.lines:
        fee = today.get((line.product_code, line.size))
        if fee is not None and _same(fee, line):
            lines.append(BasketLine(fee, line.copies, line.sheet))
        else:
            changed.append(line.title)
    basket = Basket(tuple(lines), application_no=sale.application_no, addressee=sale.addressee)
    return basket, tuple(changed)


def _same(fee: Fee, line: SaleLine) -> bool:
    return (fee.price, fee.unit, fee.product_name) == (line.unit_price, line.unit, line.product_name)
