"""One conversation with a SAKURA terminal: telegrams with their numbers, on a port that may be lost."""

from collections import deque
from collections.abc import Callable
from typing import Final

from pos.devices.conversation import Facts, Way
from pos.devices.drivers import Wiring
from pos.devices.link import OpenLink
from pos.devices.masking import starred_bytes
from pos.devices.port import BusyError, LineSilentError, Port
from pos.ports import Stop

from .codec import NUMBERS, Decoder, Noise, Telegram, encoded
from .fields import State, state_in
from .masking import without_card
from .timing import Timing

STATE: Final = "01"
RESULT: Final = "11"
ACKNOWLEDGE: Final = "12"
STOP: Final = "13"
Wanted = Callable[[Telegram], bool]


def never() -> bool:
    return False


class Talk:
    """What comes out of here has no card number any more."""

    def __init__(self, wiring: Wiring, open_link: OpenLink, timing: Timing) -> None:
        self.timing = timing
        self.clock = wiring.clock
        self.monotonic = wiring.monotonic
        self._conversation = wiring.conversation
        self._port = Port(open_link, timing.port, wiring.monotonic, wiring.conversation.note)
        self._decoder = Decoder()
        self._half_since = 0.0
        self._waiting: deque[Telegram] = deque()
        # The number must increase beyond a restart, and a driver keeps no file: seconds do.
        self._number = int(wiring.clock().timestamp()) % NUMBERS

    @property
    def is_open(self) -> bool:
        return self._port.is_open

    def connect(self, stop: Stop) -> None:
        """Raises LinkError."""
        if not self._port.is_open:
            self._forget()
            self._port.connect(stop, self._tell_noise)

    def lose(self) -> None:
        """The line failed, or fell silent: what comes late is dropped with it."""
        self._port.lose()
        self._forget()

    def close(self) -> None:
        self._port.close()

    def send(self, command: str, body: str = "") -> int:
        """A new request, and its number. Raises LinkError."""
        self._number = (self._number + 1) % NUMBERS
        self._write(Telegram(command, self._number, body.encode("ascii")))
        return self._number

    def acknowledge(self, number: int, slip_no: str) -> None:
        """12 for the result of request `number`. Raises LinkError."""
        self._write(Telegram(ACKNOWLEDGE, number, slip_no.encode("ascii")))

    def next(self, until: float, stop: Stop) -> Telegram | None:
        """The next telegram; None at `until` (monotonic) or once `stop` is asked. May raise LinkError."""
        while not self._waiting:
            now = self.monotonic()
            if now >= until or stop():
                return None
            self._read(min(until - now, self.timing.frame_gap_s))
        return self._waiting.popleft()

    def ask(self, command: str, answers: tuple[str, ...], stop: Stop = never, body: str = "") -> Telegram:
        """A question and its answer. Raises LineSilentError and LinkError."""
        number = self.send(command, body)
        until = self.monotonic() + self.timing.answer_s
        while (telegram := self.next(until, stop)) is not None:
            if telegram.number == number and telegram.command in answers:
                return telegram
            self.note("set aside", {"command": telegram.command, "number": telegram.number})
        self.lose()  # a late answer must not stand in front of the next one
        raise LineSilentError(f"no answer to {command}")

    def state(self, stop: Stop = never) -> State:
        """Raises LinkError, AnswerError."""
        self.connect(stop)
        return state_in(self.ask(STATE, (STATE,)).body)

    def stand_by(self, stop: Stop) -> State:
        """End what runs and wait until the terminal stands idle.

        Raises LinkError, AnswerError, BusyError where it does not come to rest.
        """
        until = self.monotonic() + self.timing.standby_s
        while not (state := self.state(stop)).is_idle:
            if self.monotonic() > until or stop():
                raise BusyError("a transaction still runs")
            if state.waits_for_card:
                self.send(STOP)
            self._listen(self.timing.poll_s)
        return state

    def offset_s(self, state: State) -> int:
        """The terminal's clock minus ours."""
        return round((state.at - self.clock()).total_seconds())

    def note(self, event: str, facts: Facts) -> None:
        self._conversation.note(event, facts)

    def _listen(self, seconds: float) -> None:
        until = self.monotonic() + seconds
        while (telegram := self.next(until, never)) is not None:
            self.note("set aside", {"command": telegram.command, "number": telegram.number})

    def _write(self, telegram: Telegram) -> None:
        self._port.link.write(encoded(telegram))
        self._tell(Way.OUT, telegram)

    def _read(self, timeout_s: float) -> None:
        chunk = self._port.link.read(timeout_s)
        if chunk:
            self._half_since = self.monotonic()
            self._take(self._decoder.feed(chunk))
        elif self._decoder.is_half and self.monotonic() > self._half_since + self.timing.frame_gap_s:
            self._take([self._decoder.drop()])

    def _take(self, found: list[Telegram | Noise]) -> None:
        for each in found:
            if isinstance(each, Noise):
                self._tell_noise(each.content)
                continue
            masked = without_card(each)
            self._tell(Way.IN, masked)
            self._waiting.append(masked)

    def _tell(self, way: Way, telegram: Telegram) -> None:
        facts = {"number": telegram.number}
        self._conversation.frame(way, telegram.command, encoded(telegram), facts)

    def _tell_noise(self, content: bytes) -> None:
        self._conversation.frame(Way.IN, "noise", starred_bytes(content), {"bytes": len(content)})

    def _forget(self) -> None:
        self._decoder = Decoder()
        self._waiting.clear()
