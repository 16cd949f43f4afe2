"""Command line of the benchmarks: measure, print both sides of each goal, say whether it is reached."""

import argparse
import sys
import time
from collections.abc import Callable
from importlib import import_module
from typing import Final, cast

from benchmarks.machine import facts
from benchmarks.measure import Extent, Finding
from benchmarks.report import lines_of, summary

Benchmark = Callable[[Extent], list[Finding]]
BENCHMARKS: Final = {
    "first-paint": "G1: from the start of the process to the first painted window",
    "settled-sale": "G4: a sale in two durable transactions",
    "verification": "G8: the chain, and the whole proof",
    "receipt-pdf": "G10: a receipt as PDF",
    "charge": "G12: a charge on a serial line, and waiting for a card",
    "progress": "from a driver's word to the screen",
    "day-totals": "the totals of a long day",
}
LARGE: Final = 100_000


def main(words: list[str] | None = None) -> int:
    """0; with --gate 1 where a goal is missed."""
    options = _options(words)
    extent = Extent(seed=options.seed, rounds=options.rounds, sales=LARGE if options.large else options.sales)
    _print(*facts(options.seed), "")
    findings: list[Finding] = []
    for name in options.names or BENCHMARKS:
        began = time.perf_counter()
        found = benchmark(name)(extent)
        findings += found
        _print(f"== {name}: {BENCHMARKS[name]}")
        _print(*(line for each in found for line in lines_of(each)))
        _print(f"       ({time.perf_counter() - began:.0f} s)", "")
    _print(*summary(findings))
    missed = [each for each in findings if each.reached is False]
    return 1 if options.gate and missed else 0


def benchmark(name: str) -> Benchmark:
    """The function that measures it; imported only now, so that one does not load another's libraries."""
    module = import_module(f"benchmarks.{name.replace('-', '_')}")
    return cast(Benchmark, module.measure)


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures both sides of each speed goal, in turn, in one run.",
        epilog="; ".join(f"{name}: {what}" for name, what in BENCHMARKS.items()),
    )
    parser.add_argument("names", nargs="*", metavar="NAME", help="which to run; all where none is named")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, help="samples of each side")
    parser.add_argument("--sales", type=int, default=10_000, help="sales in the ledger that is read")
    parser.add_argument("--large", action="store_true", help=f"the same with {LARGE:,} sales")
    parser.add_argument("--gate", action="store_true", help="exit code 1 where a goal is missed")
    options = parser.parse_args(words)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(BENCHMARKS)}")
    return options


def _print(*lines: str) -> None:
    for line in lines:
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
