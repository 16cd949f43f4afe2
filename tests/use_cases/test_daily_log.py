"""日計 of the terminal: by whom, not while a payment is open, and kept with its totals."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace

import pytest

from pos.counter import Counter
from pos.daily_log import DailyLogs
from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import Direction, HighWaterMark, Method, Unknown, UnknownCause
from pos.domain.staff import Staff
from pos.errors import AccessError, Reason, RefusedError
from pos.ports import DailyLog, DailyLogKind, DailyTotal, Stop
from tests.support.obliging import CAN, ObligingTerminal
from tests.support.proof import check_whole
from tests.support.till import AUDITOR, CASHIER, CLERK, never, yen_basket

SETTLEMENT, REPORTING = DailyLogKind.SETTLEMENT, DailyLogKind.REPORTING


@dataclass
class Totalling(ObligingTerminal):
    """Tells its totals, and how often it was asked for which."""

    asked: list[DailyLogKind] = field(default_factory=list)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        self.asked.append(kind)
        return DailyLog(kind, self.terminal_no, (DailyTotal(Brand.WAON, "WAON", 2, Yen(350)),))


@pytest.fixture
def terminal(cash_counter: Counter) -> Iterator[Totalling]:
    can = replace(CAN, daily_log=DailyLogKind.REPORTING_SETTLEMENT)
    yield Totalling(cash_counter.clock, capabilities=can)
    check_whole(cash_counter)


def logs(counter: Counter, terminal: Totalling | None) -> DailyLogs:
    return DailyLogs(counter.ledger, terminal, counter.clock)


def noted(counter: Counter) -> list[str]:
    with closing(sqlite3.connect(counter.settings.ledger_path)) as ledger:
        rows = [str(row) for row in ledger.execute("SELECT * FROM journal")]
    return [row for row in rows if "terminal daily log" in row]


def test_the_totals_are_kept_with_who_took_them(cash_counter: Counter, terminal: Totalling) -> None:
    log = logs(cash_counter, terminal).take(SETTLEMENT, CASHIER, stop=never)
    assert sum(each.amount.amount for each in log.totals) == 350
    (note,) = noted(cash_counter)
    for each in ("settlement", "T-0001", "WAON", "350", CASHIER.id):
        assert each in note


@pytest.mark.parametrize(("by", "kind"), [(CLERK, SETTLEMENT), (AUDITOR, SETTLEMENT)])
def test_not_everybody_may_reset_the_totals(
    cash_counter: Counter, terminal: Totalling, by: Staff, kind: DailyLogKind
) -> None:
    with pytest.raises(AccessError):
        logs(cash_counter, terminal).take(kind, by, stop=never)
    assert (terminal.asked, noted(cash_counter)) == ([], [])
    logs(cash_counter, terminal).take(REPORTING, CLERK, stop=never)
    assert terminal.asked == [REPORTING]


@pytest.mark.parametrize(
    ("unknown", "reason"), [(False, Reason.PAYMENT_RUNNING), (True, Reason.TERMINAL_HELD)]
)
def test_not_while_a_payment_runs_or_a_question_is_open(
    cash_counter: Counter, terminal: Totalling, unknown: bool, reason: Reason
) -> None:
    ledger, record = cash_counter.ledger, terminal.write(Direction.CHARGE, Yen(80))
    sale = ledger.promise_sale(
        yen_basket(cash_counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=cash_counter.clock(),
        terminal_id=terminal.id, mark=HighWaterMark.of(record),
    )  # fmt: skip
    if unknown and sale.payment is not None:
        silent = Unknown(UnknownCause.NO_ANSWER)
        ledger.conclude(sale.payment.id, silent, at=cash_counter.clock(), office=cash_counter.office)
    with pytest.raises(RefusedError) as refused:
        logs(cash_counter, terminal).take(SETTLEMENT, CASHIER, stop=never)
    assert refused.value.reason is reason
    assert (terminal.asked, noted(cash_counter)) == ([], [])
    logs(cash_counter, terminal).take(REPORTING, CASHIER, stop=never)  # this resets nothing


def test_a_counter_without_a_terminal_has_none(cash_counter: Counter) -> None:
    with pytest.raises(RefusedError) as refused:
        cash_counter.daily_logs.take(REPORTING, CASHIER, stop=never)
    assert refused.value.reason is Reason.TERMINAL_NOT_CONFIGURED
