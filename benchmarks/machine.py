"""Facts about the machine that figures depend on."""

import os
import platform
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from importlib.metadata import version

from pos.domain.days import JST

LIBRARIES = ("PySide6-Essentials", "SQLAlchemy", "reportlab", "rl_accel", "pyserial")


def facts(seed: int) -> Iterable[str]:
    """Python, SQLite, libraries, processors and load."""
    yield f"date        {datetime.now(JST):%Y-%m-%d %H:%M %Z}"
    yield f"python      {platform.python_implementation()} {platform.python_version()} on {platform.system()}"
    yield f"sqlite      {sqlite3.sqlite_version}"
    yield f"libraries   {', '.join(f'{name} {version(name)}' for name in LIBRARIES)}"
    yield f"processors  {os.cpu_count()}{_load()}"
    yield f"seed        {seed}"


def _load() -> str:
    if not hasattr(os, "getloadavg"):
        return ""
    return f", load {os.getloadavg()[0]:.1f} at the start"
