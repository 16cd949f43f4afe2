"""One request that moves money on a ZVT terminal, from its first byte to an `Outcome`.

The payment stands once the terminal has our 80 00 00 for its 04 0F; without one it reverses by itself.
So a result is noted before it is acknowledged, and 06 01 is never sent again because an answer is missing.
Source: terminals.md §3, money rules (a) to (d), and §4.
"""

from dataclasses import replace
from typing import Final

from pos.devices.link import LinkError
from pos.devices.port import LineSilentError
from pos.devices.zvt.answers import abort_of, printed, progress_code
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import ACCEPTED, PLEASE_WAIT, Control, is_reply, refusal_code
from pos.devices.zvt.found import Caller, Found, goes_on
from pos.devices.zvt.line import Sent
from pos.devices.zvt.proof import prove
from pos.devices.zvt.results import Expected, Meaning, Result
from pos.devices.zvt.talk import Talk
from pos.devices.zvt.verdicts import REVERSING, code_name, declined, progress_of, refused
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Outcome,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.ports import Notice, Phase, Progress

_CARD_PHASES: Final = (Phase.CARD_IN_FIELD, Phase.PROCESSING, Phase.RECOVERING)
_ABORTS: Final = 3  # how often 06 B0 is said again where the terminal was just not ready for it


