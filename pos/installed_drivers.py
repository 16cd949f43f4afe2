"""Terminal drivers that a site has installed beside the application, by their entry points."""

from importlib.metadata import EntryPoint, entry_points
from typing import Final

GROUP: Final = "madoguchi.terminals"


def installed_drivers() -> dict[str, EntryPoint]:
    """By the name that goes into the settings; nothing is imported yet."""
    return {each.name: each for each in entry_points(group=GROUP)}
