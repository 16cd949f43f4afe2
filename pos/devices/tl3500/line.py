"""TL3500 link rules over one line: ACK within 3 s or the same bytes again, NAK.

Nothing here knows what a message means; source terminals.md §2.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final

from pos.devices.conversation import Conversation, Unrecorded, Way
from pos.devices.link import OpenLink
from pos.devices.masking import starred_bytes
from pos.devices.port import Port
from pos.devices.tl3500.codec import ACK, KEPT, NAK, Decoder, Frame, Item, Signal, encode
from pos.devices.tl3500.record import asked_facts, facts_of, shown
from pos.devices.tl3500.timing import Timing
from pos.ports import Stop

Claims = Callable[[Frame], bool]
EVENT: Final = "@"
_DRAINED: Final = 64 * KEPT  # a device that never falls silent does not hold us up
_NAMES: Final = {ACK: "ACK", NAK: "NAK"}


class Sent(Enum):
    """What became of a request on the link."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # each time NAK
    SILENT = "silent"


def never() -> bool:
    """For waits that may not be cut short."""
    return False


class Line:
    """One terminal's line. All methods raise LinkError once the line is lost."""

    def __init__(
        self,
        open_link: OpenLink,
        timing: Timing,
        monotonic: Callable[[], float],
        conversation: Conversation = Unrecorded(),  # noqa: B008 - keeps nothing
    ) -> None:
        self.timing = timing
        self.monotonic = monotonic
        self.conversation = conversation
        self._port = Port(open_link, timing.port, monotonic, conversation.note)
        self._decoder = Decoder()
        self._items: deque[Item] = deque()
        self._heard_at = 0.0
        self._damaged = False
        self._noise = bytearray()  # for the record: told in one piece, not byte by byte

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
        link, taken = self._port.link, 0
        while taken < _DRAINED and (chunk := link.drain()):
            self._take(chunk)
            taken += len(chunk)
        frames = [item for item in self._items if isinstance(item, Frame)]
        self._items.clear()
        self._damaged = False
        self._tell_noise()
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
            if answer is None:
                self.conversation.note("silent", {"job": frame.job})
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
        self._write(ACK)

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
            self._keep(self._decoder.give_up())
        elif self._damaged:
            self._damaged = False
            self._write(NAK)
        self._tell_noise()

    def _take(self, chunk: bytes) -> None:
        self._heard_at = self.monotonic()
        self._keep(self._decoder.feed(chunk))

    def _keep(self, items: list[Item]) -> None:
        self._noise += self._decoder.dropped()
        if items or len(self._noise) > KEPT:
            self._tell_noise()
        for item in items:
            self._tell_heard(item)
        self._items.extend(items)

    def _write(self, raw: bytes, frame: Frame | None = None) -> None:
        self._port.link.write(raw)
        if frame is None:
            self.conversation.frame(Way.OUT, _NAMES[raw], raw, {})
        else:
            self.conversation.frame(Way.OUT, frame.job, raw, asked_facts(frame))

    def _tell_heard(self, item: Item) -> None:
        if isinstance(item, Frame):
            self.conversation.frame(Way.IN, item.job, shown(item), facts_of(item))
        elif item is not Signal.DAMAGED:
            raw = ACK if item is Signal.ACK else NAK
            self.conversation.frame(Way.IN, _NAMES[raw], raw, {})

    def _tell_noise(self) -> None:
        """Also what was left of a damaged frame: no digit of it is shown, it may be a card's."""
        if self._noise:
            size = {"bytes": len(self._noise)}
            self.conversation.frame(Way.IN, "noise", starred_bytes(bytes(self._noise)), size)
            self._noise.clear()

    def _forget(self) -> None:
        self._decoder = Decoder()
        self._items.clear()
        self._damaged = False
        self._tell_noise()
