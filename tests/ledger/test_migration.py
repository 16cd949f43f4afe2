"""Schema revisions: the scripts give what the tables say, and an old file is copied before it changes."""

import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

from pos.domain.payment import Unknown, UnknownCause
from pos.domain.staff import Role, Staff
from pos.errors import Reason, StorageError
from pos.ledger import Ledger, open_ledger
from pos.ledger.file import APPLICATION_ID, LedgerFile, connect
from pos.ledger.migrating import SCRIPTS, migrate, upgrade
from pos.ledger.migrations import HEAD, REVISIONS
from pos.ledger.people import write_fees
from pos.ledger.schema.ddl import same_words
from pos.ledger.schema.people import ledger_identity
from pos.system import WINDOWS
from tests.ledger.counter import (
    A4,
    CLERK,
    FLOAT,
    IDENTITY,
    PROOF,
    SLIP_FACTS,
    TODAY,
    ask_terminal,
    at,
    basket,
    conclude,
    pay_cash,
)

NEXT = '''"""A next revision for the test."""

from alembic import op

revision = "9999"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("CREATE TABLE remark (counter_id VARCHAR(16) NOT NULL, text TEXT)")
    {then}
'''


def schema(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL").fetchall()
    return {name: same_words(sql) for name, sql in rows if name != "alembic_version"}


def scripts_with(folder: Path, then: str) -> Path:
    """Our scripts and one more."""
    (folder / "versions").mkdir(parents=True)
    for each in (*SCRIPTS.glob("env.py"), *SCRIPTS.glob("versions/0*")):
        copy = folder / each.relative_to(SCRIPTS)
        copy.write_bytes(each.read_bytes())
    (folder / "versions" / "9999_remark.py").write_text(NEXT.format(then=then, head=HEAD), encoding="utf-8")
    return folder


def test_the_scripts_and_the_tables_give_the_same_schema(tmp_path: Path, path: Path) -> None:
    migrated = tmp_path / "migrated.sqlite3"
    with closing(connect(migrated, create=True)) as connection:
        upgrade(connection)
    assert schema(migrated) == schema(path)


def test_the_known_revisions_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.set_main_option("path_separator", "os")
    known = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(known)) == REVISIONS
    assert REVISIONS[-1] == HEAD


def test_a_file_is_copied_with_its_date_and_then_brought_up(tmp_path: Path, full_path: Path) -> None:
    before = schema(full_path)
    scripts = scripts_with(tmp_path / "scripts", "pass")
    copy = migrate(full_path, HEAD, at=at(0), scripts=scripts, head="9999")
    assert copy.name == f"full.sqlite3.20261124-083000-{HEAD}.bak"
    assert schema(copy) == before
    if not WINDOWS:
        assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert schema(full_path).keys() - before.keys() == {"remark"}
    with closing(connect(full_path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]


def first_ledger(path: Path) -> None:
    """A ledger as the first version made it, with a settled sale and an open question."""
    with closing(connect(path, create=True)) as connection:
        upgrade(connection, head="0001")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    file = LedgerFile(path, IDENTITY.counter_id)
    with file.writing("ledger created", at=at(0), by=None) as writing:
        named = {name: getattr(IDENTITY, name) for name in ("ledger_id", "kind", "office_name", "created_at")}
        writing.add(ledger_identity, named)
        write_fees(writing, (A4, PROOF), by=None, at=at(0))
    with Ledger(file, IDENTITY) as ledger:
        ledger.add_staff(Staff(CLERK, "大森 一郎", frozenset({Role.CLERK})), "hash-1", by=None, at=at(0))
        ledger.open_day(TODAY, FLOAT, by=CLERK, at=at(1))
        pay_cash(ledger, basket(), when=at(2))
        asked = ask_terminal(ledger, basket(), when=at(3))
        conclude(ledger, asked, Unknown(UnknownCause.NO_ANSWER), when=at(4))


def test_a_ledger_of_the_first_version_is_brought_up_with_its_data(tmp_path: Path, path: Path) -> None:
    old = tmp_path / "old.sqlite3"
    first_ledger(old)
    content = old.read_bytes()
    with pytest.raises(StorageError) as refused:
        open_ledger(old, upgrade=False)
    assert refused.value.reason is Reason.LEDGER_OLDER
    assert old.read_bytes() == content
    with open_ledger(old) as ledger:
        assert ledger.health().revision == HEAD
        (payment,) = ledger.open_payments()
        assert payment.conclusion == Unknown(UnknownCause.NO_ANSWER)
        assert (ledger.inquiries(payment.id), ledger.unknown_slips()) == ((), ())
        slip = ledger.issue_unknown_slip(payment.id, SLIP_FACTS, by=CLERK, at=at(5))
        assert (slip.number.serial, slip.amount) == (1, payment.amount)
        assert ledger.verify().ok, ledger.verify().problems
    assert schema(old) == schema(path)
    (backup,) = tmp_path.glob("old.sqlite3.*-0001.bak")
    with closing(connect(backup)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [("0001",)]
        assert connection.execute("SELECT count(*) FROM payment").fetchall() == [(2,)]


def test_the_planner_believes_the_same_of_a_migrated_ledger(tmp_path: Path, path: Path) -> None:
    migrated = tmp_path / "migrated.sqlite3"
    with closing(connect(migrated, create=True)) as connection:
        upgrade(connection)
    numbers = "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY 1, 2"
    with closing(connect(migrated)) as ours, closing(connect(path)) as wanted:
        assert ours.execute(numbers).fetchall() == wanted.execute(numbers).fetchall()


def test_who_only_looks_changes_no_older_file(full_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pos.ledger.opening.HEAD", "9999")  # as a newer program would have it
    before = full_path.read_bytes()
    with pytest.raises(StorageError) as refused:
        open_ledger(full_path, upgrade=False)
    assert refused.value.reason is Reason.LEDGER_OLDER
    assert full_path.read_bytes() == before


@pytest.mark.parametrize("then", ["op.execute('SELECT nothing')", "op.execute('PRAGMA foreign_keys')"])
def test_a_migration_is_all_or_nothing(tmp_path: Path, full_path: Path, then: str) -> None:
    before = schema(full_path)
    scripts = scripts_with(
        tmp_path / "scripts", f"{then}\n    raise sqlite3.OperationalError('disk I/O error')"
    )
    script = scripts / "versions" / "9999_remark.py"
    script.write_text("import sqlite3\n" + script.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(StorageError):
        migrate(full_path, HEAD, at=at(0), scripts=scripts, head="9999")
    assert schema(full_path) == before
    with closing(connect(full_path)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(HEAD,)]


def test_an_ordinary_start_does_not_import_alembic(path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from pos.ledger import open_ledger;"
        "open_ledger(Path(sys.argv[1])).close(); print('alembic' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", script, path], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "False"
