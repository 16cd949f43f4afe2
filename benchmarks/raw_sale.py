"""Plain sqlite3 that writes what a sale of ours has written: the same rows, transactions and durability."""

import hashlib
import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from pos.ledger.file import connect
from pos.ledger.journal import DOMAIN_TAG

TABLES: Final = ("sale_line", "sale", "payment", "entry", "voucher", "paper")  # parts before their whole
PAYMENT_MOVES: Final = (
    "UPDATE payment SET state = ?, conclusion = ?, concluded_at = ? WHERE counter_id = ? AND payment_id = ?"
)
SALE_MOVES: Final = (
    "UPDATE sale SET state = ?, booked_day = ?, settled_at = ? WHERE counter_id = ? AND sale_id = ?"
)
DAY_TOTAL: Final = (
    "INSERT INTO day_total VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (counter_id, day, dimension, key, part)"
    " DO UPDATE SET pieces = pieces + excluded.pieces, amount = amount + excluded.amount"
)
COUNTER_TOTAL: Final = (
    "INSERT INTO counter_total VALUES (?, ?, ?, ?) ON CONFLICT (counter_id, name)"
    " DO UPDATE SET pieces = pieces + excluded.pieces, amount = amount + excluded.amount"
)
HEAD: Final = "SELECT seq, hash FROM journal WHERE counter_id = ? ORDER BY seq DESC LIMIT 1"
JOURNAL: Final = "INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
RECORD: Final = "SELECT counter_id, version, kind, at, body FROM journal WHERE seq = ?"
Row = tuple[Any, ...]
Totals = dict[Row, tuple[int, int]]  # key of the total → pieces, amount


@dataclass(frozen=True, slots=True)
class Written:
    """What one transaction of ours has written, ready to be written again."""

    counter: str
    version: int
    kind: str
    at: str
    body: bytes
    added: tuple[tuple[str, list[Row]], ...]
    payment: Row | None  # the new state, then the key
    sale: Row | None
    day_totals: tuple[Row, ...]
    counter_totals: tuple[Row, ...]


class Witness:
    """Reads in our file what each transaction has written, outside of what is timed."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        self._totals = self._read_totals()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()

    def head(self) -> int:
        return int(self._connection.execute("SELECT max(seq) FROM journal").fetchone()[0])

    def transactions(self, after: int) -> list[Written]:
        """Those behind record `after`; all changes of totals belong to the last of them."""
        found = [self._written(seq) for seq in range(after + 1, self.head())]
        totals, self._totals = self._totals, self._read_totals()
        return [*found, self._written(self.head(), _changes(totals, self._totals))]

    def _written(self, seq: int, totals: tuple[tuple[Row, ...], ...] = ((), ())) -> Written:
        record = self._connection.execute(RECORD, (seq,)).fetchone()
        said = json.loads(record[-1])
        added = tuple((name, [tuple(row) for row in said["added"].get(name, ())]) for name in TABLES)
        moved = {name: self._move(name, rows[0]) for name, rows in said["moved"].items()}
        day, counter = totals
        counter_id, version, kind, at, body = record
        return Written(
            counter_id, version, kind, at, body, added, moved.get("payment"), moved.get("sale"), day, counter
        )

    def _move(self, table: str, row: list[Any]) -> Row:
        columns = [each[1] for each in self._connection.execute(f"PRAGMA table_info({table})")]
        named = dict(zip(columns, row, strict=True))
        moving = {
            "payment": ("state", "conclusion", "concluded_at"),
            "sale": ("state", "booked_day", "settled_at"),
        }
        return tuple(named[name] for name in (*moving[table], "counter_id", f"{table}_id"))

    def _read_totals(self) -> tuple[Totals, Totals]:
        days, counters = "SELECT * FROM day_total", "SELECT * FROM counter_total"
        return tuple(  # type: ignore[return-value]  # two of them
            {row[:-2]: row[-2:] for row in self._connection.execute(query)} for query in (days, counters)
        )


def _changes(before: tuple[Totals, Totals], after: tuple[Totals, Totals]) -> tuple[tuple[Row, ...], ...]:
    return tuple(
        tuple((*key, new[0] - old.get(key, (0, 0))[0], new[1] - old.get(key, (0, 0))[1])
              for key, new in now.items() if new != old.get(key))
        for old, now in zip(before, after, strict=True)
    )  # fmt: skip


class RawLedger:
    """The reference: nobody could write these rows with less than this."""

    def __init__(self, path: Path) -> None:
        self._connection = connect(path)  # the same settings, so the same durability
        self._insert = {name: self._insert_into(name) for name in TABLES}

    def close(self) -> None:
        self._connection.close()

    def write(self, sale: list[Written]) -> None:
        """Each of the transactions, the chain's head read and the hash made anew."""
        for each in sale:
            self._write(each)

    def _write(self, written: Written) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        seq, head = run(HEAD, (written.counter,)).fetchone()
        if written.payment is not None:
            run(PAYMENT_MOVES, written.payment)
        for name, rows in written.added:
            if rows:
                self._connection.executemany(self._insert[name], rows)
        if written.sale is not None:
            run(SALE_MOVES, written.sale)
            self._connection.executemany(DAY_TOTAL, written.day_totals)
            self._connection.executemany(COUNTER_TOTAL, written.counter_totals)
        version = written.version.to_bytes(2, "big")
        record = hashlib.sha256(DOMAIN_TAG + version + head + written.body).digest()
        run(
            JOURNAL,
            (written.counter, seq + 1, written.version, written.kind, written.at, head, record, written.body),
        )
        run("COMMIT")

    def _insert_into(self, table: str) -> str:
        columns = len(self._connection.execute(f"PRAGMA table_info({table})").fetchall())
        return f"INSERT INTO {table} VALUES ({', '.join('?' * columns)})"  # noqa: S608 - our own names


def difference(first: Path, second: Path) -> list[str]:
    """The tables in which the two files differ."""
    with sqlite3.connect(first) as one, sqlite3.connect(second) as other:
        names = [row[0] for row in one.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        found = [name for name in names if _rows(one, name) != _rows(other, name)]
    one.close()
    other.close()
    return found


def _rows(connection: sqlite3.Connection, table: str) -> list[Row]:
    return sorted(connection.execute(f"SELECT * FROM {table}"), key=repr)  # noqa: S608 - names of the file
