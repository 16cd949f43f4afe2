"""One request that moves money on a TL3500 terminal, from its first byte to an `Outcome`.

Once the first byte has left, trouble on the line is `Unknown`; a request is never sent under a
second header because an answer is missing. Source: terminals.md §2, §4.
"""

from dataclasses import dataclass
from typing import Final

from pos.devices.link import LinkError
from pos.devices.masking import starred_text
from pos.devices.port import LineSilentError
from pos.devices.tl3500.codec import Frame
from pos.devices.tl3500.line import EVENT, Sent
from pos.devices.tl3500.messages import FieldError, Rejection, card_of, number_of, result_of
from pos.devices.tl3500.talk import Talk
from pos.devices.tl3500.verdicts import (
    CERTAIN,
    NOTHING_TO_CANCEL,
    TOUCH_AGAIN,
    declined,
    event_progress,
    is_before,
    is_old,
    is_said_before,
    is_to_come,
)
from pos.domain.evidence import Intent, follows, judge
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    NotCharged,
    Outcome,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.ports import LastResult, Notice, Phase, Progress, Received, Stop, Tell

ANSWERS: Final = {Direction.CHARGE: ("B", "b"), Direction.CANCEL: ("C", "c")}
_PATIENCE: Final = 3  # how often E is repeated because money answers come first


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for it: may stop it, sees its progress, notes its result before the ACK."""

    stop: Stop
    tell: Tell
    received: Received


class MoneyRequest:
    """One B or C. `run` is called once, on a terminal that stands idle."""

    def __init__(self, talk: Talk, intent: Intent, content: bytes, caller: Caller) -> None:
        self._talk = talk
        self._intent = intent
        self._content = content
        self._caller = caller
        self._job, self._answer = ANSWERS[intent.direction]
        self._timing = talk.line.timing
        self._started = talk.line.monotonic()
        self._latest = self._in(self._timing.money_s)
        self._card_seen = False
        self._stoppable_at = 0.0  # when 中止 counts again though a card was seen
        self._card_stamp = ""  # the terminal's time when the card came
        self._early = False  # an answer came before the ACK
        self._refusal: Declined | None = None  # said, but not yet proven to be about our request

    def run(self) -> Outcome:
        """Never raises but what `received`, `stop` and `tell` raise."""
        self._say(Phase.LINK_SEND)
        frame = self._talk.request(self._job, self._content)
        self._talk.idle = False
        try:
            return self._carry_out(frame)
        except LineSilentError as silent:
            return Unknown(UnknownCause.NO_ANSWER, str(silent))
        except LinkError as lost:
            self._talk.lose()
            return Unknown(UnknownCause.LINE_LOST, str(lost))

    def _carry_out(self, frame: Frame) -> Outcome:
        sent = self._talk.line.send(frame, self._claims, self._talk.set_aside, self._caller.stop)
        if sent is Sent.REFUSED:
            return self._prove(Aborted(AbortCause.BUSY), UnknownCause.NOT_ACKNOWLEDGED)
        if sent is Sent.SILENT:
            return Unknown(UnknownCause.NOT_ACKNOWLEDGED, f"{self._job}: not acknowledged")
        self._say(Phase.WAIT_CARD, Notice.TOUCH)
        return self._wait()

    def _wait(self) -> Outcome:
        """From the accepted request to its result, the visitor's patience, or 中止."""
        until = self._in(self._timing.card_wait_s)
        while (frame := self._talk.line.next(min(until, self._latest), self._stopped)) is not None:
            if frame.job == EVENT:
                progress = event_progress(frame)
                self._caller.tell(progress)
                if progress.phase is Phase.CARD_IN_FIELD:
                    self._card_seen, self._card_stamp = True, frame.stamp
                    until = self._in(self._timing.charge_answer_s)
                    self._stoppable_at = self._in(self._timing.stop_again_s)
                continue
            outcome = self._take(frame)
            if outcome is not None:
                return outcome
            if self._refusal is not None:
                until = self._after_refusal()
        return self._nothing_came()

    def _stopped(self) -> bool:
        """中止 counts while no card is in the field; after that it is only a wish, until the terminal has
        told nothing of the card for a while."""
        free = not self._card_seen or self._talk.line.monotonic() >= self._stoppable_at
        return free and self._caller.stop()

    def _after_refusal(self) -> float:
        """Touch again: the visitor's time starts anew. A refusal to prove: no more waiting."""
        again = self._refusal is not None and self._refusal.code in TOUCH_AGAIN
        self._card_seen = False
        return self._in(self._timing.touch_again_s if again else 0.0)

    def _nothing_came(self) -> Outcome:
        if self._refusal is not None:
            return self._prove(self._refusal, UnknownCause.UNKNOWN_CODE)
        if self._card_seen:
            return Unknown(UnknownCause.NO_ANSWER, "no answer after the card was touched")
        cause = AbortCause.STOPPED if self._caller.stop() else AbortCause.NO_CARD
        return self._prove(Aborted(cause), UnknownCause.NO_ANSWER)

    def _prove(self, if_nothing_moved: Outcome, otherwise: UnknownCause) -> Outcome:
        """End the request on the terminal, then ask what it remembers (terminals.md §4.5-4.6)."""
        self._say(Phase.RECOVERING)
        try:
            late = self._end_request()
            if late is not None:
                return late
            found = self._last_or_late()
        except LineSilentError as silent:
            return Unknown(otherwise, str(silent))
        except FieldError as wrong:
            return Unknown(UnknownCause.WRONG_ANSWER, str(wrong))
        if not isinstance(found, LastResult):
            return found
        verdict = judge(self._intent, found.record, self._talk.clock(), found.refusal)
        if not isinstance(verdict, NotCharged):
            return verdict
        return if_nothing_moved if self._refusal is None else self._refusal

    def _end_request(self) -> Outcome | None:
        """E until the terminal stands by; a result that comes first wins. Raises LineSilentError."""
        for _ in range(_PATIENCE):
            late = self._talk.stand_by(self._answer)
            if late is None:
                return None
            outcome = self._take(late, proving=True)
            if outcome is not None:
                return outcome
        raise LineSilentError("the terminal does not stand by")

    def _last_or_late(self) -> LastResult | Outcome:
        """L; a result of our own request that comes before its answer wins, even after E was answered."""
        for _ in range(_PATIENCE):
            frame = self._talk.ask("L", within_s=self._timing.answer_s, instead=self._answer)
            if frame.job != self._answer:
                return self._talk.result_in(frame)
            outcome = self._take(frame, proving=True)
            if outcome is not None:
                return outcome
        raise LineSilentError("the terminal does not come to its last result")

    def _take(self, frame: Frame, *, proving: bool = False) -> Outcome | None:
        """The outcome that an answer means, noted and acknowledged; None where it decides nothing."""
        meaning = self._meaning(frame)
        if meaning is None:
            self._talk.set_aside(frame)
            return None
        if isinstance(meaning, Declined) and self._is_unproven(meaning, frame, proving):
            self._refusal = meaning
            self._talk.set_aside(frame)
            self._say_refusal(meaning)
            return None
        if isinstance(meaning, Unknown) and meaning.cause is UnknownCause.UNKNOWN_CODE and proving:
            self._talk.set_aside(frame)  # the terminal's word for "ended by E"
            return None
        return self._note(frame, meaning)

    def _note(self, frame: Frame, outcome: Outcome) -> Outcome:
        """On disk before the ACK; an ACK that fails changes nothing about the outcome."""
        short = isinstance(outcome, Declined) and outcome.result is ResultCode.DEFICIENT
        self._say(Phase.RESULT_RECEIVED, Notice.BALANCE_SHORT if short else Notice.NONE)
        self._caller.received(outcome)
        self._say(Phase.CONFIRMING)
        try:
            self._talk.acknowledge(frame)
        except LinkError:
            self._talk.lose()
        self._talk.idle = self._talk.line.is_open and not isinstance(outcome, Unknown)
        return outcome

    def _is_unproven(self, refusal: Declined, frame: Frame, proving: bool) -> bool:
        """A no that may be followed by a debit, or that may answer an earlier request."""
        older = frame.stamp < self._card_stamp or is_said_before(frame, self._intent)
        older = older or self._talk.is_repeated(frame)
        return refusal.code not in CERTAIN or not self._card_seen or older or self._early or proving

    def _meaning(self, frame: Frame) -> Outcome | None:
        """None: not an answer to this request (other job, older transaction)."""
        if frame.job == "d" and self._intent.direction is Direction.CANCEL:
            return self._nothing_to_cancel(frame)
        if frame.job != self._answer:
            return None
        if self._talk.terminal_no and frame.terminal_no != self._talk.terminal_no:
            return Unknown(UnknownCause.WRONG_ANSWER, f"terminal {starred_text(frame.terminal_no)} answered")
        try:
            number_of(frame)
            parsed = result_of(frame, self._intent.direction)
        except FieldError as wrong:
            return Unknown(UnknownCause.WRONG_ANSWER, str(wrong))
        if isinstance(parsed, Rejection):
            return declined(parsed)
        return None if self._is_of_earlier(parsed) else self._checked(parsed)

    def _checked(self, record: TransactionRecord) -> Outcome:
        mark = self._intent.mark
        if record.amount != self._intent.amount:
            return _wrong(f"the answer says {record.amount}", record)
        if mark is not None and not follows(mark.sequence, record.sequence):
            problem = f"sequence {record.sequence} does not follow {mark.sequence}"
            return _wrong(problem, record)
        if is_to_come(record, self._intent, self._talk.line.monotonic() - self._started):
            return _wrong(f"the answer is of {record.at:%Y-%m-%d %H:%M:%S}", record)
        if mark is None and self._early:
            return Unknown(UnknownCause.NO_EVIDENCE, "an answer came before the request was accepted")
        return Approved(record)

    def _nothing_to_cancel(self, frame: Frame) -> Outcome:
        """C is answered by d where the terminal finds nothing to take back; only '0' is certain."""
        try:
            status = card_of(frame).status
        except FieldError as wrong:
            return Unknown(UnknownCause.WRONG_ANSWER, str(wrong))
        if status == NOTHING_TO_CANCEL:
            return Declined(ResultCode.COMMAND_ERROR, status, "nothing to cancel")
        return Unknown(UnknownCause.UNKNOWN_CODE, f"cancel answered with card status {status!r}")

    def _claims(self, frame: Frame) -> bool:
        """Before the ACK: may this be our answer, its ACK lost? Then B must not leave again."""
        if frame.job != self._answer or self._talk.is_duplicate(frame):
            return False
        try:
            parsed = result_of(frame, self._intent.direction)
        except FieldError:
            parsed = None
        if isinstance(parsed, TransactionRecord) and self._is_another(parsed):
            return False
        self._early = True
        return True

    def _is_another(self, record: TransactionRecord) -> bool:
        return record.amount != self._intent.amount or self._is_of_earlier(record)

    def _is_of_earlier(self, record: TransactionRecord) -> bool:
        return is_old(record, self._intent.mark) or is_before(record, self._intent)

    def _in(self, seconds: float) -> float:
        return self._talk.line.monotonic() + seconds

    def _say(self, phase: Phase, notice: Notice = Notice.NONE) -> None:
        self._caller.tell(Progress(phase, notice))

    def _say_refusal(self, refusal: Declined) -> None:
        notice = TOUCH_AGAIN.get(refusal.code)
        if notice is not None:
            self._say(Phase.WAIT_CARD, notice)


def _wrong(problem: str, record: TransactionRecord) -> Unknown:
    """An answer that does not fit, with what helps the person who clears it up."""
    return Unknown(UnknownCause.WRONG_ANSWER, problem, record.balance_before, record.card_last4)
