"""The business day: opened once, counted, closed in one step, its report frozen."""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from pos.domain.basket import OfficialUse
from pos.domain.days import FiscalYear
from pos.domain.drawer import CashCount, CountKind
from pos.domain.ids import DayNumber
from pos.domain.money import Yen
from pos.domain.payment import Approved, CashTaken, Direction, Method, Unknown, UnknownCause
from pos.errors import Reason, RefusedError
from pos.ledger import Ledger
from tests.ledger.counter import (
    CASHIER,
    CLERK,
    FLOAT,
    MARK,
    OFFICE,
    T1,
    TODAY,
    TOMORROW,
    ask_terminal,
    at,
    basket,
    cancel_cash,
    conclude,
    pay_cash,
    record,
)

FIRST = DayNumber(1)
REVENUE = (
    "SELECT v.fiscal_year, sum(e.amount) FROM voucher AS v JOIN entry AS e ON e.voucher = v.number"
    " WHERE e.account = 'revenue' GROUP BY 1"
)


def refused(reason: Reason) -> "pytest.RaisesExc[RefusedError]":
    return pytest.raises(RefusedError, check=lambda error: error.reason is reason)


def close(ledger: Ledger, *, reason: str = "", minutes: float = 500) -> None:
    ledger.close_day(OFFICE, by=CASHIER, witness=CLERK, reason=reason, at=at(minutes))


def test_opening_stores_the_count_and_books_the_change_fund(till: Ledger) -> None:
    day = till.current_day()
    assert day is not None
    assert (day.number, day.business_date, day.change_fund) == (1, TODAY, Yen(30_000))
    assert day.fiscal_year == FiscalYear(2026)
    (count,) = till.counts(FIRST, CountKind.OPENING)
    assert (count.count, count.attempt, count.counted_by) == (FLOAT, 1, CASHIER)
    assert till.expected_cash(FIRST) == Yen(30_000)


def test_one_day_at_a_time_each_date_once_and_never_backwards(till: Ledger) -> None:
    with refused(Reason.DAY_ALREADY_OPEN):
        till.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(5))
    till.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(499))
    close(till)
    with refused(Reason.DAY_DATE_USED):
        till.open_day(TODAY, FLOAT, by=CASHIER, at=at(501))
    with refused(Reason.DAY_DATE_BEFORE_LAST):
        till.open_day(TODAY - timedelta(days=1), FLOAT, by=CASHIER, at=at(501))
    till.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(1440))
    assert [day.is_open for day in till.days()] == [True, False]


def test_recounts_are_added_and_the_first_is_kept(till: Ledger) -> None:
    for attempt, pieces in enumerate((1, 2, 3), start=1):
        stored = till.record_count(CountKind.CLOSING, CashCount.of({1000: pieces}), by=CLERK, at=at(400))
        assert stored.attempt == attempt
    totals = [each.count.total for each in till.counts(FIRST, CountKind.CLOSING)]
    assert totals == [Yen(1000), Yen(2000), Yen(3000)]


def test_without_a_day_nothing_is_counted_closed_or_reported(ledger: Ledger) -> None:
    assert ledger.current_day() is None
    with refused(Reason.DAY_NOT_OPEN):
        ledger.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(1))
    with refused(Reason.DAY_NOT_OPEN):
        close(ledger)
    with refused(Reason.DAY_NOT_OPEN):
        ledger.day_report(FIRST, OFFICE, at=at(1))


def test_a_close_needs_a_count_a_reason_and_two_people(till: Ledger) -> None:
    with refused(Reason.COUNT_MISSING):
        close(till)
    till.record_count(CountKind.CLOSING, CashCount.of({1000: 29}), by=CASHIER, at=at(499))
    with refused(Reason.REASON_REQUIRED):
        close(till, reason=" ")
    with refused(Reason.WITNESS_IS_SAME_PERSON):
        till.close_day(OFFICE, by=CASHIER, witness=CASHIER, reason="不足", at=at(500))
    assert till.current_day() is not None
    close(till, reason="不足")
    with refused(Reason.DAY_NOT_OPEN):
        close(till, reason="不足")


