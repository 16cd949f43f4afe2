"""What every table shares: the counter's id in front of every key, and short ways to say a column."""

from enum import StrEnum
from typing import Any, Final

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.schema import SchemaItem

from pos.ledger.types import IdColumn, InstantColumn, YenColumn

NAMES: Final = {
    "pk": "%(table_name)s_key",
    "uq": "%(table_name)s_%(column_0_N_name)s_once",
    "fk": "%(table_name)s_%(column_0_N_name)s_exists",
    "ck": "%(table_name)s_%(constraint_name)s",
}
METADATA: Final = MetaData(naming_convention=NAMES)
COUNTER: Final = "counter_id"


def table(name: str, *items: SchemaItem, key: tuple[str, ...], rowid: bool = False) -> Table:
    """A table of the ledger: counter_id first, and first in its primary key.

    Small rows live in their key's own tree (WITHOUT ROWID); tables with long texts keep a rowid.
    """
    return Table(
        name,
        METADATA,
        Column(COUNTER, String(16), nullable=False),
        *items,
        PrimaryKeyConstraint(COUNTER, *key),
        sqlite_with_rowid=rowid,
    )


def refers(columns: str | tuple[str, ...], to: str, *, deferred: bool = False) -> ForeignKeyConstraint:
    """Foreign key (counter_id, columns) → `to` "table.column,column"; deferred: children come first."""
    own = (columns,) if isinstance(columns, str) else columns
    target, _, theirs = to.partition(".")
    return ForeignKeyConstraint(
        (COUNTER, *own),
        [f"{target}.{name}" for name in (COUNTER, *theirs.split(","))],
        deferrable=True if deferred else None,
        initially="DEFERRED" if deferred else None,
    )


def once(*columns: str) -> UniqueConstraint:
    """Unique within the counter."""
    return UniqueConstraint(COUNTER, *columns)


def check(name: str, rule: str) -> CheckConstraint:
    """A named rule of one row."""
    return CheckConstraint(rule, name=name)


def text(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, Text, nullable=optional)


def yen(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, YenColumn, nullable=optional)


def instant(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, InstantColumn, nullable=optional)


def identity(name: str, *, optional: bool = False) -> Column[Any]:
    return Column(name, IdColumn, nullable=optional)


class LoginOutcome(StrEnum):
    """What came of a login; UNLOCKED is an administrator lifting a lock."""

    SUCCEEDED = "succeeded"
    FAILED = "failed"
    UNLOCKED = "unlocked"


class DayState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class VoucherKind(StrEnum):
    """Which fact a voucher books."""

    CHANGE_FUND = "change_fund"  # つり銭 into the drawer at opening
    SALE = "sale"
    CANCELLATION = "cancellation"
    DIFFERENCE = "difference"  # 過不足 at the close
    FUND_RETURNED = "fund_returned"  # つり銭 out of the drawer at the close
