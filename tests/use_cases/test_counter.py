"""Putting a counter together: founding it, opening it, and what must never be put together."""

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pos.config import Settings, TerminalSettings, load_settings
from pos.counter import found_counter, open_counter
from pos.domain.ids import StaffId
from pos.errors import AccessError, EntryError, OperatingError, Reason, SettingsError, StorageError
from pos.ledger import LedgerKind, open_ledger
from pos.system import LedgerLock
from tests.support.clocks import WallClock
from tests.support.till import (
    BRISK,
    CHIEF,
    CHIEF_PASSWORD,
    FUND,
    Site,
    never,
    quiet,
    settings_of,
    yen_basket,
)


def _found(settings: Settings, **changes: str) -> None:
    given = {"staff_id": "9001", "name": "管理 花子", "password": CHIEF_PASSWORD, **changes}
    found_counter(settings, given["staff_id"], given["name"], given["password"], WallClock())


def test_founding_leaves_settings_a_real_ledger_and_its_administrator(tmp_path: Path) -> None:
    settings = settings_of(tmp_path / "01")
    _found(settings)
    assert load_settings(data=settings.data) == settings
    with open_ledger(settings.ledger_path) as ledger:
        assert ledger.identity.kind is LedgerKind.REAL
        assert [each.id for each in ledger.staff()] == [StaffId("9001")]
        assert ledger.verify().ok


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"password": "short"}, Reason.PASSWORD_TOO_SHORT),
        ({"password": "aaaaaaaaaaaaaaaa"}, Reason.PASSWORD_TOO_COMMON),
        ({"name": "  "}, Reason.TEXT_REQUIRED),
        ({"staff_id": ""}, Reason.TEXT_REQUIRED),
    ],
)
def test_what_was_typed_wrong_founds_nothing_and_can_be_typed_again(
    tmp_path: Path, changes: dict[str, str], reason: Reason
) -> None:
    settings = settings_of(tmp_path / "01")
    with pytest.raises((AccessError, EntryError)) as refused:
        _found(settings, **changes)
    assert refused.value.reason is reason
    assert not settings.ledger_path.exists()
    _found(settings)
    assert settings.ledger_path.exists()


def test_a_counter_is_founded_once_and_its_settings_stay(founded_site: Site) -> None:
    settings = founded_site.settings
    before = (settings.data / "settings.toml").read_bytes()
    other = replace(settings, office=replace(settings.office, counter_name="別の窓口"))
    with pytest.raises(StorageError) as refused:
        _found(other)
    assert refused.value.reason is Reason.LEDGER_EXISTS
    assert (settings.data / "settings.toml").read_bytes() == before


def test_a_real_counter_is_never_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(StorageError) as refused:
        open_counter(settings_of(tmp_path / "01"), WallClock())
    assert refused.value.reason is Reason.LEDGER_MISSING
    assert not (tmp_path / "01" / "ledger.sqlite3").exists()
    with LedgerLock(tmp_path / "01"):
        pass  # given back


def test_s15_a_practice_counter_plays_with_its_own_simulator_and_says_so_on_paper(tmp_path: Path) -> None:
    counter = open_counter(Settings(data=tmp_path / "practice"), WallClock(), timing=BRISK)
    assert counter.ledger.identity.kind is LedgerKind.PRACTICE
    assert counter.simulator is not None
    chief = counter.access.create_first_administrator("9001", "管理 花子", CHIEF_PASSWORD)
    counter.days.open(WallClock()().date(), FUND, chief)
    result = counter.checkout.pay_e_money(yen_basket(counter, 100), chief, stop=never, tell=quiet)
    assert counter.simulator.books().total == 100
    assert result.paper is not None
    assert "練習" in result.paper.text
    counter.close()


@pytest.mark.parametrize(
    ("practice", "port"),
    [(True, "port"), (False, "")],
    ids=["practice on a real port", "real on a simulator"],
)
def test_s15_practice_and_real_never_meet(tmp_path: Path, practice: bool, port: str) -> None:
    terminal = TerminalSettings(driver="tl3500", port=port)
    with pytest.raises(SettingsError) as refused:
        open_counter(Settings(data=tmp_path / "01", practice=practice, terminal=terminal), WallClock())
    assert refused.value.facts["key"] == "terminal.port"
    assert not (tmp_path / "01" / "ledger.sqlite3").exists()


def test_s15_the_ledger_itself_knows_whether_it_is_practice(founded_site: Site, tmp_path: Path) -> None:
    as_practice = Settings(data=founded_site.settings.data)
    with pytest.raises(StorageError) as refused:
        open_counter(as_practice, WallClock())
    assert refused.value.reason is Reason.LEDGER_KIND
    practice = Settings(data=tmp_path / "practice", terminal=TerminalSettings(driver="none"))
    open_counter(practice, WallClock()).close()
    with pytest.raises(StorageError) as refused:
        open_counter(replace(practice, practice=False), WallClock())
    assert refused.value.reason is Reason.LEDGER_KIND


def test_a_second_process_is_told_who_has_the_ledger(founded_site: Site) -> None:
    counter = founded_site.open()
    lines = (
        "import sys; from pathlib import Path; from pos.counter import open_counter\n"
        "from pos.config import load_settings; from pos.errors import StorageError\n"
        "try:\n    open_counter(load_settings(data=Path(sys.argv[1])))\n"
        "except StorageError as told:\n    print(told.reason.value, told.facts['pid'])\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", lines, str(founded_site.settings.data)],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert told.stdout.split() == ["ledger_in_use", str(os.getpid())]
    counter.close()
    founded_site.open().close()


def test_closing_twice_does_no_harm(founded_site: Site) -> None:
    counter = founded_site.open()
    counter.close()
    counter.close()


def test_an_unreadable_a_foreign_and_a_newer_ledger(founded_site: Site) -> None:
    path = founded_site.settings.ledger_path
    whole = path.read_bytes()
    for spoil, reason in ((_garbage, Reason.STORAGE_UNREADABLE), (_foreign, Reason.LEDGER_FOREIGN),
                          (_newer, Reason.LEDGER_NEWER), (_empty, None)):  # fmt: skip
        path.unlink()
        path.write_bytes(whole)
        spoil(path)
        with pytest.raises(StorageError) as refused:
            founded_site.open()
        assert reason is None or refused.value.reason is reason
    path.unlink()
    path.write_bytes(whole)
    founded_site.open().close()  # the lock was given back each time


def test_an_opening_that_fails_half_way_gives_everything_back(
    founded_site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise StorageError(Reason.STORAGE_FULL, detail="no space left")

    from pos.ledger import Ledger

    with monkeypatch.context() as patch:
        patch.setattr(Ledger, "record_event", refuse)
        with pytest.raises(OperatingError) as told:
            founded_site.open()
        assert told.value.reason is Reason.STORAGE_FULL
        del told
        with LedgerLock(founded_site.settings.data):
            pass
    counter = founded_site.open()
    assert CHIEF in counter.access.staff()
    counter.close()


def _garbage(path: Path) -> None:
    path.write_bytes(b"not a database at all" * 400)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _foreign(path: Path) -> None:
    import sqlite3

    path.unlink()
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE address_book (name TEXT)")
    other.close()


def _newer(path: Path) -> None:
    import sqlite3

    with sqlite3.connect(path) as ledger:
        ledger.execute("UPDATE alembic_version SET version_num = '9999'")
    ledger.close()
