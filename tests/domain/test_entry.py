"""What people type: full-width digits are digits, everything clever is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.entry import clean_text, parse_number, parse_yen
from pos.domain.money import Yen
from pos.errors import EntryError, Reason

TRICKY = [
    "",
    " ",
    "٣",
    "1_000",
    "+1",
    "-1",
    "1e3",
    "1.0",
    "0x1",
    "²",
    "𝟙",
    "①",
    "一",
    "1 000",
    "1,00",
    ",1",
    "１．５",
    "1\n2",
    "９" * 16,
]


@pytest.mark.parametrize(
    ("typed", "value"),
    [("3", 3), (" 12 ", 12), ("１２", 12), ("1,200", 1200), ("１，２００", 1200), ("007", 7), ("5\n", 5)],
)
def test_numbers_as_typed(typed: str, value: int) -> None:
    assert parse_number(typed, low=0, high=9999) == value


@pytest.mark.parametrize("typed", TRICKY)
def test_numbers_that_python_might_take_are_refused(typed: str) -> None:
    with pytest.raises(EntryError) as caught:
        parse_number(typed, low=0, high=10**9)
    assert caught.value.reason is Reason.NUMBER_EXPECTED


def test_out_of_range_says_the_range() -> None:
    with pytest.raises(EntryError) as caught:
        parse_number("1000", low=1, high=999)
    assert caught.value.reason is Reason.NUMBER_OUT_OF_RANGE
    assert caught.value.facts == {"low": 1, "high": 999}


@pytest.mark.parametrize("typed", ["¥1,000", "￥１，０００", "1000円", "1000"])
def test_amounts_as_written(typed: str) -> None:
    assert parse_yen(typed) == Yen(1000)


@given(st.text(max_size=20))
def test_never_a_number_that_is_not_plain_digits(typed: str) -> None:
    try:
        value = parse_number(typed, low=0, high=10**15)
    except EntryError:
        return
    digits = typed.strip().translate(str.maketrans("０１２３４５６７８９，", "0123456789,")).replace(",", "")
    assert digits.isascii()
    assert digits.isdigit()
    assert int(digits) == value


@given(st.text(max_size=60))
def test_clean_text_is_one_printable_line(typed: str) -> None:
    clean = clean_text(typed, label="宛名", limit=200)  # NFC may lengthen it
    assert clean == clean.strip()
    assert clean_text(clean, label="宛名", limit=200) == clean
    assert not any(ord(c) < 32 or ord(c) == 127 for c in clean)


def test_text_too_long_says_the_limit() -> None:
    with pytest.raises(EntryError) as caught:
        clean_text("あ" * 61, label="宛名", limit=60)
    assert caught.value.facts == {"label": "宛名", "limit": 60}


def test_names_keep_their_characters() -> None:
    assert clean_text(" ㈱髙島 ", label="宛名") == "㈱髙島"
    assert clean_text("\ufa19田", label="宛名") == "\ufa19田"  # the old form of 神
    assert clean_text("か\u3099", label="宛名") == "が"


def test_required_text_is_required() -> None:
    with pytest.raises(EntryError) as caught:
        clean_text("\t \u200b", label="事由", required=True)
    assert caught.value.reason is Reason.TEXT_REQUIRED
