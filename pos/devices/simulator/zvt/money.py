"""Requests of the simulated ZVT terminal that need a card or move money: 06 01, 06 30, 06 31, 06 03."""

from functools import partial
from typing import Final

from pos.devices.simulator.books import Movement
from pos.devices.simulator.scenario import Fault, Message, Phase, Step
from pos.devices.simulator.voice import Play
from pos.devices.simulator.zvt import words
from pos.devices.simulator.zvt.fields import FieldsError, number, read_objects
from pos.devices.simulator.zvt.inside import Inside
from pos.devices.simulator.zvt.request import BALANCE, REFUND, REVERSAL, Request
from pos.devices.simulator.zvt.talk import ANSWER_WAIT_S, SENDS, Reply, Then
from pos.devices.simulator.zvt.wire import Apdu

PROCESS_S: Final = 0.3  # from the card in the field to the answer
REVERSAL_S: Final = 1.5  # a reversal of its own accord
NOT_READY_S: Final = 2.0  # after 84 9C the message comes again (PA00P015)
NO_CARD_S: Final = 60.0
INSERT, UNREADABLE, WAIT, OTHER, REVERSING = 0x0A, 0x0C, 0x0E, 0x10, 0x05  # of 04 FF
STOPPED: Final = 0x6C
CURRENCY: Final = 0x6F
ALREADY_REVERSED: Final = 0xB4
NOT_REVERSIBLE: Final = 0xB5
SHORT: Final = 0x71
TAKEN_BACK: Final = 0x66
_LAST_BOOKED: Final = 0x1F1F
_SAYS_NO: Final = {
    Fault.REJECT: "05",
    Fault.REJECT_SHORT: "05",
    Fault.CARD_EXPIRED: "78",
    Fault.CARD_LOCKED: "6E",
    Fault.OVER_CAP: "C3",
    Fault.TOUCH_AGAIN_ONLY: "64",
    Fault.UNFINISHED_FAILED: "FF",
    Fault.PAPER_OUT: "CC",
    Fault.LOG_FULL: "6A",
}
_AGAIN: Final = {
    Fault.TOUCH_AGAIN: UNREADABLE,
    Fault.CARD_REMOVED: UNREADABLE,
    Fault.OTHER_CARD: OTHER,
}
_UNFINISHED: Final = frozenset({Fault.UNFINISHED_PAID, Fault.UNFINISHED_FAILED})


