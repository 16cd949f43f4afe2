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
    with TemporaryDirectory() as name:
        folder = Path(name)
        template = folder / "told.json"
        told = painted(folder, "benchmarks.window_ours", folder / "data").told
        template.write_text(json.dumps(told), "utf-8")
        ours, bare = compared(
            extent.rounds_or(15),
            (
                "the counter, login page",
                lambda: painted(folder, "benchmarks.window_ours", folder / "data").sample,
            ),
            (
                "bare window, the same widgets",
                lambda: painted(folder, "benchmarks.window_bare", template).sample,
            ),
        )
    early = [name for name in told["modules"] if name in NOT_YET]
    width, height = told["size"]
    notes = (
        f"{width} x {height} px, {len(told['widgets'])} widgets",
        f"loaded then: {_list(told['modules'])}",
    )
    return [
        Comparison("G1", "first paint", ours, bare, TIMES_BARE, notes=notes),
        Figure("G1", f"of {', '.join(NOT_YET)} loaded at first paint", len(early), "libraries", Bound(0)),
    ]


def painted(folder: Path, module: str, argument: Path) -> Painted:
    """One start, with compiled modules kept in the folder as an installed program keeps them.

    Raises RuntimeError where the process ends without having painted.
    """
    environment = {
        **{name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"},
        "PYTHONPATH": str(TREE),
        "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    began = time.monotonic()
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", module, str(argument)],
        cwd=TREE, env=environment, capture_output=True, encoding="utf-8", timeout=PATIENCE_S, check=False,
    )  # fmt: skip
    if ended.returncode != 0 or not ended.stdout:
        raise RuntimeError(f"{module} has not painted: {ended.stderr}")
    told = json.loads(ended.stdout)
    return Painted(Sample(told["cpu_s"], told["painted"] - began), told)


def _list(names: list[str]) -> str:
    return ", ".join(names) or "none of the heavy libraries"
