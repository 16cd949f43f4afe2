"""One request that moves money on a ZVT terminal, from its first byte to an `Outcome`.

06 01 is never sent again because an answer is missing. Source: terminals.md §3 and §4; what each message
means for it is in hearing.py.
"""

from typing import Final

from pos.devices.link import LinkError
from pos.devices.port import LineSilentError
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import PLEASE_WAIT, Control, is_reply, refusal_code
from pos.devices.zvt.found import Caller
from pos.devices.zvt.hearing import Hearing
from pos.devices.zvt.line import Sent
from pos.devices.zvt.proof import prove
from pos.devices.zvt.results import Expected
from pos.devices.zvt.talk import Talk
from pos.devices.zvt.verdicts import code_name, declined, refused
from pos.domain.payment import AbortCause, Aborted, Outcome, Unknown, UnknownCause
from pos.ports import Notice, Phase

_ABORTS: Final = 3  # how often 06 B0 is said again where the terminal was just not ready for it


class MoneyRequest(Hearing):
    """One 06 01 or 06 30. `run` is called once, on a terminal that stands idle."""

    def __init__(self, talk: Talk, expected: Expected, command: Apdu, caller: Caller) -> None:
        super().__init__(talk, expected, caller)
        self._command = command
        self._aborts_left = _ABORTS
        self._ends_at = self._in(self._timing.request_s)

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
        until = self._soon(self._wait_s())
        while True:
            apdu = self._line.next(until, self._wants_abort)
            if apdu is not None:
                self._take(apdu)
                if self._found.ended:
                    return self._conclude()
                if not (is_reply(apdu) and self._aborting):
                    until = self._soon(self._wait_s())
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

    def _conclude(self) -> Outcome:
        """06 0F or 06 1E was said."""
        found = self._found
        # An end that names nothing may be that of an earlier request, said once more.
        self._talk.idle = found.named and found.doubt is None and not found.reversing
        settled = self._settled()
        if settled is not None:
            return settled
        if found.refusal is not None:
            outcome = refused(found.refusal, stopped=self._caller.stop())
            return outcome if found.certain else self._prove(outcome, UnknownCause.UNKNOWN_CODE)
        self._talk.idle = False
        if found.approved is not None:
            return _unheard()
        return Unknown(UnknownCause.WRONG_ANSWER, "completed without a result")

    def _nothing_more(self) -> Outcome:
        """The terminal fell silent before the end of the conversation."""
        found = self._found
        settled = self._settled()
        if settled is not None:
            return settled
        if found.approved is not None:
            return _unheard()
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
        return prove(self._talk, self._expected, if_nothing_moved, otherwise)

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

    def _soon(self, seconds: float) -> float:
        """So long from now, but not behind the end of every request."""
        return min(self._in(seconds), self._ends_at)


def _unheard() -> Unknown:
    return Unknown(UnknownCause.NOT_ACKNOWLEDGED, "nobody knows whether our acknowledgement arrived")
