"""Private folders, durable writes, the ledger's lock, and the question whether a window can be shown."""

import json
import os
import signal
import socket
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest

from pos import system
from pos.domain.days import JST
from pos.errors import Reason, StorageError
from pos.system import LedgerLock
from pos.wording import say

POSIX = pytest.mark.skipif(sys.platform == "win32", reason="POSIX modes and signals")
HOLD = """
import sys
from pathlib import Path
from pos.system import LedgerLock
LedgerLock(Path(sys.argv[1])).acquire()
print("held", flush=True)
sys.stdin.read()
"""


def at_noon() -> datetime:
    return datetime(2026, 11, 23, 12, 0, 0, tzinfo=JST)


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


@POSIX
def test_a_private_folder_is_closed_to_others_even_if_it_was_open(tmp_path: Path) -> None:
    folder = tmp_path / "窓口 01" / "papers"
    folder.mkdir(parents=True, mode=0o755)
    assert mode(system.private_folder(folder)) == 0o700
    assert system.private_folder(folder) == folder


@POSIX
@pytest.mark.parametrize("name", ["letter.txt", ".profile", "Ledger", "papers.txt", "ledger.sql"])
@pytest.mark.parametrize("open_mode", [0o755, 0o750, 0o701, 0o777, 0o1777])
def test_a_folder_that_others_use_is_left_alone(tmp_path: Path, name: str, open_mode: int) -> None:
    folder = tmp_path / "shared"
    folder.mkdir()
    (folder / "ledger.sqlite3").touch()
    (folder / name).touch()
    folder.chmod(open_mode)
    with pytest.raises(StorageError) as caught:
        system.private_folder(folder)
    assert caught.value.reason is Reason.FOLDER_NOT_OURS
    assert str(folder) in say(caught.value)
    assert folder.stat().st_mode & 0o7777 == open_mode


@POSIX
def test_a_folder_for_everybody_is_left_alone_even_while_it_is_empty(tmp_path: Path) -> None:
    folder = tmp_path / "tmp"
    folder.mkdir()
    folder.chmod(0o1777)
    with pytest.raises(StorageError):
        system.private_folder(folder)
    assert folder.stat().st_mode & 0o7777 == 0o1777


@POSIX
def test_a_restored_data_folder_is_closed_to_others_again(tmp_path: Path) -> None:
    for name in ("papers", "simulator", "demo-20261123-101500", "screenshots", "lost+found"):
        (tmp_path / name).mkdir()
    for name in ("ledger.sqlite3", "ledger.sqlite3-journal", "ledger.sqlite3.0001-20261123.bak",
                 "ledger.lock", "settings.toml", ".settings.toml.123.new", "demo-scenario.toml"):  # fmt: skip
        (tmp_path / name).touch()
    tmp_path.chmod(0o755)
    assert mode(system.private_folder(tmp_path)) == 0o700


@POSIX
def test_what_is_already_private_may_hold_anything(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").touch()
    tmp_path.chmod(0o700)
    assert system.private_folder(tmp_path) == tmp_path


@POSIX
def test_missing_parents_are_closed_to_others_too(tmp_path: Path) -> None:
    old = os.umask(0o022)
    try:
        system.private_folder(tmp_path / "papers" / "2026")
    finally:
        os.umask(old)
    assert (mode(tmp_path / "papers"), mode(tmp_path / "papers" / "2026")) == (0o700, 0o700)


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError) as caught:
        system.private_folder(tmp_path / "file" / "data")
    assert caught.value.reason is Reason.STORAGE_FAILED
    assert caught.value.facts["path"] == str(tmp_path / "file" / "data")


@POSIX
def test_a_private_file_is_closed_to_others(tmp_path: Path) -> None:
    file = tmp_path / "ledger"
    file.touch(mode=0o644)
    assert mode(system.private_file(file)) == 0o600
    with pytest.raises(StorageError):
        system.private_file(tmp_path / "absent")


