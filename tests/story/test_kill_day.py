"""SIGKILL while a counter is founded, opened, counted and closed: done or not done, never between."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from pos.counter import Counter
from pos.domain.drawer import CashCount, CountKind
from pos.domain.money import Yen
from pos.system import WINDOWS
from tests.story import works
from tests.story.cut_off import Run, cut_off
from tests.story.fate import Moment
from tests.story.stage import TIMEOUT_S, spread
from tests.support.clocks import MORNING, WallClock
from tests.support.proof import cash_booked, check_whole
from tests.support.till import CASHIER, CHIEF, CLERK, FUND, Site, copy_site, drawer_of, settings_of

pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(WINDOWS, reason="SIGKILL"),
    pytest.mark.timeout(TIMEOUT_S),
]
SOME = 6


def _sweep(run: Run, template: Path | None, after: Callable[[Site, Moment | None], None]) -> int:
    """Play it once alive and then killed at each moment; how many times it was killed."""
    folder, notes = run.site.settings.data, run.site.settings.data.parent / "notes.json"
    kills = 0

    def once(fatal: Moment | None) -> tuple[Moment, ...]:
        nonlocal kills
        if template is not None:
            copy_site(template, folder)
        end = cut_off(run, fatal, notes)
        kills += end.killed
        after(run.site, fatal)
        shutil.rmtree(folder)
        return end.lived

    for moment in spread(once(None), SOME):
        once(moment)
    return kills


def test_killed_while_the_day_opens(founded_folder: Path, tmp_path: Path, clock: WallClock) -> None:
    def after(site: Site, moment: Moment | None) -> None:
        counter = site.open()
        day = counter.days.current()
        if day is None:
            assert counter.ledger.days() == (), moment
            assert cash_booked(counter) == 0, moment
            day = counter.days.open(MORNING.date(), FUND, CASHIER)
        assert (day.number, day.change_fund, cash_booked(counter)) == (1, FUND.total, 30_000), moment
        assert len(counter.ledger.counts(day.number, CountKind.OPENING)) == 1, moment
        check_whole(counter)
        counter.close()

    run = Run(_site(tmp_path, clock), work=works.open_the_day)
    assert _sweep(run, founded_folder, after) >= SOME


def test_killed_while_the_drawer_is_counted(opened_folder: Path, tmp_path: Path, clock: WallClock) -> None:
    def after(site: Site, moment: Moment | None) -> None:
        counter = site.open()
        day = counter.days.current()
        assert day is not None, moment
        counts = counter.ledger.counts(day.number, CountKind.CLOSING)
        assert [each.count.total for each in counts] in ([], [Yen(30_250)]), moment
        stored = counter.days.count(CashCount.of({50: 605}), CASHIER)
        assert stored.attempt == len(counts) + 1, moment
        assert counter.days.comparison(CASHIER).difference == Yen(0), moment
        _close_whole(counter)
        counter.close()

    run = Run(_site(tmp_path, clock), works.sell_for_cash, works.count_the_drawer)
    assert _sweep(run, opened_folder, after) >= SOME


def test_killed_while_the_day_closes(opened_folder: Path, tmp_path: Path, clock: WallClock) -> None:
    def after(site: Site, moment: Moment | None) -> None:
        counter = site.open()
        if counter.days.current() is not None:
            assert counter.ledger.days()[0].z_number is None, moment
            counter.days.close(CASHIER, CLERK)
        (day,) = counter.ledger.days()
        assert (day.z_number, cash_booked(counter)) == (1, 250), moment  # the fund went back
        report = counter.ledger.day_report(day.number, counter.office, at=site.clock())
        assert (report.z_number, report.total) == (1, Yen(250)), moment
        assert counter.issuing.day_report(report, CASHIER).path.exists(), moment
        check_whole(counter)
        _open_tomorrow(site, counter)
        counter.close()
        site.clock.turn(days=-1)

    run = Run(_site(tmp_path, clock), works.sell_and_count, works.close_the_day)
    assert _sweep(run, opened_folder, after) >= SOME


def test_killed_while_the_counter_is_founded(tmp_path: Path, clock: WallClock) -> None:
    def after(site: Site, moment: Moment | None) -> None:
        if not site.settings.ledger_path.exists():
            works.found(site)
        counter = site.open()
        if counter.access.needs_administrator:
            counter.access.create_first_administrator(CHIEF.id, CHIEF.name, "correct horse battery")
        assert [each.id for each in counter.access.staff()] == [CHIEF.id], moment
        check_whole(counter)
        counter.close()

    assert _sweep(Run(_site(tmp_path, clock), work_alone=works.found), None, after) >= SOME


def _site(folder: Path, clock: WallClock) -> Site:
    return Site(settings_of(folder / "counter"), clock)


def _close_whole(counter: Counter) -> None:
    closed = counter.days.close(CASHIER, CLERK)
    assert closed.report.cash is not None
    assert closed.report.cash.difference == Yen(0)
    check_whole(counter)


def _open_tomorrow(site: Site, counter: Counter) -> None:
    site.clock.turn(days=1)
    counter.days.open(site.clock().date(), drawer_of(Yen(30_000)), CASHIER)
    check_whole(counter)
