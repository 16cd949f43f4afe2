"""Every fault at every place where a protocol has it, and the chance around it."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from pos.devices.simulator.scenario import (
    FIXED_PHASE,
    HAPPENINGS,
    INQUIRY_ONLY,
    LINE_FAULTS,
    Fault,
    Inquiry,
    Message,
    Phase,
    Step,
    Support,
)

ANYWHERE: Final = "-"  # the fault itself says where
DELAYS_S: Final = (None, None, 0.0, 1.5, 59.9, 61.0)
SECONDS: Final = (None, 0.15, 1.0, 8.0, 35.0, 200.0)


@dataclass(frozen=True)
class Case:
    """One fault at one place: of a request that moves money, or of a question (`of`)."""

    fault: Fault
    on: Message | None = None
    phase: Phase | None = None
    of: Inquiry | None = None

    @property
    def place(self) -> str:
        where = self.on or self.phase
        words = [each.value for each in (self.of, where) if each is not None]
        return " ".join(words) or ANYWHERE


def cases(support: Support) -> tuple[Case, ...]:
    """All of a protocol, in a fixed order."""
    return tuple(each for fault in Fault if fault in support.faults for each in _of_fault(fault, support))


def _of_fault(fault: Fault, support: Support) -> Iterator[Case]:
    if fault in INQUIRY_ONLY:
        kind = Inquiry.STATUS if fault is Fault.UNWELL else Inquiry.LAST
        yield Case(fault, of=kind)
        return
    if fault in LINE_FAULTS:
        yield from (Case(fault, on=each) for each in Message if each in support.on)
        yield Case(fault, of=Inquiry.LAST)
    elif fault in HAPPENINGS and fault not in FIXED_PHASE:
        yield from (Case(fault, phase=each) for each in Phase if each in support.phases)
        yield Case(fault, of=Inquiry.LAST)
    else:
        yield Case(fault)


def step(case: Case, random: Random, codes: tuple[str | None, ...], after: int = 0) -> Step:
    """The case with everything else drawn."""
    long = case.fault is not Fault.GAP
    return Step(
        fault=case.fault,
        on=case.on,
        phase=case.phase,
        delay_s=random.choice(DELAYS_S),
        seconds=random.choice(SECONDS) if long else random.choice((0.15, 0.25, 1.0)),
        count=random.choice((1, 1, 2, 3, 4)),
        code=random.choice(codes) if case.fault is Fault.REJECT else None,
        wrong_by=random.choice((1, 100)),
        of=case.of,
        after=after,
    )
