"""What was run: fault × place × protocol, and what the driver said; as tables for a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pos.devices.simulator.scenario import Fault
from tests.devices.campaign.cases import Case
from tests.devices.campaign.day import Told
from tests.devices.campaign.sides import Side


@dataclass
class Tally:
    """Counts of finished runs. `played` only where the terminal really met the case."""

    played: Counter[tuple[str, Case]] = field(default_factory=Counter)
    words: Counter[tuple[str, str]] = field(default_factory=Counter)
    by_hand: Counter[tuple[str, Fault]] = field(default_factory=Counter)
    causes: Counter[str] = field(default_factory=Counter)

    def add(self, side: str, case: Case, told: Told) -> None:
        self.played[side, case] += told.played
        self.words.update((side, each) for each in told.words)
        self.by_hand[side, case.fault] += len(told.by_hand)
        self.causes.update(told.by_hand)

    def missing(self, sides: Iterable[Side]) -> list[str]:
        """Cases that no run met."""
        return [
            f"{side.name}: {case.fault.value} {case.place}"
            for side in sides
            for case in side.cases
            if not self.played[side.name, case]
        ]


def coverage(tally: Tally, sides: Iterable[Side]) -> Iterator[str]:
    """A block for each protocol: a line for each fault, with its runs at each place."""
    for side in sides:
        yield f"{side.name}: fault, runs at each place"
        for fault in Fault:
            places = [case for case in side.cases if case.fault is fault]
            if places:
                counts = "  ".join(f"{case.place} {tally.played[side.name, case]}" for case in places)
                yield f"  {fault.value:24} {counts}"


def outcomes(tally: Tally, sides: Iterable[Side]) -> Iterator[str]:
    """What the drivers said first, and how many payments a person had to settle."""
    for side in sides:
        said = {word: count for (name, word), count in sorted(tally.words.items()) if name == side.name}
        hands = sum(count for (name, _), count in tally.by_hand.items() if name == side.name)
        words = ", ".join(f"{word} {count}" for word, count in said.items())
        yield f"{side.name}: {words}; asked until proved, but {hands} settled by a person"
    for cause, count in tally.causes.most_common(8):
        yield f"  {count:5} {cause}"
