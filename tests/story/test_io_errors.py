"""The n-th statement fails, for every n: once, from then on, or a COMMIT that was done and said it failed."""

import sqlite3
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from pos.counter import Counter
from pos.errors import StorageError
from tests.story import works
from tests.story.aftermath import check_after, close_whole
from tests.story.cut_off import Work
from tests.story.stage import WANTED, Stage
from tests.support.till import HASTY, Site, Till, copy_site, settings_of

pytestmark = [pytest.mark.story, pytest.mark.timeout(3600 if WANTED else 120)]
STORIES: dict[str, tuple[Work, Work | None]] = {
    "cash": (works.sell_for_cash, None),
    "e-money": (works.sell_for_e_money, None),
    "cancel e-money": (works.cancel_the_newest_e_money_sale, works.sell_for_e_money),
}


class Disk:
    """Counts statements while `armed`; fails at number `at` in its way."""

    def __init__(self) -> None:
        self.way = ""
        self.at = 0
        self.armed = False
        self.statements: list[str] = []

    def arm(self, way: str, at: int) -> None:
        self.way, self.at, self.armed, self.statements = way, at, True, []

    def before(self, sql: str) -> None:
        if not self.armed:
            return
        self.statements.append(sql)
        now = len(self.statements)
        if (self.way == "once" and now == self.at) or (self.way == "from then on" and now >= self.at):
            raise sqlite3.OperationalError("disk I/O error")

    def after(self) -> None:
        if self.armed and self.way == "done, yet failed" and len(self.statements) == self.at:
            raise sqlite3.OperationalError("disk I/O error")


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Disk]:
    """SQLite's own connections, with a disk behind them that may fail."""
    disk = Disk()
    connect = sqlite3.connect

    class OnThisDisk(sqlite3.Connection):
        def execute(self, sql: str, *given: Any) -> sqlite3.Cursor:
            disk.before(sql)
            cursor = super().execute(sql, *given)
            disk.after()
            return cursor

    def connected(*given: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **{**named, "factory": OnThisDisk})
        return connection

    with monkeypatch.context() as patch:
        patch.setattr(sqlite3, "connect", connected)
        yield disk


@pytest.mark.parametrize("way", ["once", "from then on", "done, yet failed"])
@pytest.mark.parametrize("name", STORIES)
def test_each_statement_may_fail(name: str, way: str, stage: Stage, disk: Disk) -> None:
    work, prepare = STORIES[name]
    with stage.terminal() as terminal:
        alive = _Play(stage, terminal, disk)
        statements = alive.play(work, prepare, "", 0)
        places = [
            number for number, sql in enumerate(statements, start=1)
            if way != "done, yet failed" or sql == "COMMIT"
        ]  # fmt: skip
        assert len(places) > 1
        for at in _some(places, 3):
            alive.play(work, prepare, way, at)


def _some(places: list[int], number: int) -> list[int]:
    number = len(places) if WANTED == "full" else int(WANTED or number)
    if len(places) <= number:
        return places
    return [places[(2 * step + 1) * len(places) // (2 * number)] for step in range(number)]


class _Play:
    """One copy of the counter after the other, on one terminal."""

    def __init__(self, stage: Stage, terminal: Any, disk: Disk) -> None:
        self._stage = stage
        self._terminal = terminal
        self._disk = disk
        self._plays = 0

    def play(self, work: Work, prepare: Work | None, way: str, at: int) -> list[str]:
        self._plays += 1
        folder = copy_site(self._stage.template, self._stage.place / f"counter-{self._plays}")
        site = Site(settings_of(folder, self._terminal.address), self._stage.clock, HASTY)
        before = int(self._terminal.books().total)
        counter = site.open()
        try:
            if prepare is not None:
                prepare(counter)
            self._fail(counter, work, way, at)
            till = Till(site, counter, self._terminal)
            check_after(till, before, None)
            close_whole(till)
        finally:
            self._disk.armed = False
            counter.close()
        return self._disk.statements

    def _fail(self, counter: Counter, work: Work, way: str, at: int) -> None:
        self._disk.arm(way, at)
        with suppress(StorageError):  # the one thing that a clerk may be told
            work(counter)
        self._disk.armed = False
