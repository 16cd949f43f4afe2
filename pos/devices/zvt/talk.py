"""One ZVT terminal in conversation: registration, standing idle, questions and answers."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pos.devices.link import LinkError
from pos.devices.masking import starred_lines
from pos.devices.port import AnswerError, BusyError, LineSilentError, UnwillingError
from pos.devices.zvt.answers import (
    abort_of,
    clock_offset,
    printed,
    record_of,
    refusal_of,
    registered_of,
)
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import (
    ACCEPTED,
    NOT_REGISTERED,
    PLEASE_WAIT,
    YEN,
    Commands,
    Control,
    is_reply,
    refusal_code,
    reply_to,
)
from pos.devices.zvt.line import Line, Sent, never
from pos.devices.zvt.verdicts import code_name
from pos.domain.days import Clock, aware
from pos.domain.payment import Declined, TransactionRecord
from pos.ports import LastResult, Stop
from pos.wording.ports import NOT_IN_YEN, REGISTRATION_REFUSED

MAX_SLIP: Final = 400  # lines of one conversation; met: 60
_WAITS: Final = 3  # so many more waits are given to who goes on telling, but has no end
ENDINGS: Final = frozenset({Control.COMPLETION, Control.ABORT})


@dataclass(frozen=True, slots=True)
class Answer:
    """How a command ended: `ending` 06 0F, or a refusal by 84 xx or 06 1E; what was told meanwhile."""

    ending: Apdu | None = None
    refusal: Declined | None = None
    results: tuple[Apdu, ...] = ()  # each 04 0F
    slip: tuple[str, ...] = ()  # card numbers starred


def nothing_heard(_apdu: Apdu) -> None:
    """For conversations without progress."""


def anything(_apdu: Apdu) -> bool:
    """Who says the next thing has heard us."""
    return True


class Talk:
    """Questions and answers. `idle` tells that no earlier request can still move money."""

    def __init__(self, line: Line, clock: Clock, password: str) -> None:
        self.line = line
        self.commands = Commands(password)
        self.idle = False
        self.terminal_no = ""
        self.offset_s: int | None = None  # the terminal's clock minus ours, None while nobody knows
        self._clock = clock
        self._registered = False

    @property
    def is_open(self) -> bool:
        return self.line.is_open

    def now(self) -> datetime:
        """Our clock in JST."""
        return aware(self._clock())

    def lose(self) -> None:
        """The line failed; the next use opens it anew, and registers anew."""
        self.idle = False
        self._registered = False
        self.line.lose()

    def forget_registration(self) -> None:
        """The terminal started anew: it has to be told again who we are."""
        self._registered = False

    def ready(self, stop: Stop) -> None:
        """An open line, and a registered terminal that stands idle. Raises LinkError."""
        self.connect(stop)
        if not self.idle:
            self.stand_by(stop)
        if not self._registered:
            self.register(stop)

    def connect(self, stop: Stop) -> None:
        """An open line with nothing old on it. Raises LinkError."""
        if not self.line.is_open:
            self.idle = False
            self._registered = False
        self.line.connect(stop)
        for apdu in self.line.drain():
            self.answer_politely(apdu)

    def answer_politely(self, apdu: Apdu) -> None:
        """Answer what is not ours to use, so that the terminal goes on; a reply needs none.

        A late result is acknowledged too: the payment then stands, and the terminal's last result shows
        it to whoever asks about the open question.
        """
        reply = reply_to(apdu)
        if apdu.control in ENDINGS:
            self.line.post(ACCEPTED)
        elif reply is not None:
            self.line.send(reply, anything)

    def put(self, command: Apdu, stop: Stop = never) -> int | None:
        """Send a command: None once it was accepted, else the code of 84 xx.

        Raises LineSilentError; on TCP LinkError, since a connection may die without a word while it
        stands idle, and only a new one shows whether the terminal is there.
        """
        if self.line.send(command, is_reply, stop) is not Sent.ACCEPTED:
            raise LineSilentError(f"{command.name}: not acknowledged")
        until = self.line.monotonic() + self.line.timing.accept_s
        while (apdu := self.line.next(until, stop)) is not None:
            if is_reply(apdu):
                return refusal_code(apdu)
            self.answer_politely(apdu)
        if self.line.confirms or stop():
            raise LineSilentError(f"{command.name}: no answer")
        raise LinkError(f"{command.name}: no answer on this connection")

    def put_patiently(self, command: Apdu, stop: Stop = never) -> int | None:
        """`put`, again every 2 s while the terminal asks to wait. Raises BusyError, LineSilentError."""
        timing = self.line.timing
        for _ in range(timing.busy_tries):
            code = self.put(command, stop)
            if code != PLEASE_WAIT:
                return code
            self._listen_for(timing.busy_s, stop)
            if stop():
                break
        raise BusyError(f"{command.name}: the terminal is busy")

    def ask(
        self,
        command: Apdu,
        stop: Stop = never,
        *,
        within_s: float | None = None,
        hear: Callable[[Apdu], None] = nothing_heard,
    ) -> Answer:
        """A command and all that comes until its end. Raises LineSilentError, LinkError."""
        code = self.put_patiently(command, stop)
        if code is not None:
            return Answer(refusal=abort_of(Apdu(Control.ABORT, bytes([code]))))
        wait_s = self.line.timing.inquiry_s if within_s is None else within_s
        results: list[Apdu] = []
        slip: list[str] = []
        until = self.line.monotonic() + wait_s
        at_most = until + min(_WAITS * wait_s, self.line.timing.request_s)
        while (apdu := self.line.next(until, stop)) is not None:
            self.answer_politely(apdu)
            if apdu.control in ENDINGS:
                return _ended(apdu, results, slip)
            if not is_reply(apdu):
                until = min(self.line.monotonic() + wait_s, at_most)
            if apdu.control == Control.STATUS_INFORMATION:
                results.append(apdu)
            elif apdu.control in (Control.PRINT_LINE, Control.PRINT_BLOCK):
                slip += printed(apdu)[: MAX_SLIP - len(slip)]
            hear(apdu)
        raise LineSilentError(f"{command.name}: no end")

    def stand_by(self, stop: Stop = never) -> None:
        """06 B0, then 05 01 until it is answered: nothing pending can charge any more.

        Raises BusyError, LineSilentError, LinkError.
        """
        self.idle = False
        self.put(self.commands.abort())  # 84: nothing to abort, or too late; 05 01 shows which
        self._listen_for(self.line.timing.linger_s, never)
        self.ask(self.commands.status_enquiry(), stop, within_s=self.line.timing.standby_s)
        self.idle = True

    def register(self, stop: Stop = never) -> None:
        """06 00 in yen, then 06 91. Raises UnwillingError where the terminal will not have it."""
        answer = self.ask(self.commands.registration(), stop)
        if answer.ending is None:
            code = answer.refusal.code if answer.refusal else ""
            raise UnwillingError(f"registration refused: {code}", code, REGISTRATION_REFUSED)
        told = registered_of(answer.ending)
        if told.currency and int(told.currency) != YEN:
            problem = f"the terminal counts in currency {told.currency}, not in yen"
            raise UnwillingError(problem, "", NOT_IN_YEN.format(currency=told.currency))
        self.terminal_no = told.terminal_no or self.terminal_no
        self._registered = True
        self._set_clock()

    def last_result(self, stop: Stop = never) -> LastResult:
        """06 20: the newest transaction, once more after a lost registration. Raises LineSilentError."""
        answer = self.ask(self.commands.last_result(), stop)
        if answer.refusal is not None and answer.refusal.code == code_name(NOT_REGISTERED):
            self.register(stop)
            answer = self.ask(self.commands.last_result(), stop)
        if not answer.results:
            return LastResult(None, self.offset_s)
        return self._result_in(answer.results[-1])

    def learn_clock(self, record: TransactionRecord) -> None:
        """A transaction of just now shows the terminal's clock."""
        self.offset_s = clock_offset(record.at, self.now())

    def log_off(self) -> None:
        """06 02, where it can be said at once. Raises LinkError."""
        if self.line.is_open and self.idle and self._registered:
            self.line.post(self.commands.log_off())
            self._listen_for(self.line.timing.log_off_s, never, until_reply=True)
        self._registered = False

    def _set_clock(self) -> None:
        """06 91; a terminal that refuses it leaves its clock unknown until a payment shows it."""
        if self.put(self.commands.set_clock(self.now())) is None:
            self.offset_s = 0
            self._listen_for(self.line.timing.linger_s, never)  # some say 06 0F behind it

    def _result_in(self, apdu: Apdu) -> LastResult:
        """A last transaction that cannot be read proves nothing."""
        try:
            refusal = refusal_of(apdu)
            record = record_of(apdu, self.now(), was_refused=refusal is not None)
        except AnswerError:
            return LastResult(None, self.offset_s)
        return LastResult(record, self.offset_s, refusal)

    def _listen_for(self, seconds: float, stop: Stop, *, until_reply: bool = False) -> None:
        until = self.line.monotonic() + seconds
        while (apdu := self.line.next(until, stop)) is not None:
            self.answer_politely(apdu)
            if until_reply and is_reply(apdu):
                return


def _ended(apdu: Apdu, results: list[Apdu], slip: list[str]) -> Answer:
    if apdu.control == Control.ABORT:
        return Answer(None, abort_of(apdu), tuple(results), starred_lines(slip))
    return Answer(apdu, None, tuple(results), starred_lines(slip))
