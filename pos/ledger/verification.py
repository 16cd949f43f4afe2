"""The check of the whole ledger: file, schema, chain, every row, books, totals, numbers, closes.

It only reads, over a connection of its own, and never raises for a damaged file: what cannot be
read is a problem like any other.
"""

import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from pos.domain.receipt import ChainMark
from pos.ledger.chain import check_chain
from pos.ledger.closes import check_closes
from pos.ledger.file import LedgerFile, connect
from pos.ledger.marks import check_code
from pos.ledger.migrations import HEAD
from pos.ledger.recount import check_books, check_numbers, check_totals
from pos.ledger.replay import Replay
from pos.ledger.schema.ddl import same_words, schema_statements
from pos.ledger.values import CodeCheck, LedgerIdentity, PrintedCode, Problem, Verification

Progress = Callable[[int, int], None] | None
MAX_PROBLEMS: Final = 200  # a wholly rewritten file is named often enough by then
# Everything but what SQLite and Alembic put there themselves.
_OBJECTS: Final = (
    "SELECT type, name, sql FROM sqlite_schema"
    " WHERE NOT (type IN ('table', 'index') AND substr(name, 1, 7) = 'sqlite_')"
    " AND (type, name) <> ('table', 'alembic_version')"
)


class _Findings:
    """Collects problems; also what was counted on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self.records = 0
        self.sales = 0
        self.head = ChainMark(0, bytes(32).hex())
        self.codes: list[CodeCheck] = []

    def report(self, problem: Problem) -> None:
        if len(self.problems) < MAX_PROBLEMS:
            self.problems.append(problem)

    def result(self) -> Verification:
        found = tuple(self.problems)
        return Verification(not found, self.records, self.sales, self.head, found, tuple(self.codes))


def verify_file(
    path: Path, identity: LedgerIdentity, progress: Progress, codes: Iterable[PrintedCode] = ()
) -> Verification:
    """Everything that can be checked about the ledger in the file, against `codes` from papers too."""
    found = _Findings()
    try:
        with closing(connect(path)) as connection:
            connection.execute("BEGIN")  # one moment for all of it
            _check_codes(connection, found, codes)
            _check_all(connection, found, progress)
        check_closes(LedgerFile(path, identity.counter_id), identity, found.report)
    except sqlite3.Error as error:
        found.report(Problem("file", f"unreadable: {error}"))
    return found.result()


def _check_all(connection: sqlite3.Connection, found: _Findings, progress: Progress) -> None:
    def chain() -> None:
        check = check_chain(connection)
        found.records, found.head = check.records, check.head
        if check.broken_at is not None:
            found.report(Problem(f"journal {check.broken_at} {check.column}", "the chain breaks here"))

    def sales() -> None:
        settled = "SELECT count(*) FROM sale WHERE state = 'settled' AND kind = 'sale'"
        found.sales = int(connection.execute(settled).fetchone()[0])

    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("file", lambda: _check_pages(connection, found)),
        ("schema", lambda: _check_schema(connection, found)),
        ("journal", chain),
        ("journal", lambda: Replay(connection, found.report).run(found.records, progress)),
        ("entry", lambda: check_books(connection, found.report)),
        ("day_total", lambda: check_totals(connection, found.report)),
        ("numbers", lambda: check_numbers(connection, found.report)),
        ("sale", sales),
    )
    for where, step in steps:
        try:
            step()
        except (sqlite3.Error, TypeError) as error:  # TypeError: text where a number was
            found.report(Problem(where, f"unreadable: {error}"))


def _check_codes(connection: sqlite3.Connection, found: _Findings, codes: Iterable[PrintedCode]) -> None:
    for code in codes:
        try:
            check = check_code(connection, code)
        except sqlite3.Error as error:
            check = CodeCheck(code, f"unreadable: {error}")
        found.codes.append(check)
        if check.problem:
            found.report(Problem(f"code {code}", check.problem))


def _check_pages(connection: sqlite3.Connection, found: _Findings) -> None:
    for (says,) in connection.execute("PRAGMA quick_check(10)"):
        if says != "ok":
            found.report(Problem("file", str(says)))


def _check_schema(connection: sqlite3.Connection, found: _Findings) -> None:
    """Are the rules themselves still there, and nothing else: tables with their columns and CHECKs,
    indexes, triggers and views, word for word what a new ledger has."""
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchall()
    if revision != [(HEAD,)]:
        found.report(Problem("alembic_version", f"is {revision!r}, not {HEAD!r}"))
    there = {(kind, name): same_words(sql or "") for kind, name, sql in connection.execute(_OBJECTS)}
    wanted = {_named(sql): same_words(sql) for sql in schema_statements()}
    for key in sorted(wanted.keys() | there.keys()):
        if there.get(key) != wanted.get(key):
            state = "missing" if key not in there else "changed" if key in wanted else "unknown"
            found.report(Problem(f"schema {key[1]}", state))


def _named(statement: str) -> tuple[str, str]:
    """Type and name, from CREATE [UNIQUE] TABLE|INDEX|TRIGGER name …"""
    words = statement.replace("CREATE UNIQUE", "CREATE", 1).split(maxsplit=3)
    return words[1].lower(), words[2]
