"""Command line of the fuzzer: every target for its share of the time, from computed and kept inputs."""

import argparse
import re
import subprocess
import sys
import time
from pathlib import Path
from random import SystemRandom
from typing import Final

from fuzz.rules import LONGEST, Target
from fuzz.targets import PLANTED, TARGETS

TREE: Final = Path(__file__).resolve().parent.parent
KEPT: Final = TREE / ".fuzz"  # what earlier runs found worth keeping; `make clean` removes it
PLANTED_S: Final = 180  # it ends when it is found: 5 to 40 s alone, longer on a busy machine
_DONE: Final = re.compile(r"Done (\d+) runs|stat::number_of_executed_units: (\d+)")


def main(words: list[str] | None = None) -> int:
    """0 where nothing was found and the planted bug was."""
    options = _options(words)
    if sys.platform != "linux":
        print("atheris has wheels for Linux only: nothing is fuzzed here")
        return 2
    seed = options.seed or SystemRandom().randrange(1, 2**31)
    print(f"seed {seed}; again with --seed {seed}; kept inputs in {KEPT.name}/")
    found = search(PLANTED, PLANTED_S, seed)
    print(f"planted bug: {'found' if found else 'NOT FOUND: the search sees nothing'}")
    names = options.names or list(TARGETS)
    broken = [name for name in names if search(TARGETS[name], max(1, options.seconds // len(names)), seed)]
    print(f"broken: {', '.join(broken)}" if broken else f"nothing found in {', '.join(names)}")
    return 1 if broken or not found else 0


def search(target: Target, seconds: int, seed: int) -> bool:
    """Look for an input that breaks `target`; True where one was found."""
    corpus = KEPT / target.name
    corpus.mkdir(parents=True, exist_ok=True)
    for number, content in enumerate(target.seeds):
        (corpus / f"seed-{number}").write_bytes(content)
    limits = [f"-max_total_time={seconds}", f"-seed={seed}", f"-max_len={LONGEST}", "-timeout=5"]
    kept = [f"-artifact_prefix={KEPT}/{target.name}-", "-rss_limit_mb=512", "-print_final_stats=1"]
    began = time.monotonic()
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "fuzz.search", target.name, *limits, *kept, str(corpus)],
        cwd=TREE, capture_output=True, text=True, errors="replace", check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    counts = [int(first or last) for first, last in _DONE.findall(said)]
    print(f"{target.name:20} {max(counts, default=0):>10,} runs in {time.monotonic() - began:.0f} s")
    if done.returncode and target is not PLANTED:
        print(said[-4_000:])
    return done.returncode != 0


def _options(words: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m fuzz", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="TARGET", help=f"of {', '.join(TARGETS)}; all without")
    parser.add_argument("--seconds", type=int, default=60, help="for all targets together")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(words)
    unknown = [name for name in options.names if name not in TARGETS]
    if unknown:
        parser.error(f"unknown: {', '.join(unknown)}; there are: {', '.join(TARGETS)}")
    return options


if __name__ == "__main__":
    sys.exit(main())
