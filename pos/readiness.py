"""Is the terminal fit to be asked for money now: free of open questions, and all it did is accounted for."""

from dataclasses import dataclass
from typing import Final

from pos.domain.accounted import Accounted, Gap, news_of
from pos.domain.days import Clock
from pos.domain.payment import HighWaterMark, Method, TransactionRecord
from pos.errors import DeviceError, Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import LastResult, PaymentTerminal, Stop
from pos.recovery import Recovery

_REASONS: Final = {
    Gap.MOVED: Reason.TERMINAL_MOVED,
    Gap.SKIPPED: Reason.TERMINAL_SKIPPED,
    Gap.LACKS: Reason.TERMINAL_LACKS,
}


@dataclass(frozen=True, slots=True)
class ReadyTerminal:
    """A terminal that may be asked for money now. `last` is its newest transaction, None where it
    does not tell; `mark` is that, or what the books know of it. `booked` is its newest one that the
    books account for. `clock_offset_s`: its clock minus ours, None where nobody knows."""

    terminal: PaymentTerminal
    mark: HighWaterMark | None
    clock_offset_s: int | None
    last: TransactionRecord | None
    booked: HighWaterMark | None


class Readiness:
    """Asked before each charge and each cancellation."""

    def __init__(
        self, ledger: Ledger, terminal: PaymentTerminal | None, recovery: Recovery, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._recovery = recovery
        self._clock = clock

    def of_terminal(self, stop: Stop) -> ReadyTerminal:
        """The terminal, free of open questions, with its newest transaction as the mark.

        Raises RefusedError TERMINAL_NOT_CONFIGURED, TERMINAL_HELD, or once for each thing that the books
        do not account for TERMINAL_MOVED, TERMINAL_SKIPPED, TERMINAL_LACKS (facts: amount, sequence, at,
        count); DeviceError, StorageError.
        """
        terminal = self._terminal
        if terminal is None:
            raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
        self._ledger.check_writable()  # nobody is charged while nothing can be written down
        if self._is_held():
            self._recovery.ask(stop=stop)
        if self._is_held():
            raise RefusedError(Reason.TERMINAL_HELD)
        if not terminal.capabilities.last_result:
            return ReadyTerminal(terminal, None, None, None, None)
        known = self._ledger.last_known(terminal.id)
        last = terminal.query_last_successful_transaction_result(stop=stop)
        if known is None:
            return ReadyTerminal(terminal, last.as_mark(), last.clock_offset_s, last.record, None)
        self._refuse_news(terminal, last, known)
        booked = known.booked(last.record, refused=last.refusal is not None)
        return ReadyTerminal(terminal, known.mark(last.as_mark()), last.clock_offset_s, last.record, booked)

    def tell_strays(self) -> None:
        """Before the books close: what the terminal did without them, told once. Raises RefusedError
        TERMINAL_MOVED, TERMINAL_SKIPPED, TERMINAL_LACKS; a terminal that is away has nothing to tell."""
        terminal = self._terminal
        if terminal is None or self._is_held() or not terminal.capabilities.last_result:
            return
        known = self._ledger.last_known(terminal.id)
        if known is None:
            return
        try:
            last = terminal.query_last_successful_transaction_result(stop=lambda: False)
        except DeviceError:
            return
        self._refuse_news(terminal, last, known)

    def _is_held(self) -> bool:
        """Any open card payment holds the counter, whatever its terminal was called in the settings."""
        return any(each.method is Method.E_MONEY for each in self._ledger.open_payments())

    def _refuse_news(self, terminal: PaymentTerminal, last: LastResult, known: Accounted) -> None:
        """A late approval or a charge by hand: kept, and told once, so that nobody pays twice unseen."""
        record, refused = last.record, last.refusal is not None
        if record is None:
            return
        shows_cancel = terminal.capabilities.last_shows_cancel
        news = news_of(known, record, refused=refused, shows_cancel=shows_cancel)
        if news is None:
            return
        facts = {"terminal": terminal.id, "news": news.gap.value, "count": news.count, "refused": refused}
        self._ledger.record_event("terminal not as booked", by=None, facts=facts, at=self._clock())
        self._ledger.note_stray(terminal.id, record, at=self._clock())
        raise RefusedError(
            _REASONS[news.gap],
            amount=record.amount if known.claim is None or news.gap is not Gap.LACKS else known.claim.amount,
            sequence=record.sequence,
            at=f"{record.at:%H:%M}",
            count=news.count,
        )
