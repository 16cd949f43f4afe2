"""Whatever happens at the counter, in whatever order: the books stay at zero and totals equal a recount."""

import shutil
import tempfile
from collections import Counter
from contextlib import suppress
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pos.domain.basket import Basket, OfficialUse
from pos.domain.drawer import CashCount, CountKind
from pos.domain.ids import SaleId
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, Method, ResultCode, Unknown, UnknownCause
from pos.domain.report import DayReport
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.errors import RefusedError
from pos.ledger import Ledger, open_ledger
from tests.ledger.counter import (
    A3,
    A4,
    CASHIER,
    CLERK,
    FLOAT,
    OFFICE,
    PROOF,
    TODAY,
    TOMORROW,
    ask_terminal,
    at,
    cancel_cash,
    conclude,
    pay_cash,
    record,
)

BASKETS = st.builds(Basket().add, st.sampled_from((A4, A3, PROOF)), st.integers(1, 9))
WHAT = ("cash", "approved", "declined", "unknown", "official", "cancel", "late", "close")
STEPS = st.tuples(st.sampled_from(WHAT), BASKETS)


class Play:
    """A counter that does one thing after the other."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self.paid: list[SaleId] = []
        self.minute = 5.0
        ledger.open_day(TODAY, FLOAT, by=CASHIER, at=at(3))

    def step(self, what: str, basket: Basket) -> None:
        self.minute += 1
        with suppress(RefusedError):  # a held terminal, a second close: the ledger stays as it was
            getattr(self, f"do_{what}")(basket)

    def do_cash(self, basket: Basket) -> None:
        self.paid.append(pay_cash(self.ledger, basket, when=at(self.minute)).id)

    def do_approved(self, basket: Basket) -> None:
        sale = ask_terminal(self.ledger, basket, when=at(self.minute))
        conclude(self.ledger, sale, Approved(record(sale.total)), when=at(self.minute))

    def do_declined(self, basket: Basket) -> None:
        sale = ask_terminal(self.ledger, basket, when=at(self.minute))
        conclude(self.ledger, sale, Declined(ResultCode.DEFICIENT, "T05", ""), when=at(self.minute))

    def do_unknown(self, basket: Basket) -> None:
        sale = ask_terminal(self.ledger, basket, when=at(self.minute))
        conclude(self.ledger, sale, Unknown(UnknownCause.NO_ANSWER), when=at(self.minute))

    def do_official(self, basket: Basket) -> None:
        use = basket.for_official_use(OfficialUse("道路台帳の整備", "国土交通省"))
        self.ledger.issue_official_use(use, clerk=CLERK, at=at(self.minute), office=OFFICE)

    def do_cancel(self, _: Basket) -> None:
        if self.paid:
            cancel_cash(self.ledger, self.paid[-1], when=at(self.minute))

    def do_late(self, _: Basket) -> None:
        for payment in self.ledger.open_payments():
            late = Approved(record(payment.amount))
            self.ledger.conclude(payment.id, late, at=at(self.minute), office=OFFICE)

    def do_close(self, _: Basket) -> None:
        self.ledger.record_count(CountKind.CLOSING, CashCount.of({1000: 30}), by=CASHIER, at=at(self.minute))
        self.ledger.close_day(OFFICE, by=CASHIER, witness=CLERK, reason="確認済", at=at(self.minute))
        self.ledger.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(self.minute))


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(STEPS, min_size=1, max_size=14))
def test_books_and_totals_hold_in_every_order(templates: Path, steps: list[tuple[str, Basket]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(shutil.copy(templates / "new.sqlite3", folder))
        with open_ledger(path) as ledger:
            ledger._file.connection.execute("PRAGMA synchronous = OFF")  # speed only: nothing is cut here
            play = Play(ledger)
            for what, basket in steps:
                play.step(what, basket)
            result = ledger.verify()
            assert result.ok, result.problems
            _equal_a_recount(ledger)


def _equal_a_recount(ledger: Ledger) -> None:
    """Counted by hand from the sales, without any of the ledger's SQL."""
    reports = [ledger.day_report(day.number, OFFICE, at=at(9999)) for day in ledger.days()]
    sales = {sale.id: sale for day in ledger.days() for sale in ledger.sales_of_day(day.number)}
    settled = [sale for sale in sales.values() if sale.state is SaleState.SETTLED]
    assert sum(report.total.amount for report in reports) == sum(sale.total.amount for sale in settled)
    assert _copies(settled) == _reported_copies(reports)
    kept = sum(sale.total.amount for sale in settled if sale.payment and sale.payment.method is Method.CASH)
    change = 30_000
    for day, report in zip(ledger.days(), reports, strict=True):
        if report.cash is not None:
            assert ledger.expected_cash(day.number) == report.cash.counted - Yen(change)
        else:
            cash = [m for m in report.methods if m.method == "cash"]
            taken = sum(m.amount.amount + m.cancelled.amount for m in cash)
            assert ledger.expected_cash(day.number) == Yen(change + taken)
    net = [m.amount.amount + m.cancelled.amount for r in reports for m in r.methods if m.method == "cash"]
    assert sum(net) == kept


def _copies(sales: list[Sale]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for sale in sales:
        for line in sale.lines:
            counted[f"{sale.kind is SaleKind.OFFICIAL_USE} {line.title}"] += line.copies
    return +counted


def _reported_copies(reports: list[DayReport]) -> Counter[str]:
    counted: Counter[str] = Counter()
    for report in reports:
        for row in report.sheets:
            title = row.product_name if row.size.value == "-" else f"{row.product_name} {row.size.value}"
            counted[f"False {title}"] += row.charged_copies
            counted[f"True {title}"] += row.official_copies
    return +counted
