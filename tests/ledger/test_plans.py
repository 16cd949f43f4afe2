"""No statement of the sale's path or of the day's report reads a whole table."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pos.ledger import (
    booking,
    chapter,
    days,
    file,
    people,
    reading,
    reports,
    selling,
    settling,
    terminals,
    unknowns,
)
from pos.ledger.schema.triggers import all_triggers
from pos.ledger.statements import Query

MODULES = (booking, chapter, days, file, people, reading, reports, selling, settling, terminals, unknowns)
QUERIES = {
    f"{module.__name__}.{name}": q
    for module in MODULES
    for name, q in vars(module).items()
    if isinstance(q, Query)
}
# Meant to read all of a small table, or the end of an index: fees, people, days, the newest number.
WHOLE = {
    "_FEES",
    "_FEE_ORDER",
    "_REVISIONS",
    "_LOGIN_NUMBER",
    "_VOUCHER_NUMBER",
    "_LAST_Z",
    "_HEAD",
    "_LAST_FACT",  # backwards from the newest, past starts and logins only
    "_NEWEST_SLIPS",  # backwards from the newest
    "DAYS",
    "OPEN_DAY",
}
_ONLY_COUNTER = re.compile(r"(SCAN|\(counter_id=\?\))")


@pytest.fixture
def database(full_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(full_path)) as connection:
        yield connection


def plan(connection: sqlite3.Connection, sql: str) -> list[str]:
    marks = [None] * sql.count("?")
    steps = [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {sql}", marks)]
    return [step for step in steps if _ONLY_COUNTER.search(step) and "payment_open" not in step]


@pytest.mark.parametrize("name", QUERIES)
def test_a_query_finds_its_rows_by_index(database: sqlite3.Connection, name: str) -> None:
    if name.rpartition(".")[2] not in WHOLE:
        assert not plan(database, QUERIES[name].sql)


def test_no_trigger_reads_a_whole_table(database: sqlite3.Connection) -> None:
    for trigger in all_triggers():
        if " ON ledger_identity" in trigger:
            continue  # one row
        for inner in re.findall(r"\((SELECT (?!RAISE|coalesce).*?)\)(?= |$|\n|,)", trigger):
            sql = re.sub(r"NEW\.\w+", "?", inner)
            if sql.count("(") == sql.count(")"):
                assert not plan(database, sql), trigger


def test_reading_the_end_of_an_index_is_a_search(database: sqlite3.Connection) -> None:
    for name in ("booking._VOUCHER_NUMBER", "file._HEAD", "people._LOGIN_NUMBER"):
        (step,) = plan(database, QUERIES[f"pos.ledger.{name}"].sql)
        assert step.startswith("SEARCH")
