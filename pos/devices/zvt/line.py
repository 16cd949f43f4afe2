"""ZVT link rules over one line. Serial: ACK at once, T1, T2 and two repeats; TCP: none of that.

Nothing here knows what a message means; source terminals.md §3, PA00P016.
"""

from collections import deque
from collections.abc import Callable
from enum import Enum
from typing import Final

from pos.devices.conversation import Facts, Way
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import Port
from pos.devices.zvt.codec import (
    ACK,
    NAK,
    Apdu,
    Decoder,
    Item,
    SerialDecoder,
    Signal,
    StreamDecoder,
    encoded,
    framed,
)
from pos.devices.zvt.timing import Timing
from pos.ports import Stop

Heard = Callable[[Way, Item], None]
Claims = Callable[[Apdu], bool]
_TCP: Final = "socket://"
_MOST_CHUNKS: Final = 256  # 1 MB that lies ready at once is no conversation
_MOST_WAITING: Final = 1_000  # messages that nobody has read yet; met: 60 of a slip
_FLOOD: Final = "the terminal does not stop talking"


class Sent(Enum):
    """What became of a message on the link."""

    ACCEPTED = "accepted"
    REFUSED = "refused"  # each time NAK
    SILENT = "silent"


def never() -> bool:
    """For waits that may not be cut short."""
    return False


def claims_nothing(_apdu: Apdu) -> bool:
    """For messages whose ACK nothing else stands for."""
    return False


class Line:
    """One terminal's line. All methods but `lose` and `close` raise LinkError once it is lost."""

    def __init__(
        self,
        open_link: OpenLink,
        timing: Timing,
        monotonic: Callable[[], float],
        heard: Heard,
        note: Callable[[str, Facts], None],
        *,
        is_tcp: bool,
    ) -> None:
        self.timing = timing
        self.monotonic = monotonic
        self.confirms = not is_tcp  # a 06 tells that the terminal has what we sent
        self._heard = heard
        self._port = Port(open_link, timing.port, monotonic, note)
        self._decoder = self._new_decoder()
        self._apdus: deque[Apdu] = deque()
        self._signals: deque[Signal] = deque(maxlen=_MOST_WAITING)
        self._heard_at = 0.0

    @property
    def is_open(self) -> bool:
        return self._port.is_open

    @property
    def on_its_way(self) -> int:
        """How many messages lie here unread, a half one included: said before what was just sent."""
        return len(self._apdus) + self._decoder.unfinished

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

    def drain(self) -> list[Apdu]:
        """The messages that lie ready, without waiting: none of them answers what comes next."""
        self._take_ready()
        apdus = list(self._apdus)
        self._apdus.clear()
        return apdus

    def send(self, apdu: Apdu, claims: Claims = claims_nothing, stop: Stop = never) -> Sent:
        """Send until acknowledged, at most `timing.sends` times the same bytes.

        What arrives meanwhile is kept for `next`; a message that `claims` to be an answer counts as the
        ACK that was lost. On TCP a message is sent once, and accepted once it has left.
        """
        self._forget_signals()
        if not self.confirms:
            self._write(encoded(apdu), apdu)
            return Sent.ACCEPTED
        refused = 0
        for _ in range(self.timing.sends):
            known = len(self._apdus)
            self._write(framed(apdu), apdu)
            answer = self._await_signal(self.timing.ack_s, claims, known)
            if answer is Signal.ACK:
                return Sent.ACCEPTED
            refused += answer is Signal.NAK
            if stop():
                break
        return Sent.REFUSED if refused == self.timing.sends else Sent.SILENT

    def post(self, apdu: Apdu) -> None:
        """Send once and wait for the ACK a moment only: for the last word of a conversation."""
        self._forget_signals()
        self._write(framed(apdu) if self.confirms else encoded(apdu), apdu)
        if self.confirms:
            self._await_signal(self.timing.linger_s, claims_nothing, 0)

    def next(self, until: float, stop: Stop = never) -> Apdu | None:
        """The next message; None at `until` (monotonic seconds) or once `stop` is asked.

        What lies ready is still given behind `until`, but not for ever.
        """
        if self.monotonic() >= until + self.timing.flood_s:
            return None
        while not self._apdus:
            if stop() or self.monotonic() >= until:
                return None
            self._listen(until)
        return self._apdus.popleft()

    def _await_signal(self, within_s: float, claims: Claims, known: int) -> Signal | None:
        until = self.monotonic() + within_s
        while True:
            if self._signals:
                return self._signals.popleft()
            while known < len(self._apdus):
                if claims(self._apdus[known]):
                    return Signal.ACK
                known += 1
            if self.monotonic() >= until:
                return None
            self._listen(until)

    def _listen(self, until: float) -> None:
        """One read slice; silence inside a frame (T1) ends it."""
        wait_s = max(until - self.monotonic(), 0.0)
        if self._decoder.unfinished and self.confirms:
            wait_s = min(wait_s, self.timing.byte_gap_s)
        chunk = self._port.link.read(wait_s)
        if chunk:
            self._take(chunk)
        elif self._decoder.unfinished and self.monotonic() - self._heard_at >= self._gap_s():
            self._sort(self._decoder.give_up())

    def _gap_s(self) -> float:
        return self.timing.byte_gap_s if self.confirms else self.timing.accept_s

    def _take(self, chunk: bytes) -> None:
        self._heard_at = self.monotonic()
        self._sort(self._decoder.feed(chunk))

    def _sort(self, items: list[Item]) -> None:
        for item in items:
            self._heard(Way.IN, item)
            if isinstance(item, Apdu):
                self._keep(item)
                self._signal(Signal.ACK)
            elif item is Signal.DAMAGED:
                self._signal(Signal.NAK)
            else:
                self._signals.append(item)

    def _keep(self, apdu: Apdu) -> None:
        if len(self._apdus) >= _MOST_WAITING:
            raise LinkError(_FLOOD)
        self._apdus.append(apdu)

    def _signal(self, signal: Signal) -> None:
        """ACK or NAK to the terminal. A TCP stream that lost its step is of no use any more."""
        if self.confirms:
            self._write(ACK if signal is Signal.ACK else NAK, signal)
        elif signal is Signal.NAK:
            raise LinkError("the stream of the terminal makes no sense")

    def _forget_signals(self) -> None:
        """An ACK that came before we spoke says nothing about what we say now."""
        self._take_ready()
        self._signals.clear()

    def _take_ready(self) -> None:
        for _ in range(_MOST_CHUNKS):
            chunk = self._port.link.drain()
            if not chunk:
                return
            self._take(chunk)
        raise LinkError(_FLOOD)

    def _write(self, raw: bytes, item: Item) -> None:
        self._port.link.write(raw)
        self._heard(Way.OUT, item)

    def _forget(self) -> None:
        self._decoder = self._new_decoder()
        self._apdus.clear()
        self._signals.clear()

    def _new_decoder(self) -> Decoder:
        return SerialDecoder() if self.confirms else StreamDecoder()


def is_tcp(port: str) -> bool:
    """True where the port of the settings carries bare APDUs."""
    return port.startswith(_TCP)
