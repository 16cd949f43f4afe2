"""The ledger's file: one SQLite connection, durable transactions, and a journal record in each.

Journal mode DELETE with synchronous EXTRA: in a replay of power cuts it lost none of 43,000
acknowledged commits, Python's default lost one in four (reliability.md 2.1).
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Table, or_, select

from pos.domain.receipt import ChainMark
from pos.errors import Reason, RefusedError
from pos.ledger.errors import BrokenRule, storage_error, told_apart
from pos.ledger.journal import NO_HASH, VERSION, Head, Heading, Rows, compose, record_hash
from pos.ledger.schema import COUNTER, JOURNAL, MOVING, RECORDED
from pos.ledger.statements import Query, Row, TableWriter, own
from pos.ledger.tallies import DAY_TOTAL, GRAND_TOTAL, Tally

APPLICATION_ID: Final = 0x4D41444F  # "MADO"
BUSY_TIMEOUT_S: Final = 15.0  # rollback journals can starve a writer for seconds (reliability.md 2.2)
CLOCK_TOLERANCE: Final = timedelta(seconds=120)  # reliability.md 4
_PRAGMAS: Final = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA foreign_keys = ON",
    "PRAGMA cell_size_check = ON",
)
WRITERS: Final = {table: TableWriter(table, MOVING.get(table, ())) for table in (*RECORDED, JOURNAL)}
FACTS: Final = (  # kinds of records that say what happened to money, or on which day
    "day opened", "cash counted", "day closed", "sale promised", "cancellation promised", "official use",
    "payment concluded",
)  # fmt: skip
_HEAD: Final = Query(
    select(JOURNAL.c.seq, JOURNAL.c.hash, JOURNAL.c.at)
    .where(*own(JOURNAL))
    .order_by(JOURNAL.c.seq.desc())
    .limit(1)
)
_LAST_FACT: Final = Query(
    select(JOURNAL.c.at)
    .where(*own(JOURNAL), or_(*(JOURNAL.c.kind == kind for kind in FACTS)))
    .order_by(JOURNAL.c.seq.desc())
    .limit(1)
)
_RECORD: Final = Query(select(JOURNAL.c.hash).where(*own(JOURNAL, "seq")))


def connect(path: Path, *, create: bool = False) -> sqlite3.Connection:
    """An open connection, set to lose no acknowledged commit; the caller says BEGIN and COMMIT.

    Raises sqlite3.Error.
    """
    mode = "rwc" if create else "rw"
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_TIMEOUT_S,
        isolation_level=None,
        cached_statements=256,
    )
    try:
        for pragma in _PRAGMAS:
            connection.execute(pragma).fetchall()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


class LedgerFile:
    """The file of one counter; used by the thread that opened it."""

    def __init__(self, path: Path, counter_id: str) -> None:
        self.path: Final = path
        self.counter_id: Final = counter_id
        self._connection: sqlite3.Connection | None = None

    @property
    def connection(self) -> sqlite3.Connection:
        """Opened at first use, and again after trouble."""
        if self._connection is None:
            self._connection = connect(self.path)
        return self._connection

    def close(self) -> None:
        """Idempotent."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def rows(self, query: Query, **values: object) -> list[Row]:
        with told_apart():
            return list(query.rows(self.connection, {COUNTER: self.counter_id, **values}))

    def row(self, query: Query, **values: object) -> Row | None:
        return next(iter(self.rows(query, **values)), None)

    def head(self) -> Head:
        row = self.row(_HEAD)
        return Head(0, NO_HASH, None) if row is None else Head(row["seq"], row["hash"], row["at"])

    def probe(self) -> None:
        """Takes the write lock and the pages that a payment needs, and gives them back.

        The promise is a commit of its own before a device is touched; this only asks ahead of it.
        Raises sqlite3.Error.
        """
        connection = self.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            connection.execute("CREATE TABLE probe AS SELECT zeroblob(65536) AS room")
        finally:
            self._roll_back_unfinished()

    @contextmanager
    def writing(
        self,
        kind: str,
        *,
        at: datetime,
        by: str | None,
        subject: object = "",
        facts: Mapping[str, object] | None = None,
    ) -> Iterator["Writing"]:
        """One durable transaction with its journal record; nothing of it stays if the body raises."""
        with told_apart():
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                writing = Writing(self, at)
                yield writing
                heading = Heading(
                    kind, writing.subject or str(subject), at, by, {**(facts or {}), **writing.facts}
                )
                self._commit(*writing.finish(heading))
            finally:
                self._roll_back_unfinished()

    def _commit(self, seq: int, record: bytes) -> None:
        """A COMMIT that failed may still have committed: the file itself is asked, by the record's hash."""
        try:
            self.connection.execute("COMMIT")
        except sqlite3.IntegrityError as error:  # a deferred foreign key
            raise BrokenRule(str(error)) from error
        except sqlite3.Error as error:
            self._reopen()
            row = self.row(_RECORD, seq=seq)
            if row is None or row["hash"] != record:
                raise storage_error(error) from error

    def _reopen(self) -> None:
        self._drop()
        with told_apart():
            self.connection.execute("SELECT 1 FROM sqlite_schema").fetchone()

    def _roll_back_unfinished(self) -> None:
        if self._connection is not None and self._connection.in_transaction:
            try:
                self._connection.execute("ROLLBACK")
            except sqlite3.Error:  # a new connection rolls back by the journal file
                self._drop()

    def _drop(self) -> None:
        with suppress(sqlite3.Error):
            self.close()
        self._connection = None


