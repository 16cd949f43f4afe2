"""開局, 点検 and 精算: blind counts, differences that are explained, dates that never go back."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest

from pos.counter import Counter
from pos.domain.catalog import PaperSize
from pos.domain.days import JST, FiscalYear
from pos.domain.drawer import CountKind
from pos.domain.money import Yen
from pos.domain.sale import Sale
from pos.errors import AccessError, EntryError, OperatingError, Reason, RefusedError
from tests.support.clocks import MORNING
from tests.support.proof import cash_booked, check_whole
from tests.support.terminals import fault
from tests.support.till import (
    AUDITOR,
    CASHIER,
    CHIEF,
    CLERK,
    DEPUTY,
    FUND,
    HASTY,
    Site,
    basket_of,
    drawer_of,
    yen_basket,
)
from tests.use_cases.conftest import StartTill

TODAY = MORNING.date()


def test_a_day_opens_with_its_change_fund(new_counter: Counter) -> None:
    days = new_counter.days
    assert (days.current(), days.suggested_date(), days.left_open()) == (None, TODAY, False)
    day = days.open(TODAY, FUND, CASHIER)
    assert days.current() == day
    assert (day.number, day.business_date, day.fiscal_year) == (1, TODAY, FiscalYear(2026))
    assert (day.change_fund, cash_booked(new_counter)) == (Yen(30_000), 30_000)
    (count,) = new_counter.ledger.counts(day.number, CountKind.OPENING)
    assert count.count == FUND
    check_whole(new_counter)


def test_who_may_open_and_when(new_counter: Counter) -> None:
    days = new_counter.days
    for person in (CLERK, AUDITOR, replace(CASHIER, active=False)):
        with pytest.raises(AccessError) as refused:
            days.open(TODAY, FUND, person)
        assert refused.value.reason is Reason.NOT_ALLOWED
    with pytest.raises(RefusedError) as early:
        days.open(date(2026, 11, 25), FUND, CASHIER)
    assert early.value.reason is Reason.DAY_DATE_IN_FUTURE
    days.open(TODAY, FUND, CASHIER)
    with pytest.raises(RefusedError) as twice:
        days.open(TODAY, FUND, CASHIER)
    assert twice.value.reason is Reason.DAY_ALREADY_OPEN


def test_a_date_is_used_once_and_never_goes_back(opened_site: Site) -> None:
    counter = opened_site.open()
    _close(counter, Yen(30_000))
    for day, reason in ((TODAY, Reason.DAY_DATE_USED), (date(2026, 11, 20), Reason.DAY_DATE_BEFORE_LAST)):
        with pytest.raises(RefusedError) as refused:
            counter.days.open(day, FUND, CASHIER)
        assert refused.value.reason is reason
    counter.close()


def test_s8_a_short_drawer_is_counted_blind_explained_and_kept(cash_counter: Counter) -> None:
    days = cash_counter.days
    _sell(cash_counter, 500)
    with pytest.raises(RefusedError) as unseen:
        days.comparison(CASHIER)
    assert unseen.value.reason is Reason.COUNT_MISSING
    days.count(drawer_of(Yen(30_300)), CASHIER)
    days.count(drawer_of(Yen(30_400)), CASHIER)  # a recount; the first stays
    compared = days.comparison(CASHIER)
    assert (compared.counted, compared.expected, compared.difference, compared.attempt) == (
        Yen(30_400), Yen(30_500), Yen(-100), 2,
    )  # fmt: skip
    with pytest.raises(EntryError) as unexplained:
        days.close(CASHIER, CLERK, " ")
    assert unexplained.value.reason is Reason.REASON_REQUIRED
    closed = days.close(CASHIER, CLERK, "釣銭の渡し間違い")
    cash = closed.report.cash
    assert cash is not None
    assert (cash.difference, cash.reason, cash.attempts) == (Yen(-100), "釣銭の渡し間違い", 2)
    assert cash.first.total == Yen(30_300)
    assert closed.report.total == Yen(500)  # sales unchanged
    assert (closed.report.closed_by, closed.report.witness) == (CASHIER.name, CLERK.name)
    assert closed.paper is not None
    assert "日計表" in closed.paper.text
    assert "釣銭の渡し間違い" in closed.paper.text
    check_whole(cash_counter)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"by": CLERK}, Reason.NOT_ALLOWED),
        ({"by": AUDITOR}, Reason.NOT_ALLOWED),
        ({"witness": None}, Reason.WITNESS_REQUIRED),
        ({"witness": CASHIER}, Reason.WITNESS_IS_SAME_PERSON),
        ({"witness": AUDITOR}, Reason.NOT_ALLOWED),
        ({"reason": "長" * 121}, Reason.TEXT_TOO_LONG),
    ],
)
def test_who_may_close(cash_counter: Counter, changes: dict[str, Any], reason: Reason) -> None:
    cash_counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    with pytest.raises(OperatingError) as refused:
        cash_counter.days.close(**{"by": CASHIER, "witness": DEPUTY, "reason": "", **changes})
    assert refused.value.reason is reason
    assert cash_counter.days.current() is not None


def test_nothing_closes_without_a_day_or_a_count(cash_counter: Counter) -> None:
    with pytest.raises(RefusedError) as uncounted:
        cash_counter.days.close(CASHIER, DEPUTY)
    assert uncounted.value.reason is Reason.COUNT_MISSING
    cash_counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    cash_counter.days.close(CASHIER, DEPUTY)
    days = cash_counter.days
    for act in (days.report, lambda: days.comparison(CASHIER), lambda: days.close(CASHIER, DEPUTY),
                lambda: days.count(FUND, CASHIER)):  # fmt: skip
        with pytest.raises(RefusedError) as refused:
            act()
        assert refused.value.reason is Reason.DAY_NOT_OPEN


def test_the_count_belongs_to_the_cashier(cash_counter: Counter) -> None:
    for act in (lambda: cash_counter.days.count(FUND, CLERK), lambda: cash_counter.days.comparison(CLERK)):
        with pytest.raises(AccessError):
            act()


def test_an_interim_report_resets_nothing_and_hides_the_expected_cash(cash_counter: Counter) -> None:
    _sell(cash_counter, 500)
    first, second = cash_counter.days.report(), cash_counter.days.report()
    assert (first.total, second.total) == (Yen(500), Yen(500))
    assert (first.z_number, first.cash) == (None, None)


def test_s9a_a_forgotten_close_is_made_under_its_own_date(opened_site: Site) -> None:
    counter = opened_site.open()
    _sell(counter, 500)
    counter.close()
    opened_site.clock.turn(days=1, hours=1)
    counter = opened_site.open()
    assert counter.days.left_open()
    with pytest.raises(RefusedError) as refused:
        counter.days.open(date(2026, 11, 25), FUND, CASHIER)
    assert refused.value.reason is Reason.DAY_LEFT_OPEN
    counter.days.count(drawer_of(Yen(30_500)), CASHIER)
    closed = counter.days.close(CASHIER, DEPUTY)
    assert closed.report.business_date == TODAY
    assert closed.report.closed_at is not None
    assert closed.report.closed_at.date() == date(2026, 11, 25)
    counter.days.open(date(2026, 11, 25), FUND, CASHIER)
    assert counter.days.report().total == Yen(0)
    check_whole(counter)
    counter.close()


def test_s9b_a_sale_of_march_keeps_its_fiscal_year(founded_site: Site) -> None:
    clock = founded_site.clock
    clock.at = datetime(2027, 3, 31, 23, 50, tzinfo=JST)
    counter = founded_site.open()
    counter.days.open(date(2027, 3, 31), FUND, CASHIER)
    clock.turn(minutes=20)  # midnight passes; the business day does not
    march = _sell(counter, 500)
    assert (march.business_date, march.fiscal_year) == (date(2027, 3, 31), FiscalYear(2026))
    _close(counter, Yen(30_500))
    counter.days.open(date(2027, 4, 1), FUND, CASHIER)
    april = _sell(counter, 300)
    assert april.fiscal_year == FiscalYear(2027)
    numbers = [counter.ledger.receipt_of(each.id).number for each in (march, april)]
    assert [(each.fiscal_year.year, each.serial) for each in numbers] == [(2026, 1), (2027, 1)]
    check_whole(counter)
    counter.close()


def test_s12_new_prices_apply_from_their_business_date(opened_site: Site) -> None:
    counter = opened_site.open()
    old = counter.ledger.fee_table().find("1", PaperSize.A4, TODAY)
    dearer = replace(old, price=Yen(70), valid_from=date(2026, 11, 25))
    counter.ledger.add_fees((dearer,), by=CHIEF.id, at=opened_site.clock())
    before = _sell(counter, 50)
    assert before.lines[0].unit_price == Yen(50)
    _close(counter, Yen(30_050))
    opened_site.clock.turn(days=1)
    counter.days.open(date(2026, 11, 25), FUND, CASHIER)
    basket = basket_of(counter, {PaperSize.A4: 1})
    after = counter.checkout.pay_cash(basket, Yen(70), CLERK).sale
    assert after.lines[0].unit_price == Yen(70)
    again = counter.issuing.reprint(before.id, "紛失", CLERK)
    assert "¥50" in again.text
    assert "¥70" not in again.text
    check_whole(counter)
    counter.close()


def test_the_close_asks_once_more_about_what_is_open(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    till.pay(300)
    assert len(till.counter.recovery.open_questions()) == 1
    till.counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    closed = till.counter.days.close(CASHIER, DEPUTY)
    assert (closed.report.unsettled, closed.report.total) == ((), Yen(300))
    check_whole(till.counter)


def test_a_day_report_that_cannot_be_written_leaves_the_day_closed(cash_counter: Counter) -> None:
    papers = cash_counter.settings.papers_path
    papers.mkdir(mode=0o700, exist_ok=True)
    (papers / "days").write_text("in the way", "utf-8")
    cash_counter.days.count(drawer_of(Yen(30_000)), CASHIER)
    closed = cash_counter.days.close(CASHIER, DEPUTY)
    assert closed.problem is not None
    assert closed.problem.reason is Reason.FILE_NOT_WRITTEN
    assert closed.report.z_number == 1
    assert cash_counter.days.current() is None
    (papers / "days").unlink()
    assert cash_counter.issuing.day_report(closed.report, CASHIER).path.exists()


def test_the_clock_may_not_go_back_behind_the_books(opened_site: Site) -> None:
    counter = opened_site.open()
    opened_site.clock.turn(hours=2)
    _sell(counter, 100)
    opened_site.clock.turn(hours=-1)
    with pytest.raises(RefusedError) as refused:
        _sell(counter, 100)
    assert refused.value.reason is Reason.CLOCK_WENT_BACK
    opened_site.clock.turn(hours=1)
    assert _sell(counter, 100).number == 2
    check_whole(counter)
    counter.close()


def test_a_start_while_the_clock_stood_wrong_stops_nobody_for_years(opened_site: Site) -> None:
    """reliability.md R10: the PC came up in another year, somebody logged in, the clock was put right."""
    opened_site.clock.turn(days=3650)
    counter = opened_site.open()
    with pytest.raises(AccessError):
        counter.access.login("1001", "nobody knows it")
    counter.close()
    opened_site.clock.turn(days=-3650, minutes=5)
    counter = opened_site.open()
    assert _sell(counter, 100).number == 1
    _close(counter, Yen(30_100))
    check_whole(counter)
    counter.close()


def _sell(counter: Counter, amount: int) -> Sale:
    return counter.checkout.pay_cash(yen_basket(counter, amount), Yen(amount), CLERK).sale


def _close(counter: Counter, amount: Yen) -> None:
    counter.days.count(drawer_of(amount), CASHIER)
    assert counter.days.close(CASHIER, DEPUTY).problem is None
