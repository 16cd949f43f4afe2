"""The simulated TL3500 itself: bytes in, bytes out, time told from outside; no I/O, no clock.

So the same engine serves a pty, a TCP port, and a campaign in virtual time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from pos.devices.simulator.books import Books, Movement, SimulatedCard, card_number
from pos.devices.simulator.scenario import Fault, Scenario, Step
from pos.devices.simulator.voice import HangUp, Send, Voice
from pos.devices.simulator.wire import ACK, NAK, Asked, Ear, Slip, card_report, refusal, told

PROCESS_S = 0.3  # from the card in the field to the answer
VERSION = "MADOGUCHI TL3500 SIMULATOR 1"
SIMPLE = {"A": ("a", b"OOOO"), "V": ("v", VERSION.ljust(45).encode("ascii")), "R": ("r", b"")}
AGAIN = {Fault.TOUCH_AGAIN: "6F", Fault.TOUCH_AGAIN_ONLY: "6F", Fault.OTHER_CARD: "74"}


@dataclass(eq=False)
class Request:
    """A B, C or D in hand. `step` is drawn when its bytes are first seen and stays with them."""

    asked: Asked
    step: Step
    copies: int = 0
    started: bool = False
    in_field: bool = False
    over: bool = False
    touches: int = 0


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
        self._voice = Voice(self._random, pace)
        self._ear = Ear()
        self._request: Request | None = None
        self._deaf_until = self._busy_until = float("-inf")
        self._e_waits = False

    def receive(self, chunk: bytes, now: float) -> None:
        """Bytes from the counter."""
        self._voice.now = now
        for heard in self._ear.hear(chunk, now):
            if now < self._deaf_until:
                continue
            if heard == ACK:
                self._voice.acknowledged()
            elif heard == NAK:
                self._voice.repeat()
            elif isinstance(heard, Asked) and now >= self._busy_until:
                self._hear(heard)
            else:
                self._voice.put(NAK)

    def advance(self, now: float) -> list[Send | HangUp]:
        """Everything that is due by `now` (monotonic seconds)."""
        return self._voice.advance(now)

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._voice.due()

    # --- requests -------------------------------------------------------------------------------

    def _hear(self, asked: Asked) -> None:
        if asked.job in "BC":
            self._hear_money(asked)
            return
        if self._request is not None and self._request.over:
            self._request = None  # from here on the same bytes are a new request, no copy
        if asked.job not in "ARVLED":
            self._voice.put(NAK)
            return
        self._voice.put(ACK)
        if asked.job in SIMPLE:
            self._tell(*SIMPLE[asked.job])
        elif asked.job == "L":
            last = self._books.last
            self._tell("l", self._slip(last, self._scenario.terminal) if last else refusal("", ""))
        elif asked.job == "E":
            self._stand_by()
        else:
            self._await_inquiry(asked)

    def _hear_money(self, asked: Asked) -> None:
        request = self._request
        if request is None or request.asked.raw != asked.raw:
            request = self._take_up(Request(asked, self._draw_step()))
        request.copies += 1
        step = request.step
        if step.fault is Fault.DEAD:
            self._deaf_until = self._voice.after(step.lasting_s)
        elif step.fault is Fault.BUSY:
            self._busy_until = self._voice.after(step.lasting_s)
            self._voice.put(NAK)
        elif step.fault is Fault.NAK and request.copies <= step.count:
            self._voice.put(NAK)
        else:
            if step.fault is not Fault.ACK_LOST or request.copies > step.count:
                self._voice.put(ACK)
            self._start(request)

    def _take_up(self, request: Request) -> Request:
        """A new request ends the one before, and any answer still unacknowledged."""
        if self._request is not None:
            self._request.over = True
        self._voice.acknowledged()
        self._request = request
        return request

    def _draw_step(self) -> Step:
        done = self._books.steps_done
        self._books.steps_done += 1
        self._books.save()
        return self._scenario.steps[done] if done < len(self._scenario.steps) else Step()

    def _start(self, request: Request) -> None:
        if request.started:
            self._voice.repeat()
            return
        request.started = True
        if request.step.fault is Fault.SILENT:
            request.over = True
            self._deaf_until = self._voice.after(request.step.lasting_s)
        elif request.step.fault is not Fault.NO_CARD:
            self._voice.later(self._looking_s(request.step), lambda: self._touch(request))

    def _await_inquiry(self, asked: Asked) -> None:
        request = self._take_up(Request(asked, Step(), started=True))

        def show() -> None:
            if request.over:
                return
            request.over = True
            card = self._books.cards[-1] if self._books.cards else self._new_card(Step(), 0)
            at = datetime.strptime(card.last_at, "%Y%m%d%H%M%S") if card.last_at else None  # noqa: DTZ007
            report = card_report(card.brand, card.number, at, card.last_amount, card.balance, card.status)
            self._tell("@", b"R")
            self._tell("d", report)

        self._voice.later(self._looking_s(Step()), show)

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
        self._voice.later(PROCESS_S, lambda: self._process(request))

    def _process(self, request: Request) -> None:
        if request.over:
            return
        if request.step.fault in AGAIN and request.touches == 1:
            self._ask_again(request)
        else:
            request.over = True
            self._decide(request)
        if self._e_waits:
            self._e_waits = False
            request.over = True
            self._tell("e", b"")

    def _ask_again(self, request: Request) -> None:
        step = request.step
        request.in_field = False
        self._refuse(request, AGAIN[step.fault], "다시")
        if step.fault is Fault.TOUCH_AGAIN_ONLY:
            request.over = True
        else:
            self._voice.later(self._looking_s(step), lambda: self._touch(request))

    def _decide(self, request: Request) -> None:
        step = request.step
        if step.fault is Fault.POWER_LOSS_BEFORE_DEBIT:
            self._power_off(step)
        elif step.fault is Fault.REJECT:
            self._refuse(request, step.code, step.message)
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
        card = self._new_card(request.step, amount)
        if card.balance < amount:
            self._refuse(request, "6B", "잔액부족")
        else:
            self._debited(request, self._books.charge(card, amount, self._clock()))

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
            self._tell("d", card_report("T", "0", None, 0, 0, "0"))
        elif found.amount != amount:
            self._refuse(request, "B3", "금액오류")
        else:
            self._debited(request, self._books.cancel(found, self._clock()))

    def _debited(self, request: Request, movement: Movement) -> None:
        """The value has moved; now the counter is told, or not."""
        step, job = request.step, request.asked.job.lower()
        if step.fault is Fault.POWER_LOSS_AFTER_DEBIT:
            self._power_off(step)
            return
        if step.fault is Fault.REPLY_LOST:
            return
        terminal = "OTHER000000001" if step.fault is Fault.REPLY_WRONG_TERMINAL else self._scenario.terminal
        wrong = step.wrong_by if step.fault is Fault.REPLY_WRONG_AMOUNT else 0
        raw = told(terminal, self._clock(), job, self._slip(movement, terminal, wrong))
        if step.fault is Fault.REPLY_LATE:
            self._voice.later(step.lasting_s, lambda: self._voice.reply(raw, step))
            return
        if step.fault is Fault.REPLY_PREVIOUS and self._voice.previous:
            self._voice.put(self._voice.previous)
        self._voice.reply(raw, step)

    def _new_card(self, step: Step, amount: int) -> SimulatedCard:
        """The visitor's card: as the step says, else one that can pay."""
        balance = step.balance
        if step.fault is Fault.BALANCE_SHORT:
            balance = min(balance if balance is not None else amount - 1, amount - 1)
        if balance is None:
            balance = amount + self._random.randrange(0, 20_000, 10)
        return self._books.issue_card(step.card or self._random.choice("TTTEEK"), balance)

    # --- words ----------------------------------------------------------------------------------

    def _power_off(self, step: Step) -> None:
        self._e_waits = False
        self._voice.power_off(step.lasting_s)

    def _tell(self, job: str, content: bytes) -> None:
        self._voice.put(told(self._scenario.terminal, self._clock(), job, content))

    def _refuse(self, request: Request, code: str, words: str) -> None:
        job = request.asked.job.lower()
        raw = told(self._scenario.terminal, self._clock(), job, refusal(code, words))
        self._voice.reply(raw, request.step)

    def _slip(self, movement: Movement, terminal: str, wrong_by: int = 0) -> bytes:
        change = wrong_by if movement.kind == "charge" else -wrong_by
        return Slip(
            brand=movement.brand,
            card=card_number(movement.card),
            amount=movement.amount + wrong_by,
            before=movement.before,
            after=max(movement.after - change, 0),
            at=datetime.strptime(movement.at, "%Y%m%d%H%M%S"),  # noqa: DTZ007 - the terminal's own clock
            sequence=movement.sequence,
            terminal=terminal,
        ).content()

    def _clock(self) -> datetime:
        return self._today() + timedelta(seconds=self._scenario.clock_offset_s)

    def _looking_s(self, step: Step) -> float:
        return step.delay_s if step.delay_s is not None else self._random.uniform(*self._scenario.delay_s)
