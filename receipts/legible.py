"""Makes every text of a document printable: what the font lacks becomes 〓 and is named in a note.

A missing glyph never reaches the PDF, and nothing is lost silently (reliability.md §5).
"""

import re
import unicodedata
from collections.abc import Callable, Set
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from functools import cache
from operator import is_
from typing import Any, Final, TypeVar

from receipts.blocks import Document, Sentence, Tone

T = TypeVar("T")
GETA: Final = "〓"
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})  # controls, joiners, bidi marks, halves
_SPACES: Final = str.maketrans(dict.fromkeys("\t\n\r\v\f\x85\u00a0\u2028\u2029", " "))
_VARIANTS: Final = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_PLAIN: Final = re.compile(r"[\x20-\x7e]*\Z")


def legible(document: Document, covered: Set[int]) -> Document:
    """The document in characters of the font only, with a note naming those that were replaced."""
    missing: dict[str, None] = {}  # in the order they appear
    shown = _through(document, lambda text: _shown(text, covered, missing))
    if not missing:
        return shown
    note = Sentence(f"{GETA}は、この用紙の書体にない文字です（{code_points(missing)}）。", Tone.SMALL)
    return replace(shown, blocks=(*shown.blocks, note))


def cleaned(document: Document) -> Document:
    """The document without control characters: a name cannot end a line or hide one."""
    return _through(document, _without_controls)


def _without_controls(text: str) -> str:
    plain = text.translate(_SPACES)
    return "".join(char for char in plain if unicodedata.category(char) not in _UNSEEN)


def code_points(characters: dict[str, None]) -> str:
    """U+20BB7, U+1F600 …"""
    return ", ".join(f"U+{ord(char):04X}" for char in characters)


@cache
def _ordinary(covered: frozenset[int]) -> frozenset[str]:
    """Characters that stay what they are whatever stands beside them: nearly all that is ever printed."""
    every = (chr(code) for code in covered)
    return frozenset(
        char
        for char in every
        if _composed(_without_controls(char)) == char and not unicodedata.combining(char)
    )


def _shown(text: str, covered: Set[int], missing: dict[str, None]) -> str:
    if _PLAIN.match(text) or _ordinary(frozenset(covered)).issuperset(text):
        return text
    kept = _composed(_without_controls(text))
    unknown = [char for char in kept if ord(char) not in covered]
    missing.update(dict.fromkeys(unknown))
    return "".join(GETA if ord(char) not in covered else char for char in kept)


def _composed(text: str) -> str:
    """No variation selectors, and base + mark as one character.

    Not NFC for the whole text: it would re-spell U+FA19 (an old form of 神) and its kin, which are
    parts of names.
    """
    whole: list[str] = []
    for char in _VARIANTS.sub("", text):
        before = whole.pop() if whole and unicodedata.combining(char) else ""
        joined = unicodedata.normalize("NFC", before + char) if before else char
        whole += [joined] if len(joined) == 1 else [before, char]
    return "".join(whole)


@cache
def _names(kind: Any) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind))


def _through(value: T, shown: Callable[[str], str]) -> T:
    """The value with every text in it replaced; documents are small, so no field can be forgotten."""
    if isinstance(value, Enum):
        return value
    if isinstance(value, str):
        return shown(value)  # type: ignore[return-value]
    if isinstance(value, tuple):
        parts = tuple([_through(each, shown) for each in value])
        return value if all(map(is_, parts, value)) else parts  # type: ignore[return-value]
    if is_dataclass(value) and not isinstance(value, type):
        changed = {}
        for name in _names(type(value)):
            before = getattr(value, name)
            after = _through(before, shown)
            if after is not before:
                changed[name] = after
        return replace(value, **changed) if changed else value
    return value