class Writing:
    """A transaction in hand: adds and moves rows, and keeps them for its journal record."""

    def __init__(self, file: LedgerFile, at: datetime) -> None:
        self._file = file
        self._connection = file.connection
        self._at = at
        self._rows = Rows({}, {})
        self.head: Final = file.head()
        self.subject = ""
        self.facts: dict[str, object] = {}

    @property
    def mark(self) -> ChainMark:
        """Where the journal stands before this transaction's record."""
        return self.head.mark

    def row(self, query: Query, **values: object) -> Row | None:
        return next(iter(self.rows(query, **values)), None)

    def rows(self, query: Query, **values: object) -> list[Row]:
        """Inside `writing`, which already tells errors apart."""
        return list(query.rows(self._connection, {COUNTER: self._file.counter_id, **values}))

    def check_clock(self) -> None:
        """Raises RefusedError CLOCK_WENT_BACK (facts: now, last) when the clock is behind the last fact.

        A start or a login while the clock stood wrong is no fact: it must not stop the till for years.
        """
        late = self.head.at
        if late is None or self._at >= late - CLOCK_TOLERANCE:
            return
        fact = self.row(_LAST_FACT)
        if fact is not None and self._at < fact["at"] - CLOCK_TOLERANCE:
            raise RefusedError(Reason.CLOCK_WENT_BACK, now=self._at, last=fact["at"])

    def add(self, table: Table, *rows: Mapping[str, Any]) -> None:
        """Adds rows, every column named but counter_id."""
        writer = WRITERS[table]
        for values in rows:
            row = writer.stored({COUNTER: self._file.counter_id, **values})
            self._connection.execute(writer.add_sql, row)
            self._rows.add(table, row)

    def move(self, table: Table, key: Mapping[str, Any], **changes: object) -> None:
        """Moves the state of one row, with what belongs to it."""
        whole_key = {COUNTER: self._file.counter_id, **key}
        self._rows.move(table, WRITERS[table].move(self._connection, whole_key, changes))

    def tally(self, day: int, tallies: list[Tally], grand: Tally | None = None) -> None:
        """Keeps the running totals of the day, and of the counter, in step."""
        counter = self._file.counter_id
        self._connection.executemany(DAY_TOTAL, [(counter, day, *each.stored()) for each in tallies])
        if grand is not None:
            self._connection.execute(
                GRAND_TOTAL, (counter, grand.dimension, grand.pieces, grand.amount.amount)
            )

    def finish(self, heading: Heading) -> tuple[int, bytes]:
        """Writes the journal record; its number and hash."""
        seq = self.head.seq + 1
        body = compose(self._file.counter_id, seq, heading, self._rows)
        record = record_hash(self.head.hash, body)
        writer = WRITERS[JOURNAL]
        values = {
            COUNTER: self._file.counter_id,
            "seq": seq,
            "version": VERSION,
            "kind": heading.kind,
            "at": heading.at,
            "prev_hash": self.head.hash,
            "hash": record,
            "body": body,
        }
        self._connection.execute(writer.add_sql, writer.stored(values))
        return seq, record
