"""SAKURA telegrams: bytes to frames and back. Pure; knows no line, no time and no meaning.

5 digits length of the rest | 2 command | 6 request number | body | 2 hex digits sum of all bytes before.
"""

from dataclasses import dataclass
from typing import Final

LENGTH_DIGITS: Final = 5
_HEAD: Final = 8  # command and request number
_SUM: Final = 2
LONGEST: Final = 8_192  # ours: a slip has a few hundred bytes; what claims more is noise
NUMBERS: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Telegram:
    """One frame whose checksum was right."""

    command: str
    number: int
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Noise:
    """Bytes that are no telegram; they may hold half a card number."""

    content: bytes


def encoded(telegram: Telegram) -> bytes:
    """The bytes on the line."""
    rest = f"{telegram.command}{telegram.number:06d}".encode("ascii") + telegram.body
    content = f"{len(rest) + _SUM:0{LENGTH_DIGITS}d}".encode("ascii") + rest
    return content + _checksum(content)


class Decoder:
    """Takes bytes in any pieces. There is no start byte: after noise all that came with it is dropped."""

    def __init__(self) -> None:
        self._buffer = b""

    @property
    def is_half(self) -> bool:
        """True while the beginning of a telegram waits for its rest."""
        return bool(self._buffer)

    def feed(self, chunk: bytes) -> list[Telegram | Noise]:
        """What is complete now."""
        self._buffer += chunk
        found: list[Telegram | Noise] = []
        while (each := self._next()) is not None:
            found.append(each)
        return found

    def drop(self) -> Noise:
        """Give up what stands half."""
        content, self._buffer = self._buffer, b""
        return Noise(content)

    def _next(self) -> Telegram | Noise | None:
        digits = self._buffer[:LENGTH_DIGITS]
        if digits and not digits.isdigit():
            return self.drop()
        if len(digits) < LENGTH_DIGITS:
            return None
        if not _HEAD + _SUM <= int(digits) <= LONGEST:
            return self.drop()
        end = LENGTH_DIGITS + int(digits)
        if len(self._buffer) < end:
            return None
        content, self._buffer = self._buffer[:end], self._buffer[end:]
        return _telegram(content)


def _telegram(content: bytes) -> Telegram | Noise:
    head = content[LENGTH_DIGITS : LENGTH_DIGITS + _HEAD]
    if content[-_SUM:].upper() != _checksum(content[:-_SUM]) or not head.isdigit():
        return Noise(content)
    body = content[LENGTH_DIGITS + _HEAD : -_SUM]
    return Telegram(head[:2].decode("ascii"), int(head[2:]), body)


def _checksum(content: bytes) -> bytes:
    return f"{sum(content) % 256:02X}".encode("ascii")
