"""What a running money request makes of each message: result, progress, paper, end.

The payment stands once the terminal has our 80 00 00 for its 04 0F; without one it reverses by itself.
So a result is noted before it is acknowledged. Source: terminals.md §3, money rules (a) to (d).
"""

from dataclasses import replace
from typing import Final

from pos.devices.link import LinkError
from pos.devices.zvt.answers import abort_of, printed, progress_code
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import ACCEPTED, Control, is_reply, refusal_code
from pos.devices.zvt.found import Caller, Found
from pos.devices.zvt.line import Sent
from pos.devices.zvt.results import Expected, Meaning, Result
from pos.devices.zvt.talk import Talk
from pos.devices.zvt.verdicts import REVERSING, progress_of, refused
from pos.domain.payment import Approved, Declined, Outcome, ResultCode, Unknown, UnknownCause
from pos.ports import Notice, Phase, Progress

_CARD_PHASES: Final = (Phase.CARD_IN_FIELD, Phase.PROCESSING, Phase.RECOVERING)


class Hearing:
    """The listening half of a money request; fills `_found`."""

    def __init__(self, talk: Talk, expected: Expected, caller: Caller) -> None:
        self._talk = talk
        self._line = talk.line
        self._timing = talk.line.timing
        self._expected = expected
        self._caller = caller
        self._found = Found()
        self._noted = False
        self._on_its_way = 0  # TCP: messages that were said before our 80 00 00 can have been heard
        self._aborting = False
        self._abort_from = 0.0  # not before (monotonic): the terminal asked to wait

    def _take(self, apdu: Apdu) -> None:
        """One message of the running conversation, answered."""
        if apdu.control == Control.STATUS_INFORMATION:
            self._take_result(apdu)
            return
        self._heard_again(apdu)
        if is_reply(apdu):
            self._take_reply(apdu)
            return
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
        """TCP: who says the next thing has heard our 80 00 00, unless it was on its way already. 04 FF is
        no such thing: a terminal tells its progress without waiting for anybody."""
        if self._line.confirms or self._found.approved is None:
            return
        if self._on_its_way > 0:
            self._on_its_way -= 1
        elif not is_reply(apdu) and apdu.control != Control.PROGRESS:
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
            found.named = True
            self._talk.learn_clock(approved.record)
        self._confirm()

    def _take_refusal(self, result: Result, refusal: Declined) -> None:
        if self._found.approved is not None:
            self._found.reversing = True
        else:
            self._found.refusal = refusal
            self._found.certain = result.certain
            self._found.named = result.named
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
        """80 00 00 for a result. On a serial line nothing but its ACK proves that the terminal has it."""
        self._say(Phase.CONFIRMING)
        self._found.stands = False
        sent = self._line.send(ACCEPTED)
        self._found.stands = self._line.confirms and sent is Sent.ACCEPTED
        self._on_its_way = self._line.on_its_way

    def _in(self, seconds: float) -> float:
        return self._line.monotonic() + seconds

    def _say(self, phase: Phase, notice: Notice = Notice.NONE) -> None:
        self._caller.tell(Progress(phase, notice))
