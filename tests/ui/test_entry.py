"""Typing lines with the tenkey, and dates: pure, no window."""

from datetime import date

import pytest

from pos.domain.catalog import Fee, PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.money import Yen
from pos.errors import EntryError
from pos.ui.sale.entry import Entry, product_keys
from pos.ui.widgets.dates import parse_date

ACCOUNT = RevenueAccount("1", "雑入")
TODAY = date(2026, 11, 23)


def fee(code: str, name: str, size: PaperSize, price: int) -> Fee:
    return Fee(code, name, size, Unit.SHEET, Yen(price), ACCOUNT, TaxClass.NON_TAXABLE, date(2001, 4, 1))


PRICES = {PaperSize.A4: 50, PaperSize.A3: 100, PaperSize.A2: 200, PaperSize.A1: 300}
FEES = (
    *(fee("k", "土地境界図", size, price) for size, price in PRICES.items()),
    fee("c", "行政証明", PaperSize.NONE, 300),
)


def typed(keys: str) -> Entry:
    entry = Entry(product_keys(FEES))
    for key in keys:
        entry = entry.back() if key == "<" else entry.digit(key)
    return entry


@pytest.mark.parametrize(
    ("keys", "title", "copies"),
    [
        ("13", "土地境界図 A3", 1),
        ("132", "土地境界図 A3", 2),
        ("14120", "土地境界図 A4", 120),
        ("111234", "土地境界図 A1", 123),  # more than three digits are not taken
        ("25", "行政証明", 5),  # no size to choose
        ("1<23", "行政証明", 3),
        ("12<35", "土地境界図 A3", 5),
        ("138<9", "土地境界図 A3", 9),
        ("1932", "土地境界図 A3", 2),  # there is no size 9
    ],
)
def test_keys_make_a_line(keys: str, title: str, copies: int) -> None:
    entry = typed(keys)
    assert entry.fee is not None
    assert (entry.fee.title, entry.copies) == (title, copies)


@pytest.mark.parametrize("keys", ["", "9", "0", "1<", "13<<"])
def test_keys_that_lead_nowhere(keys: str) -> None:
    assert typed(keys).is_empty


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("", TODAY),
        ("8/1", date(2026, 8, 1)),
        ("0801", date(2026, 8, 1)),
        ("20260801", date(2026, 8, 1)),
        ("2026/8/1", date(2026, 8, 1)),
        ("R8.8.1", date(2026, 8, 1)),
        ("令和8年8月1日", date(2026, 8, 1)),
        ("２０２６／８／１", date(2026, 8, 1)),
    ],
)
def test_dates_as_people_type_them(words: str, day: date) -> None:
    assert parse_date(words, TODAY) == day


@pytest.mark.parametrize("words", ["13/1", "2026/2/30", "昨日", "٣/١", "1_1", "99999999"])
def test_what_is_no_date_is_refused(words: str) -> None:
    with pytest.raises(EntryError):
        parse_date(words, TODAY)
