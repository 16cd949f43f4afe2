"""Days of public accounts: eras, fiscal years, instants with a zone."""

from datetime import UTC, date, datetime

import pytest

from pos.domain.days import JST, FiscalYear, aware, era_year, japanese_date


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 11, 23), "令和8年"),
        (date(2019, 5, 1), "令和元年"),
        (date(2019, 4, 30), "平成31年"),
        (date(1989, 1, 8), "平成元年"),
        (date(1989, 1, 7), "昭和64年"),
        (date(1926, 12, 25), "昭和元年"),
        (date(1912, 7, 30), "大正元年"),
    ],
)
def test_eras_turn_on_their_first_day(day: date, text: str) -> None:
    assert era_year(day) == text


def test_japanese_date_with_weekday() -> None:
    assert japanese_date(date(2026, 11, 23), weekday=True) == "令和8年11月23日（月）"


@pytest.mark.parametrize(
    ("day", "year"), [(date(2027, 3, 31), 2026), (date(2027, 4, 1), 2027), (date(2026, 12, 31), 2026)]
)
def test_fiscal_year_turns_on_the_first_of_april(day: date, year: int) -> None:
    assert FiscalYear.of(day) == FiscalYear(year)
    assert FiscalYear(year).first_day <= day <= FiscalYear(year).last_day


def test_fiscal_year_as_written() -> None:
    assert str(FiscalYear(2026)) == "令和8年度"


def test_naive_instants_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        aware(datetime(2026, 11, 23))  # noqa: DTZ001 - the mistake under test
    assert aware(datetime(2026, 11, 23, 15, tzinfo=UTC)).date() == date(2026, 11, 24)
    assert aware(datetime(2026, 11, 23, tzinfo=JST)).tzinfo is JST
