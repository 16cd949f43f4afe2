"""Requests of the simulated ZVT terminal that need no card: registration, last result, totals, status."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Final

from pos.devices.simulator.books import Movement
from pos.devices.simulator.scenario import Fault, Message, Phase
from pos.devices.simulator.zvt import words
from pos.devices.simulator.zvt.fields import FieldsError, read_objects
from pos.devices.simulator.zvt.inside import Inside, Registration
from pos.devices.simulator.zvt.request import (
    DIAGNOSIS,
    END_OF_DAY,
    LOG_OFF,
    REGISTRATION,
    REPEAT,
    RESET,
    SET_CLOCK,
    STATUS,
    TOTALS,
    Request,
)
from pos.devices.simulator.zvt.talk import Reply
from pos.devices.simulator.zvt.wire import Apdu

UNKNOWN_COMMAND: Final = 0x83
WRONG_CURRENCY: Final = 0x6F
NOTHING_THERE: Final = 0xEB  # function not executable
WRONG_PASSWORD: Final = 0x83  # function not possible: the public table has no code of its own for it
UNWELL: Final = "C2"  # diagnosis required
_YEN: Final = b"\x03\x92"
_CURRENCY_AT: Final = 4  # password, config byte
_PASSWORD_BYTES: Final = 3
_CURRENCY_BYTES: Final = 2
_TEXT_BLOCK: Final = b"\x06\xd3"
_COMMANDS_TAKEN: Final = 0x26  # TLV: the commands that the counter understands
_WITH_STATUS, _WITHOUT_PRINT = 1, 2  # service byte of 06 20


class Desk:
    """Serves one question at a time."""

    def __init__(self, inside: Inside) -> None:
        self._in = inside
        self._served: dict[int, Callable[[Request], None]] = {
            REGISTRATION: self._register,
            LOG_OFF: self._log_off,
            RESET: self._done,
            REPEAT: self._repeat,
            TOTALS: partial(self._totals, settle=False),
            END_OF_DAY: partial(self._totals, settle=True),
            DIAGNOSIS: self._diagnose,
            SET_CLOCK: self._set_clock,
            STATUS: self._status,
        }

    def refusal(self, request: Request) -> int | None:
        """The code of 84 xx for what is not served at all."""
        control, fault = request.apdu.control, request.step.fault
        if control not in self._served or (control == SET_CLOCK and self._in.scenario.set_clock == "refused"):
            return UNKNOWN_COMMAND
        return int(request.step.code or "83", 16) if fault is Fault.LAST_REJECTED else None

    def serve(self, request: Request) -> None:
        """The command was answered with 80 00 00."""
        request.started = True
        if not self._ends(request, Phase.AFTER_ACK):
            self._served[request.apdu.control](request)

    # --- what is served -------------------------------------------------------------------------

    def _register(self, request: Request) -> None:
        password = self._in.scenario.password
        if password and request.apdu.content[:_PASSWORD_BYTES].hex() != password:
            self._in.registration = Registration()
            self._end(request, words.abort(WRONG_PASSWORD))
            return
        named = request.apdu.content[_CURRENCY_AT : _CURRENCY_AT + _CURRENCY_BYTES]
        if named and named != _YEN:
            self._end(request, Apdu(0x061E, bytes([WRONG_CURRENCY]) + _YEN))
            return
        self._in.registration = Registration(request.apdu.content[3], self._takes_blocks(request))
        self._end(request, words.registered(self._in.who), Message.ANSWER)

    def _takes_blocks(self, request: Request) -> bool:
        try:
            taken = read_objects(request.fields.get(0x06, b"")).get(_COMMANDS_TAKEN, b"")
        except FieldsError:
            return False
        return _TEXT_BLOCK in taken

    def _log_off(self, request: Request) -> None:
        """Only 80 00 00: the counter is gone after it."""
        self._in.registration = Registration()
        request.over = True

    def _done(self, request: Request) -> None:
        self._end(request, words.completion(), Message.ANSWER)

    def _set_clock(self, request: Request) -> None:
        day, hour = request.fields.get(0xAA, b""), request.fields.get(0x0C, b"")
        try:
            at = datetime.strptime((day + hour).hex(), "%y%m%d%H%M%S")  # noqa: DTZ007 - the terminal's own clock
        except ValueError:
            self._end(request, words.abort(0x9A))
            return
        self._in.set_clock(at)
        if self._in.scenario.set_clock == "plain":
            request.over = True
        else:
            self._done(request)

    def _status(self, request: Request) -> None:
        code = (request.step.code or UNWELL) if request.step.fault is Fault.UNWELL else "00"
        told = words.status_byte(int(code, 16), version=0x03 in request.fields)
        self._end(request, told, Message.ANSWER)

    def _diagnose(self, request: Request) -> None:
        if request.step.fault is Fault.UNWELL:
            self._end(request, words.abort(int(request.step.code or UNWELL, 16)), Message.ANSWER)
            return
        self._in.progress(0x0E, request.play)
        self._in.print_lines((f"Diagnose {self._in.who.terminal}", "in Ordnung"), request.play)
        self._end(request, words.registered(self._in.who), Message.ANSWER)

    def _repeat(self, request: Request) -> None:
        service = request.fields.get(0x03, b"\0")[0]
        movement = self._last(request)
        if movement is None:
            self._end(request, words.abort(NOTHING_THERE), Message.ANSWER)
            return
        lines = () if service & _WITHOUT_PRINT else words.slip_lines(self._in.who, movement)
        if service & _WITH_STATUS:
            told = words.status(self._in.who, movement, request.step)
            self._tell(request, told, lines)
        else:
            self._complete(request, lines, Reply(0x8000))

    def _last(self, request: Request) -> Movement | None:
        fault = request.step.fault
        told = [each for each in self._in.books.movements if each.sequence]
        back = 1 + request.step.hides
        return None if fault is Fault.LAST_NONE or len(told) < back else told[-back]

    def _totals(self, request: Request, *, settle: bool) -> None:
        books = self._in.books
        day = books.settle() if settle else books.today
        off = self._in.scenario.daily_total_off
        self._in.progress(0x0E, request.play)
        told = words.totals(self._in.who, day, self._in.clock(), off)
        self._tell(request, told, words.day_lines(self._in.who, day))

    # --- telling --------------------------------------------------------------------------------

    def _tell(self, request: Request, told: Apdu, lines: tuple[str, ...]) -> None:
        """04 0F, then what is printed, then the completion."""
        if self._goes_out(request, partial(self._tell_now, request, told, lines)):
            self._tell_now(request, told, lines)

    def _tell_now(self, request: Request, told: Apdu, lines: tuple[str, ...]) -> None:
        self._in.talk.tell(told, Message.ANSWER, request.play, partial(self._complete, request, lines))

    def _complete(self, request: Request, lines: tuple[str, ...], reply: Reply) -> None:
        if reply.silent:
            self._nobody_there(request, reply)
        elif not self._ends(request, Phase.BEFORE_COMPLETION):
            self._in.print_lines(lines, request.play, partial(self._nobody_there, request))
            self._say_end(request, words.completion(), Message.COMPLETION)

    def _end(self, request: Request, apdu: Apdu, message: Message = Message.COMPLETION) -> None:
        """A request that has no 04 0F: its completion is the answer."""
        say = partial(self._say_end, request, apdu, message)
        if message is not Message.ANSWER or self._goes_out(request, say):
            say()

    def _goes_out(self, request: Request, later: "partial[None]") -> bool:
        """False where the scenario keeps the answer back, for a while or for good."""
        if self._ends(request, Phase.BEFORE_ANSWER):
            return False
        if request.step.fault is Fault.REPLY_LATE:
            self._in.voice.later(request.step.lasting_s, later)
            return False
        if request.step.fault is Fault.REPLY_LOST:
            request.over = True
            return False
        return True

    def _say_end(self, request: Request, apdu: Apdu, message: Message) -> None:
        def finished(_reply: Reply) -> None:
            request.over = True

        self._in.talk.tell(apdu, message, request.play, finished)

    def _nobody_there(self, request: Request, reply: Reply) -> None:
        if reply.silent:
            self._in.talk.forget()
            request.over = True

    def _ends(self, request: Request, phase: Phase) -> bool:
        if not self._in.happens(request.play, phase):
            return False
        request.over = True
        return True
