"""The day's report from the running totals: some dozen rows, however many sales the day had."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import and_, func, select

from pos.domain.books import Account
from pos.domain.catalog import PaperSize
from pos.domain.day import BusinessDay
from pos.domain.ids import DayNumber
from pos.domain.money import ZERO, Yen
from pos.domain.receipt import ChainMark, Office, ReceiptNumber, Series
from pos.domain.report import (
    AccountRow,
    CancellationRow,
    CashResult,
    DayReport,
    MethodRow,
    SheetRow,
    UnsettledRow,
)
from pos.domain.sale import SaleKind
from pos.ledger.chapter import Reader, sale_of, staff_name
from pos.ledger.reading import OPEN_PAYMENTS
from pos.ledger.schema import COUNTER, books, people, sales
from pos.ledger.statements import Query, Row, own
from pos.ledger.tallies import GRAND, Dimension
from pos.ledger.values import LedgerIdentity, LedgerKind

_TOTAL = books.day_total
_TOTALS: Final = Query(select(*_TOTAL.c).where(*own(_TOTAL, "day")))
_BALANCE: Final = Query(select(_TOTAL.c.amount).where(*own(_TOTAL, "day", "dimension", "key", "part")))
_GRAND: Final = Query(select(books.counter_total.c.amount).where(*own(books.counter_total, "name")))
_FEE_ORDER: Final = Query(
    select(people.fee.c.product_name, func.min(people.fee.c.number).label("place"))
    .where(*own(people.fee))
    .group_by(people.fee.c.product_name)
)
_PAPER = sales.paper
_PAPERS: Final = select(_PAPER.c.fiscal_year, _PAPER.c.serial).where(*own(_PAPER, "day", "series")).limit(1)
_FIRST: Final = Query(_PAPERS.order_by(_PAPER.c.fiscal_year, _PAPER.c.serial))
_LAST: Final = Query(_PAPERS.order_by(_PAPER.c.fiscal_year.desc(), _PAPER.c.serial.desc()))


def _cancellations() -> Query:
    """取消 of a day with both papers, by the index on (booked day, kind)."""
    sale, paid = sales.sale, sales.payment
    own_paper, original = _PAPER.alias("own_paper"), _PAPER.alias("original")

    def same(table: Any, column: Any) -> Any:
        return and_(table.c[COUNTER] == sale.c[COUNTER], table.c.sale_id == column)

    return Query(
        select(
            *(sale.c[name] for name in ("settled_at", "total", "ground", "clerk", "approver")),
            paid.c.method,
            *(own_paper.c[name] for name in ("series", "fiscal_year", "serial")),
            *(original.c[name].label(f"of_{name}") for name in ("series", "fiscal_year", "serial")),
        )
        .join(paid, same(paid, sale.c.sale_id))
        .join(own_paper, same(own_paper, sale.c.sale_id))
        .join(original, same(original, sale.c.cancels))
        .where(*own(sale, "booked_day", "kind"))
        .order_by(sale.c.settled_at, sale.c.number)
    )


_CANCELLATIONS: Final = _cancellations()


@dataclass(frozen=True, slots=True)
class Closing:
    """What only a 精算 knows."""

    z_number: int
    closed_at: datetime
    closed_by: str
    witness: str | None
    cash: CashResult


def cash_expected(reader: Reader, day: DayNumber) -> Yen:
    """The balance of the day's CASH entries."""
    row = reader.row(_BALANCE, day=day, dimension=Dimension.BALANCE.value, key=Account.CASH.value, part="")
    return ZERO if row is None else row["amount"]


def compose_report(
    reader: Reader,
    identity: LedgerIdentity,
    day: BusinessDay,
    office: Office,
    *,
    at: datetime,
    chain: ChainMark,
    closing: Closing | None = None,
) -> DayReport:
    """点検, or with `closing` 精算, of a day that is open."""
    totals = _Totals(reader.rows(_TOTALS, day=day.number))
    (issues, waived), (sold, takings) = totals.one(Dimension.ISSUES), totals.one(Dimension.SALES)
    first, last = _receipts(reader, identity, day)
    return DayReport(
        counter_id=identity.counter_id,
        office=office,
        practice=identity.kind is LedgerKind.PRACTICE,
        day=day.number,
        business_date=day.business_date,
        fiscal_year=day.fiscal_year,
        opened_at=day.opened_at,
        opened_by=staff_name(reader, day.opened_by),
        change_fund=day.change_fund,
        made_at=at,
        accounts=totals.accounts(),
        sheets=totals.sheets({row["product_name"]: row["place"] for row in reader.rows(_FEE_ORDER)}),
        methods=totals.methods(),
        cancellations=_cancellation_rows(reader, identity, day),
        unsettled=_unsettled(reader),
        official_issues=issues,
        waived=waived,
        sales=sold,
        total=takings,
        grand_total=_grand_total(reader),
        receipt_first=first,
        receipt_last=last,
        chain=chain,
        **_closing_facts(closing),
    )


