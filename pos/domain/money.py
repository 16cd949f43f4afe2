"""Money in whole yen: a value of its own, so that a count of sheets never mixes with an amount."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Final, Self

LIMIT: Final = 10**12  # far above any counter, far below what 64 bits and a float hold


@dataclass(frozen=True, order=True, slots=True)
class Yen:
    """An amount in whole yen, negative for money going back.

    Refuses float, bool and str, and refuses truth-testing: ¥0 is an amount, not "nothing".
    Raises TypeError for another type and OverflowError beyond ±10^12.
    """

    amount: int

    def __post_init__(self) -> None:
        if type(self.amount) is not int:
            raise TypeError(f"yen are whole numbers, not {type(self.amount).__name__}")
        if abs(self.amount) > LIMIT:
            raise OverflowError(f"{self.amount} yen is beyond any counter")

    def __bool__(self) -> bool:
        raise TypeError("compare an amount with ZERO; ¥0 is an amount")

    def __add__(self, other: Self) -> "Yen":
        return Yen(self.amount + other.amount) if isinstance(other, Yen) else NotImplemented

    def __sub__(self, other: Self) -> "Yen":
        return Yen(self.amount - other.amount) if isinstance(other, Yen) else NotImplemented

    def __neg__(self) -> "Yen":
        return Yen(-self.amount)

    def __abs__(self) -> "Yen":
        return Yen(abs(self.amount))

    def __mul__(self, count: int) -> "Yen":
        return Yen(self.amount * count) if type(count) is int else NotImplemented

    def __str__(self) -> str:
        """As people write it: ¥1,234 or -¥1,234."""
        return f"{'-' if self.amount < 0 else ''}¥{abs(self.amount):,}"


ZERO: Final = Yen(0)


def total(amounts: "list[Yen] | tuple[Yen, ...]") -> Yen:
    """The sum of the amounts; ¥0 for none."""
    return Yen(sum(each.amount for each in amounts))


def tax_rounded_down(tax_included: Yen, rate: Decimal) -> Yen:
    """The consumption tax inside a tax-included amount, the fraction dropped.

    Rounded once per receipt and rate (消費税法施行令 70条の10, 適格簡易請求書).
    """
    inside = Decimal(tax_included.amount) * rate / (1 + rate)
    return Yen(int(inside.to_integral_value(rounding=ROUND_DOWN)))
