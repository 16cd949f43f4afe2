"""Typing a line with the tenkey: product, size, copies, Enter. Pure: each key makes a new entry.

The digit of a size is the size: 4 is A4, 3 is A3, 2 is A2, 1 is A1. So 1 3 2 Enter means
土地境界図, A3, two sheets.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final, Self

from pos.domain.basket import MAX_COPIES
from pos.domain.catalog import Fee, PaperSize

SIZE_KEYS: Final = {"4": PaperSize.A4, "3": PaperSize.A3, "2": PaperSize.A2, "1": PaperSize.A1}
MAX_PRODUCTS: Final = 9
_MAX_DIGITS: Final = len(str(MAX_COPIES))


@dataclass(frozen=True, slots=True)
class ProductKey:
    """One product of the fee table on its key; `sizes` is empty where size means nothing."""

    digit: str  # "1" to "9"; "" where there are more products than digits
    code: str
    name: str
    fees: tuple[Fee, ...]

    def fee(self, size: PaperSize) -> Fee | None:
        return next((fee for fee in self.fees if fee.size is size), None)

    @property
    def sizeless(self) -> Fee | None:
        """The only fee of a product that is not sold by paper size."""
        return self.fee(PaperSize.NONE)


def product_keys(fees: Sequence[Fee]) -> tuple[ProductKey, ...]:
    """The products of a fee table, in its order, on the digits from 1."""
    codes = dict.fromkeys(fee.product_code for fee in fees)
    keys = []
    for number, code in enumerate(codes, start=1):
        own = tuple(fee for fee in fees if fee.product_code == code)
        digit = str(number) if number <= MAX_PRODUCTS else ""
        keys.append(ProductKey(digit, code, own[0].product_name, own))
    return tuple(keys)


@dataclass(frozen=True, slots=True)
class Entry:
    """What has been typed of the next line so far."""

    products: tuple[ProductKey, ...] = ()
    product: ProductKey | None = None
    fee: Fee | None = None
    digits: str = ""

    @property
    def is_empty(self) -> bool:
        return self.product is None

    @property
    def copies(self) -> int:
        """What was typed; nothing means one, and 0 is refused by the basket."""
        return int(self.digits) if self.digits else 1

    def digit(self, key: str) -> Self:
        """A digit pressed: product, size or copies, whichever is due. A digit that means nothing
        there changes nothing."""
        if self.product is None:
            found = next((each for each in self.products if each.digit == key), None)
            return self if found is None else self.choose_product(found)
        if self.fee is None:
            size = SIZE_KEYS.get(key)
            fee = self.product.fee(size) if size else None
            return self if fee is None else replace(self, fee=fee)
        if len(self.digits) >= _MAX_DIGITS:
            return self
        return replace(self, digits=self.digits + key)

    def choose_product(self, product: ProductKey) -> Self:
        return replace(self, product=product, fee=product.sizeless, digits="")

    def choose_fee(self, product: ProductKey, fee: Fee) -> Self:
        """Product and size at one touch."""
        return replace(self, product=product, fee=fee, digits="")

    def back(self) -> Self:
        """Take the newest key back."""
        if self.digits:
            return replace(self, digits=self.digits[:-1])
        if self.fee is not None and self.product is not None and self.product.sizeless is None:
            return replace(self, fee=None)
        return self.cleared()

    def cleared(self) -> Self:
        return replace(self, product=None, fee=None, digits="")
