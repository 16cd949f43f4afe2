"""Samples of CPU and wall time, taken in turn from both sides, and the findings made of them."""

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from statistics import median
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sample:
    """One run of one side, in seconds; CPU is user and system time of the process."""

    cpu_s: float
    wall_s: float


Side = Callable[[], Sample]


class Gauge(StrEnum):
    """Which of the two times decides; the other one is reported beside it."""

    CPU = "cpu"
    WALL = "wall"


@dataclass(frozen=True, slots=True)
class Bound:
    """A goal: the value may be at most (or must be at least) `limit`."""

    limit: float
    at_least: bool = False

    def holds(self, value: float) -> bool:
        return value >= self.limit if self.at_least else value <= self.limit

    def __str__(self) -> str:
        return f"{'>=' if self.at_least else '<='} {self.limit:g}"


@dataclass(frozen=True, slots=True)
class Measured:
    """All samples of one side, with the name it is reported by."""

    name: str
    samples: tuple[Sample, ...]

    def times(self, gauge: Gauge) -> list[float]:
        return [each.cpu_s if gauge is Gauge.CPU else each.wall_s for each in self.samples]

    def median(self, gauge: Gauge) -> float:
        """Seconds."""
        return median(self.times(gauge))

    def p99(self, gauge: Gauge) -> float:
        """Seconds, nearest rank: the slowest sample where there are fewer than a hundred."""
        ordered = sorted(self.times(gauge))
        return ordered[ceil(0.99 * len(ordered)) - 1]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Our code against its reference. The ratio is ours over the reference, by medians; `speed`
    turns it round, for goals that are said as work per second."""

    goal: str
    what: str
    ours: Measured
    reference: Measured
    bound: Bound | None
    gate: Gauge = Gauge.CPU
    speed: bool = False
    notes: tuple[str, ...] = ()

    def ratio(self, gauge: Gauge) -> float:
        ours, reference = self.ours.median(gauge), self.reference.median(gauge)
        return reference / ours if self.speed else ours / reference

    @property
    def reached(self) -> bool | None:
        """None where there is no goal."""
        return None if self.bound is None else self.bound.holds(self.ratio(self.gate))


@dataclass(frozen=True, slots=True)
class Figure:
    """A single value with its unit."""

    goal: str
    what: str
    value: float
    unit: str
    bound: Bound | None = None
    notes: tuple[str, ...] = ()

    @property
    def reached(self) -> bool | None:
        """None where there is no goal."""
        return None if self.bound is None else self.bound.holds(self.value)


Finding = Comparison | Figure


@dataclass(frozen=True, slots=True)
class Extent:
    """How much is measured. `rounds` None: as many as the benchmark holds to be enough."""

    seed: int = 1
    rounds: int | None = None
    sales: int = 10_000  # in the ledger that is verified and totalled
    idle_s: float = 5.0  # how long a waiting driver is watched
    baud_rates: tuple[int, ...] = (9_600, 19_200, 115_200)

    def rounds_or(self, usual: int) -> int:
        return usual if self.rounds is None else self.rounds


def timed(work: Callable[[], T]) -> tuple[Sample, T]:
    """What the work costs in this process, and what came of it."""
    cpu, wall = time.process_time(), time.perf_counter()
    result = work()
    return Sample(time.process_time() - cpu, time.perf_counter() - wall), result


def sample(work: Callable[[], object]) -> Sample:
    return timed(work)[0]


def in_turn(rounds: int, *sides: Side, warm_up: int = 1) -> list[tuple[Sample, ...]]:
    """A B A B …: what disturbs the machine disturbs both sides; the first `warm_up` rounds are dropped.

    Garbage is collected before and not while measuring, as `timeit` does.
    """
    taken: list[list[Sample]] = [[] for _ in sides]
    gc.collect()
    gc.disable()
    try:
        for turn in range(warm_up + rounds):
            for side, samples in zip(sides, taken, strict=True):
                result = side()
                if turn >= warm_up:
                    samples.append(result)
    finally:
        gc.enable()
    return [tuple(samples) for samples in taken]


def compared(
    rounds: int, ours: tuple[str, Side], reference: tuple[str, Side], *, warm_up: int = 1
) -> tuple[Measured, Measured]:
    """Ours and the reference, measured in turn."""
    first, second = in_turn(rounds, ours[1], reference[1], warm_up=warm_up)
    return Measured(ours[0], first), Measured(reference[0], second)
