"""BMP fields and TLV containers as the simulated ZVT terminal writes and reads them (PA00P015).

Amounts are yen in six BCD bytes; JPY has no minor unit, so nothing is multiplied.
"""

from collections.abc import Iterable
from typing import Final

TEXT: Final = "cp437"
_FIXED: Final = {  # bytes of the fields a counter sends
    0x01: 1, 0x02: 1, 0x03: 1, 0x04: 6, 0x05: 1, 0x0B: 3, 0x0C: 3, 0x0D: 2, 0x0E: 2, 0x17: 2, 0x19: 1,
    0x27: 1, 0x29: 4, 0x2A: 15, 0x37: 3, 0x3A: 2, 0x3B: 8, 0x49: 2, 0x87: 2, 0x88: 3, 0x8A: 1, 0xA0: 1,
    0xAA: 3,
}  # fmt: skip
_VARIABLE: Final = {0x22: 2, 0x23: 2, 0x2D: 2, 0x8B: 2, 0x24: 3, 0x3C: 3, 0x60: 3}  # how many length bytes
CONTAINER: Final = 0x06


class FieldsError(ValueError):
    """The fields of a command cannot be read."""


def bcd(value: int, size: int) -> bytes:
    """`value` in `size` bytes, two digits each; what is too large loses its front, as a counter wraps."""
    return bytes.fromhex(f"{value % 100**size:0{2 * size}d}")


def number(content: bytes) -> int:
    """What `bcd` wrote. Raises FieldsError for a digit that is none."""
    digits = content.hex()
    if not digits.isdigit():
        raise FieldsError(f"{digits} is no BCD")
    return int(digits)


def bmp(tag: int, content: bytes) -> bytes:
    """A field of fixed or variable length; F-digits count the latter."""
    digits = _VARIABLE.get(tag)
    if digits is None:
        return bytes([tag]) + content
    return bytes([tag]) + bytes(0xF0 | int(each) for each in f"{len(content):0{digits}d}") + content


def text(words: str) -> bytes:
    return words.encode(TEXT, "replace")


def tlv(tag: int, content: bytes) -> bytes:
    """One data object: BER tag and length."""
    name = bytes([tag]) if tag < 0x100 else tag.to_bytes(2, "big")
    return name + _length(len(content)) + content


def container(objects: Iterable[bytes]) -> bytes:
    """BMP 06 around data objects."""
    return tlv(CONTAINER, b"".join(objects))


def read_fields(content: bytes) -> dict[int, bytes]:
    """The fields of a command by tag. Raises FieldsError for what it does not know: a terminal refuses it."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(content):
        tag = content[place]
        start, size = _span(content, place + 1, tag)
        if start + size > len(content):
            raise FieldsError(f"field {tag:02x} is cut off")
        found[tag] = content[start : start + size]
        place = start + size
    return found


def read_objects(content: bytes) -> dict[int, bytes]:
    """The data objects of a container by tag. Raises FieldsError."""
    found: dict[int, bytes] = {}
    place = 0
    while place < len(content):
        tag, place = content[place], place + 1
        if tag & 0x1F == 0x1F and place < len(content):
            tag, place = tag << 8 | content[place], place + 1
        start, size = _ber(content, place)
        if start + size > len(content):
            raise FieldsError(f"object {tag:x} is cut off")
        found[tag] = content[start : start + size]
        place = start + size
    return found


def _span(content: bytes, place: int, tag: int) -> tuple[int, int]:
    """Where the value of `tag` starts and how long it is."""
    if tag == CONTAINER:
        return _ber(content, place)
    if tag in _FIXED:
        return place, _FIXED[tag]
    if tag not in _VARIABLE:
        raise FieldsError(f"field {tag:02x} is not known")
    digits = content[place : place + _VARIABLE[tag]]
    if len(digits) < _VARIABLE[tag] or any(each >> 4 != 0xF or each & 0xF > 9 for each in digits):
        raise FieldsError(f"length of field {tag:02x}")
    return place + len(digits), int("".join(str(each & 0xF) for each in digits) or "0")


def _ber(content: bytes, place: int) -> tuple[int, int]:
    if place >= len(content):
        raise FieldsError("no length")
    first = content[place]
    if first < 0x80:
        return place + 1, first
    count = first & 0x7F
    if count not in (1, 2) or place + count >= len(content):
        raise FieldsError("length of a data object")
    return place + 1 + count, int.from_bytes(content[place + 1 : place + 1 + count], "big")


def _length(size: int) -> bytes:
    if size < 0x80:
        return bytes([size])
    return bytes([0x81, size]) if size < 0x100 else b"\x82" + size.to_bytes(2, "big")