class MoneyRequest:
    """One 06 01 or 06 30. `run` is called once, on a terminal that stands idle."""

    def __init__(self, talk: Talk, expected: Expected, command: Apdu, caller: Caller) -> None:
        self._talk = talk
        self._line = talk.line
        self._timing = talk.line.timing
        self._expected = expected
        self._command = command
        self._caller = caller
        self._found = Found()
        self._noted = False
        self._aborts_left = _ABORTS
        self._abort_from = 0.0  # not before (monotonic): the terminal asked to wait
        self._aborting = False

    def run(self) -> Outcome:
        """Never raises but what `received`, `stop` and `tell` raise."""
        self._say(Phase.LINK_SEND)
        self._talk.idle = False
        try:
            return self._carry_out()
        except LineSilentError as silent:
            return self._settled() or Unknown(UnknownCause.NO_ANSWER, str(silent))
        except LinkError as lost:
            self._talk.lose()
            return self._settled() or Unknown(UnknownCause.LINE_LOST, str(lost))

    def _carry_out(self) -> Outcome:
        sent = self._line.send(self._command, is_reply, self._caller.stop)
        if sent is Sent.REFUSED:
            return self._prove(Aborted(AbortCause.BUSY), UnknownCause.NOT_ACKNOWLEDGED)
        if sent is Sent.SILENT:
            return Unknown(UnknownCause.NOT_ACKNOWLEDGED, f"{self._command.name}: not acknowledged")
        self._say(Phase.WAIT_ACCEPT)
        code = self._await_accept()
        if code is not None:
            return self._refused_to_begin(code)
        self._say(Phase.WAIT_CARD, Notice.TOUCH)
        return self._wait()

    def _await_accept(self) -> int | None:
        """None once 80 00 00 came, or the result itself; else the code of 84 xx. Raises LineSilentError."""
        until = self._in(self._timing.accept_s)
        while (apdu := self._line.next(until)) is not None:
            if is_reply(apdu):
                return refusal_code(apdu)
            if apdu.control == Control.STATUS_INFORMATION:
                self._take_result(apdu)
                if self._found.has_result:
                    return None
            else:
                self._talk.answer_politely(apdu)  # of an earlier conversation
        raise LineSilentError(f"{self._command.name}: no answer")

    def _refused_to_begin(self, code: int) -> Outcome:
        self._found.ended = code != PLEASE_WAIT
        self._found.refusal = declined(code, "")
        if_nothing = Aborted(AbortCause.BUSY, code_name(code))
        return self._prove(if_nothing, UnknownCause.UNKNOWN_CODE)

    def _wait(self) -> Outcome:
        """From the accepted request to the end of the conversation."""
        until = self._in(self._wait_s())
        while True:
            apdu = self._line.next(until, self._wants_abort)
            if apdu is not None:
                self._take(apdu)
                if self._found.ended:
                    return self._conclude()
                if not (is_reply(apdu) and self._aborting):
                    until = self._in(self._wait_s())
            elif self._wants_abort():
                self._abort()
                until = min(until, self._in(self._timing.standby_s))
            else:
                return self._nothing_more()

    def _wait_s(self) -> float:
        """T4, or our own patience once only the end of the conversation is missing."""
        if self._found.has_result:
            return self._timing.ending_s
        return self._timing.standby_s if self._aborting else self._timing.completion_s

    def _take(self, apdu: Apdu) -> None:
        """One message of the running conversation, answered."""
        if is_reply(apdu):
            self._take_reply(apdu)
            return
        if apdu.control == Control.STATUS_INFORMATION:
            self._take_result(apdu)
            return
        self._heard_again(apdu)
        if apdu.control == Control.PROGRESS:
            self._take_progress(progress_code(apdu))
        elif apdu.control in (Control.PRINT_LINE, Control.PRINT_BLOCK):
            self._found.print(printed(apdu))
            self._say(Phase.PRINTING)
        elif apdu.control == Control.COMPLETION:
            self._found.ended, self._found.certain = True, False  # what was refused does not end with 06 0F
        elif apdu.control == Control.ABORT:
            self._take_abort(apdu)
        self._answer(apdu)

    def _answer(self, apdu: Apdu) -> None:
        """Polite as ever; what fails on the line behind a settled result changes nothing about it."""
        try:
            self._talk.answer_politely(apdu)
        except LinkError:
            if not self._found.ended:
                raise
            self._talk.lose()

    def _take_reply(self, apdu: Apdu) -> None:
        """The answer to 06 B0: a terminal that was just not ready for it is asked again."""
        if refusal_code(apdu) is not None and self._aborting:
            self._aborting = False
            self._abort_from = self._in(self._timing.busy_s)

    def _heard_again(self, apdu: Apdu) -> None:
        """Who goes on has heard our 80 00 00, but for the news that it takes the payment back."""
        news = apdu.control == Control.PROGRESS and progress_code(apdu) in REVERSING
        if self._found.approved is not None and not news:
            self._found.stands = True

    def _take_progress(self, code: int) -> None:
        if code in REVERSING:
            self._take_reversal_news()
        progress = progress_of(code)
        if progress is None or self._found.has_result:
            return
        self._found.card_seen = progress.phase in _CARD_PHASES
        self._caller.tell(progress)

    def _take_reversal_news(self) -> None:
        """Of ours, or before ours of one that our books do not know."""
        if self._found.approved is not None or not self._expected.may_reverse_first:
            self._found.reversing = True
        else:
            self._expected = replace(self._expected, reversed_first=True)

    def _take_abort(self, apdu: Apdu) -> None:
        self._found.ended = True
        if self._found.approved is not None:
            self._found.reversing = True  # approved, and then the terminal gave up
        elif self._found.refusal is None:
            self._found.refusal = abort_of(apdu)
        elif self._found.refusal.code != abort_of(apdu).code:
            self._found.certain = False

    def _take_result(self, apdu: Apdu) -> None:
        """A 04 0F: noted where it is ours, then acknowledged."""
        result = self._expected.read(apdu, self._talk.now())
        if result.meaning is not Meaning.OURS:
            if result.meaning is Meaning.CLEARED:
                self._take_reversal_news()
            self._found.reversing |= result.meaning is Meaning.REVERSED
            self._talk.answer_politely(apdu)
        elif isinstance(result.outcome, Approved):
            self._take_approval(result.outcome)
        elif isinstance(result.outcome, Declined):
            self._take_refusal(result, result.outcome)
        elif isinstance(result.outcome, Unknown):
            self._doubt(result.outcome)
            self._confirm()

    def _take_approval(self, approved: Approved) -> None:
        found = self._found
        if found.approved is not None and found.approved.record != approved.record:
            self._doubt(Unknown(UnknownCause.WRONG_ANSWER, "approved twice"))
        elif found.refusal is not None:
            self._doubt(Unknown(UnknownCause.WRONG_ANSWER, "refused, then approved"))
        elif found.doubt is None:
            self._say(Phase.RESULT_RECEIVED)
            self._note(approved)
            found.approved = approved
            self._talk.learn_clock(approved.record)
        self._confirm()

    def _take_refusal(self, result: Result, refusal: Declined) -> None:
        if self._found.approved is not None:
            self._found.reversing = True
        else:
            self._found.refusal = refusal
            self._found.certain = result.certain
            short = refusal.result is ResultCode.DEFICIENT
            self._say(Phase.RESULT_RECEIVED, Notice.BALANCE_SHORT if short else Notice.NONE)
            if result.certain:
                self._note(refused(refusal, stopped=self._caller.stop()))
        self._confirm()

    def _doubt(self, unknown: Unknown) -> None:
        self._found.doubt = unknown
        self._say(Phase.RESULT_RECEIVED)
        self._note(unknown)

    def _note(self, outcome: Outcome) -> None:
        """On disk before the 80 00 00."""
        if not self._noted:
            self._caller.received(outcome)
        self._noted = True

    def _confirm(self) -> None:
        """80 00 00 for a result. On a serial line its ACK proves that the terminal has it."""
        self._say(Phase.CONFIRMING)
        self._found.stands = False
        sent = self._line.send(ACCEPTED, goes_on)
        self._found.stands = self._line.confirms and sent is Sent.ACCEPTED

    def _conclude(self) -> Outcome:
        """06 0F or 06 1E was said."""
        found = self._found
        self._talk.idle = found.doubt is None and not found.reversing
        settled = self._settled()
        if settled is not None:
            return settled
        if found.refusal is not None:
            outcome = refused(found.refusal, stopped=self._caller.stop())
            return outcome if found.certain else self._prove(outcome, UnknownCause.UNKNOWN_CODE)
        self._talk.idle = False
        return Unknown(UnknownCause.WRONG_ANSWER, "completed without a result")

    def _nothing_more(self) -> Outcome:
        """The terminal fell silent before the end of the conversation."""
        found = self._found
        settled = self._settled()
        if settled is not None:
            return settled
        if found.approved is not None:
            return Unknown(UnknownCause.NOT_ACKNOWLEDGED, "nobody knows whether our acknowledgement arrived")
        if found.refusal is not None:
            outcome = refused(found.refusal, stopped=self._caller.stop())
            return outcome if found.certain else self._prove(outcome, UnknownCause.NO_ANSWER)
        if found.card_seen or found.reversing:
            return Unknown(UnknownCause.NO_ANSWER, "no result after the card was read")
        cause = AbortCause.STOPPED if self._caller.stop() else AbortCause.NO_CARD
        return self._prove(Aborted(cause), UnknownCause.NO_ANSWER)

    def _settled(self) -> Outcome | None:
        return self._found.settled(stopped=self._caller.stop())

    def _prove(self, if_nothing_moved: Outcome, otherwise: UnknownCause) -> Outcome:
        self._say(Phase.RECOVERING)
        return prove(self._talk, self._expected.intent, self._found, if_nothing_moved, otherwise)

    def _wants_abort(self) -> bool:
        """中止 counts while no card is read; after that it is only a wish."""
        if self._found.card_seen or self._found.has_result or self._aborting or self._aborts_left == 0:
            return False
        return self._line.monotonic() >= self._abort_from and self._caller.stop()

    def _abort(self) -> None:
        """06 B0; the payment then ends with 6C, or, too late, with its own result."""
        self._aborting = True
        self._aborts_left -= 1
        self._line.send(self._talk.commands.abort(), is_reply)

    def _in(self, seconds: float) -> float:
        return self._line.monotonic() + seconds

    def _say(self, phase: Phase, notice: Notice = Notice.NONE) -> None:
        self._caller.tell(Progress(phase, notice))