def test_a_close_waits_for_a_running_payment_but_not_for_an_unknown_one(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    till.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(499))
    with refused(Reason.PAYMENT_RUNNING):
        close(till)
    conclude(till, sale, Unknown(UnknownCause.NO_ANSWER), when=at(6))
    report = till.close_day(OFFICE, by=CASHIER, witness=CLERK, reason="", at=at(500))
    (unsettled,) = report.unsettled
    assert (unsettled.amount, unsettled.sale_number, unsettled.state) == (sale.total, 1, "unknown")


def test_the_books_of_a_closed_day_keep_only_its_takings(till: Ledger) -> None:
    pay_cash(till, basket(), when=at(5))  # ¥450
    counted = CashCount.of({10_000: 3, 500: 1})  # ¥50 too much
    till.record_count(CountKind.CLOSING, counted, by=CASHIER, at=at(499))
    report = till.close_day(OFFICE, by=CASHIER, witness=None, reason="お釣りの渡し不足か", at=at(500))
    assert report.cash is not None
    assert (report.cash.expected, report.cash.difference) == (Yen(30_450), Yen(50))
    assert till.expected_cash(FIRST) == Yen(500)  # takings and the overage; the change fund has left
    assert till.verify().ok


def test_the_report_tells_the_day(till: Ledger) -> None:
    first = pay_cash(till, basket(3), when=at(5))
    paid = ask_terminal(till, basket(2), when=at(6))
    conclude(till, paid, Approved(record(paid.total)), when=at(6))
    cancel_cash(till, first.id, when=at(7))
    pay_cash(till, basket(1), when=at(8))
    use = basket(4).for_official_use(OfficialUse("道路台帳の整備", "国土交通省"))
    till.issue_official_use(use, clerk=CLERK, at=at(9), office=OFFICE)
    report = till.day_report(FIRST, OFFICE, at=at(10))
    assert (report.sales, report.total, report.grand_total) == (2, Yen(750), Yen(1200))
    assert [(a.code, a.sales, a.amount.amount) for a in report.accounts] == [
        ("14-02-05", 2, 600),
        ("20-04-03", 2, 150),
    ]
    assert [
        (s.product_name, s.charged_copies, s.official_copies, s.amount.amount) for s in report.sheets
    ] == [
        ("土地境界図", 3, 4, 150),
        ("行政証明", 2, 1, 600),
    ]
    rows = [(m.method, m.brand, m.payments, m.amount.amount, m.cancelled.amount) for m in report.methods]
    assert rows == [("cash", "", 2, 800, -450), ("e_money", "waon", 1, 400, 0)]
    (cancelled,) = report.cancellations
    assert (cancelled.original_number, cancelled.number) == ("R8-01-000001", "C8-01-000001")
    assert (cancelled.clerk_name, cancelled.approver_name, cancelled.reason) == (
        "大森 一郎",
        "蒲田 花子",
        "枚数違い",
    )
    assert (report.official_issues, report.waived) == (1, Yen(500))
    assert (report.receipt_first, report.receipt_last) == ("R8-01-000001", "R8-01-000002")
    assert report.cash is None
    assert report.z_number is None


def test_a_closed_day_gives_the_report_it_was_closed_with(till: Ledger) -> None:
    pay_cash(till, basket(), when=at(5))
    till.record_count(CountKind.CLOSING, CashCount.of({10_000: 3, 50: 9}), by=CASHIER, at=at(499))
    report = till.close_day(OFFICE, by=CASHIER, witness=CLERK, reason="", at=at(500))
    till.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(1440))
    assert till.day_report(FIRST, OFFICE, at=at(2000)) == report
    assert (report.z_number, report.closed_by, report.witness) == (1, "蒲田 花子", "大森 一郎")


