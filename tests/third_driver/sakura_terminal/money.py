"""One request that moves money on a SAKURA terminal, from its first byte to an `Outcome`.

Once the first byte has left, trouble on the line is `Unknown`, and nothing is sent again.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from pos.devices.link import LinkError
from pos.devices.port import AnswerError, LineSilentError
from pos.domain.evidence import Intent, follows, judge
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    NotCharged,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.ports import Notice, Phase, Progress, Received, Stop, Tell

from .codec import Telegram
from .fields import Result, result_in
from .last import OK, REFUSALS, UNFINISHED, declined, last_result
from .talk import RESULT, STOP, Talk, never

PROGRESS: Final = "19"
NO_CARD: Final = "T01"
STEPS: Final = {
    b"T": Progress(Phase.WAIT_CARD, Notice.TOUCH),
    b"R": Progress(Phase.WAIT_CARD, Notice.TOUCH_AGAIN),
    b"P": Progress(Phase.PROCESSING),
}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked: the command with its body, and what an answer to it must say."""

    command: str
    body: str
    intent: Intent
    terminal_no: str


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for it."""

    stop: Stop
    tell: Tell
    received: Received


class MoneyRequest:
    """One 10 or 20. `run` is called once, on a terminal that stands idle."""

    def __init__(self, talk: Talk, order: Order, caller: Caller) -> None:
        self._talk = talk
        self._order = order
        self._caller = caller
        self._timing = talk.timing
        self._number = -1  # of our request
        self._stop_number = -1  # of our 13
        self._card_seen = False
        self._stopped = False  # 13 was sent
        self._wished = False  # ... because the clerk wanted it
        self._unfinished: Result | None = None
        self._until = 0.0

    def run(self) -> Outcome:
        """Never raises but what `received`, `stop` and `tell` raise."""
        self._say(Phase.LINK_SEND)
        try:
            self._number = self._talk.send(self._order.command, self._order.body)
            return self._wait()
        except LinkError as lost:
            self._talk.lose()
            return self._unknown(UnknownCause.LINE_LOST, str(lost))

    def _wait(self) -> Outcome:
        self._wait_for(self._timing.card_wait_s)
        while True:
            telegram = self._talk.next(self._until, self._asked_to_stop())
            outcome = self._silence() if telegram is None else self._heard(telegram)
            if outcome is not None:
                return outcome

    def _asked_to_stop(self) -> Callable[[], bool]:
        """中止 counts while no card was read, and ends the wait for what follows 処理未了."""
        busy = self._unfinished is None and (self._card_seen or self._stopped)
        return never if busy else self._caller.stop

    def _heard(self, telegram: Telegram) -> Outcome | None:
        if telegram.number == self._number and telegram.command == PROGRESS:
            self._step(telegram.body)
            return None
        if telegram.number == self._number and telegram.command == RESULT:
            return self._result(telegram)
        if telegram.number == self._stop_number and telegram.command == RESULT:
            return self._prove()
        self._talk.note("set aside", {"command": telegram.command, "number": telegram.number})
        return None

    def _step(self, body: bytes) -> None:
        progress = STEPS.get(body)
        if progress is None or self._unfinished is not None:
            return
        self._caller.tell(progress)
        self._card_seen = progress.phase is Phase.PROCESSING
        if not self._stopped:
            self._wait_for(self._timing.charge_answer_s if self._card_seen else self._timing.card_wait_s)

    def _silence(self) -> Outcome | None:
        """Nothing came in time, or 中止: the terminal's answer to 13 decides."""
        if self._unfinished is not None:
            unknown = self._unknown(UnknownCause.NO_EVIDENCE, "the terminal says 404 and nothing after it")
            return self._note(self._unfinished, unknown)
        if self._stopped:
            self._talk.lose()  # its late answer must not stand in front of the next one
            return self._unknown(UnknownCause.NO_ANSWER, "no result, and no answer to 13")
        self._stopped, self._wished = True, self._asked_to_stop()()
        self._stop_number = self._talk.send(STOP)
        self._wait_for(self._timing.stop_answer_s)
        return None

    def _result(self, telegram: Telegram) -> Outcome | None:
        try:
            result = result_in(telegram.number, telegram.body)
        except AnswerError as wrong:
            return self._unknown(UnknownCause.WRONG_ANSWER, str(wrong))
        problem = self._misfit(result)
        if problem:
            return self._note(result, _unknown(UnknownCause.WRONG_ANSWER, problem, result))
        if result.code == UNFINISHED:
            self._await_final(result)
            return None
        return self._note(result, self._meaning(result))

    def _prove(self) -> Outcome:
        """A result under the number of 13 says that the terminal stopped, but not what our request did."""
        self._say(Phase.RECOVERING)
        try:
            found = last_result(self._talk, never)
        except (LineSilentError, AnswerError) as trouble:
            return self._unknown(UnknownCause.NO_ANSWER, str(trouble))
        verdict = judge(self._order.intent, found.record, self._talk.clock(), found.refusal)
        return self._aborted() if isinstance(verdict, NotCharged) else verdict

    def _await_final(self, result: Result) -> None:
        """Not acknowledged before its end is known: `received` may be called only once."""
        if self._unfinished is None:
            self._unfinished = result
            self._say(Phase.RECOVERING)
            self._wait_for(self._timing.late_s)

    def _misfit(self, result: Result) -> str:
        """Why the answer cannot be ours; "" where it fits."""
        intent = self._order.intent
        if result.terminal_no != self._order.terminal_no:
            return "another terminal answered"
        if result.amount != intent.amount or result.direction is not intent.direction:
            return f"the answer is a {result.direction.value} of {result.amount}"
        counted = result.code in (OK, UNFINISHED)
        if counted and intent.mark is not None and not follows(intent.mark.sequence, result.slip_no):
            return f"slip {result.slip_no} does not follow {intent.mark.sequence}"
        if self._unfinished is not None and counted and result.slip_no != self._unfinished.slip_no:
            return f"slip {result.slip_no} after {self._unfinished.slip_no}"
        return ""

    def _meaning(self, result: Result) -> Outcome:
        if result.code == OK:
            return _approved(result)
        if result.code == NO_CARD:
            return self._aborted()
        if result.code in REFUSALS:
            return declined(result)
        return _unknown(UnknownCause.UNKNOWN_CODE, f"result code {result.code!r}", result)

    def _aborted(self) -> Aborted:
        return Aborted(AbortCause.STOPPED if self._wished else AbortCause.NO_CARD, NO_CARD)

    def _note(self, result: Result, outcome: Outcome) -> Outcome:
        """On disk before the acknowledgement; one that fails changes nothing: the payment stands."""
        short = isinstance(outcome, Declined) and outcome.result is ResultCode.DEFICIENT
        self._say(Phase.RESULT_RECEIVED, Notice.BALANCE_SHORT if short else Notice.NONE)
        self._caller.received(outcome)
        self._say(Phase.CONFIRMING)
        try:
            self._talk.acknowledge(result.number, result.slip_no)
        except LinkError:
            self._talk.lose()
        return outcome

    def _unknown(self, cause: UnknownCause, message: str) -> Unknown:
        return _unknown(cause, message, self._unfinished)

    def _wait_for(self, seconds: float) -> None:
        self._until = self._talk.monotonic() + seconds

    def _say(self, phase: Phase, notice: Notice = Notice.NONE) -> None:
        self._caller.tell(Progress(phase, notice))


def _approved(result: Result) -> Outcome:
    try:
        return Approved(result.record(), result.slip)
    except AnswerError as wrong:
        return _unknown(UnknownCause.WRONG_ANSWER, str(wrong), result)


def _unknown(cause: UnknownCause, message: str, result: Result | None) -> Unknown:
    """With what helps the person who clears it up: 取引前残高 and the card."""
    if result is None:
        return Unknown(cause, message)
    return Unknown(cause, message, result.balance_before, result.card_last4)
