"""Somebody who changes a record and hashes the whole chain anew: papers and printed codes give it away."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from pos.ledger import PrintedCode, Problem, open_ledger
from pos.ledger.journal import NO_HASH, record_hash
from pos.ledger.verification import verify_file
from tests.ledger.counter import IDENTITY, at
from tests.ledger.test_tampering import check, without_guards

GUARDS = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
SLIPS = "SELECT 'unknown_slip ' || payment_id || ' snapshot.chain' FROM unknown_slip"
PAPERS = "SELECT 'paper ' || series || '/' || fiscal_year || '/' || serial || ' snapshot.chain' FROM paper"


def rehash(connection: sqlite3.Connection) -> None:
    """Every record's hashes, as if they had always been so."""
    last = NO_HASH
    for seq, body in connection.execute("SELECT seq, body FROM journal ORDER BY seq").fetchall():
        own = record_hash(last, body)
        connection.execute("UPDATE journal SET prev_hash = ?, hash = ? WHERE seq = ?", (last, own, seq))
        last = own


def forge(path: Path, seq: int, old: bytes, new: bytes) -> None:
    """The record's body changed, the chain made whole, and every guard put back."""
    with closing(sqlite3.connect(path)) as connection:
        guards = [sql for (sql,) in connection.execute(GUARDS)]
    with closing(without_guards(path)) as connection:
        (body,) = connection.execute("SELECT body FROM journal WHERE seq = ?", (seq,)).fetchone()
        assert old in body
        connection.execute("UPDATE journal SET body = ? WHERE seq = ?", (body.replace(old, new), seq))
        rehash(connection)
        for guard in guards:
            connection.execute(guard)


def places(path: Path, sql: str) -> set[str]:
    with closing(sqlite3.connect(path)) as connection:
        return {str(place) for (place,) in connection.execute(sql)}


def test_every_paper_and_day_after_the_change_is_named(full_path: Path) -> None:
    (started,) = places(full_path, "SELECT seq FROM journal WHERE kind = 'application started'")
    forge(full_path, int(started), b'"0.1.0"', b'"0.1.1"')
    days = places(full_path, "SELECT 'day_closing ' || day || ' report.chain' FROM day_closing")
    slips = places(full_path, SLIPS)
    assert (len(days), len(slips)) == (1, 1)
    assert {each.where for each in check(full_path).problems} == days | places(full_path, PAPERS) | slips


def test_papers_before_the_change_stand(full_path: Path) -> None:
    (seq,) = places(full_path, "SELECT seq FROM journal WHERE kind = 'day report printed'")
    forge(full_path, int(seq), b'"by":"s02"', b'"by":"s01"')
    later = places(full_path, f"{PAPERS} WHERE day = 2")
    assert 0 < len(later) < len(places(full_path, PAPERS))
    assert {each.where for each in check(full_path).problems} == later | places(full_path, SLIPS)


def test_a_chain_hashed_anew_without_a_change_is_the_same_chain(full_path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(full_path, tmp_path / "copy.sqlite3"))
    forge(copy, 1, b"ledger created", b"ledger created")
    assert verify_file(copy, IDENTITY, None) == verify_file(full_path, IDENTITY, None)
    assert verify_file(copy, IDENTITY, None).ok


def stops(path: Path, *minutes: int) -> list[PrintedCode]:
    """More records, and the codes that papers made just after them would carry."""
    codes = []
    with open_ledger(path) as ledger:
        for each in minutes:
            ledger.record_event("stopped", by=None, facts={}, at=at(1500 + each))
            codes.append(PrintedCode.of(ledger.chain_mark().code))
    return codes


def test_a_code_from_a_later_paper_shows_a_cut_tail_and_an_older_copy(
    full_path: Path, tmp_path: Path
) -> None:
    older = Path(shutil.copy(full_path, tmp_path / "older.sqlite3"))
    early, late = stops(full_path, 1, 2)
    assert check_with(full_path, early, late) == (True, [True, True])
    assert check(older).ok  # whole in itself
    assert check_with(older, early, late) == (False, [False, False])
    with closing(sqlite3.connect(full_path)) as connection:
        (guard,) = connection.execute(f"{GUARDS} AND name = 'journal_kept'").fetchone()
        connection.execute("DROP TRIGGER journal_kept")
        connection.execute("DELETE FROM journal WHERE seq = ?", (late.seq,))
        connection.execute(guard)
        connection.commit()
    assert check(full_path).ok
    assert check_with(full_path, early, late) == (False, [True, False])
    (problem,) = verify_file(full_path, IDENTITY, None, [late]).problems
    assert problem == Problem(f"code {late}", f"no such record: the newest is {early.seq}")


def test_a_code_shows_that_a_ledger_went_another_way(full_path: Path, tmp_path: Path) -> None:
    other = Path(shutil.copy(full_path, tmp_path / "other.sqlite3"))
    (code,), (its_own,) = stops(full_path, 1), stops(other, 2)
    assert code.seq == its_own.seq
    (problem,) = verify_file(other, IDENTITY, None, [code]).problems
    assert problem == Problem(f"code {code}", f"another record: here it is {its_own}")


def check_with(path: Path, *codes: PrintedCode) -> tuple[bool, list[bool]]:
    result = verify_file(path, IDENTITY, None, codes)
    return result.ok, [each.found for each in result.codes]


@pytest.mark.parametrize(
    "text", ["", "48", "48-", "48-363a", "-363a576642242df9", "048-363a576642242df9", "48-363a576642242dfg"]
)
def test_what_is_no_code(text: str) -> None:
    with pytest.raises(ValueError, match="no code"):
        PrintedCode.of(text)


def test_a_code_is_read_as_it_is_typed() -> None:
    assert str(PrintedCode.of(" ４８-363A576642242DF9 ")) == "48-363a576642242df9"
