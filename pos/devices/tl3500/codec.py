"""TL3500 frames as bytes and back: pure, length-first, any chunking; source terminals.md §2.

`02 | terminal 16 | YYYYMMDDhhmmss | job 1 | 00 | length u16 LE | data | 03 | BCC`, BCC the XOR of
everything before it. A bare 06 is ACK, a bare 15 is NAK.
"""

from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from functools import reduce
from operator import xor
from typing import Final

from pos.domain.days import JST

STX: Final = 0x02
ETX: Final = 0x03
ACK: Final = b"\x06"
NAK: Final = b"\x15"
HEADER: Final = 35  # bytes from STX to the length, both included
TAIL: Final = 2  # ETX and BCC
MAX_DATA: Final = 1024  # longest known message: 157; checked before anything is kept
KEPT: Final = HEADER + MAX_DATA + TAIL  # bytes of what was thrown away
_TERMINAL: Final = slice(1, 17)
_AT: Final = slice(17, 31)
_JOB: Final = 31
_LENGTH: Final = slice(33, 35)
_JOBS: Final = frozenset(b"@ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


class Signal(Enum):
    """What arrives besides frames; DAMAGED is a frame whose ETX, BCC or length is wrong."""

    ACK = "ack"
    NAK = "nak"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame. `data` may hold a card number, so it is not part of the repr."""

    terminal_no: str
    stamp: str  # YYYYMMDDhhmmss of the sender's clock, as sent
    job: str
    data: bytes = field(repr=False)

    @property
    def at(self) -> datetime | None:
        """The stamp as an instant, None where it is no date."""
        return instant(self.stamp)


Item = Frame | Signal


def instant(digits: str) -> datetime | None:
    """YYYYMMDDhhmmss in JST as an instant; None where it is no date."""
    if len(digits) != 14 or not (digits.isascii() and digits.isdigit()):
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        return None


def bcc(frame: bytes) -> int:
    """Block check character: XOR of all bytes from STX to ETX."""
    return reduce(xor, frame, 0)


def encode(frame: Frame) -> bytes:
    """The frame's bytes. Raises ValueError for what does not fit the header."""
    terminal = frame.terminal_no.encode("ascii")
    if len(terminal) > 16 or len(frame.stamp) != 14 or len(frame.data) > MAX_DATA:
        raise ValueError(f"does not fit a TL3500 header: {frame}")
    head = bytes([STX]) + terminal.ljust(16, b"\0") + frame.stamp.encode("ascii")
    head += frame.job.encode("ascii") + b"\0" + len(frame.data).to_bytes(2, "little")
    body = head + frame.data + bytes([ETX])
    return body + bytes([bcc(body)])


class Decoder:
    """Bytes in, frames and signals out. Keeps at most one unfinished frame of the longest length.

    A damaged frame costs only its STX: the scan goes on inside it, so that a good frame behind a
    wrong length is found as soon as it is complete.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._dropped = bytearray()

    @property
    def unfinished(self) -> bool:
        """True while the beginning of a frame waits for its rest."""
        return bool(self._buffer)

    def feed(self, chunk: bytes) -> list[Item]:
        """What became complete with `chunk`, in order."""
        items: list[Item] = []
        limit = HEADER + MAX_DATA + TAIL
        for start in range(0, len(chunk), limit):
            self._buffer += chunk[start : start + limit]
            self._scan(items)
        return items

    def dropped(self) -> bytes:
        """What was thrown away since the last call, for the record; at most the newest 2 × `KEPT` bytes."""
        dropped = bytes(self._dropped)
        self._dropped.clear()
        return dropped

    def give_up(self) -> list[Item]:
        """The line fell silent inside a frame: drop its STX and look at what stood behind it."""
        if not self._buffer:
            return []
        items: list[Item] = [Signal.DAMAGED]
        while self._buffer:
            self._drop()
            self._scan(items)
        return items

    def _scan(self, items: list[Item]) -> None:
        while self._buffer:
            first = self._buffer[0]
            if first == STX:
                if not self._take_frame(items):
                    return
            else:
                if first == ACK[0] or first == NAK[0]:
                    items.append(Signal.ACK if first == ACK[0] else Signal.NAK)
                    del self._buffer[0]
                else:
                    self._drop()

    def _take_frame(self, items: list[Item]) -> bool:
        """Take the frame at the front, or drop its STX; False where more bytes must come first."""
        buffer = self._buffer
        if len(buffer) > _JOB and buffer[_JOB] not in _JOBS:
            self._drop()  # noise that happened to look like STX
            return True
        if len(buffer) < HEADER:
            return False
        length = int.from_bytes(buffer[_LENGTH], "little")
        end = HEADER + length + TAIL
        if length > MAX_DATA:
            items.append(Signal.DAMAGED)
            self._drop()
            return True
        if len(buffer) < end:
            return False
        raw = bytes(buffer[:end])
        frame = _parsed(raw)
        items.append(frame or Signal.DAMAGED)
        if frame is None:
            self._drop()
        else:
            del buffer[:end]
        return True

    def _drop(self) -> None:
        self._dropped.append(self._buffer[0])
        del self._buffer[0]
        if len(self._dropped) > 2 * KEPT:
            del self._dropped[:-KEPT]


def _parsed(raw: bytes) -> Frame | None:
    if raw[-2] != ETX or bcc(raw[:-1]) != raw[-1]:
        return None
    return Frame(
        terminal_no=raw[_TERMINAL].rstrip(b"\0 ").decode("ascii", "replace"),
        stamp=raw[_AT].decode("ascii", "replace"),
        job=chr(raw[_JOB]),
        data=raw[HEADER:-TAIL],
    )
