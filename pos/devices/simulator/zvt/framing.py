"""What the line faults must know of ZVT frames, serial and TCP."""

from typing import Final

from pos.devices.simulator.zvt.fields import bmp
from pos.devices.simulator.zvt.wire import Apdu, Heard, SerialEar, TcpEar, framed

_ODD_TEXT: Final = b"\x10\x02\x10\x03\x06\x15"
_TEXT_FIELD: Final = 0x3C
_HEADER: Final = 3  # class, instruction, length; two more where the length is FF low high
_WITH_FIELDS: Final = frozenset({0x040F, 0x060F})
_WITH_LINE: Final = 0x06D1


class SerialFrames:
    """See `damage.Framing`."""

    def length_of(self, raw: bytes) -> int:
        return len(_serial_apdu(raw).content)

    def with_length(self, raw: bytes, length: int) -> bytes:
        return framed(_renamed(_serial_apdu(raw), length))

    def with_wrong_check(self, raw: bytes) -> bytes:
        return raw[:-1] + bytes([raw[-1] ^ 0x40])

    def with_control_bytes(self, raw: bytes) -> bytes:
        return framed(_spiced(_serial_apdu(raw)).raw)


class TcpFrames:
    """See `damage.Framing`. TCP checks for us: there is no check to damage."""

    def length_of(self, raw: bytes) -> int:
        return len(_tcp_apdu(raw).content)

    def with_length(self, raw: bytes, length: int) -> bytes:
        return _renamed(_tcp_apdu(raw), length)

    def with_wrong_check(self, raw: bytes) -> bytes:
        return raw

    def with_control_bytes(self, raw: bytes) -> bytes:
        return _spiced(_tcp_apdu(raw)).raw


def _serial_apdu(raw: bytes) -> Apdu:
    return _only(SerialEar().hear(raw))


def _tcp_apdu(raw: bytes) -> Apdu:
    return _only(TcpEar().hear(raw))


def _only(heard: list[Heard]) -> Apdu:
    found = heard[0] if heard else None
    if not isinstance(found, Apdu):
        raise TypeError("only whole messages of ours are damaged")
    return found


def _renamed(apdu: Apdu, length: int) -> bytes:
    """The same content under a length that is not its own."""
    named = bytes([length]) if length < 255 else bytes([255, length & 255, length >> 8])
    return apdu.raw[:2] + named + apdu.content


def _spiced(apdu: Apdu) -> Apdu:
    """Bytes that mean something on the line, inside a text where there is one."""
    if apdu.control in _WITH_FIELDS:
        return Apdu(apdu.control, apdu.content + bmp(_TEXT_FIELD, _ODD_TEXT))
    if apdu.control == _WITH_LINE:
        return Apdu(apdu.control, apdu.content + _ODD_TEXT)
    return apdu
