"""One TL3500 terminal in conversation: who it is, whether it stands idle, questions and answers."""

from collections import deque
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pos.devices.masking import starred_text
from pos.devices.port import BusyError, LineSilentError
from pos.devices.tl3500.codec import Frame
from pos.devices.tl3500.line import EVENT, Line, Sent, never
from pos.devices.tl3500.messages import FieldError, number_of, result_of
from pos.domain.days import JST, Clock, aware
from pos.domain.payment import TransactionRecord
from pos.ports import LastResult, Stop

MONEY_ANSWERS: Final = frozenset("bc")
_REMEMBERED: Final = 8  # acknowledged money answers, to know their duplicates by
_CLOCK_LIMIT: Final = timedelta(days=2)  # a clock further off than that is not set at all


class LineNotHeardError(LineSilentError):
    """Not even a sign that the terminal hears us."""


class OtherTerminalError(LineSilentError):
    """Another terminal than the one we know answers on this line."""


@dataclass(slots=True)
class Numbers:
    """What names the terminal and keeps our frames apart."""

    terminal_no: str = ""
    stamp: str = ""


class Talk:
    """Questions and answers. `idle` tells that no earlier request can still move money."""

    def __init__(self, line: Line, clock: Clock, terminal_no: str = "") -> None:
        self.line = line
        self.clock = clock
        self.idle = False
        self.numbers = Numbers(terminal_no)
        self._acknowledged: deque[Frame] = deque(maxlen=_REMEMBERED)

    @property
    def terminal_no(self) -> str:
        return self.numbers.terminal_no

    @property
    def is_open(self) -> bool:
        return self.line.is_open

    def request(self, job: str, data: bytes = b"") -> Frame:
        """A frame with our clock's time; two never carry the same, so that none passes for another's copy."""
        now = aware(self.clock())
        stamp = f"{now:%Y%m%d%H%M%S}"
        if self.numbers.stamp.startswith(stamp[:8]) and stamp <= self.numbers.stamp:
            stamp = _next_second(self.numbers.stamp)
        self.numbers.stamp = stamp
        return Frame(self.terminal_no, stamp, job, data)

    def ready(self, stop: Stop) -> None:
        """An open line, nothing old on it, and a terminal that stands idle. Raises LinkError."""
        self.connect(stop)
        if not self.idle:
            self.stand_by(None)

    def connect(self, stop: Stop) -> None:
        """An open line with nothing old on it. Raises LinkError."""
        if not self.line.is_open:
            self.idle = False
        self.line.connect(stop)
        for frame in self.line.drain():
            self.set_aside(frame)

    def lose(self) -> None:
        self.idle = False
        self.line.lose()

    def acknowledge(self, frame: Frame) -> None:
        """ACK an answer and remember it, so that its duplicate is known."""
        if frame.job in MONEY_ANSWERS:
            self._acknowledged.append(frame)
        self.line.acknowledge()

    def is_duplicate(self, frame: Frame) -> bool:
        """True for a money answer that was acknowledged before: the terminal missed our ACK."""
        return frame in self._acknowledged

    def is_repeated(self, frame: Frame) -> bool:
        """True for a money answer that says what an acknowledged one said, though under a time of its own."""
        said = (frame.job, frame.terminal_no, frame.data)
        return any(said == (each.job, each.terminal_no, each.data) for each in self._acknowledged)

    def set_aside(self, frame: Frame) -> None:
        """What is not ours to use: acknowledged, so that the terminal goes on; events need none."""
        if frame.job != EVENT:
            self.acknowledge(frame)

    def ask(self, job: str, *, within_s: float, stop: Stop = never, instead: str | None = None) -> Frame:
        """Ask and return the acknowledged answer. A frame of job `instead` that comes first is returned
        un-ACKed: the answer to an earlier request, which decides more.

        Raises BusyError, LineSilentError, LinkError.
        """

        def claims(frame: Frame) -> bool:
            return frame.job == instead

        sent = self.line.send(self.request(job), claims, self.set_aside, stop)
        if sent is Sent.SILENT:
            raise LineNotHeardError(f"{job}: not acknowledged")
        if sent is Sent.REFUSED:
            raise BusyError(f"{job}: refused (NAK)")
        return self.answer(job.lower(), within_s=within_s, stop=stop, instead=instead)

    def answer(self, job: str, *, within_s: float, stop: Stop = never, instead: str | None = None) -> Frame:
        """Wait for the answer `job`; anything else goes aside. Raises LineSilentError, LinkError."""
        until = self.line.monotonic() + within_s
        while (frame := self.line.next(until, stop)) is not None:
            if frame.job == instead:
                return frame
            self.set_aside(frame)
            if frame.job == job:
                return frame
        raise LineSilentError(f"{job}: no answer")

    def stand_by(self, money_answer: str | None) -> Frame | None:
        """E: end what the terminal waits for. None once it answered e and stands idle.

        A `money_answer` that comes first is returned un-ACKed. Raises LineSilentError, LinkError.
        """
        frame = self.ask("E", within_s=self.line.timing.standby_s, instead=money_answer)
        if frame.job == money_answer:
            return frame
        self.idle = True
        return None

    def clear(self, stop: Stop) -> None:
        """To standby, with patience while an answer may be due, then by R: a reset in the middle of a debit
        could lose its record. Raises LineSilentError, LinkError."""
        timing = self.line.timing
        due = self.line.monotonic() + timing.charge_answer_s
        while not self._stands_by(stop):
            if self.line.monotonic() >= due:
                break
        else:
            return
        self.line.conversation.note("reset", {})
        self.ask("R", within_s=timing.standby_s)
        self.stand_by(None)

    def _stands_by(self, stop: Stop) -> bool:
        """One E. A terminal that is busy gets the time to come to an end before it is asked again."""
        again = self.line.monotonic() + self.line.timing.standby_s
        try:
            self.stand_by(None)
            return True
        except LineNotHeardError:
            raise  # it is switched off or broken: it would not hear R either
        except LineSilentError:
            if stop():
                raise
        while (frame := self.line.next(again, stop)) is not None:
            self.set_aside(frame)
        return False

    def last_result(self, stop: Stop = never) -> LastResult:
        """L: the newest transaction. Raises LineSilentError, LinkError, FieldError."""
        return self.result_in(self.ask("L", within_s=self.line.timing.answer_s, stop=stop))

    def result_in(self, frame: Frame) -> LastResult:
        """What an l tells. A rejection, with or without its code, tells no transaction.

        Raises OtherTerminalError, FieldError.
        """
        self.check_terminal(frame)
        parsed = None if not frame.data else result_of(frame, None)
        record = parsed if isinstance(parsed, TransactionRecord) else None
        return LastResult(record, self.clock_offset(frame))

    def check_terminal(self, frame: Frame) -> None:
        """Learn the terminal's number, or compare. Raises OtherTerminalError, FieldError."""
        if not self.terminal_no:
            self.numbers.terminal_no = number_of(frame)
        elif frame.terminal_no != self.terminal_no:
            other = starred_text(frame.terminal_no)
            raise OtherTerminalError(f"terminal {other} answers, not {self.terminal_no}")

    def clock_offset(self, frame: Frame) -> int | None:
        """The terminal's clock minus ours in whole seconds; None where it is more than two days off, so that
        nobody reckons with it. Raises FieldError."""
        difference = self._difference(frame)
        return None if abs(difference) > _CLOCK_LIMIT else round(difference.total_seconds())

    def clock_difference_s(self, frame: Frame) -> int:
        """However much that is: for a technician. Raises FieldError."""
        return round(self._difference(frame).total_seconds())

    def _difference(self, frame: Frame) -> timedelta:
        if frame.at is None:
            raise FieldError("time of the terminal")
        return frame.at.replace(tzinfo=None) - _wall(aware(self.clock()))


def nothing_claimed(_frame: Frame) -> bool:
    """For requests whose answer always comes behind their ACK."""
    return False


def _wall(at: datetime) -> datetime:
    """What our clock shows in the terminal's zone; differences of such times never leave the calendar."""
    return at.astimezone(JST).replace(tzinfo=None)


def _next_second(stamp: str) -> str:
    at = Frame("", stamp, "A", b"").at
    return stamp if at is None else f"{at + timedelta(seconds=1):%Y%m%d%H%M%S}"
