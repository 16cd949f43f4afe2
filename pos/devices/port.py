"""One device's port, whatever protocol it speaks: open, reopen with patience, settle, lose; and inquiries.

One thread uses a port. Source of the rules: terminals.md §4.5 and §6.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Final, Protocol, TypeVar

from pos.devices.conversation import Facts
from pos.devices.link import Link, LinkError, OpenLink
from pos.errors import DeviceError, Reason
from pos.ports import Stop

T = TypeVar("T")
REOPEN_S: Final = (0.5, 1.0, 2.0, 5.0, 10.0)  # terminals.md §4.5: the waits between the tries after a loss
Note = Callable[[str, Facts], None]


class LineSilentError(LinkError):
    """The line is open, but the terminal does not answer."""


class BusyError(LineSilentError):
    """The terminal hears us, and says that it is in the middle of something else."""


class UnwillingError(LineSilentError):
    """The terminal hears us, and will not work with us as we are set up: no fault of the line."""

    def __init__(self, note: str, code: str, message: str) -> None:
        """`code` is the terminal's own, "" for none; `message` Japanese, for whoever sets it up."""
        super().__init__(note)
        self.code = code
        self.message = message


class AnswerError(ValueError):
    """An answer whose fields are not what the protocol says; never quotes what may be a card number."""


@dataclass(frozen=True, slots=True)
class PortTiming:
    """Waits of a port in seconds."""

    quiet_s: float = 0.3  # terminals.md §4.5: drain until 300 ms of silence after a reopen
    settle_s: float = 3.0  # ours: a device that never falls silent does not hold the counter up longer
    reopen_s: tuple[float, ...] = REOPEN_S
    pause_slice_s: float = 0.1  # how often stop() is asked while nothing is open


def unnoted(event: str, facts: Facts) -> None:
    """For ports whose fate nobody records."""


class Port:
    """A port that is opened by the first use. All but `lose` and `close` raise LinkError once it is lost."""

    def __init__(
        self, open_link: OpenLink, timing: PortTiming, monotonic: Callable[[], float], note: Note = unnoted
    ) -> None:
        """`monotonic` in seconds. `note` hears "opened", "reopened", "lost" and "no port"."""
        self._open_link = open_link
        self._timing = timing
        self._monotonic = monotonic
        self._note = note
        self._link: Link | None = None
        self._lost = False
        self._waits: tuple[float, ...] = ()  # the patience that is left for the next `connect`

    @property
    def is_open(self) -> bool:
        return self._link is not None

    @property
    def link(self) -> Link:
        """The open line. Raises LinkError."""
        if self._link is None:
            raise LinkError("the line is closed")
        return self._link

    def connect(self, stop: Stop, heard: Callable[[bytes], None]) -> None:
        """Open the port where it is not; after a loss with patience, since a replugged port takes its time.

        The patience is for one call: a port that stays away is tried once by each later one, so that a
        counter with a dead terminal does not wait for it at every touch. `heard` gets what lay on the line
        after a loss: none of it answers what comes next.
        """
        if self._link is not None:
            return
        waits, self._waits = self._waits, ()
        for wait_s in waits:
            try:
                self._open(heard)
                return
            except LinkError:
                if not self._pause(wait_s, stop):
                    raise
        self._open(heard)

    def lose(self) -> None:
        """The line failed: close what is left of it; the next `connect` opens anew."""
        if self._link is not None:  # a port that never opened gets no patience
            self._lost, self._waits = True, self._timing.reopen_s
            self._note("lost", {})
        self.close()

    def close(self) -> None:
        """Give the port back. Idempotent, never raises."""
        if self._link is not None:
            self._link.close()
        self._link = None

    def _open(self, heard: Callable[[bytes], None]) -> None:
        try:
            self._link = self._open_link()
        except LinkError as closed:
            self._note("no port", {"detail": str(closed)})
            raise
        self._note("reopened" if self._lost else "opened", {})
        if self._lost:
            self._settled(self._link, heard)
        self._lost, self._waits = False, ()

    def _settled(self, link: Link, heard: Callable[[bytes], None]) -> None:
        try:
            self._settle(link, heard)
        except LinkError:
            self.close()  # gone again: else the next try would find its own port taken
            raise

    def _settle(self, link: Link, heard: Callable[[bytes], None]) -> None:
        """After a loss: listen until the line is quiet, so that nothing half stands in front."""
        started = self._monotonic()
        until = started + self._timing.quiet_s
        while (now := self._monotonic()) < until:
            if chunk := link.read(until - now):
                heard(chunk)
                until = min(self._monotonic() + self._timing.quiet_s, started + self._timing.settle_s)

    def _pause(self, wait_s: float, stop: Stop) -> bool:
        """Wait while nothing is open; False once `stop` is asked."""
        idle = Event()
        left_s = wait_s
        while not stop():
            if left_s <= 0:
                return True
            idle.wait(min(left_s, self._timing.pause_slice_s))
            left_s -= self._timing.pause_slice_s
        return False


class Speaker(Protocol):
    """A conversation on a port: what an inquiry needs to know of it."""

    @property
    def is_open(self) -> bool: ...

    def lose(self) -> None:
        """The line failed; the next use opens it anew."""


class Inquiries:
    """Questions that move no money, on a line that may turn out dead (unplugged, idle for hours)."""

    def __init__(self, speaker: Speaker, port: str) -> None:
        """`port` is its name in the settings, for the message."""
        self._speaker = speaker
        self._port = port

    def inquire(self, ask: Callable[[], T], stop: Stop) -> T:
        """`on_line`, its trouble as DeviceError TERMINAL_BUSY, TERMINAL_UNREACHABLE (facts: port, detail),
        TERMINAL_REFUSED (facts: code, message)."""
        try:
            return self.on_line(ask, stop)
        except BusyError as busy:
            raise DeviceError(Reason.TERMINAL_BUSY, port=self._port, detail=str(busy)) from busy
        except UnwillingError as no:
            raise DeviceError(Reason.TERMINAL_REFUSED, code=no.code or "―", message=no.message) from no
        except (LinkError, AnswerError) as problem:
            raise DeviceError(Reason.TERMINAL_UNREACHABLE, port=self._port, detail=str(problem)) from problem

    def on_line(self, ask: Callable[[], T], stop: Stop) -> T:
        """Ask; where the line was open and turns out dead, once more on a new one. Raises LinkError.

        A line that is open and silent is not asked again: that is the protocol's business.
        """
        was_open = self._speaker.is_open
        try:
            return self._once(ask)
        except LineSilentError:
            raise
        except LinkError:
            if not was_open or stop():
                raise
        return self._once(ask)

    def _once(self, ask: Callable[[], T]) -> T:
        try:
            return ask()
        except LineSilentError:
            raise
        except LinkError:
            self._speaker.lose()
            raise
