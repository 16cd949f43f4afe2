"""Asking the terminal about one open payment, and whether a result noted before may still be trusted."""

from dataclasses import replace

from pos.domain.days import Clock
from pos.domain.evidence import judge, unless_reversed_before
from pos.domain.inquiry import Inquiry, Source
from pos.domain.payment import Approved, Declined, Direction, Payment, Unknown, UnknownCause
from pos.domain.staff import Staff
from pos.domain.weighing import intent_of, unproved
from pos.errors import DeviceError, Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import LastResult, PaymentTerminal, Stop


class Inquirer:
    """Turns what a terminal shows into an inquiry for the record; keeps nothing itself."""

    def __init__(self, ledger: Ledger, terminal: PaymentTerminal, clock: Clock) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._clock = clock

    def can_ask(self, payment: Payment) -> bool:
        """A terminal without a last result can still say that it is the one whose result was noted."""
        return self._terminal.capabilities.last_result or _noted(payment) is not None

    def ask(self, payment: Payment, stop: Stop, by: Staff | None) -> Inquiry:
        """What the terminal proves about the payment. A terminal that is away or busy proves nothing."""
        person, terminal = by.id if by else None, self._terminal
        asked = Inquiry(payment.id, 0, Source.TERMINAL, self._clock(), person, unproved("no answer"))
        try:
            terminal.clear_output(stop=stop)  # a request still waiting for a card must not charge now
            last = self._last(stop)
            noted = self._trusted(payment, last, stop)
        except DeviceError as trouble:
            cause = UnknownCause.BUSY if trouble.reason is Reason.TERMINAL_BUSY else UnknownCause.INTERRUPTED
            return replace(asked, answer=Unknown(cause, str(trouble)))
        shows_cancel, original = terminal.capabilities.last_shows_cancel, self._original(payment)
        intent = intent_of(payment, last.clock_offset_s, shows_cancel=shows_cancel, original=original)
        verdict = noted or judge(intent, last.record, self._clock(), last.refusal)
        if isinstance(verdict, Unknown) and last.clock_offset_s is not None:  # our clock was put right since?
            then = replace(intent, clock_offset_s=payment.clock_offset_s)
            proved = judge(then, last.record, self._clock(), last.refusal)
            verdict = verdict if isinstance(proved, Unknown) else proved
        answer = unless_reversed_before(payment.direction, verdict)
        return replace(asked, answer=answer, clock_offset_s=last.clock_offset_s)

    def _last(self, stop: Stop) -> LastResult:
        if not self._terminal.capabilities.last_result:
            return LastResult(None, None)
        return self._terminal.query_last_successful_transaction_result(stop=stop)

    def _trusted(self, payment: Payment, last: LastResult, stop: Stop) -> Approved | Declined | None:
        """The result that had arrived, where only its booking was cut off: the terminal is still that one,
        and cannot have taken it back. Settings may have put another one in its place."""
        noted = _noted(payment)
        if noted is None or self._terminal.capabilities.auto_reversal:
            return None
        named = noted.record.terminal_no if isinstance(noted, Approved) else ""
        number = named or (payment.mark.terminal_no if payment.mark else "")
        return noted if number and number == self._terminal_no(last, stop) else None

    def _terminal_no(self, last: LastResult, stop: Stop) -> str:
        """Its own number, "" where it does not tell."""
        if last.record is not None:
            return last.record.terminal_no
        try:
            return self._terminal.check_health(stop=stop).terminal_no
        except RefusedError:
            return ""

    def _original(self, payment: Payment) -> str:
        """The number of what a cancellation takes back, "" where nobody knows it."""
        if payment.direction is not Direction.CANCEL:
            return ""
        cancels = self._ledger.sale(payment.sale_id).cancels
        paid = self._ledger.sale(cancels).payment if cancels else None
        done = paid.conclusion if paid else None
        return done.record.sequence if isinstance(done, Approved) else ""


def _noted(payment: Payment) -> Approved | Declined | None:
    return payment.noted if isinstance(payment.noted, Approved | Declined) else None