@POSIX
def test_new_files_are_private_once_asked(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        system.keep_files_private()
        (tmp_path / "new").write_text("x")
    finally:
        os.umask(before)
    assert mode(tmp_path / "new") == 0o600


def test_a_durable_write_replaces_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("a much longer text than the new one")
    assert system.write_durably(path, "窓口".encode()) == path
    assert path.read_text("utf-8") == "窓口"
    assert list(tmp_path.iterdir()) == [path]


@POSIX
def test_a_durable_write_is_private(tmp_path: Path) -> None:
    assert mode(system.write_durably(tmp_path / "f", b"")) == 0o600


def test_a_write_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "old").touch()
    with pytest.raises(OSError, match="target"):
        system.write_durably(tmp_path / "target", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["target"]


def test_free_space_is_known_before_the_folder_is_made(tmp_path: Path) -> None:
    assert system.free_bytes(tmp_path / "not" / "yet") > 0


def test_one_holder_at_a_time_and_the_second_learns_who(tmp_path: Path) -> None:
    with LedgerLock(tmp_path, clock=at_noon):
        with pytest.raises(StorageError) as caught:
            LedgerLock(tmp_path).acquire()
        assert caught.value.reason is Reason.LEDGER_IN_USE
        assert caught.value.facts["pid"] == os.getpid()
        assert caught.value.facts["host"] == socket.gethostname()
        assert caught.value.facts["since"] == "2026-11-23 12:00:00+09:00"
    with LedgerLock(tmp_path):
        pass


def test_ledgers_in_other_folders_are_no_matter(tmp_path: Path) -> None:
    with LedgerLock(tmp_path / "01"), LedgerLock(tmp_path / "02"):
        pass


def test_release_does_no_harm_twice_or_unlocked(tmp_path: Path) -> None:
    lock = LedgerLock(tmp_path)
    lock.release()
    lock.acquire()
    lock.release()
    lock.release()
    lock.acquire()
    lock.release()


def test_a_lock_file_that_is_no_json_still_locks(tmp_path: Path) -> None:
    with LedgerLock(tmp_path):
        (tmp_path / "ledger.lock").write_text("[]")
        with pytest.raises(StorageError) as caught:
            LedgerLock(tmp_path).acquire()
    assert caught.value.facts == {"pid": "", "host": "", "since": ""}


def start_holder(folder: Path) -> "subprocess.Popen[str]":
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"
    return holder


@POSIX
def test_a_killed_process_leaves_the_ledger_free_at_once(tmp_path: Path) -> None:
    with start_holder(tmp_path) as holder:
        with pytest.raises(StorageError) as caught:
            LedgerLock(tmp_path).acquire()
        assert caught.value.facts["pid"] == holder.pid
        holder.send_signal(signal.SIGKILL)
        holder.wait()
        with LedgerLock(tmp_path):
            told = json.loads((tmp_path / "ledger.lock").read_text("utf-8"))
    assert told["pid"] == os.getpid()


@POSIX
def test_a_child_process_does_not_keep_the_lock(tmp_path: Path) -> None:
    with LedgerLock(tmp_path), subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE):
        pass
    with LedgerLock(tmp_path), start_holder(tmp_path / "other") as child:
        child.kill()


def test_the_data_folder_has_a_place_per_counter(own_home: Path) -> None:
    assert system.default_data_folder() == system.default_data_folder("practice")
    assert system.default_data_folder("01").name == "01"
    assert own_home in system.default_data_folder().parents


@POSIX
@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"DISPLAY": ""},
        {"DISPLAY": ":7654"},
        {"DISPLAY": "unix:7654.0"},
        {"DISPLAY": "127.0.0.1:50000"},
        {"DISPLAY": "nonsense"},
        {"DISPLAY": ":٣"},
        {"DISPLAY": "127.0.0.1:99999"},
        {"WAYLAND_DISPLAY": "wayland-7654"},
        {"WAYLAND_DISPLAY": "/nowhere/wayland-0", "XDG_RUNTIME_DIR": "/nowhere"},
    ],
)
def test_a_display_that_does_not_answer_is_none(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert system.has_display() is (sys.platform == "darwin")


@POSIX
def test_a_wayland_server_that_answers_is_a_display(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-0"))
        server.listen()
        assert system.has_display()
    monkeypatch.setenv("WAYLAND_DISPLAY", str(tmp_path / "wayland-0"))
    assert system.has_display() is (sys.platform == "darwin")


def test_a_full_disk_has_a_name_of_its_own(tmp_path: Path) -> None:
    full = system.storage_error(tmp_path, OSError(28, "No space left on device"))
    assert full.reason is Reason.STORAGE_FULL
    assert system.storage_error(tmp_path, OSError(5, "Input/output error")).reason is Reason.STORAGE_FAILED
