"""The file in trouble: full, failing, foreign, newer, shared, and a COMMIT that nobody answered."""

import shutil
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from pos.domain.drawer import CountKind
from pos.domain.ids import StaffId
from pos.errors import Reason, StorageError
from pos.ledger import Ledger, create_ledger, open_ledger
from pos.ledger.errors import BrokenRule
from pos.ledger.file import APPLICATION_ID, connect
from pos.ledger.migrations import HEAD
from pos.ledger.proof import has_wal_reset_bug
from pos.system import WINDOWS
from tests.ledger.counter import A4, FLOAT, IDENTITY, at, basket, pay_cash


def failing(reason: Reason) -> "pytest.RaisesExc[StorageError]":
    return pytest.raises(StorageError, check=lambda error: error.reason is reason)


def event(ledger: Ledger, number: int = 0) -> None:
    ledger.record_event("event", by=None, facts={"number": number}, at=at(number))


# ---- opening


def test_a_ledger_is_private(tmp_path: Path) -> None:
    path = tmp_path / "own" / "ledger.sqlite3"
    create_ledger(path, IDENTITY, (A4,)).close()
    if not WINDOWS:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        path.chmod(0o644)
        open_ledger(path).close()
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_existing_file_is_never_overwritten(path: Path) -> None:
    before = path.read_bytes()
    with failing(Reason.LEDGER_EXISTS):
        create_ledger(path, IDENTITY, ())
    assert path.read_bytes() == before


def test_identity_and_settings_come_back(path: Path) -> None:
    with open_ledger(path) as ledger:
        assert ledger.identity == IDENTITY
        health = ledger.health()
    assert (health.journal_mode, health.synchronous, health.revision) == ("DELETE", "EXTRA", HEAD)
    assert (health.path, health.size) == (str(path), path.stat().st_size)


def test_what_is_no_ledger_says_so(tmp_path: Path, path: Path) -> None:
    with failing(Reason.LEDGER_MISSING):
        open_ledger(tmp_path / "missing.sqlite3")
    text = tmp_path / "text.sqlite3"
    text.write_text("私はデータベースではありません" * 100, encoding="utf-8")
    with failing(Reason.STORAGE_UNREADABLE):
        open_ledger(text)
    foreign = tmp_path / "foreign.sqlite3"
    with closing(sqlite3.connect(foreign)) as connection:
        connection.execute("CREATE TABLE notes (line TEXT)")
    before = foreign.read_bytes()
    with failing(Reason.LEDGER_FOREIGN):
        open_ledger(foreign)
    assert foreign.read_bytes() == before
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with failing(Reason.LEDGER_NEWER):
        open_ledger(path)


def test_a_folder_without_rights_is_unreadable(tmp_path: Path) -> None:
    with failing(Reason.STORAGE_UNREADABLE):
        open_ledger(tmp_path)


