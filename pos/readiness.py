"""Is the terminal fit to be asked for money now: free of open questions, and all it did is accounted for."""

from dataclasses import dataclass

from pos.domain.days import Clock
from pos.domain.evidence import follows
from pos.domain.payment import Approved, Direction, HighWaterMark, Method, TransactionRecord
from pos.errors import Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import LastResult, PaymentTerminal, Stop
from pos.recovery import Recovery


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

        Raises RefusedError TERMINAL_NOT_CONFIGURED, TERMINAL_HELD, or TERMINAL_MOVED (facts: amount,
        sequence, at) once for each transaction that the books do not account for; DeviceError,
        StorageError.
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
        self._refuse_stray(terminal, last, known)
        shown = known if _lags(last, known) else last.as_mark()
        booked = known if shown == known else None  # else it would reverse what came between
        return ReadyTerminal(terminal, shown or known, last.clock_offset_s, last.record, booked)

    def _is_held(self) -> bool:
        """Any open card payment holds the counter, whatever its terminal was called in the settings."""
        return any(each.method is Method.E_MONEY for each in self._ledger.open_payments())

    def _refuse_stray(self, terminal: PaymentTerminal, last: LastResult, known: HighWaterMark | None) -> None:
        """A late approval or a charge by hand: kept, and told once, so that nobody pays twice unseen."""
        record = last.record
        if last.refusal is not None:
            return  # no money moved
        if record is None or known is None or record.terminal_no != known.terminal_no:
            return
        if HighWaterMark.of(record) == known or _lags(last, known) or self._took_back_unbooked(record, known):
            return
        self._ledger.note_stray(terminal.id, record, at=self._clock())
        raise RefusedError(
            Reason.TERMINAL_MOVED, amount=record.amount, sequence=record.sequence, at=f"{record.at:%H:%M}"
        )

    def _took_back_unbooked(self, record: TransactionRecord, known: HighWaterMark) -> bool:
        """A terminal that reversed by itself what never came into the books: nothing is left to tell."""
        if record.direction is not Direction.CANCEL or not record.cancels:
            return False
        day = self._ledger.current_day()
        sold = self._ledger.sales_of_day(day.number) if day else ()
        paid = [each.payment.conclusion for each in sold if each.payment]
        booked = {each.record.sequence for each in paid if isinstance(each, Approved)}
        return record.cancels not in {*booked, known.sequence}


def _lags(last: LastResult, known: HighWaterMark | None) -> bool:
    """The terminal shows the transaction before the one that it told us itself. Taken as the mark, it would
    let the record of an earlier payment pass for that of the next one."""
    record = last.record
    if record is None or known is None or record.terminal_no != known.terminal_no:
        return False
    return follows(record.sequence, known.sequence)
