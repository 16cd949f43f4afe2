"""What of a ZVT message may be written down: card numbers, track data and the password are starred.

The bytes keep their places, so that a technician still sees which field said what.
"""

from typing import Final

from pos.devices.masking import starred_bytes, starred_digits, starred_text
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.fields import WITH_PASSWORD, Span, completion_head, head_of, layout

STAR: Final = 0x2A
_MASKED: Final = 0xE  # the digit by which ZVT itself hides those of a card number
_PAN: Final = 0x22
_PASSWORD: Final = 3  # bytes
# Numbers of the transaction and of the terminal, and single bytes: nothing of a card.
_OPEN: Final = frozenset(bytes.fromhex("040B0C0D171927293749878A8C8801020305A0AA"))
_TOTALS: Final = 0x60
_TOTALS_LENGTH: Final = 53
_SHORT: Final = 6  # bytes: twelve digits are no card number
# Texts keep their words; only what may be a card number in them goes.
_TEXTS: Final = frozenset(bytes.fromhex("2A3B3C8BE1E2E3E4E5E6E7E8F1F2F3F4F5F6F7F8"))
_OPEN_TLVS: Final = frozenset({0x09, 0x0A, 0x14, 0x1F07, 0x1F0E, 0x1F0F, 0x1F10, 0x1F1F, 0x1F30, 0x1F3F})
_TEXT_LINE: Final = 0x07
_ERROR_TEXT: Final = 0x1F17
_KEPT: Final = 4


def redacted(apdu: Apdu) -> bytes:
    """The data of a message, fit for a record; as long as the data."""
    data = bytearray(apdu.data)
    if apdu.control == 0x06D1:
        return _printed(bytes(data))
    head = _head(apdu)
    if apdu.control in WITH_PASSWORD:
        data[:_PASSWORD] = bytes([STAR]) * len(data[:_PASSWORD])
    else:
        data[:head] = _starred_runs(bytes(data[:head]))  # a software version, or a code
    found = layout(apdu.data, head)
    for span in found.bmps:
        _star_bmp(data, span)
    for span in found.tlvs:
        _star_tlv(data, span)
    data[found.read :] = bytes([STAR]) * (len(data) - found.read)
    return bytes(data)


def _head(apdu: Apdu) -> int:
    """How many bytes stand in front of the first BMP."""
    return min(completion_head(apdu.data) if apdu.control == 0x060F else head_of(apdu), len(apdu.data))


def _star_bmp(data: bytearray, span: Span) -> None:
    if span.tag in _OPEN or span.tag == 0x06:
        return
    content = bytes(data[span.start : span.end])
    if span.tag == _PAN:
        data[span.start : span.end] = _masked_pan(content)
    elif span.tag == _TOTALS and len(content) == _TOTALS_LENGTH:
        return
    elif span.tag in _TEXTS:
        data[span.start : span.end] = _starred_runs(content)
    else:
        data[span.start : span.end] = bytes([STAR]) * len(content)


def _star_tlv(data: bytearray, span: Span) -> None:
    content = bytes(data[span.start : span.end])
    if span.tag == _TEXT_LINE:
        data[span.start : span.end] = _printed(content)
    elif span.tag == _ERROR_TEXT:
        data[span.start : span.end] = _starred_runs(content)
    elif len(content) > (_SHORT if span.tag in _OPEN_TLVS else 2):
        data[span.start : span.end] = bytes([STAR]) * len(content)


def _masked_pan(content: bytes) -> bytes:
    """All digits but the last four become E; the F that fills up an odd number stays."""
    halves = list(content.hex())
    last = len(halves) - (1 if halves[-1:] == ["f"] else 0)
    for at in range(max(last - _KEPT, 0)):
        halves[at] = f"{_MASKED:x}"
    return bytes.fromhex("".join(halves))


def _printed(line: bytes) -> bytes:
    """A line of a slip without any digit: a card number may go on in the next message. What the slip says
    is kept with the payment, starred as a whole."""
    return starred_digits(_starred_runs(line))


def _starred_runs(content: bytes) -> bytes:
    """Text in bytes, whatever its code page: digits and letters are ASCII in each. What is no text may be
    packed digits."""
    if any(byte < 0x20 and byte not in b"\0\n\r" for byte in content):
        return starred_bytes(content)
    return starred_text(content.decode("latin-1")).encode("latin-1")
