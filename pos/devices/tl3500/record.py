"""A TL3500 frame as the conversation record keeps it: its bytes with card numbers starred, and what it says.

A field is shown where the frame can be read and the field holds what belongs there; all else is starred.
"""

from dataclasses import replace
from typing import Final

from pos.devices.conversation import Facts
from pos.devices.conversation_outcome import record_facts
from pos.devices.masking import STAR, starred_bytes, starred_digits, starred_text
from pos.devices.tl3500.codec import ETX, STX, Frame, bcc, instant
from pos.devices.tl3500.messages import (
    CARD,
    CARD_LENGTH,
    RESULT_LENGTH,
    FieldError,
    Rejection,
    card_of,
    parts_of,
    result_of,
    version_of,
)

_NUMBER_TOO_LONG: Final = 14  # digits of the shortest card number
_RESULTS: Final = "bcl"
# Fields of b, c, l behind the card.
_AMOUNT: Final = slice(22, 32)
_TAX: Final = slice(32, 40)
_SERVICE: Final = slice(40, 50)  # and instalments
_APPROVAL: Final = slice(50, 62)
_TIME: Final = slice(70, 76)
_MERCHANT: Final = 88
_CODE: Final = slice(117, 120)  # of a rejection


def redacted(frame: Frame) -> Frame:
    """The frame with every digit of a card number but the last four starred; of equal length."""
    return replace(
        frame,
        terminal_no=_number(frame.terminal_no),
        stamp=frame.stamp if instant(frame.stamp) else "*" * len(frame.stamp),
        data=_data(frame),
    )


def shown(frame: Frame) -> bytes:
    """The bytes of a terminal's frame with card numbers starred; the check character is of what is shown."""
    clean = redacted(frame)
    head = clean.terminal_no.encode("ascii", "replace").ljust(16, b"\0")
    head += clean.stamp.encode("ascii", "replace") + clean.job.encode("ascii", "replace") + b"\0"
    body = bytes([STX]) + head + len(clean.data).to_bytes(2, "little") + clean.data + bytes([ETX])
    return body + bytes([bcc(body)])


def facts_of(frame: Frame) -> Facts:
    """What a terminal's frame says; `problem` where it does not say what the protocol wants."""
    try:
        return _facts(frame)
    except FieldError as wrong:
        return {"problem": str(wrong)}


def asked_facts(frame: Frame) -> Facts:
    """What our own frame asks: of B and C the amount in yen, of C also its type."""
    if frame.job == "B":
        return {"amount": int(frame.data[1:11])}
    if frame.job == "C":
        return {"amount": int(frame.data[2:12]), "kind": chr(frame.data[0])}
    return {}


def _facts(frame: Frame) -> Facts:
    match frame.job:
        case "b" | "c" | "l":
            return _result(frame)
        case "a":
            return {"terminal_no": _number(frame.terminal_no), **dict(parts_of(frame))}
        case "d":
            return _card(frame)
        case "v":
            return {"version": version_of(frame)}
        case "@":
            return {"event": frame.data[:1].decode("ascii", "replace")}
        case _:
            return {}


def _result(frame: Frame) -> Facts:
    if not frame.data:
        return {"result": "empty"}
    parsed = result_of(frame, None)
    if isinstance(parsed, Rejection):
        return {
            "result": "rejected" if parsed.code else "empty",
            "code": parsed.code,
            "message": parsed.message,
        }
    return {"result": "approved", **record_facts(parsed)}


def _card(frame: Frame) -> Facts:
    card = card_of(frame)
    facts: Facts = {
        "brand": card.brand.value,
        "last4": card.card_last4,
        "balance": card.balance.amount,
        "last_amount": card.last_amount.amount,
        "status": card.status,
    }
    return facts if card.last_at is None else {**facts, "last_at": card.last_at.isoformat()}


def _data(frame: Frame) -> bytes:
    data = frame.data
    if frame.job == "v":
        text = data.decode("latin-1")
        return starred_text(text).encode("latin-1") if text.isascii() else starred_digits(data)
    if frame.job in _RESULTS and len(data) == RESULT_LENGTH and "problem" not in facts_of(frame):
        return _result_data(data) if data[_TAX].isdigit() or data[:1] == b"X" else starred_bytes(data)
    if frame.job == "d" and len(data) == CARD_LENGTH and "problem" not in facts_of(frame):
        return _with_starred_card(data)
    return starred_bytes(data) if frame.job not in "Ff" else STAR * len(data)


def _with_starred_card(data: bytes) -> bytes:
    card = data[CARD]
    return data[: CARD.start] + STAR * 16 + card[-4:] + data[CARD.stop :]


def _result_data(data: bytes) -> bytes:
    """Amount, balances, time and sequence as they stand; of what follows no digit: a number may run from
    one of those fields into the next, and the terminal's own stands in the header."""
    clean = _with_starred_card(data)
    if data[:1] == b"X":
        return clean[: CARD.stop] + starred_digits(clean[CARD.stop : _CODE.start]) + _rejected(clean)
    tax = clean[_TAX]
    if data[:1] != b"3" and int(tax or b"0") > int(clean[_AMOUNT]):
        tax = STAR * len(tax)  # no tax of this amount
    middle = tax + _plain_zeros(clean[_SERVICE]) + clean[_APPROVAL.start : _TIME.start]
    middle += STAR * 6 + clean[_TIME.stop : _MERCHANT]  # between the date and the sequence; the facts tell it
    return clean[: _TAX.start] + middle + starred_digits(clean[_MERCHANT:])


def _rejected(data: bytes) -> bytes:
    return data[_CODE] + starred_digits(data[_CODE.stop :])


def _plain_zeros(field: bytes) -> bytes:
    return field if not field.strip(b"0 ") else STAR * len(field)


def _number(text: str) -> str:
    """A number of the terminal as it is; one as long as a card number starred."""
    return starred_text(text) if sum(c.isdigit() for c in text) >= _NUMBER_TOO_LONG else text
