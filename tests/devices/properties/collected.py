"""Where the collected frames are: published, captured and computed ones, not a part of this repository."""

import json
import os
from pathlib import Path
from typing import Any, Final

NAMED: Final = os.environ.get("MADOGUCHI_VECTORS")
BESIDE: Final = Path(__file__).parents[4] / "shared" / "data" / "terminal-vectors.json"
FILE: Final = Path(NAMED) if NAMED else BESIDE
WHY_NOT: Final = "no collected frames: set MADOGUCHI_VECTORS to their file"


def collected(kind: str, protocol: str) -> list[dict[str, Any]]:
    """`kind` "vectors" or "negative"; empty where the file is not there."""
    if not FILE.exists():
        return []
    everything = json.loads(FILE.read_text("utf-8"))
    return [each for each in everything[kind] if each["protocol"] == protocol]
