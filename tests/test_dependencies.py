"""The lock files are whole, and the Qt that is locked does not lose references."""

import gc
import re
import sys
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal

TREE = Path(__file__).parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-fuzz.lock")
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^ ;\\]+)", re.MULTILINE)


def locked(name: str) -> dict[str, str]:
    text = (TREE / name).read_text("utf-8")
    return {plain(package): version for package, version in PINNED.findall(text)}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def asked_for(extra: str | None = None) -> list[str]:
    project = tomllib.loads((TREE / "pyproject.toml").read_text("utf-8"))["project"]
    wanted = project["optional-dependencies"][extra] if extra else project["dependencies"]
    return [plain(re.split(r"[<>=~! ;\[]", each)[0]) for each in wanted]


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_hashes_and_no_address(lock: str) -> None:
    text = (TREE / lock).read_text("utf-8")
    blocks = [block for block in re.split(r"\n(?=\S)", text.strip()) if not block.startswith("#")]
    assert all("--hash=sha256:" in block for block in blocks)
    assert "://" not in text


def test_everything_asked_for_is_locked() -> None:
    assert [name for name in asked_for() if name not in locked(LOCKS[0])] == []
    assert [name for name in asked_for("dev") if name not in locked(LOCKS[1])] == []
    assert [name for name in asked_for("fuzz") if name not in locked(LOCKS[2])] == []


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_tests_run_on_what_the_office_gets(lock: str) -> None:
    tested = locked(lock)
    assert {name: tested.get(name) for name in locked(LOCKS[0])} == locked(LOCKS[0])


def test_qt_is_older_than_the_one_that_aborts() -> None:
    """docs/adr/0001: PySide6 6.12.0 on Python 3.11."""
    major, minor = (int(part) for part in locked(LOCKS[0])["pyside6-essentials"].split(".")[:2])
    assert (6, 8) <= (major, minor) < (6, 12)


class _Bell(QObject):
    rung = Signal()


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and True are immortal from 3.12 on")
def test_signals_and_setters_lose_no_reference() -> None:
    """The fault of 6.12.0 takes one reference of True per emit and one of None per setter."""
    bell = _Bell()
    gc.collect()
    before = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(400):
        bell.rung.emit()
        bell.setObjectName("bell")
    drift = sys.getrefcount(None) - before[0], sys.getrefcount(True) - before[1]
    assert all(abs(each) < 100 for each in drift), drift
