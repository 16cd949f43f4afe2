"""The simulated terminal's own reading and writing of TL3500 bytes (terminals.md §2)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

ACK = b"\x06"
NAK = b"\x15"


FRAME_GAP_S: Final = 3.0  # as long as an ACK may take (TL3500 protocol): nobody pauses longer in a frame


@dataclass(frozen=True)
class Asked:
    """A request that arrived whole; `raw` tells a repeated one from a new one."""

    job: str
    content: bytes = field(repr=False)
    raw: bytes = field(repr=False)


class Ear:
    """Collects what the counter sends: requests, ACK, NAK, or None for a broken frame."""

    def __init__(self) -> None:
        self._kept = b""
        self._heard_at = 0.0

    def hear(self, chunk: bytes, now: float = 0.0) -> list[Asked | bytes | None]:
        """Everything that is complete at `now` (monotonic seconds); half a frame does not wait for
        ever: its sender may have died."""
        if now - self._heard_at > FRAME_GAP_S:
            self._kept = b""
        self._heard_at = now
        self._kept += chunk
        heard: list[Asked | bytes | None] = []
        while self._kept:
            if self._kept[:1] in (ACK, NAK):
                heard.append(self._kept[:1])
                self._kept = self._kept[1:]
            elif self._kept[0] != 2:
                self._kept = self._kept[1:]
            elif len(self._kept) < 37 or len(self._kept) < 37 + self._size():
                break
            else:
                heard.append(self._cut(37 + self._size()))
        return heard

    def _size(self) -> int:
        return min(self._kept[33] | self._kept[34] << 8, 512)

    def _cut(self, end: int) -> Asked | None:
        raw, rest = self._kept[:end], self._kept[end:]
        if raw[-2] == 3 and check(raw[:-1]) == raw[-1]:
            self._kept = rest
            return Asked(chr(raw[31]), raw[35:-2], raw)
        self._kept = self._kept[1:]
        return None


def check(content: bytes) -> int:
    """The block check: all bytes XORed."""
    value = 0
    for byte in content:
        value ^= byte
    return value


HEADER: Final = 35
_SIZE: Final = slice(33, 35)
_MERCHANT: Final = slice(HEADER + 88, HEADER + 103)  # of b, c, l: text that nobody reads
_WORDS: Final = slice(HEADER + 120, HEADER + 157)  # of a refusal
_RESULT: Final = HEADER + 157 + 2
_CONTROLS: Final = bytes([0x02, 0x03, 0x10, 0x06, 0x15])


class Frames:
    """`damage.Framing` of TL3500. A single byte (ACK, NAK) has no length and no check: it is left alone."""

    def length_of(self, raw: bytes) -> int:
        """See `damage.Framing`."""
        return int.from_bytes(raw[_SIZE], "little") if len(raw) > HEADER else 0

    def with_length(self, raw: bytes, length: int) -> bytes:
        """See `damage.Framing`."""
        if len(raw) <= HEADER:
            return raw
        frame = raw[: _SIZE.start] + length.to_bytes(2, "little") + raw[_SIZE.stop : -1]
        return frame + bytes([check(frame)])

    def with_wrong_check(self, raw: bytes) -> bytes:
        """See `damage.Framing`."""
        return raw[:-1] + bytes([raw[-1] ^ 0x40])

    def with_control_bytes(self, raw: bytes) -> bytes:
        """In b, c and l only: the other answers have no text."""
        if len(raw) != _RESULT:
            return raw
        place = _WORDS if raw[HEADER : HEADER + 1] == b"X" else _MERCHANT
        filled = (_CONTROLS * 8)[: place.stop - place.start]
        frame = raw[: place.start] + filled + raw[place.stop : -1]
        return frame + bytes([check(frame)])


def told(terminal: str, at: datetime, job: str, content: bytes) -> bytes:
    """One frame from the terminal."""
    name = terminal.encode("ascii")[:16]
    frame = b"\x02" + name + bytes(16 - len(name)) + at.strftime("%Y%m%d%H%M%S").encode("ascii")
    frame += (
        job.encode("ascii") + b"\x00" + bytes([len(content) & 255, len(content) >> 8]) + content + b"\x03"
    )
    return frame + bytes([check(frame)])


@dataclass(frozen=True)
class Slip:
    """The 157 bytes of b, c and l for a prepaid card."""

    brand: str
    card: str = field(repr=False)
    amount: int
    before: int
    after: int
    at: datetime
    sequence: int
    terminal: str

    def content(self) -> bytes:
        text = (
            f"33{self.card:0>20}{self.amount:010d}{self.before:08d}{0:08d}00"
            f"{self.brand}00000{self.after:06d}{self.at:%Y%m%d%H%M%S}{self.sequence:012d}"
            f"{'MADOGUCHI':<15}{self.terminal:<14.14}{'PREPAID':<20}{'PREPAID':<20}"
        )
        return text.encode("ascii")


def refusal(code: str, words: str) -> bytes:
    """The 157 bytes of a no; without a code all is blank, which is "nothing to tell"."""
    tail = ("-" + code).encode("ascii") + words.encode("euc-kr", "replace") if code else b""
    return b"X" + b" " * 116 + tail.ljust(40)[:40]


def card_report(brand: str, card: str, at: datetime | None, amount: int, balance: int, status: str) -> bytes:
    """The 53 bytes of d."""
    when = f"{at:%Y%m%d%H%M%S}" if at else "0" * 14
    return f"3{brand}{card:0>20}{when}{amount:08d}{balance:08d}{status}".encode("ascii")