def test_a_late_settlement_is_booked_in_the_open_day_and_leaves_the_closed_one_alone(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    conclude(till, sale, Unknown(UnknownCause.LINE_LOST), when=at(6))
    till.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(499))
    report = till.close_day(OFFICE, by=CASHIER, witness=CLERK, reason="", at=at(500))
    with refused(Reason.DAY_NOT_OPEN):
        conclude(till, sale, Approved(record(sale.total)), when=at(501))
    till.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(1440))
    settled = conclude(till, sale, Approved(record(sale.total)), when=at(1441))
    assert (settled.day, settled.business_date) == (FIRST, TODAY)
    assert till.day_report(DayNumber(2), OFFICE, at=at(1442)).total == sale.total
    assert till.day_report(FIRST, OFFICE, at=at(1442)) == report
    assert till.sales_of_day(DayNumber(2)) == (settled,) == till.sales_of_day(FIRST)
    assert till.verify().ok


def test_the_fiscal_year_of_a_day_is_that_of_its_date(ledger: Ledger) -> None:
    march = TODAY.replace(year=2027, month=3, day=31)
    ledger.open_day(march, FLOAT, by=CASHIER, at=at(5))
    asked = ask_terminal(ledger, basket(), when=at(6))
    conclude(ledger, asked, Unknown(UnknownCause.LINE_LOST), when=at(6))
    ledger.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(7))
    close(ledger, minutes=8)
    ledger.open_day(march + timedelta(days=1), FLOAT, by=CASHIER, at=at(9))
    late = conclude(ledger, asked, Approved(record(asked.total)), when=at(10))
    new = ask_terminal(ledger, basket(), when=at(11))
    conclude(ledger, new, Approved(record(asked.total, "00043")), when=at(11))
    assert late.fiscal_year == FiscalYear(2026)  # 所属年度 follows the day of the sale
    assert str(ledger.receipt_of(late.id).number) == "S8-01-000001"
    assert str(ledger.receipt_of(new.id).number) == "S9-01-000001"


def test_a_late_sale_of_march_cancelled_in_april_leaves_nothing_in_either_year(
    ledger: Ledger, path: Path
) -> None:
    march = TODAY.replace(year=2027, month=3, day=31)
    ledger.open_day(march, FLOAT, by=CASHIER, at=at(5))
    asked = ask_terminal(ledger, basket(), when=at(6))
    conclude(ledger, asked, Unknown(UnknownCause.LINE_LOST), when=at(6))
    ledger.record_count(CountKind.CLOSING, FLOAT, by=CASHIER, at=at(7))
    close(ledger, minutes=8)
    ledger.open_day(march + timedelta(days=1), FLOAT, by=CASHIER, at=at(9))
    late = conclude(ledger, asked, Approved(record(asked.total)), when=at(10))
    cancelling = ledger.promise_cancellation(
        late.id, reason="枚数違い", clerk=CLERK, approver=CASHIER, at=at(11), terminal_id=T1, mark=MARK
    )
    assert cancelling.fiscal_year == late.fiscal_year == FiscalYear(2026)
    taken_back = record(asked.total, "00043", Direction.CANCEL)
    cancelled = conclude(ledger, cancelling, Approved(taken_back), when=at(12))
    assert ledger.sale(cancelled.id) == cancelled
    assert str(ledger.receipt_of(cancelled.id).number) == "C8-01-000001"
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute(REVENUE).fetchall() == [(2026, 0)]
    assert ledger.verify().ok


def test_a_clock_that_went_back_stops_new_sales(till: Ledger) -> None:
    pay_cash(till, basket(), when=at(60))
    till.record_event("started", by=None, facts={}, at=at(60 * 24 * 3650))  # with the clock of another year
    sale = till.promise_sale(basket(), method=Method.CASH, clerk=CLERK, at=at(58.5), tendered=Yen(500))
    with refused(Reason.CLOCK_WENT_BACK):
        pay_cash(till, basket(), when=at(50))
    assert conclude(till, sale, CashTaken(), when=at(50)).settled_at == at(50)
