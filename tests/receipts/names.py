"""Names as a Japanese office PC can type them, with the gaiji that fonts stumble over."""

import unicodedata
from typing import Final

from hypothesis import strategies as st

_PAIRS = (bytes((first, second)) for first in range(0x81, 0xFD) for second in range(0x40, 0xFD))
_TYPED = {char for pair in _PAIRS for char in pair.decode("cp932", "ignore")}
CP932: Final = sorted(char for char in _TYPED if unicodedata.category(char) not in ("Cc", "Co"))
GAIJI: Final = (
    *"髙﨑㈱①Ⅳ𠮷𠮟😀",
    "\ufa19",  # an old form of 神; NFC would re-spell it
    "\ufa1a",
    "か\u3099",  # composes
    "か\u309a",  # has no composed form
    "e\u0301",
    "葛\U000e0100",  # ideographic variation sequence
    "\x07",
    "\u200b",
    "\u202e",
    "\ue000",  # a private character of one machine
)
NAMES: Final = st.lists(st.sampled_from([*CP932, *GAIJI, *"ABCxyz019 <>&=/"]), min_size=1, max_size=40).map(
    "".join
)
