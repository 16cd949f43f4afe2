"""What people type: one place turns text into numbers and clean text, and refuses the rest.

Python's int() takes '٣', '1_000' and '+1'; a till must not. Full-width digits are what a Japanese
keyboard gives by accident, so they are read as digits (NFKC); everything else is refused.
"""

import re
import unicodedata
from itertools import groupby

from pos.domain.money import Yen
from pos.errors import EntryError, Reason

_FULL_WIDTH = str.maketrans("０１２３４５６７８９，", "0123456789,")
_DIGITS = re.compile(r"[0-9]{1,15}\Z")
_GROUPED = re.compile(r"[0-9]{1,3}(,[0-9]{3})+\Z")
_CONTROL = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def parse_number(text: str, *, low: int, high: int) -> int:
    """A whole number in [low, high]; '1,200' and full-width digits are fine.

    Raises EntryError NUMBER_EXPECTED (facts: text) or NUMBER_OUT_OF_RANGE (facts: low, high).
    """
    plain = text.strip().translate(_FULL_WIDTH)
    if _GROUPED.match(plain):
        plain = plain.replace(",", "")
    if not _DIGITS.match(plain):
        raise EntryError(Reason.NUMBER_EXPECTED, text=text[:40])
    value = int(plain)
    if not low <= value <= high:
        raise EntryError(Reason.NUMBER_OUT_OF_RANGE, low=low, high=high)
    return value


def parse_yen(text: str, *, high: int = 9_999_999) -> Yen:
    """An amount of ¥0 to ¥`high`; a leading ¥ (either width) or a trailing 円 is fine.

    Raises EntryError as `parse_number` does.
    """
    plain = text.strip().removeprefix("¥").removeprefix("￥").removesuffix("円")
    return Yen(parse_number(plain, low=0, high=high))


def clean_text(text: str, *, label: str, limit: int = 60, required: bool = False) -> str:
    """One line of text as typed, without control characters and outer blanks; never re-spelled.

    Stored names keep their characters: ㈱, 髙 and the old form of 神 are part of a name.
    Raises EntryError TEXT_REQUIRED (facts: label) or TEXT_TOO_LONG (facts: label, limit).
    """
    visible = "".join(" " if c in "\r\n\t" else c for c in text)
    kept = "".join(c for c in visible if unicodedata.category(c) not in _CONTROL)
    clean = _composed(kept).strip()
    if required and not clean:
        raise EntryError(Reason.TEXT_REQUIRED, label=label)
    if len(clean) > limit:
        raise EntryError(Reason.TEXT_TOO_LONG, label=label, limit=limit)
    return clean


def _composed(text: str) -> str:
    """か + ゛ as one が. NFC alone would also re-spell old forms such as U+FA19, so those stand aside."""
    runs = groupby(text, key=lambda c: unicodedata.normalize("NFC", c) != c)
    return "".join("".join(run) if old else unicodedata.normalize("NFC", "".join(run)) for old, run in runs)
