"""What SQLite's planner should believe about our tables, said once instead of measured.

Without statistics SQLite takes any `counter_id = ?` for selective, though every row of the file has
the same one, and then reads whole tables. ANALYZE on an empty ledger would know no better, and one
on a full ledger would change plans in the middle of a year; so the numbers are fixed here.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Final

from pos.ledger.schema import METADATA
from pos.ledger.schema.ddl import schema_statements

_ROWS: Final = 1_000_000
_PARTIAL_ROWS: Final = 100
_PER_DAY: Final = 300  # rows that share day, year or series with one another
_FEW: Final = 5  # rows that share anything else: the lines of a sale, the entries of a voucher
_COARSE: Final = frozenset(("day", "booked_day", "fiscal_year", "series", "kind", "dimension"))


def planner_statements() -> tuple[str, ...]:
    """Statements that put the numbers into sqlite_stat1; they count from the next opening on."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for statement in schema_statements():
            connection.execute(statement)
        rows = [row for table in METADATA.sorted_tables for row in _of_table(connection, table.name)]
    values = ", ".join(f"('{table}', '{index}', '{numbers}')" for table, index, numbers in rows)
    return ("ANALYZE", f"INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES {values}")  # noqa: S608 - our names


def _of_table(connection: sqlite3.Connection, table: str) -> Iterator[tuple[str, str, str]]:
    own_tree = (
        "WITHOUT ROWID"
        in connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (table,)).fetchone()[0]
    )
    for _, name, unique, origin, partial in connection.execute(f"PRAGMA index_list({table})").fetchall():
        columns = [row[2] for row in connection.execute(f"PRAGMA index_info({name})")]
        numbers = _numbers(columns, unique=bool(unique), rows=_PARTIAL_ROWS if partial else _ROWS)
        yield table, table if own_tree and origin == "pk" else name, numbers


def _numbers(columns: list[str], *, unique: bool, rows: int) -> str:
    """Rows in all, then rows per value of the first column, of the first two …"""
    per_prefix = [rows]
    for column in columns[1:]:
        per_prefix.append(min(per_prefix[-1], _PER_DAY if column in _COARSE else _FEW))
    if unique:
        per_prefix[-1] = 1
    return " ".join(str(number) for number in (rows, *per_prefix))
