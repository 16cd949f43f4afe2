"""Fields of ZVT data: BMPs, their lengths, BER-TLV, BCD and text; source terminals.md §3.

An unknown BMP has no length that could be known, so reading stops in front of it; what came before is
good, the check of the frame having been right. An unknown TLV tag is skipped by its own length.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from pos.devices.port import AnswerError
from pos.devices.zvt.codec import Apdu

LL: Final = -2  # LLVAR: F0-F9 twice, then so many bytes
LLL: Final = -3
CONTAINER: Final = 0x06  # its length is BER
TEXT_ENCODING: Final = "cp437"
_DEPTH: Final = 8  # containers in containers; met: 3
_FIXED: Final = {
    1: "01 02 03 05 19 27 72 73 74 75 76 8A 8C A0 D0 D2 D3 E0 E9 EA F0 F9 FA FB FC FD",
    2: "0D 0E 17 3A 49 87",
    3: "0B 0C 37 3D 88 AA",
    4: "29 70 71",
    5: "BA",
    6: "04",
    8: "3B EB",
    15: "2A",
    LL: "22 23 2D 4C 8B A7 D1 E1 E2 E3 E4 E5 E6 E7 E8 F1 F2 F3 F4 F5 F6 F7 F8",
    LLL: "24 2E 3C 60 92 9A AF",
}
LENGTHS: Final[Mapping[int, int]] = {
    int(tag, 16): length for length, tags in _FIXED.items() for tag in tags.split()
}


_COMPLETION_TAGS: Final = frozenset(bytes.fromhex("06 0B 0C 0D 19 27 29 49"))
# Commands whose data begins with the password.
WITH_PASSWORD: Final = frozenset({0x0600, 0x0610, 0x0620, 0x0630, 0x0631, 0x0650, 0x0693, 0x0501})
_HEADS: Final = {**dict.fromkeys(WITH_PASSWORD, 3), 0x0600: 6, 0x061E: 1}


@dataclass(frozen=True, slots=True)
class Span:
    """Where the content of a field stands: `start` and `end` as in a slice."""

    tag: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of one message in order; `read` is where reading stopped."""

    bmps: tuple[Span, ...]
    tlvs: tuple[Span, ...]
    read: int


def layout(data: bytes, start: int = 0) -> Layout:
    """The fields from `start` on. Never raises: what cannot be read is behind `read`."""
    bmps: list[Span] = []
    tlvs: list[Span] = []
    at = start
    while at < len(data):
        tag = data[at]
        found = _content(data, at) if tag == CONTAINER or tag in LENGTHS else None
        if found is None:
            break
        bmps.append(Span(tag, *found))
        if tag == CONTAINER:
            tlvs += tlv_spans(data, *found)
        at = found[1]
    return Layout(tuple(bmps), tuple(tlvs), at)


def tlv_spans(data: bytes, start: int, end: int, depth: int = 0) -> Iterator[Span]:
    """The primitive objects in order, constructed ones opened. Stops where the bytes make no sense."""
    at = start
    while at < end:
        head = _tag(data, at, end)
        if head is None:
            return
        tag, behind, constructed = head
        size = _ber_length(data, behind, end)
        if size is None or size[1] + size[0] > end:
            return
        content = Span(tag, size[1], size[1] + size[0])
        if constructed and depth < _DEPTH:
            yield from tlv_spans(data, content.start, content.end, depth + 1)
        else:
            yield content
        at = content.end


