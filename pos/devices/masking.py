"""Card numbers out of what a device said: no more than the last four digits leave a driver.

Contactless ids of e-money have 16 digits or 17 characters and no check digit, so what is long is starred,
whether or not it passes Luhn: 9 digits in a row, or 13 with up to three other characters between any two,
also over the end of a line. A date, a time, an amount with its commas and an address stay readable and end
a number. Lost are plain numbers that stand side by side and have 13 digits together.
"""

import re
from collections.abc import Iterable
from typing import Final

STAR: Final = b"*"
KEPT: Final = 4
_GAP: Final = r"[^\dA-Za-z\n\u3041-\u30ff\u4e00-\u9fff\uac00-\ud7a3]{0,3}"  # FF is a blank in CP437
_LINE_END: Final = rf"(?:[^\S\n]*\n[^\S\n]*{_GAP}){{0,2}}"
_NUMBER: Final = re.compile(r"\d{9,}")
_SPACED: Final = re.compile(rf"\d(?:{_GAP}{_LINE_END}\d){{12,}}")
_TOKEN: Final = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*[0-9]){8})[0-9A-Za-z]{12,}")
_PLAIN: Final = re.compile(
    r"""(
    (?<![\d./-]) (?:19|20)\d\d ([./-]) (?:0[1-9]|1[0-2]) \2 (?:0[1-9]|[12]\d|3[01]) (?![./-]?\d)  # a date
    | (?<![\d./-]) (?:0[1-9]|[12]\d|3[01]) ([./-]) (?:0[1-9]|1[0-2]) \3 20\d\d (?![./-]?\d)
    | (?<![\d:]) (?:[01]\d|2[0-3]) : [0-5]\d (?: :[0-5]\d)? (?!:?\d)  # a time
    | (?<![\d,.]) \d{1,3} (?:,\d{3}){1,2} (?![,.]?\d)  # an amount
    | (?<=//) \d{1,3} (?:\.\d{1,3}){3} (?: :\d{1,5})? (?![.:]?\d)  # an address and its port
    )""",
    re.ASCII | re.VERBOSE,
)
_BCD_RUN: Final = re.compile(rb"[\x00-\x09\x10-\x19\x20-\x29\x30-\x39\x40-\x49\x50-\x59\x60-\x69\x70-\x79"
                             rb"\x80-\x89\x90-\x99]{5,}")  # fmt: skip
# ASCII, and full width in EUC-KR, Shift-JIS and UTF-8
_DIGIT: Final = re.compile(rb"[0-9]|\xa3[\xb0-\xb9]|\x82[\x4f-\x58]|\xef\xbc[\x90-\x99]")


def starred_text(text: str) -> str:
    """The text with all but the last four characters of every long number starred; of equal length."""
    parts, start = [], 0
    for plain in _PLAIN.finditer(text):
        parts += [_starred(text[start : plain.start()]), plain[0]]
        start = plain.end()
    return "".join([*parts, _starred(text[start:])])


def starred_lines(lines: Iterable[str]) -> tuple[str, ...]:
    """The lines of one slip as `starred_text`, numbers that go on in the next line too; as many, as long."""
    whole = "\n".join(line.replace("\n", " ") for line in lines)
    return tuple(starred_text(whole).split("\n")) if whole else tuple(lines)


def starred_bytes(content: bytes) -> bytes:
    """Bytes whose meaning is not known: every digit starred, and every run of five or more bytes
    that may be packed decimal. Of equal length."""
    return starred_digits(_BCD_RUN.sub(lambda run: STAR * len(run[0]), content))


def starred_digits(content: bytes) -> bytes:
    """Every digit of a text in bytes starred, full width ones too. Of equal length."""
    return _DIGIT.sub(lambda digit: STAR * len(digit[0]), content)


def _starred(text: str) -> str:
    for pattern in (_SPACED, _NUMBER, _TOKEN):
        text = pattern.sub(_but_four, text)
    return text


def _but_four(found: re.Match[str]) -> str:
    whole = found[0]
    return "".join("*" if c.isalnum() else c for c in whole[:-KEPT]) + whole[-KEPT:]
