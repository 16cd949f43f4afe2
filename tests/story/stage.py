"""Where a story is played again and again, each time on a fresh copy of the counter."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.payment import PaymentState
from tests.story.aftermath import check_after, close_whole
from tests.story.cut_off import End, Run, Work, cut_off
from tests.story.fate import Moment
from tests.support.clocks import WallClock
from tests.support.terminals import PACE, scenario
from tests.support.till import HASTY, Site, Till, copy_site, settings_of

WANTED: Final = os.environ.get("MADOGUCHI_KILL", "")  # "full", or so many moments of each story
FULL: Final = WANTED != ""
TIMEOUT_S: Final = 7200 if FULL else 120


@dataclass(frozen=True)
class Story:
    """What is prepared in peace, what is cut off, and how the terminal behaves at each request."""

    work: Work
    prepare: Work | None = None
    steps: tuple[str, ...] = ()
    bytewise: bool = False
    from_the_start: bool = False


@dataclass(frozen=True)
class Stage:
    """`terminal` and `play` may be used as often as one likes."""

    template: Path
    place: Path
    clock: WallClock

    @contextmanager
    def terminal(self, *steps: str) -> Iterator[SimulatorProcess]:
        """A simulator with new books; it outlives every counter on it."""
        place = self.place / f"terminal-{len(list(self.place.glob('terminal-*')))}"
        with start_simulator(place, scenario=scenario(place, *steps), pace=PACE) as terminal:
            yield terminal

    def play(self, story: Story, fatal: Moment | None, terminal: SimulatorProcess) -> End:
        """Cut the story off at `fatal`, start again, check everything."""
        folder = copy_site(self.template, self.place / "counter")
        site = Site(settings_of(folder, terminal.address), self.clock, HASTY)
        before = int(terminal.books().total)
        run = Run(site, story.prepare, story.work, story.bytewise, story.from_the_start)
        end = cut_off(run, fatal, self.place / "notes.json")
        self._start_again(site, terminal, before, fatal)
        return end

    def play_twice(
        self, story: Story, first: Moment, second: Moment | None, terminal: SimulatorProcess
    ) -> End:
        """Cut the story off at `first`, and the start after it at `second`; then start once more."""
        folder = copy_site(self.template, self.place / "counter")
        site = Site(settings_of(folder, terminal.address), self.clock, HASTY)
        before = int(terminal.books().total)
        notes = self.place / "notes.json"
        assert cut_off(Run(site, story.prepare, story.work), first, notes).killed
        end = cut_off(Run(site, from_the_start=True), second, notes)
        self._start_again(site, terminal, before, second)
        return end

    def _start_again(self, site: Site, terminal: SimulatorProcess, before: int, fatal: Moment | None) -> None:
        counter = site.open()
        till = Till(site, counter, terminal)
        try:
            states = {each.payment.state for each in counter.recovery.open_questions()}
            assert states <= {PaymentState.UNKNOWN}  # the start has asked about every promise
            check_after(till, before, fatal)
            close_whole(till)
        finally:
            counter.close()
        shutil.rmtree(site.settings.data)  # a failure leaves it for the reader

    def play_anew(self, story: Story, fatal: Moment | None) -> End:
        """The same with a terminal of its own, whose behaviour begins anew."""
        with self.terminal(*story.steps) as terminal:
            return self.play(story, fatal, terminal)


def spread(moments: Sequence[Moment], number: int) -> list[Moment]:
    """So many of them, evenly chosen; MADOGUCHI_KILL asks for more, or for all."""
    number = len(moments) if WANTED == "full" else int(WANTED or number)
    if len(moments) <= number:
        return list(moments)
    return [moments[(2 * step + 1) * len(moments) // (2 * number)] for step in range(number)]


def is_certain(moment: Moment) -> bool:
    """False for what may not happen so often in the next run: bytes arrive in other portions."""
    return moment.name != "bytes arrived"