class Till:
    """One request at a time, from the accepted command to its completion."""

    def __init__(self, inside: Inside) -> None:
        self._in = inside

    def start(self, request: Request) -> None:
        """The command was answered with 80 00 00."""
        request.started = True
        if self._ends(request, Phase.AFTER_ACK):
            return
        if request.fields.get(0x49, b"\x03\x92") != b"\x03\x92":
            self._refuse(request, CURRENCY)
        elif self._unbooked(request):
            self._in.progress(REVERSING, Play(), "Automatische Stornierung")
            self._in.voice.later(REVERSAL_S, partial(self._clear_up, request))
        elif request.apdu.control == REVERSAL:
            request.waiting = True  # for nobody; the phases around a card come all the same
            self._in.voice.later(PROCESS_S, partial(self._touch, request))
        else:
            self._await_card(request)

    def stop(self, request: Request) -> None:
        """06 B0: ends the wait for a card; later it comes too late."""
        request.stopped = True
        if request.waiting:
            self._stopped(request)

    # --- before the card ------------------------------------------------------------------------

    def _unbooked(self, request: Request) -> bool:
        """Money rule (d): 1F1F does not name the payment that was the last one."""
        last = self._last_charge()
        objects = request.fields.get(0x06)
        if last is None or objects is None or not self._in.scenario.auto_reversal:
            return False
        try:
            named = read_objects(objects).get(_LAST_BOOKED)
        except FieldsError:
            return False
        return named is not None and number(named) != last.receipt

    def _last_charge(self) -> Movement | None:
        told = [each for each in self._in.books.today if each.kind != "declined"]
        last = told[-1] if told else None
        return last if last is not None and last.kind == "charge" and not last.cancelled else None

    def _clear_up(self, request: Request) -> None:
        self._in.unconfirmed = self._last_charge()
        self._in.take_back()
        if not request.over:
            self._await_card(request)

    def _await_card(self, request: Request) -> None:
        if request.stopped:
            self._stopped(request)
            return
        request.waiting = True
        self._in.progress(INSERT, request.play, "Karte vorhalten\nbitte pr\u00fcfen")
        step = request.step
        if step.fault is Fault.NO_CARD:
            wait_s = step.seconds if step.seconds is not None else NO_CARD_S
            self._in.voice.later(wait_s, partial(self._nobody_came, request))
        else:
            self._in.voice.later(self._in.looking_s(step), partial(self._touch, request))

    def _nobody_came(self, request: Request) -> None:
        if request.waiting and not request.over:
            request.waiting = False
            self._abort(request, STOPPED)

    def _stopped(self, request: Request) -> None:
        request.waiting = False
        self._refuse(request, STOPPED)

    # --- a card in the field --------------------------------------------------------------------

    def _touch(self, request: Request) -> None:
        if request.over or not request.waiting or self._ends(request, Phase.BEFORE_CARD):
            return
        request.waiting = False
        request.touches += 1
        self._in.progress(WAIT, request.play)
        self._in.voice.later(PROCESS_S, partial(self._process, request))

    def _process(self, request: Request) -> None:
        if request.over or self._ends(request, Phase.CARD_IN_FIELD):
            return
        step = request.step
        if request.apdu.control == BALANCE:
            self._balance(request)
        elif step.fault in _UNFINISHED:
            self._in.progress(UNREADABLE, request.play, "Karte nochmals vorhalten")
            self._in.voice.later(step.lasting_s, partial(self._decide, request))
        elif step.fault in _AGAIN and request.touches == 1:
            self._in.progress(_AGAIN[step.fault], request.play, "Karte nochmals vorhalten")
            request.waiting = True
            self._in.voice.later(self._in.looking_s(step), partial(self._touch, request))
        else:
            self._decide(request)

    def _balance(self, request: Request) -> None:
        books = self._in.books
        card = books.cards[-1] if books.cards else self._in.new_card(Step(), 0)
        told = words.balance(self._in.who, card.number, card.balance, self._in.clock(), card.brand)
        if request.step.fault is Fault.REPLY_LOST:
            request.over = True
        elif request.step.fault is Fault.REPLY_LATE:
            late = partial(self._tell, request, told, partial(self._complete, request))
            self._in.voice.later(request.step.lasting_s, late)
        else:
            self._tell(request, told, partial(self._complete, request))

    def _decide(self, request: Request) -> None:
        step = request.step
        if step.fault in _SAYS_NO:
            self._decline(request, step.code or _SAYS_NO[step.fault])
        elif request.apdu.control == REVERSAL:
            self._reverse(request)
        elif request.apdu.control == REFUND:
            card = self._in.new_card(step, request.amount)
            self._moved(request, self._in.books.refund(card, request.amount, self._in.clock()))
        else:
            self._charge(request)

    def _charge(self, request: Request) -> None:
        books, amount = self._in.books, request.amount
        card = self._in.new_card(request.step, amount)
        if card.balance < amount:
            self._decline(request, f"{SHORT:02X}")
            return
        if request.step.fault is Fault.NUMBER_JUMPED:
            books.decline(card, amount, self._in.clock(), "05")  # somebody else's, at the terminal itself
        movement = books.charge(card, amount, self._in.clock())
        self._in.unconfirmed = movement
        self._moved(request, movement)

    def _reverse(self, request: Request) -> None:
        """The charge with this receipt number, while its day is not closed."""
        wanted = number(request.fields[0x87])
        charges = [e for e in self._in.books.today if e.kind == "charge" and e.receipt == wanted]
        if not charges:
            self._refuse(request, NOT_REVERSIBLE)
        elif charges[-1].cancelled:
            self._refuse(request, ALREADY_REVERSED)
        else:
            self._moved(request, self._in.books.cancel(charges[-1], self._in.clock()))

    # --- telling --------------------------------------------------------------------------------

    def _moved(self, request: Request, movement: Movement) -> None:
        """Value has moved; now the counter is told, or not."""
        step = request.step
        if self._ends(request, Phase.AFTER_DEBIT):
            return
        heard = partial(self._heard, request, movement)
        if step.fault is Fault.LOG_NEAR_FULL:
            self._in.progress(WAIT, request.play, "Umsatzspeicher fast voll")
        if step.fault is Fault.REPLY_LOST:
            self._in.voice.later(ANSWER_WAIT_S * SENDS[self._in.framing], partial(heard, Reply()))
        elif step.fault is Fault.REPLY_LATE:
            self._in.voice.later(step.lasting_s, partial(self._answer, request, movement))
        else:
            self._answer(request, movement)

    def _answer(self, request: Request, movement: Movement) -> None:
        told = words.status(self._in.who, movement, request.step)
        self._tell(request, told, partial(self._heard, request, movement))

    def _heard(self, request: Request, movement: Movement, reply: Reply) -> None:
        """The counter's word on the result (money rules (a) to (c))."""
        self._in.newest = words.status(self._in.who, movement)
        if reply.again:
            self._in.voice.later(NOT_READY_S, partial(self._answer, request, movement))
        elif reply.accepted or not self._in.unconfirmed or not self._in.scenario.auto_reversal:
            self._in.unconfirmed = None
            self._complete(request, reply, words.slip_lines(self._in.who, movement))
        else:
            self._in.progress(REVERSING, Play(), "Automatische Stornierung")
            self._in.voice.later(REVERSAL_S, partial(self._taken_back, request))

    def _taken_back(self, request: Request) -> None:
        self._in.take_back()
        self._abort(request, TAKEN_BACK)

    def _decline(self, request: Request, code: str) -> None:
        card = self._in.new_card(request.step, request.amount if 0x04 in request.fields else 0)
        amount = request.amount if 0x04 in request.fields else 0
        movement = self._in.books.decline(card, amount, self._in.clock(), code)
        if request.step.fault is Fault.REJECT_SHORT:
            self._abort(request, int(code, 16))
            return
        told = words.status(self._in.who, movement, request.step)
        self._tell(request, told, lambda _reply: self._abort(request, int(code, 16)))

    def _refuse(self, request: Request, code: int) -> None:
        """A no that never became a transaction."""
        told = words.short_status(self._in.who, code)
        self._tell(request, told, lambda _reply: self._abort(request, code))

    def _tell(self, request: Request, apdu: Apdu, then: Then) -> None:
        if not self._ends(request, Phase.BEFORE_ANSWER):
            self._in.talk.tell(apdu, Message.ANSWER, request.play, then)

    def _complete(self, request: Request, reply: Reply, lines: tuple[str, ...] = ()) -> None:
        if reply.silent:
            self._nobody_there(request)
            return
        if self._ends(request, Phase.BEFORE_COMPLETION):
            return
        self._in.print_lines(lines, request.play, lambda said: self._nobody_there(request, said))
        if request.step.fault is Fault.COMPLETION_ABORT:
            self._abort(request, int(request.step.code or "6C", 16))
        else:
            self._in.talk.tell(words.completion(), Message.COMPLETION, request.play, self._finish(request))

    def _abort(self, request: Request, code: int) -> None:
        if not self._ends(request, Phase.BEFORE_COMPLETION):
            self._in.talk.tell(words.abort(code), Message.COMPLETION, request.play, self._finish(request))

    def _nobody_there(self, request: Request, reply: Reply | None = None) -> None:
        if reply is None or reply.silent:
            self._in.talk.forget()
            request.over = True

    def _finish(self, request: Request) -> Then:
        def finished(_reply: Reply) -> None:
            request.over = True

        return finished

    def _ends(self, request: Request, phase: Phase) -> bool:
        """True where what happens at this phase ends the request."""
        if not self._in.happens(request.play, phase):
            return False
        request.over = True
        return True
