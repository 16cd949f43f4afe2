"""Every row of every table against the journal record that wrote it, and back.

Made from the schema: a new table or column is checked without a word here. A row that still moves
(an open payment, a promised sale, the open day) is kept until its last record; nothing else is, so
that memory stays small however many sales there are.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Callable
from typing import Any, Final

from sqlalchemy import Table

from pos.domain.receipt import ChainMark
from pos.ledger.journal import NO_HASH, journal_form
from pos.ledger.marks import MARKED, false_mark
from pos.ledger.schema import MOVING, RECORDED
from pos.ledger.schema.triggers import STATE_MOVES
from pos.ledger.values import Problem

Report = Callable[[Problem], None]
Key = tuple[Any, ...]
_JOURNAL: Final = "SELECT seq, hash, counter_id, kind, at, body FROM journal ORDER BY rowid"
_BODY_KEYS: Final = frozenset(("counter", "seq", "kind", "subject", "at", "by", "facts", "added", "moved"))
EVERY: Final = 500  # records between two progress calls
_NAMED: Final = 5  # so many unrecorded rows of a table are named


class _Rows:
    """One table's rows, found by key."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.columns = [column.name for column in table.columns]
        self._key = [self.columns.index(column.name) for column in table.primary_key]
        names = ", ".join(self.columns)
        where = " AND ".join(f"{column.name} = ?" for column in table.primary_key)
        self._find = f"SELECT {names} FROM {table.name} WHERE {where}"  # noqa: S608 - names of our schema
        keys = ", ".join(column.name for column in table.primary_key)
        self.all_keys = f"SELECT {keys} FROM {table.name}"  # noqa: S608
        self.count = f"SELECT count(*) FROM {table.name}"  # noqa: S608
        moves = STATE_MOVES.get(table, {})
        self._final = {state.value for state, onward in moves.items() if not onward}
        self._state = self.columns.index("state") if table in MOVING else -1
        self.marked = self.columns.index(MARKED[table.name]) if table.name in MARKED else -1

    def key(self, row: list[Any]) -> Key:
        return tuple([row[place] for place in self._key])

    def rests(self, row: list[Any]) -> bool:
        return self._state < 0 or row[self._state] in self._final

    def find(self, connection: sqlite3.Connection, key: Key) -> list[Any] | None:
        row = connection.execute(self._find, key).fetchone()
        return None if row is None else journal_form(self.table, row)

    def where(self, key: Key, column: str = "") -> str:
        named = "/".join(str(part) for part in key[1:]) or str(key[0])
        return f"{self.table.name} {named}" + (f" {column}" if column else "")


class Replay:
    """Follows the journal from its first record and compares as it goes."""

    def __init__(self, connection: sqlite3.Connection, report: Report) -> None:
        self._connection = connection
        self._report = report
        self._tables = {table.name: _Rows(table) for table in RECORDED}
        self._moving: dict[tuple[str, Key], tuple[int, list[Any]]] = {}
        self._added: Counter[str] = Counter()
        self._missing: set[str] = set()
        self._before = ChainMark(0, NO_HASH.hex())

    def run(self, records: int, progress: Callable[[int, int], None] | None) -> None:
        """Raises sqlite3.Error where the journal itself cannot be read."""
        if progress is not None:
            progress(0, records)
        for done, (seq, own, *heading, body) in enumerate(self._connection.execute(_JOURNAL), start=1):
            try:
                self._record(seq, heading, json.loads(body))
            except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
                self._report(Problem(f"journal {seq} body", f"unreadable: {error!r}"))
            if type(own) is bytes:
                self._before = ChainMark(seq, own.hex())
            if progress is not None and done % EVERY == 0:
                progress(done, records)
        for (name, _), (seq, row) in self._moving.items():
            self._compare(self._tables[name], seq, row)
        self._look_for_unrecorded()

    def _record(self, seq: int, heading: list[Any], body: dict[str, Any]) -> None:
        said = [body["counter"], body["kind"], body["at"]]
        for column, is_, says in zip(("counter_id", "kind", "at"), heading, said, strict=True):
            if is_ != says:
                self._report(Problem(f"journal {seq} {column}", f"is {is_!r}, its body says {says!r}"))
        if body["seq"] != seq or body.keys() != _BODY_KEYS:
            self._report(Problem(f"journal {seq} body", "is not the body of this record"))
        for name, rows in body["added"].items():
            self._added[name] += len(rows)
            self._take(seq, name, rows)
            self._check_marks(name, rows)
        for name, rows in body["moved"].items():
            self._take(seq, name, rows)

    def _take(self, seq: int, name: str, rows: list[list[Any]]) -> None:
        table = self._tables[name]
        for row in rows:
            place = (name, table.key(row))
            if table.rests(row):
                self._moving.pop(place, None)
                self._compare(table, seq, row)
            else:
                self._moving[place] = (seq, row)

    def _check_marks(self, name: str, rows: list[list[Any]]) -> None:
        """A paper says where the journal stood just before it; a chain hashed anew gives that away."""
        table = self._tables[name]
        for row in rows if table.marked >= 0 else ():
            problem = false_mark(row[table.marked], self._before)
            if problem:
                where = table.where(table.key(row), MARKED[name])
                self._report(Problem(f"{where}.chain", problem))

    def _compare(self, table: _Rows, seq: int, says: list[Any]) -> None:
        key = table.key(says)
        try:
            found = table.find(self._connection, key)
        except sqlite3.Error as error:
            self._report(Problem(table.where(key), f"unreadable: {error}"))
            return
        if found is None:
            self._missing.add(table.table.name)
            self._report(Problem(table.where(key), f"missing; journal record {seq} has it"))
        elif found != says:
            for column, is_, said in zip(table.columns, found, says, strict=True):
                if is_ != said:
                    what = f"is {is_!r}, journal record {seq} says {said!r}"
                    self._report(Problem(table.where(key, column), what))

    def _look_for_unrecorded(self) -> None:
        for name, table in self._tables.items():
            count = self._connection.execute(table.count).fetchone()[0]
            if count != self._added[name] or name in self._missing:
                self._name_unrecorded(table)

    def _name_unrecorded(self, table: _Rows) -> None:
        """Only in trouble: a second pass that collects the keys of this one table."""
        recorded = {
            table.key(row)
            for (body,) in self._connection.execute("SELECT body FROM journal")
            for row in _added_rows(body, table.table.name)
        }
        keys = (tuple(key) for key in self._connection.execute(table.all_keys))
        unrecorded = (key for key in keys if key not in recorded)
        for key, _ in zip(unrecorded, range(_NAMED), strict=False):
            self._report(Problem(table.where(key), "stands in no journal record"))


def _added_rows(body: bytes, table: str) -> list[list[Any]]:
    try:
        rows: list[list[Any]] = json.loads(body)["added"].get(table, [])
    except (ValueError, KeyError, TypeError, AttributeError):
        return []  # the unreadable body is a problem of its own
    return rows
