"""Somebody who changes a record and hashes the whole chain anew: papers and printed codes give it away."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from pos.ledger.journal import NO_HASH, record_hash
from pos.ledger.verification import verify_file
from tests.ledger.counter import IDENTITY
from tests.ledger.test_tampering import check, without_guards

GUARDS = "SELECT sql FROM sqlite_schema WHERE type = 'trigger'"
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
    assert len(days) == 1
    assert {each.where for each in check(full_path).problems} == days | places(full_path, PAPERS)


def test_papers_before_the_change_stand(full_path: Path) -> None:
    (seq,) = places(full_path, "SELECT seq FROM journal WHERE kind = 'day report printed'")
    forge(full_path, int(seq), b'"by":"s02"', b'"by":"s01"')
    later = places(full_path, f"{PAPERS} WHERE day = 2")
    assert 0 < len(later) < len(places(full_path, PAPERS))
    assert {each.where for each in check(full_path).problems} == later


def test_a_chain_hashed_anew_without_a_change_is_the_same_chain(full_path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(full_path, tmp_path / "copy.sqlite3"))
    forge(copy, 1, b"ledger created", b"ledger created")
    assert verify_file(copy, IDENTITY, None) == verify_file(full_path, IDENTITY, None)
    assert verify_file(copy, IDENTITY, None).ok
