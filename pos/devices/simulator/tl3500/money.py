"""Requests of the simulated TL3500 that move money (B, C): from the accepted bytes to the answer."""

from dataclasses import dataclass
from random import Random
from typing import Final

from pos.devices.simulator.books import Books, Movement, SimulatedCard
from pos.devices.simulator.scenario import Fault, Message, Phase, Scenario, Step
from pos.devices.simulator.tl3500.wire import Asked
from pos.devices.simulator.tl3500.words import REFUSALS, Words
from pos.devices.simulator.voice import Play, Voice

PROCESS_S = 0.3  # from the card in the field to the answer
AGAIN: Final = {
    Fault.TOUCH_AGAIN: "6F",
    Fault.TOUCH_AGAIN_ONLY: "6F",
    Fault.CARD_REMOVED: "6F",
    Fault.OTHER_CARD: "74",
    Fault.UNFINISHED_PAID: "6F",
    Fault.UNFINISHED_FAILED: "6F",
}
UNFINISHED: Final = frozenset({Fault.UNFINISHED_PAID, Fault.UNFINISHED_FAILED})
_SAID_NO: Final = frozenset({Fault.REJECT, Fault.CARD_EXPIRED, Fault.CARD_LOCKED, Fault.OVER_CAP})


@dataclass(eq=False)
class Request:
    """A B, C or D in hand. Its step is drawn when its bytes are first seen and stays with them."""

    asked: Asked
    play: Play
    copies: int = 0
    started: bool = False
    in_field: bool = False
    unfinished: bool = False  # 処理未了: the card left in the middle, and the terminal is at it
    over: bool = False
    forgotten: bool = False  # the terminal restarted: the same bytes are new to it
    touches: int = 0

    @property
    def step(self) -> Step:
        return self.play.step

    @property
    def job(self) -> str:
        return self.asked.job.lower()


class Till:
    """Cards touched and value moved for one request at a time."""

    def __init__(self, books: Books, scenario: Scenario, voice: Voice, words: Words, random: Random) -> None:
        self._books = books
        self._scenario = scenario
        self._voice = voice
        self._words = words
        self._random = random
        self.e_waits = False

    def start(self, request: Request) -> None:
        """The bytes were accepted; the same ones once more only ask for the answer again."""
        if request.started:
            self._voice.repeat()
            return
        request.started = True
        if self.ends(request, Phase.AFTER_ACK) or request.step.fault is Fault.NO_CARD:
            return
        self._voice.later(self.looking_s(request.step), lambda: self._touch(request))

    def ends(self, request: Request, phase: Phase) -> bool:
        """True where what happens at this phase ends the request."""
        if not self._voice.happens(request.play, phase):
            return False
        self._forget(request)
        return True

    def answer(self, request: Request, raw: bytes) -> None:
        """The answer with all that may happen around it."""
        play = request.play
        if self.ends(request, Phase.BEFORE_ANSWER):
            return
        happened = play.happened
        self._voice.say_until_heard(raw, Message.ANSWER, play)
        if self._voice.restarted(play) and not happened:
            self._forget(request)
        elif not self.ends(request, Phase.AFTER_ANSWER):
            self._voice.previous = raw

    def _forget(self, request: Request) -> None:
        request.over = request.forgotten = True
        request.in_field = self.e_waits = False

    def looking_s(self, step: Step) -> float:
        """How long the visitor looks for the card."""
        return step.delay_s if step.delay_s is not None else self._random.uniform(*self._scenario.delay_s)

    def new_card(self, step: Step, amount: int) -> SimulatedCard:
        """The visitor's card: as the step says, else one that can pay."""
        balance = step.balance
        if step.fault is Fault.BALANCE_SHORT:
            balance = min(balance if balance is not None else amount - 1, amount - 1)
        if balance is None:
            balance = amount + self._random.randrange(0, 20_000, 10)
        return self._books.issue_card(step.card or self._random.choice("TTTEEK"), balance)

    # --- a card in the field --------------------------------------------------------------------

    def _touch(self, request: Request) -> None:
        if request.over or self.ends(request, Phase.BEFORE_CARD):
            return
        request.touches += 1
        request.in_field = True
        self._voice.say(self._words.frame("@", b"R"), Message.EVENT, request.play)
        self._voice.later(PROCESS_S, lambda: self._process(request))

    def _process(self, request: Request) -> None:
        if request.over or self.ends(request, Phase.CARD_IN_FIELD):
            return
        if request.step.fault in AGAIN and request.touches == 1:
            self._ask_again(request)
        else:
            self._finish(request)

    def _finish(self, request: Request) -> None:
        request.over, request.unfinished = True, False
        self._decide(request)
        if self.e_waits:
            self.e_waits = False
            self._voice.put(self._words.frame("e"))

    def _ask_again(self, request: Request) -> None:
        step = request.step
        self.answer(request, self._words.refused(request.job, AGAIN[step.fault], "다시"))
        if request.over:
            return
        if step.fault in UNFINISHED:
            request.unfinished = True
            self._voice.later(step.lasting_s, lambda: self._finish(request))
            return
        request.in_field = False
        if step.fault is Fault.TOUCH_AGAIN_ONLY:
            request.over = True
        else:
            self._voice.later(self.looking_s(step), lambda: self._touch(request))
        if self.e_waits:
            self.e_waits, request.over = False, True
            self._voice.put(self._words.frame("e"))

    def _decide(self, request: Request) -> None:
        step = request.step
        if step.fault in _SAID_NO or step.fault is Fault.UNFINISHED_FAILED:
            self._refuse(request, step.code or REFUSALS[step.fault], step.message)
        elif request.asked.job == "B":
            self._charge(request)
        else:
            self._cancel(request)

    def _charge(self, request: Request) -> None:
        digits = request.asked.content[1:11]
        if len(request.asked.content) != 30 or not digits.isdigit() or int(digits) == 0:
            self._refuse(request, "B3", "포맷오류")
            return
        amount = int(digits)
        card = self.new_card(request.step, amount)
        if card.balance < amount:
            self._books.decline(card, amount, self._words.clock(), "6B", numbered=False)
            self._refuse(request, "6B", "잔액부족")
        else:
            self._debited(request, self._books.charge(card, amount, self._words.clock()))

    def _cancel(self, request: Request) -> None:
        """Type '2': the newest movement; type '1': the charge with that time and amount."""
        content = request.asked.content
        if len(content) != 57 or not content[2:12].isdigit():
            self._refuse(request, "B3", "포맷오류")
            return
        amount, when = int(content[2:12]), content[43:57].decode("ascii", "replace")
        named = [each for each in self._books.movements if (each.at, each.amount) == (when, amount)]
        found = (named[-1] if named else None) if content[:1] == b"1" else self._books.last
        if found is None or found.kind != "charge" or found.cancelled:
            self.answer(request, self._words.nothing_to_cancel(request.step))
        elif found.amount != amount:
            self._refuse(request, "B3", "금액오류")
        else:
            self._debited(request, self._books.cancel(found, self._words.clock()))

    def _debited(self, request: Request, movement: Movement) -> None:
        """The value has moved; now the counter is told, or not."""
        step = request.step
        if self.ends(request, Phase.AFTER_DEBIT) or step.fault is Fault.REPLY_LOST:
            return
        raw = self._words.moved(request.job, movement, step)
        if step.fault is Fault.REPLY_LATE:
            self._voice.later(step.lasting_s, lambda: self.answer(request, raw))
        else:
            self.answer(request, raw)

    def _refuse(self, request: Request, code: str, words: str) -> None:
        self.answer(request, self._words.refused(request.job, code, words, request.step))
