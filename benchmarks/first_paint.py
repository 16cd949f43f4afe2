"""G1: from the start of a fresh process to the first painted window, ours against a bare one."""

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Sample, compared

TREE: Final = Path(__file__).resolve().parents[1]
TIMES_BARE: Final = Bound(1.5)
NOT_YET: Final = ("sqlalchemy", "alembic", "reportlab", "argon2", "pypdfium2")
PATIENCE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class Painted:
    """What a window process told; wall time from just before it was started."""

    sample: Sample
    told: dict[str, Any]


def measure(extent: Extent) -> list[Finding]:
    """Both windows in processes of their own on the offscreen platform, files in the page cache."""
    with TemporaryDirectory() as folder:
        data, template = Path(folder, "data"), Path(folder, "told.json")
        told = painted("benchmarks.window_ours", str(data)).told
        template.write_text(json.dumps(told), "utf-8")
        ours, bare = compared(
            extent.rounds_or(15),
            ("the counter, login page", lambda: painted("benchmarks.window_ours", str(data)).sample),
            ("bare window, as many widgets", lambda: painted("benchmarks.window_bare", str(template)).sample),
        )
    early = [name for name in told["modules"] if name in NOT_YET]
    width, height = told["size"]
    notes = (f"{width} x {height} px, {len(told['widgets'])} widgets", f"loaded then: {_list(told['modules'])}")
    return [
        Comparison("G1", "first paint", ours, bare, TIMES_BARE, notes=notes),
        Figure("G1", f"of {', '.join(NOT_YET)} loaded at first paint", len(early), "libraries", Bound(0)),
    ]


def painted(module: str, argument: str) -> Painted:
    """One start. Raises RuntimeError where the process ends without having painted."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(TREE)}
    began = time.monotonic()
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", module, argument],
        cwd=TREE, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    if ended.returncode != 0 or not ended.stdout:
        raise RuntimeError(f"{module} has not painted: {ended.stderr}")
    told = json.loads(ended.stdout)
    return Painted(Sample(told["cpu_s"], told["painted"] - began), told)


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none of the heavy libraries"
