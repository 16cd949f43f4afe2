"""Card numbers in whatever shape a terminal writes them; and what people need stays readable."""

import time

import pytest

from pos.devices.masking import starred_bytes, starred_digits, starred_lines, starred_text

NUMBER = "4111111111111234"
FOURS = tuple(NUMBER[at : at + 4] for at in range(0, 16, 4))
FULL_WIDTH = {ord("0") + digit: 0xFF10 + digit for digit in range(10)}

SHAPES = (
    NUMBER,
    *(
        gap.join(FOURS)
        for gap in (" ", "  ", "   ", "-", ".", "/", ":", "_", " - ", "\u3000", "\u200b", "\xff")
    ),
    f"{NUMBER[:8]} / {NUMBER[8:]}",
    *(gap.join(NUMBER) for gap in (" ", "-", "  ", ":")),
    ":".join(NUMBER[at : at + 2] for at in range(0, 16, 2)),
    NUMBER.translate(FULL_WIDTH),
    " ".join(FOURS).translate(FULL_WIDTH),
    f"{NUMBER}=2512101",
    "\n".join((NUMBER[:8], NUMBER[8:])),
    "JE123456789012345",
)


def digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("around", ["{}", "CARD {} OK", "2026-11-24 08:30:12 {} 1,200"])
def test_no_more_than_four_digits_are_left(shape: str, around: str) -> None:
    text = around.format(shape)
    starred = starred_text(text)
    assert len(starred) == len(text)
    assert len(digits(starred)) <= 4 + len(digits(around))
    assert starred.startswith(around.partition("{")[0])


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-24 08:30:12 300",
        "300  2026/11/24 08:30:12  12345678",
        "24.11.2026 08:30 TA 000123",
        "2026-11-24T08:30:12+09:00",
        "1,234,567 2,345,678 1,000",
        "socket://192.168.100.200:54321",
        "TERMINAL 29001234 BELEG 0042 TRACE 000123",
        "残高 12345円 伝票 0042",
        "1200円 300円 900円 1000円 5000円",
    ],
)
def test_what_people_need_stays(text: str) -> None:
    assert starred_text(text) == text


@pytest.mark.parametrize(
    "lines",
    [
        ("4111 1111", "1111 1234"),
        ("CARD 41111111     ", "      11111234 EXP"),
        ("4111", "1111", "1111", "1234"),
        ("41111111 -", "", "- 11111234"),
    ],
)
def test_a_number_over_lines_is_starred(lines: tuple[str, ...]) -> None:
    starred = starred_lines(lines)
    assert [len(each) for each in starred] == [len(each) for each in lines]
    assert len(digits("".join(starred))) <= 4
    assert digits(lines[0]) not in starred[0]


@pytest.mark.parametrize(
    "lines",
    [
        ("TERMINAL 29001234", "TRACE 000123", "2026-11-24 08:30:12", "1,200"),
        ("29001234", "08:30:12", "300"),
        (),
        ("",),
        ("", "1"),
    ],
)
def test_lines_that_hold_no_number_stay(lines: tuple[str, ...]) -> None:
    assert starred_lines(lines) == lines


def test_a_line_break_in_a_line_makes_no_line_more() -> None:
    assert starred_lines(("a\nb", "c")) == ("a b", "c")


@pytest.mark.parametrize("encoding", ["ascii", "euc-kr", "cp932", "utf-8"])
def test_digits_in_bytes(encoding: str) -> None:
    text = NUMBER if encoding == "ascii" else NUMBER.translate(FULL_WIDTH)
    content = text.encode(encoding)
    assert starred_digits(content) == starred_bytes(content) == b"*" * len(content)


def test_long_nonsense_costs_no_time() -> None:
    started = time.perf_counter()
    for text in ("1 " * 5_000, "1" + " " * 20_000, "1\n" * 5_000, ("1" + " " * 8) * 3_000, "1,1" * 4_000):
        starred_text(text)
    assert time.perf_counter() - started < 2
