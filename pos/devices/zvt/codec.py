"""ZVT frames as bytes and back: pure, any chunking, bounded memory; source terminals.md §3.

An APDU is class, instruction, length, data; the length is FF low high above 254. On a serial line it
travels as `10 02 | APDU, each 10 doubled | 10 03 | CRC low high`; on TCP it travels bare.
"""

from dataclasses import dataclass, field
from enum import Enum
from typing import Final, Protocol

DLE: Final = 0x10
STX: Final = 0x02
ETX: Final = 0x03
ACK: Final = b"\x06"
NAK: Final = b"\x15"
MAX_DATA: Final = 8192  # longest met: a print block of 1 KB; checked before anything is kept
_LONG: Final = 0xFF
# Classes of the published command list; on TCP anything else is a stream that lost its step.
_CLASSES: Final = frozenset(b"\x04\x05\x06\x08\x0f\x80\x84")


class Signal(Enum):
    """What arrives besides APDUs; DAMAGED is a frame that broke off, or whose CRC or length is wrong."""

    ACK = "ack"
    NAK = "nak"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Apdu:
    """A command or an answer. `data` may hold a card number, so it is not part of the repr."""

    control: int  # class and instruction: 0x0601
    data: bytes = field(default=b"", repr=False)

    @property
    def name(self) -> str:
        """As the specification writes it: "06 01"."""
        return f"{self.control >> 8:02X} {self.control & 0xFF:02X}"


Item = Apdu | Signal


def encoded(apdu: Apdu) -> bytes:
    """The bare bytes. Raises ValueError for more data than is ever sent."""
    length = len(apdu.data)
    if length > MAX_DATA:
        raise ValueError(f"{apdu.name}: {length} bytes")
    size = bytes([length]) if length < _LONG else bytes([_LONG]) + length.to_bytes(2, "little")
    return apdu.control.to_bytes(2, "big") + size + apdu.data


def framed(apdu: Apdu) -> bytes:
    """The bytes on a serial line."""
    bare = encoded(apdu)
    stuffed = bare.replace(b"\x10", b"\x10\x10")
    return b"\x10\x02" + stuffed + b"\x10\x03" + crc(bare + b"\x03").to_bytes(2, "little")


def crc(content: bytes) -> int:
    """CRC-16/KERMIT (polynomial 0x8408 reflected, start 0), which the specification calls CRC-XModem."""
    value = 0
    for byte in content:
        value ^= byte
        for _ in range(8):
            value = (value >> 1) ^ 0x8408 if value & 1 else value >> 1
    return value


def decoded(bare: bytes) -> Apdu | None:
    """One whole APDU; None where its length does not say exactly what is there."""
    start = _data_start(bare)
    if start is None or start + _data_length(bare) != len(bare):
        return None
    return Apdu(int.from_bytes(bare[:2], "big"), bytes(bare[start:]))


class Decoder(Protocol):
    """Bytes in, APDUs and signals out; keeps at most one unfinished frame of the longest length."""

    @property
    def unfinished(self) -> bool:
        """True while something waits for silence or for its rest."""

    def feed(self, chunk: bytes) -> list[Item]:
        """What became complete with `chunk`, in order."""

    def give_up(self) -> list[Item]:
        """The line fell silent: what is unfinished is damaged, and what comes next starts anew."""


class SerialDecoder:
    """DLE framing. After damage everything up to the next DLE STX, or to silence, is dropped: a 06
    inside the rest of a broken frame is no acknowledgement."""

    def __init__(self) -> None:
        self._content: bytearray | None = None  # unstuffed, None outside a frame
        self._check: bytearray | None = None  # the two bytes behind DLE ETX
        self._escaped = False
        self._deaf = False

    @property
    def unfinished(self) -> bool:
        return self._content is not None or self._deaf or self._escaped

    def feed(self, chunk: bytes) -> list[Item]:
        """See `Decoder.feed`."""
        items: list[Item] = []
        for byte in chunk:
            item = self._take(byte)
            if item is not None:
                items.append(item)
        return items

    def give_up(self) -> list[Item]:
        """See `Decoder.give_up`."""
        broken = self._content is not None
        self._reset(deaf=False)
        return [Signal.DAMAGED] if broken else []

    def _take(self, byte: int) -> Item | None:
        if self._check is not None:
            return self._take_check(byte)
        if self._escaped:
            self._escaped = False
            return self._take_escaped(byte)
        if byte == DLE:
            self._escaped = True
            return None
        if self._content is None:
            return self._outside(byte)
        return self._keep(byte)

    def _outside(self, byte: int) -> Item | None:
        if self._deaf:
            return None
        return {ACK[0]: Signal.ACK, NAK[0]: Signal.NAK}.get(byte)

    def _take_escaped(self, byte: int) -> Item | None:
        if byte == STX:
            broken = self._content is not None
            self._reset(deaf=False)
            self._content = bytearray()
            return Signal.DAMAGED if broken else None
        if self._content is None:
            self._escaped = byte == DLE  # noise may end in a DLE of its own
            return self._outside(byte)
        if byte == ETX:
            self._check = bytearray()
            return None
        return self._keep(byte) if byte == DLE else self._broken()

    def _take_check(self, byte: int) -> Item | None:
        content, check = self._content or bytearray(), self._check or bytearray()
        check.append(byte)
        self._check = check
        if len(check) < 2:
            return None
        apdu = decoded(bytes(content))
        if apdu is None or crc(bytes(content) + b"\x03") != int.from_bytes(check, "little"):
            return self._broken()
        self._reset(deaf=False)
        return apdu

    def _keep(self, byte: int) -> Item | None:
        content = self._content
        if content is None or len(content) > MAX_DATA + 5:
            return self._broken()
        content.append(byte)
        return None

    def _broken(self) -> Signal:
        self._reset(deaf=True)
        return Signal.DAMAGED

    def _reset(self, *, deaf: bool) -> None:
        self._content = None
        self._check = None
        self._escaped = False
        self._deaf = deaf


class StreamDecoder:
    """Bare APDUs of a TCP stream, by their length. Once it has lost its step only silence helps."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._deaf = False

    @property
    def unfinished(self) -> bool:
        return bool(self._buffer) or self._deaf

    def feed(self, chunk: bytes) -> list[Item]:
        """See `Decoder.feed`."""
        items: list[Item] = []
        for start in range(0, len(chunk), MAX_DATA):
            if not self._deaf:
                self._buffer += chunk[start : start + MAX_DATA]
                self._scan(items)
        return items

    def give_up(self) -> list[Item]:
        """See `Decoder.give_up`."""
        broken = bool(self._buffer)
        self._buffer.clear()
        self._deaf = False
        return [Signal.DAMAGED] if broken else []

    def _scan(self, items: list[Item]) -> None:
        buffer = self._buffer
        while buffer:
            start = _data_start(buffer)
            length = 0 if start is None else _data_length(buffer)
            if buffer[0] not in _CLASSES or length > MAX_DATA:
                items.append(Signal.DAMAGED)
                buffer.clear()
                self._deaf = True
                return
            if start is None or len(buffer) < start + length:
                return
            items.append(Apdu(int.from_bytes(buffer[:2], "big"), bytes(buffer[start : start + length])))
            del buffer[: start + length]


def _data_start(bare: bytes | bytearray) -> int | None:
    """Where the data begins; None while the length is not there yet."""
    if len(bare) < 3:
        return None
    if bare[2] != _LONG:
        return 3
    return 5 if len(bare) >= 5 else None


def _data_length(bare: bytes | bytearray) -> int:
    return int.from_bytes(bare[3:5], "little") if bare[2] == _LONG else bare[2]
