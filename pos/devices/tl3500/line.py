"""TL3500 link rules over one line: ACK within 3 s or the same bytes again, NAK.

Nothing here knows what a message means; source terminals.md §2.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final

from pos.devices.link import OpenLink
from pos.devices.port import Port
from pos.devices.tl3500.codec import ACK, NAK, Decoder, Frame, Item, Signal, encode
from pos.devices.tl3500.messages import redacted
from pos.devices.tl3500.timing import Timing
from pos.ports import Stop

Watch = Callable[[str, Item], None]  # "in" | "out", what; card numbers already starred
Claims = Callable[[Frame], bool]
EVENT: Final = "@"


class Sent(Enum):
    """What became of a request on the link."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # each time NAK
    SILENT = "silent"


def never() -> bool:
    """For waits that may not be cut short."""
    return False


def unwatched(way: str, item: Item) -> None:
    """For lines that nobody records."""


class Line:
    """One terminal's line. All methods raise LinkError once the line is lost."""

    def __init__(
        self, open_link: OpenLink, timing: Timing, monotonic: Callable[[], float], watch: Watch = unwatched
    ) -> None:
        self.timing = timing
        self.monotonic = monotonic
        self._watch = watch
        self._port = Port(open_link, timing.port, monotonic)
        self._decoder = Decoder()
        self._items: deque[Item] = deque()
        self._heard_at = 0.0
        self._damaged = False

    @property
    def is_open(self) -> bool:
        return self._port.is_open

    def connect(self, stop: Stop) -> None:
        """See `Port.connect`."""
        self._port.connect(stop, self._take)

    def lose(self) -> None:
        """See `Port.lose`."""
        self._port.lose()
        self._forget()

    def close(self) -> None:
        """See `Port.close`."""
        self._port.close()
        self._forget()

    def drain(self) -> list[Frame]:
        """The frames that lie ready, without waiting: none of them answers what comes next."""
        link = self._port.link
        while chunk := link.drain():
            self._take(chunk)
        frames = [item for item in self._items if isinstance(item, Frame)]
        self._items.clear()
        self._damaged = False
        return frames

    def send(self, frame: Frame, claims: Claims, aside: Callable[[Frame], None], stop: Stop = never) -> Sent:
        """Send until acknowledged, at most `timing.sends` times the same bytes.

        Frames that come before the ACK: events are kept for `next`; one that `claims` to be the
        answer counts as the ACK that was lost, and is kept too; all others go `aside`.
        """
        raw = encode(frame)
        early: list[Item] = []
        refused = 0
        for _ in range(self.timing.sends):
            self._write(raw, frame)
            answer = self._await_ack(early, claims, aside)
            if answer is Signal.ACK:
                self._items.extendleft(reversed(early))
                return Sent.ACCEPTED
            refused += answer is Signal.NAK
            if stop():
                break
        return Sent.REFUSED if refused == self.timing.sends else Sent.SILENT

    def next(self, until: float, stop: Stop = never) -> Frame | None:
        """The next frame; None at `until` (monotonic seconds) or once `stop` is asked."""
        while True:
            while self._items:
                item = self._items.popleft()
                if isinstance(item, Frame):
                    self._damaged = False
                    return item
                self._damaged = self._damaged or item is Signal.DAMAGED
            if stop() or self.monotonic() >= until:
                return None
            self._listen(until)

    def acknowledge(self) -> None:
        """Tell the terminal that its frame arrived."""
        self._write(ACK, Signal.ACK)

    def _await_ack(self, early: list[Item], claims: Claims, aside: Callable[[Frame], None]) -> Signal | None:
        until = self.monotonic() + self.timing.ack_s
        while True:
            while self._items:
                item = self._items.popleft()
                if item is Signal.DAMAGED:
                    self._damaged = True
                elif isinstance(item, Signal):
                    return item
                elif item.job == EVENT:
                    early.append(item)
                elif claims(item):
                    early.append(item)
                    return Signal.ACK
                else:
                    aside(item)
            if self.monotonic() >= until:
                return None
            self._listen(until)

    def _listen(self, until: float) -> None:
        """One read slice. Silence after damage asks for the frame again, once (NAK)."""
        now = self.monotonic()
        chunk = self._port.link.read(max(until - now, 0.0))
        if chunk:
            self._take(chunk)
            return
        if self._decoder.unfinished and self.monotonic() - self._heard_at >= self.timing.frame_gap_s:
            self._items.extend(self._decoder.give_up())
        elif self._damaged:
            self._damaged = False
            self._write(NAK, Signal.NAK)

    def _take(self, chunk: bytes) -> None:
        self._heard_at = self.monotonic()
        for item in self._decoder.feed(chunk):
            self._watch("in", redacted(item) if isinstance(item, Frame) else item)
            self._items.append(item)

    def _write(self, raw: bytes, item: Item) -> None:
        self._port.link.write(raw)
        self._watch("out", redacted(item) if isinstance(item, Frame) else item)

    def _forget(self) -> None:
        self._decoder = Decoder()
        self._items.clear()
        self._damaged = False
