"""A fresh ledger per test, copied from a template that is made once (performance.md 8)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.ledger import Ledger, open_ledger
from tests.ledger.counter import CASHIER, FLOAT, TODAY, at, full_counter, new_counter


@pytest.fixture(scope="session")
def templates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("templates")
    new_counter(folder / "new.sqlite3")
    full_counter(folder / "full.sqlite3")
    return folder


@pytest.fixture
def path(templates: Path, tmp_path: Path) -> Path:
    """A ledger with people and fees, no day open."""
    return Path(shutil.copy(templates / "new.sqlite3", tmp_path / "ledger.sqlite3"))


@pytest.fixture
def full_path(templates: Path, tmp_path: Path) -> Path:
    """A ledger with at least one row in every table."""
    return Path(shutil.copy(templates / "full.sqlite3", tmp_path / "full.sqlite3"))


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with open_ledger(path) as opened:
        yield opened


@pytest.fixture
def till(ledger: Ledger) -> Ledger:
    """The ledger with its first day open."""
    ledger.open_day(TODAY, FLOAT, by=CASHIER, at=at(3))
    return ledger


@pytest.fixture
def full(full_path: Path) -> Iterator[Ledger]:
    with open_ledger(full_path) as opened:
        yield opened
