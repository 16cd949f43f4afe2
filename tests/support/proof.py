"""What must hold after every trouble; the simulator's books are the truth, the file is read raw."""

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from pos.counter import Counter

MONEY = "SELECT coalesce(sum(amount), 0) FROM entry WHERE account = ?"
WITHOUT_PAPER = (
    "SELECT count(*) FROM sale WHERE state = 'settled' AND sale_id NOT IN (SELECT sale_id FROM paper)"
)
CHARGED_PAYMENTS = """
SELECT coalesce(sum(CASE direction WHEN 'charge' THEN amount ELSE -amount END), 0)
  FROM payment WHERE method = ? AND state = ?"""


@contextmanager
def raw(ledger: Path) -> Iterator[sqlite3.Connection]:
    """The ledger's file as SQLite sees it, without our code between."""
    with closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as connection:
        yield connection


def one_number(ledger: Path, query: str, *values: object) -> int:
    with raw(ledger) as connection:
        return int(connection.execute(query, values).fetchone()[0])


def e_money_booked(counter: Counter) -> int:
    """Yen in the clearing accounts of all terminals and brands."""
    return one_number(counter.settings.ledger_path, MONEY, "clearing")


def cash_booked(counter: Counter) -> int:
    """Yen that lie in the drawer by the books."""
    return one_number(counter.settings.ledger_path, MONEY, "cash")


def check_whole(counter: Counter) -> None:
    """The ledger verifies, its books balance, papers have no gap, states and books say the same."""
    verification = counter.ledger.verify()
    assert verification.ok, verification.problems
    path = counter.settings.ledger_path
    assert one_number(path, "SELECT coalesce(sum(amount), 0) FROM entry") == 0
    assert one_number(path, CHARGED_PAYMENTS, "e_money", "approved") == e_money_booked(counter)
    assert one_number(path, WITHOUT_PAPER) == 0
    assert one_number(path, "SELECT count(*) FROM business_day WHERE state = 'open'") <= 1
    check_numbers(path)


def check_numbers(path: Path) -> None:
    """Each series counts 1, 2, 3 … without a gap, and each number belongs to a settled sale."""
    with raw(path) as connection:
        papers = connection.execute(
            "SELECT series, paper.fiscal_year, serial, state FROM paper JOIN sale USING (sale_id)"
        ).fetchall()
    serials: dict[tuple[str, int], list[int]] = defaultdict(list)
    for series, year, serial, state in papers:
        assert state == "settled"
        serials[series, year].append(serial)
    for found in serials.values():
        assert sorted(found) == list(range(1, len(found) + 1))


def check_agrees(counter: Counter, charged: int) -> None:
    """Nothing is open and the terminal's books (yen `charged` since the template) are ours."""
    assert counter.recovery.open_questions() == ()
    assert e_money_booked(counter) == charged
    check_whole(counter)
