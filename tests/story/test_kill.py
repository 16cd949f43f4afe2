"""SIGKILL at every step of a payment, then a new start: the terminal's own books are the truth.

`make test` runs a part of the steps; MADOGUCHI_KILL=full runs every step, every byte on the line and
every behaviour of the terminal (some minutes).
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from pos.devices.simulator_process import SimulatorProcess
from pos.system import WINDOWS
from tests.story import works
from tests.story.aftermath import check_after, close_whole
from tests.story.conftest import StartTerminal
from tests.story.cut_off import Run, Work, cut_off
from tests.story.fate import Moment
from tests.support.clocks import WallClock
from tests.support.till import HASTY, Site, Till, copy_site, settings_of

FULL = os.environ.get("MADOGUCHI_KILL") == "full"
FEW = 26  # moments of each story in `make test`
pytestmark = [
    pytest.mark.story,
    pytest.mark.skipif(WINDOWS, reason="SIGKILL"),
    pytest.mark.timeout(3600 if FULL else 120),
]


@dataclass(frozen=True)
class Story:
    """What is prepared in peace, and what is cut off."""

    work: Work
    prepare: Work = works.nothing


STORIES = {
    "cash": Story(works.sell_for_cash),
    "e-money": Story(works.sell_for_e_money),
    "cancel cash": Story(works.cancel_the_newest_cash_sale, works.sell_for_cash),
    "cancel e-money": Story(works.cancel_the_newest_e_money_sale, works.sell_for_e_money),
}
FAULTS = ("balance_short", "reject", "reply_lost", "reply_duplicate", "reply_wrong_amount", "reply_truncated",
          "touch_again", "ack_lost", "power_loss_before_debit", "power_loss_after_debit", "reply_late",
          "garbage_before", "reply_previous", "silent")  # fmt: skip


@dataclass(frozen=True)
class Stage:
    """Where a story is played again and again, each time on a fresh copy of the counter."""

    template: Path
    place: Path
    clock: WallClock

    def play(
        self, story: Story, fatal: Moment | None, terminal: SimulatorProcess, *, bytewise: bool = False
    ) -> tuple[Moment, ...]:
        """Cut the story off at `fatal`, start again, check everything; the moments lived."""
        folder = copy_site(self.template, self.place / "counter")
        site = Site(settings_of(folder, terminal.address), self.clock, HASTY)
        before = int(terminal.books().total)
        end = cut_off(Run(site, story.prepare, story.work, bytewise), fatal, self.place / "notes.json")
        counter = site.open()
        till = Till(site, counter, terminal)
        try:
            check_after(till, before, fatal)
            close_whole(till)
        finally:
            counter.close()
            folder.rename(self.place / f"past-{len(list(self.place.iterdir()))}")
        return end.lived


@pytest.fixture
def stage(opened_folder: Path, tmp_path: Path, clock: WallClock) -> Stage:
    return Stage(opened_folder, tmp_path, clock)


def spread(moments: Sequence[Moment], number: int) -> list[Moment]:
    """Evenly chosen, first and last among them; all of them in the full sweep."""
    if FULL or len(moments) <= number:
        return list(moments)
    return [moments[round(step * (len(moments) - 1) / (number - 1))] for step in range(number)]


@pytest.mark.parametrize("name", STORIES)
def test_killed_at_each_step(name: str, stage: Stage, start_terminal: StartTerminal) -> None:
    story, terminal = STORIES[name], start_terminal()
    moments = stage.play(story, None, terminal)
    assert len(moments) > 20
    for moment in spread(moments, FEW):
        stage.play(story, moment, terminal)
