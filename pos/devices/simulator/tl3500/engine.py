"""The simulated TL3500 itself: bytes in, bytes out, time told from outside; no I/O, no clock."""

from collections.abc import Callable
from datetime import datetime
from random import Random
from typing import Final

from pos.devices.simulator.books import Books
from pos.devices.simulator.scenario import Fault, Inquiry, Message, Phase, Scenario, Step
from pos.devices.simulator.steps import Script
from pos.devices.simulator.tl3500.money import Request, Till
from pos.devices.simulator.tl3500.wire import ACK, NAK, Asked, Ear, Frames, refusal
from pos.devices.simulator.tl3500.words import REFUSALS, UNWELL, Words
from pos.devices.simulator.voice import NEVER, Action, Manners, Voice

MANNERS: Final = Manners(ack_wait_s=3.0, sends=3)  # terminals.md §2: the same for both sides
VERSION: Final = "MADOGUCHI TL3500 SIMULATOR 1"
KINDS: Final = {
    "A": Inquiry.STATUS,
    "V": Inquiry.STATUS,
    "R": Inquiry.STATUS,
    "L": Inquiry.LAST,
    "E": Inquiry.STANDBY,
    "D": Inquiry.BALANCE,
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
        self._books = books
        books.start_at(scenario.number)
        random = Random(f"{seed}-{len(books.cards)}")  # noqa: S311 - seeded on purpose
        self._voice = Voice(random, pace, Frames(), MANNERS)
        self._words = Words(scenario, today)
        self._till = Till(books, scenario, self._voice, self._words, random)
        self._script = Script(books, scenario)
        self._ear = Ear()
        self._request: Request | None = None
        self._asked: Request | None = None  # the newest question that moves no money
        self._busy_until = NEVER
        self._voice.odd = {
            Fault.EVENT_BETWEEN: lambda: self._words.frame("@", b"O"),
            Fault.UNKNOWN_COMMAND: lambda: self._words.frame("z", b"?"),
        }

    def receive(self, chunk: bytes, now: float) -> None:
        """Bytes from the counter."""
        self._voice.now = now
        for heard in self._ear.hear(chunk, now):
            if self._voice.deaf:
                continue
            if heard == ACK:
                self._acknowledged()
            elif heard == NAK:
                self._voice.repeat()
            elif isinstance(heard, Asked) and now >= self._busy_until:
                self._hear(heard)
            else:
                self._voice.put(NAK)

    def advance(self, now: float) -> list[Action]:
        """Everything that is due by `now` (monotonic seconds)."""
        return self._voice.advance(now)

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._voice.due()

    # --- requests -------------------------------------------------------------------------------

    def _hear(self, asked: Asked) -> None:
        if asked.job in "BC":
            self._hear_money(asked)
        elif asked.job in KINDS:
            self._hear_question(asked)
        else:
            self._voice.put(NAK)

    def _acknowledged(self) -> None:
        message, request = self._voice.acknowledged(), self._request
        if message is Message.ANSWER and request is not None and request.over:
            self._till.ends(request, Phase.BEFORE_COMPLETION)

    def _hear_money(self, asked: Asked) -> None:
        request = self._request
        if request is None or request.asked.raw != asked.raw:
            request = self._take_up(Request(asked, self._script.money()))
        elif request.forgotten:
            request = self._take_up(Request(asked, request.play))
        if self._accepts(request):
            self._till.start(request)

    def _accepts(self, request: Request) -> bool:
        """What the link says to the bytes: ACK, NAK, or nothing any more."""
        request.copies += 1
        step = request.step
        if self._till.ends(request, Phase.BEFORE_ACK):
            return False
        if step.fault is Fault.BUSY:
            self._busy_until = self._voice.after(step.lasting_s)
            self._voice.put(NAK)
            return False
        if step.fault is Fault.NAK and request.copies <= step.count:
            self._voice.put(NAK)
            return False
        self._voice.say(ACK, Message.ACK, request.play)
        return True

    def _take_up(self, request: Request) -> Request:
        """A new request ends the one before, and any answer still unacknowledged."""
        if self._request is not None:
            self._request.over = True
        self._voice.forget_open()
        self._request = request
        return request

    # --- questions that move no money -----------------------------------------------------------

    def _hear_question(self, asked: Asked) -> None:
        current = self._request
        if current is not None and not current.over and self._too_early(current, asked.job):
            self._voice.put(NAK)
            return
        if current is not None and current.over:
            self._request = None  # from here on the same bytes are a new request, no copy
        question = self._asked
        if question is None or question.asked.raw != asked.raw:
            question = Request(asked, self._script.inquiry(KINDS[asked.job]))
        self._asked = question
        if not self._accepts(question) or self._till.ends(question, Phase.AFTER_ACK):
            return
        question.forgotten = False
        if asked.job == "R" and self._request is not None:
            self._request.over = True
        if asked.job == "E":
            self._stand_by(question)
        elif asked.job == "D":
            self._await_card(Request(asked, question.play))
        else:
            self._tell(question, self._answer_of(question.step, asked.job))

    @staticmethod
    def _too_early(current: Request, job: str) -> bool:
        """With a card in the field nothing is reset; while it is at a 処理未了, only E waits for its end."""
        return current.in_field and (job == "R" or (current.unfinished and job != "E"))

    def _answer_of(self, step: Step, job: str) -> bytes:
        if job == "L":
            return self._last(step)
        unwell = (step.code or UNWELL) if step.fault is Fault.UNWELL else "OOOO"
        content = {"A": unwell.encode("ascii"), "V": VERSION.ljust(45).encode("ascii"), "R": b""}[job]
        return self._words.frame(job.lower(), content, step)

    def _last(self, step: Step) -> bytes:
        if step.fault is Fault.LAST_REJECTED:
            return self._words.refused("l", step.code or REFUSALS[step.fault], step.message)
        told = [each for each in self._books.movements if each.kind != "declined"]
        back = 1 + step.hides
        if step.fault is Fault.LAST_NONE or len(told) < back:
            return self._words.frame("l", refusal("", ""))
        return self._words.moved("l", told[-back], step)

    def _tell(self, question: Request, raw: bytes) -> None:
        """An answer to a question, as its step has it; an open money answer keeps its place."""
        play = question.play
        if play.step.fault is Fault.REPLY_LOST or self._till.ends(question, Phase.BEFORE_ANSWER):
            return
        if play.step.fault is Fault.REPLY_LATE:
            self._voice.later(play.step.lasting_s, lambda: self._voice.put(raw))
            return
        if self._voice.waits_for is None:
            self._voice.say_until_heard(raw, Message.ANSWER, play)
        else:
            self._voice.say_or_cut(raw, Message.ANSWER, play)
        self._till.ends(question, Phase.AFTER_ANSWER)

    def _await_card(self, question: Request) -> None:
        self._take_up(question)
        if question.step.fault is not Fault.NO_CARD:
            self._voice.later(self._till.looking_s(question.step), lambda: self._show(question))

    def _show(self, question: Request) -> None:
        if question.over or self._till.ends(question, Phase.BEFORE_CARD):
            return
        self._voice.say(self._words.frame("@", b"R"), Message.EVENT, question.play)
        if self._till.ends(question, Phase.CARD_IN_FIELD):
            return
        question.over = True
        card = self._books.cards[-1] if self._books.cards else self._till.new_card(Step(), 0)
        self._tell(question, self._words.card(card, question.step))

    def _stand_by(self, question: Request) -> None:
        """E ends the wait for a card; with a card in the field it comes after the answer."""
        request = self._request
        if request is not None and request.in_field and not request.over:
            self._till.e_waits = True
            return
        if request is not None:
            request.over = True
        self._tell(question, self._words.frame("e", b"", question.step))
