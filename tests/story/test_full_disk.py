"""The disk is full before, while and after money moves: one word to the clerk, and nothing is lost."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.errors import OperatingError, Reason, StorageError
from pos.ports import Phase, Progress
from pos.system import WINDOWS
from tests.story.aftermath import check_after, close_whole
from tests.story.stage import FULL, Stage
from tests.support.proof import cash_booked, check_agrees, check_whole, one_number
from tests.support.till import CLERK, HASTY, Site, Till, copy_site, never, quiet, settings_of, yen_basket

if not WINDOWS:
    import resource

PAGE = 4096
MIB = 1024 * 1024
TOLD = {Reason.STORAGE_FULL, Reason.STORAGE_FAILED}
SETTLED = "SELECT count(*) FROM sale WHERE state = 'settled'"
pytestmark = [pytest.mark.story, pytest.mark.skipif(WINDOWS, reason="RLIMIT_FSIZE, tmpfs")]


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file of this process grows beyond `size`; for SQLite an I/O error, for us a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@contextmanager
def _till(stage: Stage, folder: Path) -> Iterator[Till]:
    with stage.terminal() as terminal:
        site = Site(settings_of(folder, terminal.address), stage.clock, HASTY)
        counter = site.open()
        try:
            yield Till(site, counter, terminal)
        finally:
            counter.close()


@pytest.fixture
def folder(stage: Stage) -> Path:
    return copy_site(stage.template, stage.place / "counter")


@pytest.mark.parametrize("phase", [Phase.WAIT_CARD, Phase.RESULT_RECEIVED, Phase.CONFIRMING])
def test_the_disk_fails_exactly_when_the_terminal_has_approved(
    phase: Phase, stage: Stage, folder: Path
) -> None:
    with _till(stage, folder) as till:
        _, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        soft = resource.getrlimit(resource.RLIMIT_FSIZE)[0]

        def tell(progress: Progress) -> None:
            if progress.phase is phase:
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))

        basket = yen_basket(till.counter, 300)
        try:
            with pytest.raises(StorageError) as told:
                till.counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=tell)
            assert told.value.reason in TOLD
            with pytest.raises(StorageError):  # nobody is charged while nothing can be written
                till.pay(100)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        (question,) = till.counter.recovery.open_questions()
        (sale,) = till.counter.recovery.ask(stop=never)
        assert (sale.id, sale.state) == (question.sale.id, SaleState.SETTLED)
        assert till.charged == 300
        check_after(till, 0, None)
        close_whole(till)


@pytest.mark.parametrize("pages", range(0, 24, 1 if FULL else 8))
def test_the_file_may_grow_by_so_many_pages_only(pages: int, stage: Stage, folder: Path) -> None:
    with _till(stage, folder) as till:
        ledger = till.site.settings.ledger_path
        told: list[Reason] = []
        with files_end_at(ledger.stat().st_size + pages * PAGE):
            for _ in range(8):
                for act in (till.pay_cash, till.pay):
                    try:
                        act(50)
                    except OperatingError as trouble:
                        told.append(trouble.reason)
        assert set(told) <= TOLD | {Reason.TERMINAL_HELD}
        settled = one_number(ledger, SETTLED)
        assert cash_booked(till.counter) % 50 == 0
        check_after(till, 0, None)
        assert one_number(ledger, SETTLED) >= settled + 2
        close_whole(till)


@contextmanager
def _mounted(place: Path, size: int) -> Iterator[None]:
    place.mkdir(mode=0o700)
    options = f"size={size},mode=0700"
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", place], check=False)  # noqa: S607
    if done.returncode:
        pytest.skip("a disk of its own needs root and tmpfs")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", place], check=True)  # noqa: S607


root_only = pytest.mark.skipif(WINDOWS or os.geteuid() != 0, reason="a disk of its own needs root")


@root_only
@pytest.mark.parametrize("spare", range(0, 200_000, 4_000 if FULL else 60_000))
def test_a_small_disk_takes_cash_until_it_is_full(spare: int, stage: Stage, folder: Path) -> None:
    size = sum(each.stat().st_size for each in folder.rglob("*") if each.is_file())
    disk = stage.place / "disk"
    with _mounted(disk, size + spare + 16 * PAGE):
        place = copy_site(folder, disk / "counter")
        told: set[Reason] = set()
        site = Site(settings_of(place), stage.clock)
        with suppress(StorageError):
            counter = site.open()
            for _ in range(12):
                try:
                    problem = counter.checkout.pay_cash(yen_basket(counter, 50), Yen(50), CLERK).problem
                except OperatingError as trouble:
                    told.add(trouble.reason)
                else:
                    told |= {problem.reason} if problem else set()
            counter.close()
        assert told <= {Reason.STORAGE_FULL, Reason.STORAGE_FAILED, Reason.FILE_NOT_WRITTEN}
        copy_site(place, stage.place / "roomy")
    counter = Site(settings_of(stage.place / "roomy"), stage.clock).open()
    assert counter.recovery.open_questions() == ()
    assert counter.checkout.pay_cash(yen_basket(counter, 50), Yen(50), CLERK).problem is None
    check_whole(counter)
    counter.close()


@root_only
def test_the_disk_fills_while_the_card_is_charged(stage: Stage, folder: Path) -> None:
    disk = stage.place / "disk"
    with _mounted(disk, 80 * MIB), _till(stage, copy_site(folder, disk / "counter")) as till:
        ballast = disk / "ballast"

        def tell(progress: Progress) -> None:
            if progress.phase is Phase.CARD_IN_FIELD:
                _fill(ballast)

        basket = yen_basket(till.counter, 300)
        with pytest.raises(StorageError) as told:
            till.counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=tell)
        assert told.value.reason is Reason.STORAGE_FULL
        with pytest.raises(StorageError) as told:
            till.pay(100)
        assert told.value.reason is Reason.STORAGE_FULL
        ballast.unlink()
        check_after(till, 0, None)
        check_agrees(till.counter, till.charged)


def test_little_space_left_forbids_cards_and_not_cash(stage: Stage, folder: Path) -> None:
    disk = stage.place / "disk"
    with _mounted(disk, 20 * MIB), _till(stage, copy_site(folder, disk / "counter")) as till:
        with pytest.raises(StorageError) as told:
            till.counter.checkout.pay_e_money(yen_basket(till.counter, 300), CLERK, stop=never, tell=quiet)
        assert told.value.reason is Reason.STORAGE_FULL
        assert till.pay_cash(100).sale.state is SaleState.SETTLED
        assert till.charged == 0


def _fill(path: Path) -> None:
    with suppress(OSError), path.open("wb", buffering=0) as file:
        while file.write(bytes(MIB)):
            pass
    with suppress(OSError), path.open("ab", buffering=0) as file:
        while file.write(bytes(PAGE // 8)):
            pass
