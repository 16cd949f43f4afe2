"""A wall clock that stands still until a test moves it."""

from datetime import datetime, timedelta
from typing import Final

from pos.domain.days import JST

MORNING: Final = datetime(2026, 11, 24, 8, 30, tzinfo=JST)


class WallClock:
    """What use cases take as their clock."""

    def __init__(self, at: datetime = MORNING) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def turn(self, *, days: int = 0, hours: int = 0, minutes: int = 0, seconds: int = 0) -> None:
        """Forward, or back with negative numbers."""
        self.at += timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
