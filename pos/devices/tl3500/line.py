"""TL3500 link rules over one line: open and reopen, ACK within 3 s or the same bytes again, NAK.

Nothing here knows what a message means; source terminals.md §2.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum
from threading import Event
from typing import Final

from pos.devices.link import Link, LinkError, OpenLink
from pos.devices.tl3500.codec import ACK, NAK, Decoder, Frame, Item, Signal, encode
from pos.devices.tl3500.messages import redacted
from pos.devices.tl3500.timing import Timing
from pos.ports import Stop

Watch = Callable[[str, Item], None]  # "in" | "out", what; card numbers already starred
Claims = Callable[[Frame], bool]
EVENT: Final = "@"


class LineSilentError(LinkError):
    """The line is open, but the terminal does not answer."""


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
        self._open_link = open_link
        self._watch = watch
        self._link: Link | None = None
        self._lost = False
        self._decoder = Decoder()
        self._items: deque[Item] = deque()
        self._heard_at = 0.0
        self._damaged = False

    @property
    def is_open(self) -> bool:
        return self._link is not None

    def connect(self, stop: Stop) -> None:
        """Open the port; after a loss with patience, since a replugged port takes its time."""
        if self._link is not None:
            return
        waits = self.timing.reopen_s if self._lost else ()
        for wait_s in waits:
            try:
                self._open()
                return
            except LinkError:
                if not self._pause(wait_s, stop):
                    raise
        self._open()

    def lose(self) -> None:
        """The line failed: close what is left of it; the next `connect` opens anew."""
        self._lost = self._lost or self._link is not None  # a port that never opened gets no patience
        self.close()

    def close(self) -> None:
        if self._link is not None:
            self._link.close()
        self._link = None
        self._decoder = Decoder()
        self._items.clear()
        self._damaged = False

    def drain(self) -> list[Frame]:
        """The frames that lie ready, without waiting: none of them answers what comes next."""
        link = self._opened()
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
        chunk = self._opened().read(max(until - now, 0.0))
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
        self._opened().write(raw)
        self._watch("out", redacted(item) if isinstance(item, Frame) else item)

    def _opened(self) -> Link:
        if self._link is None:
            raise LinkError("the line is closed")
        return self._link

    def _open(self) -> None:
        self._link = self._open_link()
        if self._lost:
            self._settle()
        self._lost = False

    def _settle(self) -> None:
        """After a loss: listen until the line is quiet, so that nothing half stands in front."""
        link = self._opened()
        until = self.monotonic() + self.timing.quiet_s
        while (now := self.monotonic()) < until:
            if chunk := link.read(until - now):
                self._take(chunk)
                until = min(self.monotonic() + self.timing.quiet_s, now + self.timing.ack_s)

    def _pause(self, wait_s: float, stop: Stop) -> bool:
        """Wait while nothing is open; False once `stop` is asked."""
        idle = Event()
        left_s = wait_s
        while not stop():
            if left_s <= 0:
                return True
            idle.wait(min(left_s, self.timing.pause_slice_s))
            left_s -= self.timing.pause_slice_s
        return False
