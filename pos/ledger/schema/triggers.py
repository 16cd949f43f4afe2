"""Triggers: what must never be true is refused by the database, whatever our own code does.

They are a seat belt against our bugs; against people the journal is the evidence. Every trigger
refuses with a short name, which `pos.ledger.errors` turns into a reason where a person may cause it.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Final

from sqlalchemy import Table

from pos.domain.payment import MOVES
from pos.domain.sale import SaleState
from pos.ledger.schema import DERIVED, METADATA, MOVING, DayState, days, sales
from pos.ledger.schema.rules import RULES

SALE_MOVES: Final = {
    SaleState.PROMISED: frozenset({SaleState.SETTLED, SaleState.ABANDONED}),
    SaleState.SETTLED: frozenset[SaleState](),
    SaleState.ABANDONED: frozenset[SaleState](),
}
DAY_MOVES: Final = {
    DayState.OPEN: frozenset({DayState.CLOSED}),
    DayState.CLOSED: frozenset[DayState](),
}
STATE_MOVES: Final[dict[Table, Mapping[StrEnum, frozenset[StrEnum]]]] = {
    sales.sale: SALE_MOVES,  # type: ignore[dict-item]  # a mapping of one enum to itself
    sales.payment: MOVES,  # type: ignore[dict-item]
    days.business_day: DAY_MOVES,  # type: ignore[dict-item]
}


def all_triggers() -> tuple[str, ...]:
    """CREATE TRIGGER statements for SQLite, in a fixed order."""
    return tuple(
        trigger
        for table in METADATA.sorted_tables
        for trigger in (*_against_loss(table), *_against_change(table), *_own_rules(table))
    )


def _against_loss(table: Table) -> Iterator[str]:
    name = table.name
    yield _trigger(f"{name}_kept", f"BEFORE DELETE ON {name}", f"{name}_kept")
    if table not in DERIVED:  # INSERT OR REPLACE deletes without a DELETE trigger
        same = " AND ".join(f"{c.name} = NEW.{c.name}" for c in table.primary_key)
        rule = f"EXISTS (SELECT 1 FROM {name} WHERE {same})"  # noqa: S608 - names of our schema
        yield _trigger(f"{name}_new", f"BEFORE INSERT ON {name} WHEN {rule}", f"{name}_exists")


def _against_change(table: Table) -> Iterator[str]:
    name = table.name
    if table in MOVING:
        moves = " OR ".join(_move(old, new) for old, new in STATE_MOVES[table].items() if new)
        fixed = _changed(table, without=MOVING[table])
        rule = f"NOT ({moves}) OR {fixed}"
        yield _trigger(f"{name}_moves", f"BEFORE UPDATE ON {name} WHEN {rule}", f"{name}_fixed")
    elif table in DERIVED:
        rule = _changed(table, without=("pieces", "amount"))
        yield _trigger(f"{name}_fixed", f"BEFORE UPDATE ON {name} WHEN {rule}", f"{name}_fixed")
    else:
        yield _trigger(f"{name}_fixed", f"BEFORE UPDATE ON {name}", f"{name}_fixed")


def _own_rules(table: Table) -> Iterator[str]:
    for event, name, broken in RULES.get(table, ()):
        yield _trigger(f"{table.name}_{name}", f"BEFORE {event} ON {table.name} WHEN {broken}", name)


def _move(old: StrEnum, new: frozenset[StrEnum]) -> str:
    allowed = ", ".join(f"'{each.value}'" for each in sorted(new))
    return f"(OLD.state = '{old.value}' AND NEW.state IN ({allowed}))"


def _changed(table: Table, *, without: tuple[str, ...]) -> str:
    kept = (column.name for column in table.columns if column.name not in without)
    return " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in kept)


def _trigger(name: str, when: str, message: str) -> str:
    return f"CREATE TRIGGER {name} {when}\nBEGIN SELECT RAISE(ABORT, '{message}'); END"
