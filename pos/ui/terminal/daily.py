"""端末の中間計・日計 for the lane: who may, when it may not be, and the journal's note of it."""

from typing import TYPE_CHECKING

from pos.domain.staff import Right, Staff
from pos.errors import Reason, RefusedError
from pos.ports import DailyLog, DailyLogKind, Stop
from pos.rights import require

if TYPE_CHECKING:
    from pos.counter import Counter


def take_daily_log(counter: "Counter", kind: DailyLogKind, by: Staff, stop: Stop) -> DailyLog:
    """Ask the terminal for its totals and note it. A 日計 resets them, and with them the proof that an
    open question may need: RefusedError TERMINAL_HELD while there is one.

    Raises also AccessError NOT_ALLOWED, RefusedError TERMINAL_NOT_CONFIGURED, TERMINAL_UNSUPPORTED,
    DeviceError TERMINAL_UNREACHABLE, TERMINAL_REFUSED.
    """
    settling = kind is DailyLogKind.SETTLEMENT
    require(counter.ledger, by, Right.CLOSE_DAY if settling else Right.LOOK_UP)
    if counter.terminal is None:
        raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
    if settling and counter.recovery.open_questions():
        raise RefusedError(Reason.TERMINAL_HELD)
    log = counter.terminal.access_daily_log(kind, stop=stop)
    totals = [[each.brand.value, each.label, each.count, each.amount.amount] for each in log.totals]
    facts = {"kind": kind.name.lower(), "terminal_no": log.terminal_no, "totals": totals}
    counter.ledger.record_event("terminal daily log", by=by.id, facts=facts, at=counter.clock())
    return log
