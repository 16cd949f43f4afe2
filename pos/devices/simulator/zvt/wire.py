"""The simulated ZVT terminal's own reading and writing of bytes on a line (PA00P016, terminals.md §3).

Serial: `10 02 | APDU, every 10 doubled | 10 03 | CRC low, high`, answered by 06 or 15. TCP: bare APDUs.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, Protocol

ACK: Final = b"\x06"
NAK: Final = b"\x15"
BYTE_GAP_S: Final = 0.2  # T1: a longer pause inside a frame breaks it
LONGEST: Final = 4_096  # more than any command of a counter; keeps a flood from growing without end
_DLE, _STX, _ETX = 0x10, 0x02, 0x03


class Framing(StrEnum):
    """How APDUs stand on the line."""

    SERIAL = "serial"
    TCP = "tcp"


@dataclass(frozen=True)
class Apdu:
    """One command or answer: control field and data."""

    control: int  # class and instruction, 0x0601 for an authorisation
    content: bytes = field(default=b"", repr=False)  # may hold a card number

    @property
    def raw(self) -> bytes:
        """Its bytes; the length is FF low high from 255 on."""
        size = len(self.content)
        length = bytes([size]) if size < 255 else bytes([255, size & 255, size >> 8])
        return self.control.to_bytes(2, "big") + length + self.content


@dataclass(frozen=True)
class Broken:
    """Something arrived that is no frame: the line answers NAK."""


Heard = Apdu | Broken | bytes  # bytes: ACK or NAK


class Ear(Protocol):
    """Collects what the counter sends."""

    def hear(self, chunk: bytes) -> list[Heard]:
        """What is complete now."""

    @property
    def waiting(self) -> bool:
        """True in the middle of a frame."""

    def give_up(self) -> None:
        """Forget half a frame: its sender paused for too long, or is gone."""


def check(apdu: bytes) -> bytes:
    """CRC-16/KERMIT over the unstuffed APDU and ETX, low byte first.

    PA00P016 calls it CRC-XModem; the frames published by ecrterm settle which one it is.
    """
    value = 0
    for byte in apdu + bytes([_ETX]):
        value ^= byte
        for _ in range(8):
            value = value >> 1 ^ 0x8408 if value & 1 else value >> 1
    return bytes([value & 255, value >> 8])


def framed(apdu: bytes) -> bytes:
    """The serial frame of these APDU bytes."""
    inside = apdu.replace(bytes([_DLE]), bytes([_DLE, _DLE]))
    return bytes([_DLE, _STX]) + inside + bytes([_DLE, _ETX]) + check(apdu)


def on_line(apdu: bytes, framing: Framing) -> bytes:
    return framed(apdu) if framing is Framing.SERIAL else apdu


def ear_for(framing: Framing) -> Ear:
    return SerialEar() if framing is Framing.SERIAL else TcpEar()


class SerialEar:
    """Frames, ACK and NAK of a serial line; what stands between frames and is none of these is noise."""

    def __init__(self) -> None:
        self._kept = b""

    @property
    def waiting(self) -> bool:
        return bool(self._kept)

    def give_up(self) -> None:
        self._kept = b""

    def hear(self, chunk: bytes) -> list[Heard]:
        """See `Ear`."""
        self._kept += chunk
        heard: list[Heard] = []
        while self._kept:
            found, used = self._next()
            if used == 0:
                break
            self._kept = self._kept[used:]
            if found is not None:
                heard.append(found)
        if len(self._kept) > LONGEST:
            self._kept = b""
            heard.append(Broken())
        return heard

    def _next(self) -> tuple[Heard | None, int]:
        """What stands first and how many bytes it takes; 0 where more must come."""
        kept = self._kept
        if kept[:1] in (ACK, NAK):
            return kept[:1], 1
        if kept[0] != _DLE:
            return None, 1
        if len(kept) < 2:
            return None, 0
        return self._frame() if kept[1] == _STX else (None, 1)

    def _frame(self) -> tuple[Heard | None, int]:
        kept, inside, place = self._kept, bytearray(), 2
        while place + 1 < len(kept):
            if kept[place] != _DLE:
                inside.append(kept[place])
                place += 1
            elif kept[place + 1] == _DLE:
                inside.append(_DLE)
                place += 2
            elif kept[place + 1] == _STX:
                return Broken(), place  # a new frame begins inside this one
            elif kept[place + 1] == _ETX:
                end = place + 4
                return (None, 0) if len(kept) < end else (_judged(bytes(inside), kept[place + 2 : end]), end)
            else:
                return Broken(), place + 2
        return None, 0


class TcpEar:
    """APDUs one after another, split and merged as the network likes."""

    def __init__(self) -> None:
        self._kept = b""

    @property
    def waiting(self) -> bool:
        return bool(self._kept)

    def give_up(self) -> None:
        self._kept = b""

    def hear(self, chunk: bytes) -> list[Heard]:
        """See `Ear`."""
        self._kept += chunk
        heard: list[Heard] = []
        while (end := _end(self._kept)) is not None and len(self._kept) >= end:
            heard.append(_cut(self._kept[:end]))
            self._kept = self._kept[end:]
        if len(self._kept) > LONGEST:
            self._kept = b""
            heard.append(Broken())
        return heard


def _judged(inside: bytes, crc: bytes) -> Heard:
    """The APDU if its check and its own length are right."""
    if check(inside) != crc or _end(inside) != len(inside):
        return Broken()
    return _cut(inside)


def _end(kept: bytes) -> int | None:
    """Where the APDU that starts here ends; None while its length is not all there."""
    if len(kept) < 3 or (kept[2] == 255 and len(kept) < 5):
        return None
    return 5 + (kept[3] | kept[4] << 8) if kept[2] == 255 else 3 + kept[2]


def _cut(whole: bytes) -> Apdu:
    return Apdu(whole[0] << 8 | whole[1], whole[5:] if whole[2] == 255 else whole[3:])
