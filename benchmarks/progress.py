"""From a driver's word to the screen: real charges on the real lane, shown by the window's own panel."""

import json
import os
import subprocess
import sys
from typing import Final

from benchmarks.first_paint import TREE
from benchmarks.measure import Bound, Extent, Figure, Finding
from pos.system import HAS_PTY

CHARGES: Final = 60  # of each driver; each tells six times or more
ON_SCREEN_MS: Final = Bound(50.0)


def measure(extent: Extent) -> list[Finding]:
    """Each driver in a fresh process on the offscreen platform; nothing where there is no pty (Windows)."""
    if not HAS_PTY:
        return []
    findings: list[Finding] = []
    for protocol in ("tl3500", "zvt"):
        for what, times in told(protocol, extent.rounds_or(CHARGES)).items():
            note = (f"p50 {percentile(times, 50):.2f} ms, slowest {max(times):.2f} ms, {len(times)} times",)
            p99 = percentile(times, 99)
            findings.append(Figure("-", f"{protocol}: tell() to {what}, p99", p99, "ms", ON_SCREEN_MS, note))
    return findings


def told(protocol: str, charges: int) -> dict[str, list[float]]:
    """Milliseconds to the text, and to the painted panel."""
    done = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.progress_window", protocol, str(charges)],
        cwd=TREE, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, capture_output=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr.decode("utf-8", "replace"))
    times: dict[str, list[float]] = json.loads(done.stdout)
    return times


def percentile(times: list[float], percent: int) -> float:
    """Nearest rank."""
    ordered = sorted(times)
    return ordered[max(-(-len(ordered) * percent // 100), 1) - 1]
