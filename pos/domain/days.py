"""Days as public accounts know them: JST instants, fiscal years, the Japanese calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Final

JST: Final = timezone(timedelta(hours=9), "JST")  # fixed all year; no tzdata needed on Windows
Clock = Callable[[], datetime]

# (first day, name, year before year one); newest first. 令和: 元号を改める政令, 2019-05-01.
ERAS: Final = (
    (date(2019, 5, 1), "令和", 2018),
    (date(1989, 1, 8), "平成", 1988),
    (date(1926, 12, 25), "昭和", 1925),
    (date(1912, 7, 30), "大正", 1911),
    (date(1873, 1, 1), "明治", 1867),
)
WEEKDAYS: Final = "月火水木金土日"


def aware(instant: datetime) -> datetime:
    """The instant in JST. Raises ValueError for a naive datetime."""
    if instant.tzinfo is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(JST)


def era_year(day: date) -> str:
    """The Japanese year: 令和8年, 令和元年. Raises ValueError before 1873 (old calendar)."""
    for first, name, before in ERAS:
        if day >= first:
            year = day.year - before
            return f"{name}{'元' if year == 1 else year}年"
    raise ValueError(f"{day} is before the solar calendar of Japan")


def japanese_date(day: date, *, weekday: bool = False) -> str:
    """令和8年11月23日, with （月） where asked."""
    text = f"{era_year(day)}{day.month}月{day.day}日"
    return f"{text}（{WEEKDAYS[day.weekday()]}）" if weekday else text


@dataclass(frozen=True, order=True, slots=True)
class FiscalYear:
    """A Japanese public fiscal year, named by the year it begins in (地方自治法 208条)."""

    year: int

    @classmethod
    def of(cls, day: date) -> "FiscalYear":
        """The fiscal year that the day lies in: 1 April to 31 March."""
        return cls(day.year if day.month >= 4 else day.year - 1)

    @property
    def first_day(self) -> date:
        return date(self.year, 4, 1)

    @property
    def last_day(self) -> date:
        return date(self.year + 1, 3, 31)

    def __str__(self) -> str:
        """令和8年度."""
        return f"{era_year(self.first_day)}度"
