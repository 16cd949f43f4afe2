"""Counting the drawer by denomination (金種)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from pos.domain.ids import CountId, DayNumber, StaffId
from pos.domain.money import Yen
from pos.errors import EntryError, Reason

DENOMINATIONS: Final = (10_000, 5_000, 2_000, 1_000, 500, 100, 50, 10, 5, 1)
MAX_PIECES: Final = 9_999


class CountKind(StrEnum):
    OPENING = "opening"  # つり銭 at 開局
    CLOSING = "closing"  # 精算


@dataclass(frozen=True, slots=True)
class CashCount:
    """Pieces per denomination; what is not named is 0 pieces."""

    pieces: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, pieces: Mapping[int, int]) -> "CashCount":
        """Raises EntryError NUMBER_OUT_OF_RANGE for a negative or absurd number of pieces,
        ValueError for a denomination that does not exist."""
        for value, number in pieces.items():
            if value not in DENOMINATIONS:
                raise ValueError(f"there is no ¥{value}")
            if type(number) is not int or not 0 <= number <= MAX_PIECES:
                raise EntryError(Reason.NUMBER_OUT_OF_RANGE, low=0, high=MAX_PIECES)
        return cls(tuple((value, pieces.get(value, 0)) for value in DENOMINATIONS))

    @property
    def total(self) -> Yen:
        return Yen(sum(value * number for value, number in self.pieces))


@dataclass(frozen=True, slots=True)
class StoredCount:
    """A count as it is kept for ever: `attempt` 1 is the first, a recount adds the next."""

    id: CountId
    day: DayNumber
    kind: CountKind
    attempt: int
    count: CashCount
    counted_by: StaffId
    counted_at: datetime