def test_a_ledger_with_an_altered_identity_is_not_opened(full_path: Path) -> None:
    with closing(sqlite3.connect(full_path, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER ledger_identity_fixed")
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE ledger_identity SET kind = 'none'")
    with failing(Reason.LEDGER_ALTERED):
        open_ledger(full_path)


# ---- full and failing


def test_a_full_disk_keeps_what_was_there_and_takes_the_next_after_room_is_made(till: Ledger) -> None:
    pay_cash(till, basket(), when=at(5))
    before = till.chain_mark()
    connection = till._file.connection
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages}")
    with failing(Reason.STORAGE_FULL):
        for number in range(100):
            till.record_event("x" * 30, by=None, facts={"text": "y" * 2000}, at=at(number))
    with failing(Reason.STORAGE_FULL):
        till.check_writable()
    after = till.chain_mark()
    assert after.seq >= before.seq
    connection.execute("PRAGMA max_page_count = 100000")
    till.check_writable()
    event(till)
    assert till.verify().records == after.seq + 1
    assert till.verify().ok


LIMITED = """
import resource, signal, sys
from pathlib import Path
from pos.errors import StorageError
from pos.ledger import open_ledger
from tests.ledger.counter import at

path = Path(sys.argv[1])
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with open_ledger(path) as ledger:
    room = path.stat().st_size + 20_000
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    for number in range(200):
        try:
            ledger.record_event("event", by=None, facts={"text": "y" * 500}, at=at(number))
        except StorageError as error:
            print(number, error.reason.value)
            break
"""


@pytest.mark.skipif(WINDOWS, reason="resource limits are POSIX")
def test_a_disk_that_refuses_to_write_loses_no_acknowledged_record(path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", LIMITED, path], check=True, capture_output=True, text=True)
    acknowledged, reason = done.stdout.split()
    assert reason == Reason.STORAGE_FAILED
    with open_ledger(path) as ledger:
        result = ledger.verify()
    assert result.ok
    assert result.records == 3 + int(acknowledged)


class LosesAnswer(sqlite3.Connection):
    """A driver whose COMMIT reports failure: after committing (True), before (False), or not at all."""

    committed: bool | None = None

    def execute(self, sql: str, *parameters: object) -> sqlite3.Cursor:
        if sql == "COMMIT" and self.committed is not None:
            if self.committed:
                super().execute(sql)
            raise sqlite3.OperationalError("disk I/O error")
        return super().execute(sql, *parameters)  # type: ignore[arg-type]


def losing_answers(ledger: Ledger, *, committed: bool) -> None:
    ledger.close()
    connection = sqlite3.connect(ledger._file.path, isolation_level=None, factory=LosesAnswer)
    connection.committed = committed
    ledger._file._connection = connection


def test_a_commit_that_failed_but_committed_counts(till: Ledger) -> None:
    losing_answers(till, committed=True)
    before = till.chain_mark()
    event(till)
    assert till.chain_mark().seq == before.seq + 1
    assert till.verify().ok


def test_a_commit_that_failed_is_reported_and_leaves_nothing(till: Ledger) -> None:
    losing_answers(till, committed=False)
    before = till.chain_mark()
    with failing(Reason.STORAGE_FAILED):
        event(till)
    assert till.chain_mark() == before
    event(till)
    assert till.verify().ok


def test_a_closed_ledger_opens_itself_again(till: Ledger) -> None:
    till.close()
    till.close()
    event(till)


def test_a_bug_of_ours_is_no_operating_error(till: Ledger) -> None:
    before = till.chain_mark()
    with pytest.raises(BrokenRule, match="FOREIGN KEY"):
        till.record_count(CountKind.CLOSING, FLOAT, by=StaffId("nobody"), at=at(9))
    assert till.chain_mark() == before


# ---- two at once

WRITER = """
import sys
from pathlib import Path
from pos.ledger import open_ledger
from tests.ledger.counter import at

with open_ledger(Path(sys.argv[1])) as ledger:
    for number in range(15):
        ledger.record_event(sys.argv[2], by=None, facts={"number": number}, at=at(number))
"""


def test_two_processes_write_one_unbroken_chain(path: Path) -> None:
    """One process per ledger is the rule; should it be broken, waiting is all that happens."""
    command = [sys.executable, "-c", WRITER, str(path)]
    running = [subprocess.Popen([*command, name]) for name in ("first", "second")]
    assert [process.wait(60) for process in running] == [0, 0]
    with open_ledger(path) as ledger:
        result = ledger.verify()
    assert (result.ok, result.records) == (True, 33)


KILLED = """
import os, sys
from pathlib import Path
from pos.ledger import open_ledger
from tests.ledger.counter import at

ledger = open_ledger(Path(sys.argv[1]))
with ledger._file.writing("half", at=at(1), by=None) as writing:
    for number in range(2000):
        writing._connection.execute("CREATE TABLE IF NOT EXISTS half (line TEXT)")
        writing._connection.execute("INSERT INTO half VALUES (zeroblob(4000))")
    os._exit(9)
"""


def test_a_process_that_dies_in_a_transaction_leaves_nothing_of_it(path: Path) -> None:
    assert subprocess.run([sys.executable, "-c", KILLED, path], check=False).returncode == 9
    with open_ledger(path) as ledger:
        result = ledger.verify()
    assert (result.ok, result.records) == (True, 3)


# ---- small things


@pytest.mark.parametrize(
    ("version", "bug"),
    [
        ((3, 6, 23), False),
        ((3, 40, 1), True),
        ((3, 44, 6), False),
        ((3, 45, 0), True),
        ((3, 50, 6), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 53, 4), False),
    ],
)
def test_the_wal_reset_bug_by_version(version: tuple[int, ...], bug: bool) -> None:
    assert has_wal_reset_bug(version) is bug


def test_the_file_says_whose_it_is(path: Path) -> None:
    with closing(connect(path)) as connection:
        assert connection.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
        assert connection.execute("PRAGMA foreign_keys").fetchone() == (1,)


def test_a_copy_of_the_file_is_the_same_ledger(full_path: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copy(full_path, tmp_path / "copy.sqlite3"))
    with open_ledger(full_path) as first, open_ledger(copy) as second:
        assert first.chain_mark() == second.chain_mark()
        assert first.sales_of_day(first.days()[0].number) == second.sales_of_day(first.days()[0].number)
