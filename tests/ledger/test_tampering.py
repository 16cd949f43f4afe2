"""Every column of every table changed by SQL, rows deleted, added, swapped: `verify` names each."""

# ruff: noqa: S608 - names of our own schema

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table

from pos.ledger import Problem, Verification, open_ledger
from pos.ledger.schema import DERIVED, JOURNAL, METADATA
from pos.ledger.verification import verify_file
from tests.ledger.counter import IDENTITY

TABLES = METADATA.sorted_tables
COLUMNS = [(table, column.name) for table in TABLES for column in table.columns]


def without_guards(path: Path) -> sqlite3.Connection:
    """The owner of the file: no trigger, no foreign key, no CHECK stands in the way."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("PRAGMA ignore_check_constraints = ON")
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("BEGIN")
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("COMMIT")
    return connection


def check(path: Path) -> Verification:
    return verify_file(path, IDENTITY, None)


def found(path: Path, where: str) -> list[Problem]:
    """Problems at this place; a dropped trigger is a problem too, of another place."""
    return [each for each in check(path).problems if each.where.startswith(where)]


def other(value: Any) -> Any:
    """Another value of the same kind, far from any neighbour."""
    if isinstance(value, bytes):
        return bytes([value[0] ^ 1]) + value[1:]
    if isinstance(value, int):
        return value + 1000
    return "7" if value is None else value + "7"


def keys(table: Table) -> list[str]:
    return [column.name for column in table.primary_key]


def pick(connection: sqlite3.Connection, table: Table) -> dict[str, Any]:
    """The last row, as names and values."""
    columns = [column.name for column in table.columns]
    order = ", ".join(keys(table))
    rows = connection.execute(f"SELECT {', '.join(columns)} FROM {table.name} ORDER BY {order}").fetchall()
    return dict(zip(columns, rows[len(rows) // 2], strict=True))


def where_key(table: Table, row: dict[str, Any]) -> tuple[str, list[Any]]:
    names = keys(table)
    return " AND ".join(f"{name} = ?" for name in names), [row[name] for name in names]


def test_an_untouched_ledger_is_whole(full_path: Path) -> None:
    result = check(full_path)
    assert result.ok, result.problems
    assert (result.records, result.sales) == (41, 4)


def test_the_template_has_a_row_in_every_table(full_path: Path) -> None:
    with closing(sqlite3.connect(full_path)) as connection:
        empty = [t.name for t in TABLES if not connection.execute(f"SELECT 1 FROM {t.name}").fetchone()]
    assert not empty


@pytest.mark.parametrize(("table", "column"), COLUMNS, ids=[f"{t.name}.{c}" for t, c in COLUMNS])
def test_a_changed_column_is_named(full_path: Path, table: Table, column: str) -> None:
    with closing(without_guards(full_path)) as connection:
        row = pick(connection, table)
        where, key = where_key(table, row)
        sql = f"UPDATE {table.name} SET {column} = ? WHERE {where}"
        assert connection.execute(sql, [other(row[column]), *key]).rowcount == 1
    problems = found(full_path, f"{table.name} ")
    assert problems
    if table is not JOURNAL and column not in keys(table):
        assert any(each.where.endswith(f" {column}") for each in problems), problems


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_deleted_row_is_named(full_path: Path, table: Table) -> None:
    with closing(without_guards(full_path)) as connection:
        where, key = where_key(table, pick(connection, table))
        connection.execute(f"DELETE FROM {table.name} WHERE {where}", key)
    assert found(full_path, f"{table.name} ")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_added_row_is_named(full_path: Path, table: Table) -> None:
    with closing(without_guards(full_path)) as connection:
        row = pick(connection, table)
        last = [column.name for column in table.columns if column.name in keys(table)][-1]
        added = {name: other(value) if isinstance(value, str) else value for name, value in row.items()}
        added |= {"counter_id": row["counter_id"], last: _fresh(row[last])}
        for name in ("cancels", "sale_id"):  # unique ones
            if table.name not in ("sale_line", "payment_result") and name in added:
                added[name] = "f" * 32
        if table.name == "unknown_slip":
            added["serial"] = 4711
        if "number" in added:
            added["number"] = 4711
        if table.name in ("day_closing", "business_day"):
            added |= {"day": 4711, "z_number": 4711, "business_date": "2030-01-01", "state": "closed"}
        columns = [column.name for column in table.columns]
        marks = ", ".join("?" for _ in columns)
        connection.execute(f"INSERT INTO {table.name} VALUES ({marks})", [added[name] for name in columns])
    assert found(full_path, f"{table.name} ")


def _fresh(value: Any) -> Any:
    return value + 4711 if isinstance(value, int) else "e" * len(value)


def test_two_swapped_lines_are_named(full_path: Path) -> None:
    with closing(without_guards(full_path)) as connection:
        sale = connection.execute("SELECT sale_id FROM sale_line GROUP BY 1 HAVING count(*) = 2").fetchone()[
            0
        ]
        for old, new in ((1, 9), (2, 1), (9, 2)):
            sql = "UPDATE sale_line SET position = ? WHERE sale_id = ? AND position = ?"
            connection.execute(sql, (new, sale, old))
    assert found(full_path, f"sale_line {sale}/1 ")


def test_a_cut_off_tail_of_the_journal_leaves_rows_without_record(full_path: Path) -> None:
    with closing(without_guards(full_path)) as connection:
        connection.execute("DELETE FROM journal WHERE seq > 28")
    assert found(full_path, "sale ")
    assert found(full_path, "journal ") == []


def test_a_head_that_was_printed_shows_a_ledger_cut_off_whole(full_path: Path) -> None:
    with open_ledger(full_path) as ledger:
        before = ledger.chain_mark()
        ledger.record_event("stopped", by=None, facts={}, at=IDENTITY.created_at)
        printed = ledger.chain_mark()
    with closing(without_guards(full_path)) as connection:
        connection.execute("DELETE FROM journal WHERE seq = ?", (printed.seq,))
    assert check(full_path).head == before != printed


def test_two_records_in_another_order_break_the_chain(full_path: Path) -> None:
    with closing(without_guards(full_path)) as connection:
        for old, new in ((20, 999), (21, 20), (999, 21)):
            connection.execute("UPDATE journal SET seq = ? WHERE seq = ?", (new, old))
    (first, *_) = found(full_path, "journal ")
    assert first.where == "journal 20 seq"


def test_the_first_broken_record_is_named(full_path: Path) -> None:
    with closing(without_guards(full_path)) as connection:
        connection.execute(
            "UPDATE journal SET body = replace(body, 'sale promised', 'sale Promised') WHERE seq = 10"
        )
        connection.execute("UPDATE journal SET body = CAST(body AS BLOB) WHERE seq = 10")
        connection.execute("UPDATE journal SET prev_hash = zeroblob(32) WHERE seq = 30")
    assert found(full_path, "journal ")[0].where == "journal 10 hash"


def test_a_dropped_trigger_is_named(full_path: Path) -> None:
    with closing(sqlite3.connect(full_path)) as connection:
        connection.execute("DROP TRIGGER sale_kept")
    assert check(full_path).problems == (Problem("schema sale_kept", "missing"),)


@pytest.mark.parametrize(
    ("sql", "name", "state"),
    [
        ("CREATE TABLE remark (text TEXT)", "remark", "unknown"),
        ("CREATE VIEW taking AS SELECT sum(total) FROM sale", "taking", "unknown"),
        ("CREATE INDEX sale_by_clerk ON sale (clerk)", "sale_by_clerk", "unknown"),
        ("ALTER TABLE sale ADD COLUMN discount INTEGER DEFAULT 0", "sale", "changed"),
        ("ALTER TABLE sale RENAME COLUMN ground TO why", "sale", "changed"),
        ("DROP INDEX sale_cancelled_once", "sale_cancelled_once", "missing"),
        ("ALTER TABLE day_print RENAME TO day_prints", "day_print", "missing"),
    ],
)
def test_a_schema_that_is_not_a_new_ledgers_is_named(
    full_path: Path, sql: str, name: str, state: str
) -> None:
    with closing(sqlite3.connect(full_path)) as connection:
        connection.execute(sql)
    assert Problem(f"schema {name}", state) in check(full_path).problems


def test_a_check_that_was_taken_out_is_named(full_path: Path) -> None:
    with closing(sqlite3.connect(full_path)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        sql = "UPDATE sqlite_schema SET sql = replace(sql, 'approver <> clerk', '1') WHERE name = 'sale'"
        assert connection.execute(sql).rowcount == 1
        connection.commit()
    assert check(full_path).problems == (Problem("schema sale", "changed"),)


def test_a_forged_chain_over_forged_rows_does_not_add_up(full_path: Path) -> None:
    """Whoever rewrites rows, bodies and hashes still has to bring books and totals along."""
    with closing(without_guards(full_path)) as connection:
        connection.execute("DELETE FROM day_total WHERE dimension = 'sales'")
        connection.execute("UPDATE counter_total SET amount = amount + 1")
    result = check(full_path)
    assert {each.where.split()[0] for each in result.problems} >= {"day_total", "counter_total"}


@pytest.mark.parametrize("page", range(1, 40, 3))
def test_a_damaged_page_is_a_problem_not_a_crash(full_path: Path, page: int) -> None:
    content = bytearray(full_path.read_bytes())
    content[page * 4096 : page * 4096 + 512] = b"\xa5" * 512
    full_path.write_bytes(content)
    assert not check(full_path).ok


def test_every_derived_table_is_checked() -> None:
    assert {table.name for table in DERIVED} == {"day_total", "counter_total"}
