"""The simulated TL3500 itself: bytes in, bytes out, time told from outside; no I/O, no clock.

So the same engine serves a pty, a TCP port, and a campaign in virtual time.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from pos.devices.simulator.books import Books, Movement, SimulatedCard
from pos.devices.simulator.scenario import Fault, Scenario, Step
from pos.devices.simulator.wire import ACK, NAK, Asked, Ear, Slip, card_report, refusal, told

ACK_WAIT_S = 3.0  # the terminal repeats an answer that nobody acknowledged
ANSWER_SENDS = 3
PROCESS_S = 0.3  # from the card in the field to the answer
BYTE_GAP_S = 0.002
VERSION = "MADOGUCHI TL3500 SIMULATOR 1"


@dataclass(frozen=True)
class Send:
    """Put these bytes on the line."""

    content: bytes


@dataclass(frozen=True)
class HangUp:
    """The power is gone: the line goes dead and comes back after `seconds`."""

    seconds: float


@dataclass
class Request:
    """A B or C in hand. `step` is drawn when its bytes are first seen and stays with them."""

    asked: Asked
    step: Step
    copies: int = 0
    started: bool = False
    in_field: bool = False
    over: bool = False
    touches: int = 0


@dataclass
class Answer:
    """An answer that waits for its ACK."""

    raw: bytes
    step: Step
    sends: int = 0


class Engine:
    """Feed `receive`, call `advance` at the times that `due` tells, put the result on the line."""

    def __init__(
        self,
        books: Books,
        scenario: Scenario,
        today: Callable[[], datetime],
        seed: int = 0,
        pace: float = 1.0,
    ) -> None:
        """`pace` scales every time of scenario and protocol: 0.1 makes a second a tenth."""
        self._books = books
        self._scenario = scenario
        self._today = today
        self._random = Random(f"{seed}-{len(books.cards)}")  # noqa: S311 - seeded on purpose
        self._pace = pace
        self._ear = Ear()
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._now = 0.0
        self._out: list[Send | HangUp] = []
        self._request: Request | None = None
        self._answer: Answer | None = None
        self._previous = b""  # the money answer before this one
        self._deaf_until = self._busy_until = float("-inf")
        self._e_waits = False

    def receive(self, chunk: bytes, now: float) -> None:
        """Bytes from the counter."""
        self._now = now
        for heard in self._ear.hear(chunk):
            if now < self._deaf_until:
                continue
            if heard == ACK:
                self._answer = None
            elif heard == NAK:
                self._repeat_answer()
            elif isinstance(heard, Asked) and now >= self._busy_until:
                self._hear_request(heard)
            else:
                self._put(NAK)

    def advance(self, now: float) -> list[Send | HangUp]:
        """Everything that is due by `now` (monotonic seconds)."""
        self._now = now
        while self._agenda and self._agenda[0][0] <= now:
            heapq.heappop(self._agenda)[2]()
        out, self._out = self._out, []
        return out

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._agenda[0][0] if self._agenda else None

    # --- requests -------------------------------------------------------------------------------

    def _hear_request(self, asked: Asked) -> None:
        if asked.job in "BC":
            self._hear_money(asked)
            return
        answers = {"A": ("a", b"OOOO"), "V": ("v", VERSION.ljust(45).encode("ascii")), "R": ("r", b"")}
        if asked.job in answers:
            self._put(ACK)
            self._tell(*answers[asked.job])
        elif asked.job == "L":
            self._put(ACK)
            last = self._books.last
            self._tell("l", self._slip(last, self._scenario.terminal) if last else refusal("", ""))
        elif asked.job == "E":
            self._put(ACK)
            self._stand_by()
        elif asked.job == "D":
            self._put(ACK)
            self._await_inquiry(asked)
        else:
            self._put(NAK)

    def _hear_money(self, asked: Asked) -> None:
        request = self._request
        if request is None or request.asked.raw != asked.raw or (request.over and self._answer is None):
            request = self._request = Request(asked, self._draw_step())
            self._answer = None
        request.copies += 1
        step = request.step
        if step.fault is Fault.DEAD:
            self._deaf_until = self._after(step.lasting_s)
        elif step.fault is Fault.BUSY:
            self._busy_until = self._after(step.lasting_s)
            self._put(NAK)
        elif step.fault is Fault.NAK and request.copies <= step.count:
            self._put(NAK)
        else:
            if step.fault is not Fault.ACK_LOST or request.copies > step.count:
                self._put(ACK)
            self._start(request)

    def _draw_step(self) -> Step:
        done = self._books.steps_done
        self._books.steps_done += 1
        self._books.save()
        return self._scenario.steps[done] if done < len(self._scenario.steps) else Step()

    def _start(self, request: Request) -> None:
        if request.started:
            if self._answer is not None:
                self._repeat_answer()
            return
        request.started = True
        if request.step.fault is Fault.SILENT:
            request.over = True
            self._deaf_until = self._after(request.step.lasting_s)
        elif request.step.fault is not Fault.NO_CARD:
            self._later(self._looking_s(request.step), lambda: self._touch(request))

    def _await_inquiry(self, asked: Asked) -> None:
        request = self._request = Request(asked, Step(), started=True)

        def show() -> None:
            if request.over:
                return
            request.over = True
            card = self._same_card() or self._new_card(Step(), 0)
            at = datetime.strptime(card.last_at, "%Y%m%d%H%M%S") if card.last_at else None  # noqa: DTZ007
            self._tell("@", b"R")
            self._tell(
                "d", card_report(card.brand, card.number, at, card.last_amount, card.balance, card.status)
            )

        self._later(self._looking_s(Step()), show)

    def _stand_by(self) -> None:
        """E ends the wait for a card; with a card in the field it comes after the answer."""
        request = self._request
        if request is not None and request.in_field and not request.over:
            self._e_waits = True
            return
        if request is not None:
            request.over = True
        self._tell("e", b"")

    # --- a card in the field --------------------------------------------------------------------

    def _touch(self, request: Request) -> None:
        if request.over:
            return
        request.touches += 1
        request.in_field = True
        self._tell("@", b"R")
        self._later(PROCESS_S, lambda: self._process(request))

    def _process(self, request: Request) -> None:
        step = request.step
        again = {Fault.TOUCH_AGAIN: "6F", Fault.TOUCH_AGAIN_ONLY: "6F", Fault.OTHER_CARD: "74"}
        if step.fault in again and request.touches == 1:
            request.in_field = False
            self._reply(request, self._no(request, again[step.fault], "다시"))
            if step.fault is Fault.TOUCH_AGAIN_ONLY:
                request.over = True
            else:
                self._later(self._looking_s(step), lambda: self._touch(request))
            return
        request.over = True
        if step.fault is Fault.POWER_LOSS_BEFORE_DEBIT:
            self._power_off(step)
        elif step.fault is Fault.REJECT:
            self._reply(request, self._no(request, step.code, step.message))
        elif request.asked.job == "B":
            self._charge(request)
        else:
            self._cancel(request)
        if self._e_waits:
            self._e_waits = False
            self._tell("e", b"")

    def _charge(self, request: Request) -> None:
        step, digits = request.step, request.asked.content[1:11]
        if len(request.asked.content) != 30 or not digits.isdigit() or int(digits) == 0:
            self._reply(request, self._no(request, "B3", "포맷오류"))
            return
        amount = int(digits)
        card = self._new_card(step, amount)
        if card.balance < amount:
            self._reply(request, self._no(request, "6B", "잔액부족"))
        else:
            self._debited(request, self._books.charge(card, amount, self._clock()))

    def _cancel(self, request: Request) -> None:
        """Type '2': the newest movement; type '1': the charge with that time and amount."""
        content = request.asked.content
        by_number = [
            each for each in self._books.movements
            if each.at.encode("ascii") == content[43:57] and each.amount == int(content[2:12] or b"0")
        ]  # fmt: skip
        last = self._books.last
        found = (by_number[-1] if by_number else None) if content[:1] == b"1" else last
        if found is None or found.kind != "charge" or found.cancelled:
            self._tell("d", card_report("T", "0", None, 0, 0, "0"))
        elif found.amount != int(content[2:12]):
            self._reply(request, self._no(request, "B3", "금액오류"))
        else:
            self._debited(request, self._books.cancel(found, self._clock()))

    def _debited(self, request: Request, movement: Movement) -> None:
        step = request.step
        if step.fault is Fault.POWER_LOSS_AFTER_DEBIT:
            self._power_off(step)
            return
        if step.fault is Fault.REPLY_LOST:
            return
        terminal = "OTHER000000001" if step.fault is Fault.REPLY_WRONG_TERMINAL else self._scenario.terminal
        wrong = step.wrong_by if step.fault is Fault.REPLY_WRONG_AMOUNT else 0
        raw = told(terminal, self._clock(), request.asked.job.lower(), self._slip(movement, terminal, wrong))
        if step.fault is Fault.REPLY_LATE:
            self._later(step.lasting_s, lambda: self._reply(request, raw))
            return
        if step.fault is Fault.REPLY_PREVIOUS and self._previous:
            self._put(self._previous)
        self._reply(request, raw)

    def _new_card(self, step: Step, amount: int) -> SimulatedCard:
        """The visitor's card: as the step says, else one that can pay."""
        balance = step.balance
        if step.fault is Fault.BALANCE_SHORT:
            balance = min(balance if balance is not None else amount - 1, amount - 1)
        if balance is None:
            balance = amount + self._random.randrange(0, 20_000, 10)
        return self._books.issue_card(step.card or self._random.choice("TTTEEK"), balance)

    def _same_card(self) -> SimulatedCard | None:
        return self._books.cards[-1] if self._books.cards else None

    # --- the line -------------------------------------------------------------------------------

    def _reply(self, request: Request, raw: bytes) -> None:
        """An answer that must be acknowledged."""
        self._answer = Answer(raw, request.step)
        self._repeat_answer()
        self._previous = raw
        if request.step.fault is Fault.REPLY_DUPLICATE:
            self._put(raw)

    def _repeat_answer(self) -> None:
        answer = self._answer
        if answer is None or answer.sends >= ANSWER_SENDS:
            return
        answer.sends += 1
        damaged = answer.sends <= answer.step.count
        if answer.step.fault is Fault.SPLIT_BYTES:
            for place in range(len(answer.raw)):
                byte = answer.raw[place : place + 1]
                self._later(BYTE_GAP_S * place, lambda byte=byte: self._put(byte))  # type: ignore[misc]
        elif answer.step.fault is Fault.WRONG_BCC and damaged:
            self._put(answer.raw[:-1] + bytes([answer.raw[-1] ^ 0x40]))
        elif answer.step.fault is Fault.REPLY_TRUNCATED and damaged:
            self._put(answer.raw[:100])
        elif answer.step.fault is Fault.GARBAGE_BEFORE:
            self._put(self._random.randbytes(40) + answer.raw)
        else:
            self._put(answer.raw)
        self._later(ACK_WAIT_S, lambda: self._repeat_answer() if self._answer is answer else None)

    def _power_off(self, step: Step) -> None:
        self._out.append(HangUp(step.lasting_s * self._pace))
        self._agenda.clear()
        self._answer = None
        self._e_waits = False

    def _tell(self, job: str, content: bytes) -> None:
        self._put(told(self._scenario.terminal, self._clock(), job, content))

    def _no(self, request: Request, code: str, words: str) -> bytes:
        job = request.asked.job.lower()
        return told(self._scenario.terminal, self._clock(), job, refusal(code, words))

    def _slip(self, movement: Movement, terminal: str, wrong_by: int = 0) -> bytes:
        at = datetime.strptime(movement.at, "%Y%m%d%H%M%S")  # noqa: DTZ007 - the terminal's own clock
        card = self._books.cards[movement.card].number
        return Slip(
            movement.brand, card, movement.amount + wrong_by, movement.before,
            movement.after - (wrong_by if movement.kind == "charge" else -wrong_by),
            at, movement.sequence, terminal,
        ).content()  # fmt: skip

    def _put(self, content: bytes) -> None:
        self._out.append(Send(content))

    def _clock(self) -> datetime:
        return self._today() + timedelta(seconds=self._scenario.clock_offset_s)

    def _looking_s(self, step: Step) -> float:
        return step.delay_s if step.delay_s is not None else self._random.uniform(*self._scenario.delay_s)

    def _after(self, seconds: float) -> float:
        return self._now + seconds * self._pace

    def _later(self, seconds: float, what: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (self._after(seconds), self._order, what))