class Fields:
    """The fields of a message by tag. The first of several equal tags counts."""

    def __init__(self, data: bytes, start: int = 0) -> None:
        """Raises AnswerError where one tag says two different things. What stands behind a field that is
        not known, or has no end, is not read: whoever needs it finds it missing."""
        found = layout(data, start)
        self._bmps: dict[int, bytes] = {}
        for span in found.bmps:
            content = data[span.start : span.end]
            if span.tag != CONTAINER and self._bmps.setdefault(span.tag, content) != content:
                raise AnswerError(f"field {span.tag:02X} stands there twice")
        self._tlvs = tuple((span.tag, data[span.start : span.end]) for span in found.tlvs)

    def bytes_of(self, tag: int) -> bytes | None:
        return self._bmps.get(tag)

    def byte(self, tag: int) -> int | None:
        content = self._bmps.get(tag)
        return content[0] if content else None

    def digits(self, tag: int) -> str | None:
        """A BCD field as text with its leading zeros. Raises AnswerError where it is no number."""
        content = self._bmps.get(tag)
        return None if content is None else bcd_digits(content, f"field {tag:02X}")

    def text(self, tag: int) -> str:
        """A text field as one line, "" where it is missing."""
        return plain(self._bmps.get(tag, b""))

    def tlv(self, tag: int) -> bytes | None:
        """The first TLV object with this tag, wherever it stands."""
        return next((content for each, content in self._tlvs if each == tag), None)

    def all_tlvs(self, tag: int) -> tuple[bytes, ...]:
        return tuple(content for each, content in self._tlvs if each == tag)


def head_of(apdu: Apdu) -> int:
    """How many bytes stand in front of the first BMP; 04 FF has its code and, mostly, seconds."""
    return min(len(apdu.data), 2) if apdu.control == 0x04FF else _HEADS.get(apdu.control, 0)


def completion_head(data: bytes) -> int:
    """The same for 06 0F, which may begin with a software version (LLLVAR) and a bare status byte."""
    version = _var_length(data[:3]) if len(data) > 3 and min(data[:3]) >= 0xF0 else -1
    if 0 <= version <= len(data) - 4:
        return 4 + version
    return 0 if data[:1] and data[0] in _COMPLETION_TAGS and len(data) > 1 else min(len(data), 1)


def bcd_digits(content: bytes, name: str) -> str:
    """Packed digits as text. Raises AnswerError, never quoting the content."""
    digits = content.hex()
    if not digits.isdigit():
        raise AnswerError(name)
    return digits


def bcd(number: int, length: int) -> bytes:
    """A number as `length` bytes of packed digits. Raises ValueError where it does not fit."""
    if not 0 <= number < 100**length:
        raise ValueError(f"does not fit {length} bytes of digits")
    return bytes.fromhex(f"{number:0{2 * length}d}")


def plain(content: bytes) -> str:
    """Text as one printable line."""
    text = content.decode(TEXT_ENCODING, "replace")
    return "".join(c if c.isprintable() else " " for c in text).strip()


def _content(data: bytes, at: int) -> tuple[int, int] | None:
    """Start and end of the content of the BMP at `at`; None where it does not end within the data."""
    length = LENGTHS.get(data[at])
    start = at + 1
    if length is None:
        size = _ber_length(data, start, len(data))
        if size is None:
            return None
        length, start = size
    elif length < 0:
        digits = data[start : start - length]
        start -= length
        length = _var_length(digits) if len(digits) == start - at - 1 else -1
    return (start, start + length) if length >= 0 and start + length <= len(data) else None


def _var_length(digits: bytes) -> int:
    """F1 F9 is 19; -1 where it is no such number. The upper half is F by the book, not everywhere."""
    low = [byte & 0x0F for byte in digits]
    return int("".join(map(str, low))) if all(digit <= 9 for digit in low) else -1


def _tag(data: bytes, at: int, end: int) -> tuple[int, int, bool] | None:
    """Tag, where its length stands, and whether it holds objects."""
    first = data[at]
    tag, behind = first, at + 1
    if first & 0x1F == 0x1F:
        while behind < end and behind - at < 4:
            tag = tag << 8 | data[behind]
            behind += 1
            if not tag & 0x80:
                break
        else:
            return None
    return tag, behind, bool(first & 0x20)


def _ber_length(data: bytes, at: int, end: int) -> tuple[int, int] | None:
    """Length and where the content begins; None where the length itself is cut off or absurd."""
    if at >= end:
        return None
    first = data[at]
    if first < 0x80:
        return first, at + 1
    count = first & 0x7F
    if not 1 <= count <= 2 or at + 1 + count > end:
        return None
    return int.from_bytes(data[at + 1 : at + 1 + count], "big"), at + 1 + count
