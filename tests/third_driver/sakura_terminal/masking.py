"""Card numbers leave a telegram here, before anything else sees it: only the last four digits stay."""

import re
from dataclasses import replace
from typing import Final

from pos.devices.masking import starred_bytes, starred_text

from .codec import Telegram

CARD: Final = slice(27, 43)  # of a result: 3 code, 1 kind, 5 slip, 8 terminal, 8 amount, 2 brand, then 16
TEXT: Final = 71  # where a result's slip text begins
BALANCE_CARD: Final = slice(2, 18)  # of a balance: 2 brand, then 16
SHOWN: Final = 4
_PLAIN: Final = frozenset({"01", "10", "12", "13", "19", "20", "30", "31", "40", "50", "51", "52"})


def without_card(telegram: Telegram) -> Telegram:
    """The same telegram with every card number in it starred, whatever its command."""
    if telegram.command == "11":
        return replace(telegram, body=_result(telegram.body))
    if telegram.command == "41":
        return replace(telegram, body=_field(telegram.body, BALANCE_CARD))
    if telegram.command in _PLAIN:
        return telegram
    return replace(telegram, body=starred_bytes(telegram.body))


def _result(body: bytes) -> bytes:
    card = body[CARD].decode("latin-1")
    text = body[TEXT:].decode("cp932", "replace")
    if card.isdigit():  # however the slip spaces it, and over the end of a line
        spread = re.compile(r"\D{0,3}?".join(card[:-SHOWN]) + rf"(?=\D{{0,3}}{card[-SHOWN]})")
        text = spread.sub("*" * (len(card) - SHOWN), text)
    return _field(body[:TEXT], CARD) + starred_text(text).encode("cp932", "replace")


def _field(body: bytes, place: slice) -> bytes:
    number = body[place]
    starred = re.sub(rb"[0-9A-Za-z]", b"*", number[:-SHOWN]) + number[-SHOWN:]
    return body[: place.start] + starred + body[place.stop :]
