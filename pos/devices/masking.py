"""Card numbers out of what a device said: no more than the last four digits leave a driver.

Contactless ids of e-money have 16 digits or 17 characters and no check digit, so what is long is starred,
whether or not it passes Luhn.
"""

import re
from typing import Final

STAR: Final = b"*"
KEPT: Final = 4
_NUMBER: Final = re.compile(r"\d{9,}")
_SPACED: Final = re.compile(r"\d(?:[ .\-]?\d){12,}")  # 4111 1111 1111 1111, but no date with its hour
_TOKEN: Final = re.compile(r"(?<![0-9A-Za-z])(?=(?:[A-Za-z]*[0-9]){8})[0-9A-Za-z]{12,}")
_BCD_RUN: Final = re.compile(rb"[\x00-\x09\x10-\x19\x20-\x29\x30-\x39\x40-\x49\x50-\x59\x60-\x69\x70-\x79"
                             rb"\x80-\x89\x90-\x99]{5,}")  # fmt: skip
_ASCII_DIGIT: Final = re.compile(rb"[0-9]")


def starred_text(text: str) -> str:
    """The text with all but the last four characters of every long number starred; of equal length."""
    for pattern in (_NUMBER, _SPACED, _TOKEN):
        text = pattern.sub(_but_four, text)
    return text


def starred_bytes(content: bytes) -> bytes:
    """Bytes whose meaning is not known: every ASCII digit starred, and every run of five or more bytes
    that may be packed decimal. Of equal length."""
    packed = _BCD_RUN.sub(lambda run: STAR * len(run[0]), content)
    return _ASCII_DIGIT.sub(STAR, packed)


def _but_four(found: re.Match[str]) -> str:
    whole = found[0]
    return "".join("*" if c.isalnum() else c for c in whole[:-KEPT]) + whole[-KEPT:]
