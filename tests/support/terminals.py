"""Scenario files for the simulator process, written by tests."""

from pathlib import Path
from typing import Final

AT_ONCE: Final = "delay_s = [0, 0]\n"  # no visitor looks for a card
PACE: Final = 0.1  # every other time of the simulator a tenth: 30 ms from the touch to the answer


def scenario(folder: Path, *steps: str) -> Path:
    """A scenario of these steps, each the lines of one [[step]]; "" is an ordinary card."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / "scenario.toml"
    path.write_text(AT_ONCE + "".join(f"[[step]]\n{step}\n" for step in steps), "utf-8")
    return path


def fault(name: str, **more: int | str) -> str:
    """One step with a fault."""
    values = {"fault": name, **more}
    return "\n".join(f"{key} = {value!r}".replace("'", '"') for key, value in values.items())
