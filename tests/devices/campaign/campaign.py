"""Many runs: which case each number plays, in one process or two."""

import time
import traceback
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Final

from tests.devices.campaign.cases import Case
from tests.devices.campaign.day import Day, Told
from tests.devices.campaign.sides import SIDES, Side

BATCH: Final = 50


@dataclass(frozen=True)
class Run:
    """Number `number` of seed `seed` over these sides: always the same day."""

    seed: int
    number: int
    sides: tuple[str, ...]

    @property
    def side(self) -> Side:
        return SIDES[self.sides[self.number % len(self.sides)]]

    @property
    def case(self) -> Case:
        """In turn, so that each comes equally often."""
        every = self.side.cases
        return every[self.number // len(self.sides) % len(every)]

    def play(self) -> Told:
        """Raises ViolationError, and whatever a driver lets out."""
        return Day(self.side, self.case, f"{self.seed}-{self.number}").play()


@dataclass(frozen=True)
class Finished:
    """A run with what it told, or the trouble in words."""

    run: Run
    told: Told | None
    trouble: str = ""


def finish(run: Run) -> Finished:
    """Play it; every exception is the campaign's finding, so every one is told."""
    try:
        return Finished(run, run.play())
    except Exception:  # noqa: BLE001 - a driver may let anything out, and the campaign goes on
        return Finished(run, None, traceback.format_exc(limit=-4))


def play_all(runs: Iterable[Run], processes: int, budget_s: float = float("inf")) -> Iterator[Finished]:
    """In any number of processes, always in the order of the numbers; ends early when the time is up."""
    until = time.monotonic() + budget_s
    every = list(runs)
    batches = [every[start : start + BATCH] for start in range(0, len(every), BATCH)]
    if processes <= 1:
        for batch in batches:
            if time.monotonic() < until:
                yield from map(finish, batch)
        return
    with ProcessPoolExecutor(processes) as pool:
        futures = [pool.submit(_finish_batch, batch) for batch in batches]
        for future in futures:
            if time.monotonic() >= until:
                pool.shutdown(cancel_futures=True)
                return
            yield from future.result()


def _finish_batch(batch: list[Run]) -> list[Finished]:
    return [finish(each) for each in batch]
