"""What a demo day came to: the ledger's figures beside the terminal's own books."""

from collections import Counter as Tally
from dataclasses import dataclass

from pos.business_day import ClosedDay
from pos.counter import Counter
from pos.domain.payment import Method
from pos.domain.report import DayReport, MethodRow
from pos.domain.sale import Sale, SaleKind, SaleState


@dataclass(frozen=True, slots=True)
class DemoSummary:
    """Amounts in yen; `terminal_total` is the simulator's own, charges less cancellations."""

    seed: int
    business_date: str
    sales: int
    sales_amount: int
    by_method: dict[str, dict[str, int]]
    cancellations: int
    official_issues: int
    balance_short: int
    recovered: int
    ledger_e_money: int
    terminal_total: int
    agree: bool
    unsettled: int
    difference: int
    receipts: int
    verified: bool
    records: int
    papers: str
    day_report: str

    @property
    def balances(self) -> bool:
        """The terminal's books agree, the count fits, nothing is open, the ledger verifies."""
        return self.agree and self.verified and not self.unsettled and self.difference == 0


def summarize(counter: Counter, closed: ClosedDay, seed: int, tally: Tally[str]) -> DemoSummary:
    """The closed day, proved: the ledger is verified and held against the simulator's books."""
    report, verification = closed.report, counter.ledger.verify()
    sales = _paid_sales(counter, report)
    ours = _e_money(report)
    theirs = counter.simulator.books().total if counter.simulator else 0
    return DemoSummary(
        seed=seed,
        business_date=report.business_date.isoformat(),
        sales=len(sales),
        sales_amount=sum(sale.total.amount for sale in sales),
        by_method={_name(row): _figures(row) for row in report.methods},
        cancellations=len(report.cancellations),
        official_issues=report.official_issues,
        balance_short=tally["short"],
        recovered=tally["recovered"],
        ledger_e_money=ours,
        terminal_total=theirs,
        agree=ours == theirs,
        unsettled=len(report.unsettled),
        difference=report.cash.difference.amount if report.cash else 0,
        receipts=tally["papers"],
        verified=verification.ok,
        records=verification.records,
        papers=str(counter.settings.papers_path),
        day_report=str(closed.paper.path) if closed.paper else "",
    )


def _paid_sales(counter: Counter, report: DayReport) -> list[Sale]:
    sales = counter.ledger.sales_of_day(report.day)
    return [each for each in sales if each.kind is SaleKind.SALE and each.state is SaleState.SETTLED]


def _e_money(report: DayReport) -> int:
    rows = [row for row in report.methods if row.method != Method.CASH]
    return sum(row.amount.amount + row.cancelled.amount for row in rows)


def _name(row: MethodRow) -> str:
    return f"{row.method}:{row.brand}" if row.brand else row.method


def _figures(row: MethodRow) -> dict[str, int]:
    return {
        "payments": row.payments,
        "amount": row.amount.amount,
        "cancellations": row.cancellations,
        "cancelled": row.cancelled.amount,
    }
