"""A long day in seconds: sales made after the pattern of some real ones, written in bulk.

Every row, total and journal record is what `Ledger` would have written (the verification benchmark has
it proved by `Ledger.verify`); only the triggers are away meanwhile, which refuse nothing of it anyway.
"""

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final

from benchmarks.raw_sale import TABLES, Row, Totals, Witness, Written
from benchmarks.till import OPENED, baskets, found, instants, sell
from pos.ledger.journal import DOMAIN_TAG

PATTERNS: Final = 60
TRIGGERS: Final = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'"
NEWEST: Final = "SELECT seq, hash FROM journal ORDER BY seq DESC LIMIT 1"
TOTAL_TABLES: Final = ("day_total", "counter_total")
MOVING: Final = ("sale", "payment")
IDS: Final = ("sale_id", "payment_id")
TIMES: Final = ("created_at", "settled_at", "requested_at", "concluded_at", "booked_at", "issued_at")
Named = dict[str, Any]


def grow(path: Path, sales: int, seed: int) -> None:
    """A new ledger with an open day of so many cash sales."""
    with found(path) as ledger, Witness(path) as witness:
        patterns = []
        for basket, at, _ in zip(
            baskets(ledger, seed), instants(), range(min(PATTERNS, sales)), strict=False
        ):
            before = witness.head()
            sell(ledger, basket, at)
            patterns.append(witness.transactions(before))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        Growth(connection, patterns, seed).run(sales)


class Growth:
    """Writes sales like the patterns, one after the other, until there are enough."""

    def __init__(self, connection: sqlite3.Connection, patterns: list[list[Written]], seed: int) -> None:
        self._connection = connection
        self._patterns = patterns
        self._chance = Random(seed)  # noqa: S311 - repeatable on purpose
        self._columns = {name: self._columns_of(name) for name in TABLES}
        self._seq, self._head = connection.execute(NEWEST).fetchone()
        self._voucher = connection.execute("SELECT max(number) FROM voucher").fetchone()[0]
        self._totals: tuple[Totals, Totals] = ({}, {})

    def run(self, sales: int) -> None:
        """All in one transaction, the triggers taken away and put back word for word."""
        triggers = self._connection.execute(TRIGGERS).fetchall()
        self._connection.execute("BEGIN IMMEDIATE")
        for name, _ in triggers:
            self._connection.execute(f"DROP TRIGGER {name}")
        for table, rows in self._rows(range(len(self._patterns) + 1, sales + 1)):
            marks = ", ".join("?" * len(rows[0]))
            self._connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)  # noqa: S608 - our own names
        for table, totals in zip(TOTAL_TABLES, self._totals, strict=True):
            self._add_totals(table, totals)
        for _, sql in triggers:
            self._connection.execute(sql)
        self._connection.execute("COMMIT")

    def _rows(self, numbers: Iterable[int]) -> Iterator[tuple[str, list[Row]]]:
        """Some thousand sales at a time."""
        waiting: dict[str, list[Row]] = {name: [] for name in (*TABLES, "journal")}
        for number in numbers:
            pattern = self._chance.choice(self._patterns)
            for table, row in self._sale(number, pattern):
                waiting[table].append(row)
            for totals, kept in zip(
                (pattern[-1].day_totals, pattern[-1].counter_totals), self._totals, strict=True
            ):
                _count(kept, totals)
            if len(waiting["journal"]) >= 5_000:
                yield from ((name, rows) for name, rows in waiting.items() if rows)
                waiting = {name: [] for name in waiting}
        yield from ((name, rows) for name, rows in waiting.items() if rows)

    def _sale(self, number: int, pattern: list[Written]) -> Iterator[tuple[str, Row]]:
        """The rows of one sale and its two journal records."""
        self._voucher += 1
        new = self._facts(number)
        for written in pattern:
            said = json.loads(written.body)
            self._seq += 1
            subject = new["payment_id" if said["kind"] == "payment concluded" else "sale_id"]
            said.update(seq=self._seq, at=new["created_at"], subject=subject)
            for where in ("added", "moved"):
                for table, rows in said[where].items():
                    said[where][table] = [self._changed(table, row, new) for row in rows]
            for table in TABLES:
                final = "moved" if table in MOVING else "added"  # as they end, not as they began
                yield from ((table, tuple(row)) for row in said[final].get(table, ()))
            yield "journal", self._record(written, said)

    def _facts(self, number: int) -> Named:
        """What tells this sale from the others."""
        at = (OPENED + timedelta(milliseconds=500) * number).astimezone(UTC)
        ids = {name: f"{self._chance.getrandbits(128):032x}" for name in IDS}
        times = dict.fromkeys(TIMES, at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        return {**ids, **times, "voucher": self._voucher, "serial": number, "sale": number}

    def _changed(self, table: str, row: list[Any], new: Named) -> list[Any]:
        """The pattern's row as this sale has it; what was not yet known there stays unknown."""
        named = dict(zip(self._columns[table], row, strict=True))
        for column, value in named.items():
            if column == "number":
                named[column] = new[table]
            elif column in new and value is not None:
                named[column] = new[column]
        if table == "paper":
            before = {"seq": self._seq - 1, "head": self._head.hex()}  # where the journal stands just now
            named["snapshot"] = _snapshot(named["snapshot"], new, before)
        return list(named.values())

    def _record(self, written: Written, said: Named) -> Row:
        body = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        prefix = DOMAIN_TAG + written.version.to_bytes(2, "big")
        previous, self._head = self._head, hashlib.sha256(prefix + self._head + body).digest()
        return (
            written.counter,
            self._seq,
            written.version,
            written.kind,
            said["at"],
            previous,
            self._head,
            body,
        )

    def _add_totals(self, table: str, totals: Totals) -> None:
        keys = [name for name in self._columns_of(table) if name not in ("pieces", "amount")]
        where = " AND ".join(f"{name} = ?" for name in keys)
        change = f"UPDATE {table} SET pieces = pieces + ?, amount = amount + ? WHERE {where}"  # noqa: S608
        self._connection.executemany(change, [(*more, *key) for key, more in totals.items()])

    def _columns_of(self, table: str) -> list[str]:
        return [row[1] for row in self._connection.execute(f"PRAGMA table_info({table})")]


def _count(kept: Totals, more: tuple[Row, ...]) -> None:
    for *key, pieces, amount in more:
        had = kept.get(tuple(key), (0, 0))
        kept[tuple(key)] = (had[0] + pieces, had[1] + amount)


def _snapshot(text: str, new: Named, before: Named) -> str:
    """The paper of another sale: its number, sale, time and place in the journal."""
    said = json.loads(text)
    said["number"]["serial"] = new["serial"]
    said["chain"].update(before)
    said.update(sale_id=new["sale_id"], sale_number=new["sale"])
    return json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
