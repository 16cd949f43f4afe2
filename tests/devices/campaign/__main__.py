"""Command line of the campaign: says its seed, plays, prints what was covered, and any violation."""

import argparse
import sys
import time
from random import SystemRandom
from typing import Final

from tests.devices.campaign.campaign import Finished, Run, play_all
from tests.devices.campaign.sides import SIDES
from tests.devices.campaign.tally import Tally, coverage, outcomes

RUNS: Final = 12_000
BUDGET_S: Final = 1_800
SHOWN: Final = 5  # violations told in full


def main(words: list[str] | None = None) -> int:
    """0 where nothing was violated and every case was met."""
    options = _options(words)
    seed = options.seed or SystemRandom().randrange(1, 2**31)
    numbers = range(options.runs) if options.only is None else [options.only]
    sides = tuple(options.sides or SIDES)
    print(
        f"seed {seed}, {len(numbers):,} runs over {', '.join(sides)}, at most {options.seconds} s", flush=True
    )
    began = time.monotonic()
    tally, bad, done = Tally(), [], 0
    for each in play_all((Run(seed, n, sides) for n in numbers), options.processes, options.seconds):
        done += 1
        if each.told is None:
            bad.append(each)
            _tell(each, len(bad))
        else:
            tally.add(each.run.side.name, each.run.case, each.told)
    _report(tally, sides)
    print(f"{done:,} runs in {time.monotonic() - began:.0f} s, seed {seed}: {len(bad)} violations")
    whole = options.only is not None or (done == len(numbers) and not _missing(tally, sides))
    return 0 if not bad and whole else 1


def _report(tally: Tally, names: tuple[str, ...]) -> None:
    sides = [SIDES[name] for name in names]
    for line in (*coverage(tally, sides), "", *outcomes(tally, sides)):
        print(line)


def _missing(tally: Tally, names: tuple[str, ...]) -> bool:
    missing = tally.missing([SIDES[name] for name in names])
    if missing:
        print(f"never met: {'; '.join(missing)}")
    return bool(missing)


def _tell(bad: Finished, count: int) -> None:
    run = bad.run
    print(f"VIOLATION in {run.side.name}, {run.case.fault.value} {run.case.place}; again with"
          f" --seed {run.seed} --only {run.number} --sides {' '.join(run.sides)}", flush=True)  # fmt: skip
    if count <= SHOWN:
        print(bad.trouble, flush=True)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.devices.campaign", description=__doc__)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--seed", type=int, default=0, help="not 0; drawn where none is given")
    parser.add_argument("--only", type=int, help="play this one run again")
    parser.add_argument("--seconds", type=int, default=BUDGET_S, help="the time budget")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--sides", nargs="+", choices=sorted(SIDES), help="all where none is named")
    return parser.parse_args(words)


if __name__ == "__main__":
    sys.exit(main())
