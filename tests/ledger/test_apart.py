"""The check of the ledger keeps nobody waiting, and leaves nothing behind."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.domain.sale import SaleState
from pos.ledger import open_ledger
from pos.ledger.apart import verify_apart
from pos.ledger.proof import MIN_FREE_BYTES
from pos.system import WINDOWS, free_bytes
from tests.ledger.counter import CASHIER, FLOAT, IDENTITY, TODAY, at, basket, pay_cash

ENDLESS = 1 << 62  # more than any disk has free


@pytest.fixture
def alone(tmp_path: Path) -> Iterator[Path]:
    """The ledger's folder, which must hold the same files afterwards."""
    folder = tmp_path / "data"
    folder.mkdir()
    yield folder
    assert [each.name for each in folder.iterdir()] == ["ledger.sqlite3"]


def placed(template: Path, folder: Path) -> Path:
    return Path(shutil.copy(template, folder / "ledger.sqlite3"))


def test_a_sale_goes_through_while_the_check_is_running(path: Path, alone: Path) -> None:
    place, sold = placed(path, alone), []

    def sell(done: int, _: int) -> None:
        """In the middle of the check, as another process would: a connection of its own."""
        if done == 0:
            with open_ledger(place) as till:
                till.open_day(TODAY, FLOAT, by=CASHIER, at=at(3))
                sold.append(pay_cash(till, basket(), when=at(4)))

    with open_ledger(place) as ledger:
        during = ledger.verify(sell)
        after = ledger.verify()
    assert [sale.state for sale in sold] == [SaleState.SETTLED]
    assert (during.ok, during.copied, during.sales) == (True, True, 0)
    assert (after.ok, after.copied, after.sales) == (True, True, 1)


@pytest.mark.skipif(WINDOWS, reason="modes")
def test_the_copy_is_private(full_path: Path, alone: Path) -> None:
    place = placed(full_path, alone)
    seen: list[int] = []

    def look(*_: int) -> None:
        seen.extend(stat.S_IMODE(each.stat().st_mode) for each in alone.iterdir() if each != place)

    old = os.umask(0)
    try:
        verify_apart(place, IDENTITY, look, keep_free=0)
    finally:
        os.umask(old)
    assert seen == [0o600]


def test_without_room_the_ledger_itself_is_checked(full_path: Path, alone: Path) -> None:
    place = placed(full_path, alone)
    assert free_bytes(place) > MIN_FREE_BYTES
    direct = verify_apart(place, IDENTITY, None, keep_free=ENDLESS)
    assert (direct.ok, direct.copied) == (True, False)


@pytest.mark.parametrize("page", range(0, 40, 3))
def test_a_damaged_file_is_a_problem_on_the_copy_too(full_path: Path, alone: Path, page: int) -> None:
    place = placed(full_path, alone)
    content = bytearray(place.read_bytes())
    content[page * 4096 : page * 4096 + 512] = b"\xa5" * 512
    place.write_bytes(content)
    assert not verify_apart(place, IDENTITY, None, keep_free=0).ok


@pytest.mark.parametrize("size", [0, 1000, 4096, 50_000])
def test_a_file_cut_off_is_a_problem(full_path: Path, alone: Path, size: int) -> None:
    place = placed(full_path, alone)
    os.truncate(place, size)
    assert not verify_apart(place, IDENTITY, None, keep_free=0).ok


def test_a_check_that_is_broken_off_leaves_no_copy(full_path: Path, alone: Path) -> None:
    def stop(*_: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        verify_apart(placed(full_path, alone), IDENTITY, stop, keep_free=0)
