"""SQLAlchemy Core statements, compiled once to text and run on the driver's own cursor.

Building and compiling a statement costs more than a sale's whole write; here that is paid once.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Insert, Select, Table, Update, bindparam, insert, select, update
from sqlalchemy.dialects import sqlite
from sqlalchemy.dialects.sqlite import Insert as SqliteInsert
from sqlalchemy.types import TypeEngine

from pos.ledger.schema import COUNTER

DIALECT: Final = sqlite.dialect(paramstyle="qmark")
Row = dict[str, Any]
Stored = tuple[Any, ...]  # one row as the database holds it, in schema column order
_Convert = Callable[[Any], Any] | None


def _bind(kind: TypeEngine[Any]) -> _Convert:
    return kind.dialect_impl(DIALECT).bind_processor(DIALECT)


def _result(kind: TypeEngine[Any]) -> _Convert:
    return kind.dialect_impl(DIALECT).result_processor(DIALECT, None)


def own(table: Table, *names: str) -> list[ColumnElement[bool]]:
    """Conditions for this counter's rows, and for each named column a parameter of that name."""
    return [table.c[name] == bindparam(name) for name in (COUNTER, *names)]


class Statement:
    """A compiled statement whose bind parameters are given by name."""

    def __init__(self, statement: Select[Any] | Insert | Update | SqliteInsert) -> None:
        compiled = statement.compile(dialect=DIALECT)
        self.sql: Final = str(compiled)
        names = compiled.positiontup or []
        self._binds = [(name, _bind(compiled.binds[name].type)) for name in names]
        self._fixed = compiled.construct_params(_check=False)

    def parameters(self, values: Mapping[str, Any]) -> Stored:
        """The values in the statement's order, in their stored form."""
        given = {**self._fixed, **values}
        return tuple([convert(given[name]) if convert else given[name] for name, convert in self._binds])

    def run(self, connection: sqlite3.Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        return connection.execute(self.sql, self.parameters(values))


class Query(Statement):
    """A compiled SELECT; rows come back as dicts of domain values by column name."""

    def __init__(self, statement: Select[Any]) -> None:
        super().__init__(statement)
        self._results = [(c.name, _result(c.type)) for c in statement.selected_columns]

    def rows(self, connection: sqlite3.Connection, values: Mapping[str, Any]) -> Iterator[Row]:
        for row in self.run(connection, values):
            yield {
                name: convert(value) if convert else value
                for (name, convert), value in zip(self._results, row, strict=True)
            }


class TableWriter:
    """How rows of one table are added and moved; every column must be named each time."""

    def __init__(self, table: Table, moving: tuple[str, ...] = ()) -> None:
        self.table: Final = table
        self._columns = [(column.name, _bind(column.type)) for column in table.columns]
        self.add_sql: Final = str(insert(table).compile(dialect=DIALECT))
        if moving:
            this_row = [column == bindparam(f"key_{column.name}") for column in table.primary_key]
            changes: dict[str, Any] = {name: bindparam(f"new_{name}") for name in moving}
            self._move = Statement(update(table).where(*this_row).values(changes))
            self._read = Statement(select(*table.columns).where(*this_row))

    def stored(self, values: Mapping[str, Any]) -> Stored:
        """The row as the database will hold it. Raises KeyError where a column is not named."""
        return tuple([convert(values[name]) if convert else values[name] for name, convert in self._columns])

    def move(
        self, connection: sqlite3.Connection, key: Mapping[str, Any], changes: Mapping[str, Any]
    ) -> Stored:
        """Changes the moving columns of one row; the whole row as it stands afterwards."""
        named = {f"key_{name}": value for name, value in key.items()}
        self._move.run(connection, {**named, **{f"new_{name}": value for name, value in changes.items()}})
        row: Stored = self._read.run(connection, named).fetchone()
        return row
