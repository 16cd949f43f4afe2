"""中間計 and 日計 of the terminal: who may, when they may not be, and the journal's note of the totals."""

from pos.domain.days import Clock
from pos.domain.payment import PaymentState
from pos.domain.staff import Right, Staff
from pos.errors import Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import DailyLog, DailyLogKind, PaymentTerminal, Stop
from pos.rights import require


class DailyLogs:
    """Takes the terminal's totals for the books of one counter."""

    def __init__(self, ledger: Ledger, terminal: PaymentTerminal | None, clock: Clock) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._clock = clock

    def take(self, kind: DailyLogKind, by: Staff, *, stop: Stop) -> DailyLog:
        """Ask the terminal for its totals and note them. A 日計 resets them, and with them the proof that an
        open payment may need: RefusedError PAYMENT_RUNNING or TERMINAL_HELD while there is one.

        Raises also AccessError NOT_ALLOWED, RefusedError TERMINAL_NOT_CONFIGURED, TERMINAL_UNSUPPORTED,
        StorageError (before the terminal is asked, where nothing can be written), DeviceError.
        """
        settling = kind is DailyLogKind.SETTLEMENT
        require(self._ledger, by, Right.CLOSE_DAY if settling else Right.LOOK_UP)
        if self._terminal is None:
            raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
        if settling:
            self._refuse_while_open()
        self._ledger.check_writable()  # totals that were reset stand nowhere else
        log = self._terminal.access_daily_log(kind, stop=stop)
        self._ledger.record_event("terminal daily log", by=by.id, facts=_facts(log), at=self._clock())
        return log

    def _refuse_while_open(self) -> None:
        states = {each.state for each in self._ledger.open_payments()}
        if PaymentState.REQUESTED in states:
            raise RefusedError(Reason.PAYMENT_RUNNING)
        if states:
            raise RefusedError(Reason.TERMINAL_HELD)


def _facts(log: DailyLog) -> dict[str, object]:
    totals = [[each.brand.value, each.label, each.count, each.amount.amount] for each in log.totals]
    return {"kind": log.kind.name.lower(), "terminal_no": log.terminal_no, "totals": totals}
