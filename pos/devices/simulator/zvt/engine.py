"""The simulated ZVT terminal itself: bytes in, bytes out, time told from outside; no I/O, no clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random
from typing import Final

from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Fault, Inquiry, Phase, Scenario
from pos.devices.simulator.steps import Script
from pos.devices.simulator.voice import NEVER, Action, Manners, Play, Voice
from pos.devices.simulator.zvt import words
from pos.devices.simulator.zvt.desk import Desk
from pos.devices.simulator.zvt.fields import FieldsError
from pos.devices.simulator.zvt.framing import SerialFrames, TcpFrames
from pos.devices.simulator.zvt.inside import Inside
from pos.devices.simulator.zvt.money import Till
from pos.devices.simulator.zvt.request import (
    ABORT,
    BALANCE,
    DIAGNOSIS,
    END_OF_DAY,
    MOVES_MONEY,
    NEEDS_CARD,
    REGISTRATION,
    REPEAT,
    STATUS,
    TOTALS,
    Request,
    fields_of,
)
from pos.devices.simulator.zvt.talk import ANSWER_WAIT_S, SENDS
from pos.devices.simulator.zvt.wire import ACK, BYTE_GAP_S, NAK, Apdu, Broken, Framing, ear_for

FIRST: Final = 122  # its newest number where the scenario names none: it was used before
_RECEIPTS_BEHIND: Final = 81  # receipts count apart from traces, so that nobody takes one for the other
_LONG_PAUSE_S: Final = 3.0  # a TCP peer that pauses for longer in an APDU is gone
_PROTOCOL_ERROR: Final = 0x9A
_WAIT: Final = 0x9C
_NOT_REGISTERED: Final = 0x6B
_KINDS: Final = {
    REGISTRATION: Inquiry.REGISTRATION,
    BALANCE: Inquiry.BALANCE,
    REPEAT: Inquiry.LAST,
    STATUS: Inquiry.STATUS,
    DIAGNOSIS: Inquiry.STATUS,
    TOTALS: Inquiry.TOTALS,
    END_OF_DAY: Inquiry.TOTALS,
    ABORT: Inquiry.STANDBY,
}


class Engine:
    """See `simulator.engine.Engine` and `MakeEngine`."""

    def __init__(
        self,
        books: Books,
        scenario: Scenario,
        today: Callable[[], datetime],
        seed: int = 0,
        pace: float = 1.0,
        *,
        tcp: bool = False,
    ) -> None:
        _number(books, scenario, today())
        self._framing = Framing.TCP if tcp else Framing.SERIAL
        random = Random(f"{seed}-{len(books.cards)}")  # noqa: S311 - seeded on purpose
        manners = Manners(ANSWER_WAIT_S, SENDS[self._framing])
        self._voice = Voice(random, pace, TcpFrames() if tcp else SerialFrames(), manners)
        self._in = Inside(books, scenario, today, self._voice, self._framing, random)
        self._in.on_restart = self._restarted
        self._till = Till(self._in)
        self._desk = Desk(self._in)
        self._script = Script(books, scenario)
        self._ear = ear_for(self._framing)
        self._request: Request | None = None
        self._before_restart: Request | None = None
        self._busy_until = NEVER
        self._chunks = 0
        self._pause_s = (_LONG_PAUSE_S if tcp else BYTE_GAP_S) / pace  # a line's pause is no scenario time

    def receive(self, chunk: bytes, now: float) -> None:
        """Bytes from the counter; b"": it came or went, and half an APDU of before is worth nothing."""
        self._voice.now = now
        if not chunk:
            self._ear.give_up()
        self._chunks += 1
        for heard in self._ear.hear(chunk):
            if self._voice.deaf:
                continue
            if isinstance(heard, Apdu):
                self._hear(heard)
            elif isinstance(heard, Broken):
                self._link(NAK)
            else:
                self._hear_link(good=heard == ACK)
        if self._ear.waiting:
            chunks = self._chunks
            self._voice.later(self._pause_s, lambda: self._paused(chunks))

    def advance(self, now: float) -> list[Action]:
        """Everything that is due by `now` (monotonic seconds)."""
        return self._voice.advance(now)

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._voice.due()

    # --- the link -------------------------------------------------------------------------------

    def _paused(self, chunks: int) -> None:
        """T1: nothing came for too long in the middle of a frame."""
        if self._chunks == chunks and self._ear.waiting:
            self._ear.give_up()
            self._link(NAK)

    def _link(self, sign: bytes) -> None:
        if self._framing is Framing.SERIAL:
            self._voice.put(sign)

    def _hear_link(self, *, good: bool) -> None:
        if self._in.talk.answering and good and self._request is not None:
            self._request.heard = True
        self._in.talk.hear_link(good=good)

    def _hear(self, apdu: Apdu) -> None:
        if apdu.control >> 8 in (0x80, 0x84):
            if self._in.talk.swallows(apdu) or not self._in.talk.has_spoken:
                return
            self._link(ACK)
            if self._request is not None:
                self._request.heard = True
            self._in.talk.hear_answer(apdu)
        elif apdu.control == ABORT:
            self._hear_abort(apdu)
        else:
            self._hear_request(apdu)

    def _accepts(self, request: Request) -> bool:
        """What the link says to the bytes; False where the request goes no further for now."""
        request.copies += 1
        step = request.step
        if self._happened(request, Phase.BEFORE_ACK):
            return False
        if step.fault is Fault.NAK and request.copies <= step.count:
            self._link(NAK) if self._framing is Framing.SERIAL else self._answer(_WAIT, request)
            return False
        if step.fault is not Fault.ACK_LOST or request.copies > step.count:
            self._link(ACK)
        if step.fault is Fault.BUSY and not request.started:
            self._busy_until = max(self._busy_until, self._voice.after(step.lasting_s))
            request.play = Play()  # played with this: the same bytes are served afterwards
            self._answer(_WAIT, request)
            return False
        return True

    # --- requests -------------------------------------------------------------------------------

    def _hear_request(self, apdu: Apdu) -> None:
        request = self._request
        known = request is not None and request.apdu == apdu and not (request.heard and request.started)
        if self._turned_away(apdu, known=known):
            return
        if request is None or not known:
            request = self._request = self._take_up(apdu)
        if not self._accepts(request):
            return
        code = self._refusal(request)
        self._answer(code, request)
        if code is not None:
            request.started = request.over = True
        elif not request.started:
            self._start(request)

    def _turned_away(self, apdu: Apdu, *, known: bool) -> bool:
        """84 9C while something runs; what is left of an earlier request ends with a new one."""
        request = self._request
        running = request is not None and request.started and not request.over
        if (running and not known) or self._voice.now < self._busy_until:
            self._link(ACK)
            self._in.talk.answer(words.refused(_WAIT), Play())
            return True
        if not running:
            self._in.talk.forget()
        return False

    def _take_up(self, apdu: Apdu) -> Request:
        forgotten, self._before_restart = self._before_restart, None
        if forgotten is not None and forgotten.apdu == apdu:
            return Request(apdu, forgotten.play)
        if apdu.control in MOVES_MONEY and self._in.registration.config is not None:
            return Request(apdu, self._script.money())
        kind = _KINDS.get(apdu.control)
        return Request(apdu, self._script.inquiry(kind) if kind is not None else Play())

    def _refusal(self, request: Request) -> int | None:
        """The code of 84 xx; None: it is served."""
        try:
            request.fields = fields_of(request.apdu)
        except FieldsError:
            return _PROTOCOL_ERROR
        if request.apdu.control in NEEDS_CARD:
            return None if self._in.registration.config is not None else _NOT_REGISTERED
        return self._desk.refusal(request)

    def _answer(self, code: int | None, request: Request) -> None:
        self._in.talk.answer(words.accepted() if code is None else words.refused(code), request.play)
        request.heard = request.heard or self._framing is Framing.TCP  # nothing is repeated there

    def _start(self, request: Request) -> None:
        if request.apdu.control in NEEDS_CARD:
            self._till.start(request)
        else:
            self._desk.serve(request)

    def _hear_abort(self, apdu: Apdu) -> None:
        question = Request(apdu, self._script.inquiry(Inquiry.STANDBY))
        if not self._accepts(question):
            return
        self._answer(None, question)
        if self._happened(question, Phase.AFTER_ACK):
            return
        request = self._request
        if request is not None and request.started and not request.over:
            self._till.stop(request)
        elif request is not None:
            request.over = True

    def _happened(self, request: Request, phase: Phase) -> bool:
        return self._in.happens(request.play, phase)

    def _restarted(self) -> None:
        self._before_restart, self._request = self._request, None
        if self._before_restart is not None:
            self._before_restart.over = True
        self._ear.give_up()


def _number(books: Books, scenario: Scenario, now: datetime) -> None:
    """Traces have six digits and receipts four; both start again at 1. The last transaction of a new
    terminal is of yesterday: the protocol tells no year."""
    books.sequence_limit, books.receipt_limit = 999_999, 9_999
    new = len(books.movements) == 1 and books.movements[0].sequence == 0
    books.start_at(scenario.number or FIRST)
    if new:
        books.movements[0].at = f"{now - timedelta(days=1):%Y%m%d%H%M%S}"
        books.movements[0].receipt = (books.movements[0].sequence - _RECEIPTS_BEHIND) % 9_999 + 1
