"""Column types: how yen, instants, ids and enums are stored, the same text and numbers everywhere.

Journal bodies carry the stored form of each row, so the stored form is chosen here and not left to
a database: an instant is UTC text of fixed width, an id is 32 hex digits, money is a whole number.
"""

from datetime import UTC, datetime
from enum import Enum, StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Integer, String, TypeDecorator

from pos.domain.days import FiscalYear, aware
from pos.domain.money import Yen

INSTANT_LENGTH = len("2026-11-24T08:30:00.000000Z")


def stored_instant(instant: datetime) -> str:
    """UTC with microseconds, 27 characters, sorts as it is. Raises ValueError for a naive one."""
    return f"{aware(instant).astimezone(UTC).replace(tzinfo=None).isoformat(timespec='microseconds')}Z"


def revived_instant(text: str) -> datetime:
    """The instant in JST. Raises ValueError for other text."""
    if len(text) != INSTANT_LENGTH or text[10] != "T" or text[-1] != "Z":
        raise ValueError(f"{text!r} is no stored instant")
    return aware(datetime.fromisoformat(text))  # strptime takes ten times as long


class YenColumn(TypeDecorator[Yen]):
    """Whole yen."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Yen | None, dialect: Dialect) -> int | None:
        return None if value is None else value.amount

    def process_result_value(self, value: Any, dialect: Dialect) -> Yen | None:
        return None if value is None else Yen(value)


class InstantColumn(TypeDecorator[datetime]):
    """An aware instant, stored in UTC, given back in JST."""

    impl = String(27)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else stored_instant(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        return None if value is None else revived_instant(value)


class IdColumn(TypeDecorator[UUID]):
    """A UUID as 32 hex digits."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: UUID | None, dialect: Dialect) -> str | None:
        return None if value is None else value.hex

    def process_result_value(self, value: Any, dialect: Dialect) -> UUID | None:
        return None if value is None else UUID(hex=value)


class FiscalYearColumn(TypeDecorator[FiscalYear]):
    """The year a fiscal year begins in."""

    impl = Integer
    cache_ok = True

    def process_bind_param(self, value: FiscalYear | None, dialect: Dialect) -> int | None:
        return None if value is None else value.year

    def process_result_value(self, value: Any, dialect: Dialect) -> FiscalYear | None:
        return None if value is None else FiscalYear(value)


class EnumColumn(TypeDecorator[StrEnum]):
    """An enum by its value; made by `stored_by_value`."""

    impl = String(16)
    cache_ok = True

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: StrEnum | None, dialect: Dialect) -> str | None:
        return None if value is None else self.kind(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        return None if value is None else self.kind(value)


def stored_by_value(kind: type[StrEnum]) -> EnumColumn:
    """The column type of an enum; `one_of` gives the CHECK that belongs to it."""
    return EnumColumn(kind)


def one_of(column: str, kind: type[Enum]) -> CheckConstraint:
    """CHECK that the column holds one of the enum's values."""
    values = ", ".join(f"'{member.value}'" for member in kind)
    return CheckConstraint(f"{column} IN ({values})", name=f"{column}_known")