def _grand_total(reader: Reader) -> Yen:
    row = reader.row(_GRAND, name=GRAND)
    return ZERO if row is None else row["amount"]


def _closing_facts(closing: Closing | None) -> dict[str, Any]:
    """What stands only on a 精算; None for each on a 点検."""
    names = ("z_number", "closed_at", "closed_by", "witness", "cash")
    return {name: getattr(closing, name) if closing else None for name in names}


class _Totals:
    """The day's total rows, by dimension."""

    def __init__(self, rows: list[Row]) -> None:
        self._sums = {
            (row["dimension"], row["key"], row["part"]): (int(row["pieces"]), Yen(row["amount"].amount))
            for row in rows
        }

    def one(self, dimension: Dimension, key: str = "", part: str = "") -> tuple[int, Yen]:
        return self._sums.get((dimension.value, key, part), (0, ZERO))

    def _keys(self, *dimensions: Dimension) -> list[tuple[str, str]]:
        return sorted({(key, part) for dimension, key, part in self._sums if dimension in dimensions})

    def accounts(self) -> tuple[AccountRow, ...]:
        keys = self._keys(Dimension.ACCOUNT)
        return tuple(AccountRow(code, name, *self.one(Dimension.ACCOUNT, code, name)) for code, name in keys)

    def sheets(self, order: dict[str, int]) -> tuple[SheetRow, ...]:
        """In the order of the fee table, sizes from A4 up."""
        sizes = list(PaperSize)
        rows = [
            self._sheet(name, PaperSize(size))
            for name, size in self._keys(Dimension.CHARGED, Dimension.OFFICIAL)
        ]
        rows.sort(key=lambda row: (order.get(row.product_name, 0), row.product_name, sizes.index(row.size)))
        return tuple(rows)

    def _sheet(self, name: str, size: PaperSize) -> SheetRow:
        charged, amount = self.one(Dimension.CHARGED, name, size.value)
        official, _ = self.one(Dimension.OFFICIAL, name, size.value)
        return SheetRow(name, size, charged, official, amount)

    def methods(self) -> tuple[MethodRow, ...]:
        keys = self._keys(Dimension.PAYMENT, Dimension.CANCELLED)
        return tuple(
            MethodRow(
                method,
                brand,
                *self.one(Dimension.PAYMENT, method, brand),
                *self.one(Dimension.CANCELLED, method, brand),
            )
            for method, brand in keys
        )


def _receipts(reader: Reader, identity: LedgerIdentity, day: BusinessDay) -> tuple[str, str]:
    def number(which: Query) -> str:
        row = reader.row(which, day=day.number, series=Series.RECEIPT)
        if row is None:
            return ""
        return str(ReceiptNumber(identity.counter_id, Series.RECEIPT, row["fiscal_year"], row["serial"]))

    return number(_FIRST), number(_LAST)


def _cancellation_rows(
    reader: Reader, identity: LedgerIdentity, day: BusinessDay
) -> tuple[CancellationRow, ...]:
    rows = reader.rows(_CANCELLATIONS, booked_day=day.number, kind=SaleKind.CANCELLATION)
    counter = identity.counter_id
    return tuple(
        CancellationRow(
            number=str(ReceiptNumber(counter, row["series"], row["fiscal_year"], row["serial"])),
            original_number=str(
                ReceiptNumber(counter, row["of_series"], row["of_fiscal_year"], row["of_serial"])
            ),
            at=row["settled_at"],
            amount=-row["total"],
            reason=row["ground"],
            clerk_name=staff_name(reader, row["clerk"]),
            approver_name=staff_name(reader, row["approver"]),
            method=row["method"].value,
        )
        for row in rows
    )


def _unsettled(reader: Reader) -> tuple[UnsettledRow, ...]:
    return tuple(_unsettled_row(reader, row) for row in reader.rows(OPEN_PAYMENTS))


def _unsettled_row(reader: Reader, payment: Row) -> UnsettledRow:
    sale = sale_of(reader, payment["sale_id"])
    return UnsettledRow(
        payment_id=payment["payment_id"],
        business_date=sale.business_date,
        sale_number=sale.number,
        requested_at=payment["requested_at"],
        amount=payment["amount"],
        terminal_id=payment["terminal_id"] or "",
        state=payment["state"].value,
    )
