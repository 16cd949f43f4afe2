"""Snapshots and reports of a believable day, as the ledger would hand them over."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from pos.domain.basket import SheetReference
from pos.domain.brands import Brand
from pos.domain.catalog import PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.days import JST, FiscalYear
from pos.domain.drawer import CashCount
from pos.domain.ids import CounterId, DayNumber, PaymentId, SaleId
from pos.domain.money import Yen, total
from pos.domain.payment import Direction, Method, TransactionRecord
from pos.domain.receipt import ChainMark, Office, ReceiptNumber, ReceiptSnapshot, Series
from pos.domain.report import (
    AccountRow,
    CancellationRow,
    CashResult,
    DayReport,
    MethodRow,
    SheetRow,
    UnsettledRow,
)
from pos.domain.sale import SaleKind, SaleLine

NOON: Final = datetime(2026, 11, 23, 12, 5, 9, tzinfo=JST)
TODAY: Final = date(2026, 11, 23)
COUNTER: Final = CounterId("01")
CHAIN: Final = ChainMark(1234, "0123456789abcdef" * 4)
COPIES: Final = RevenueAccount("20-04-03", "諸収入・雑入・図面等複写代")
FEES: Final = RevenueAccount("14-02-05", "使用料及び手数料・手数料・土木手数料")
OFFICE: Final = Office(
    name="大田区 都市基盤整備部 道路課",
    issuer="大田区",
    cashier_title="大田区出納員",
    cashier_name="佐藤 一郎",
    counter_name="道路課窓口",
    invoice_number="T1234567890123",
)


def line(
    name: str,
    size: PaperSize,
    copies: int,
    price: int,
    *,
    sheet: SheetReference = SheetReference(),
    tax_class: TaxClass = TaxClass.TAXABLE_10,
    charged: bool = True,
    unit: Unit = Unit.SHEET,
) -> SaleLine:
    """A settled line at `price` yen per copy; not `charged` is official use."""
    listed = Yen(price) * copies
    account = COPIES if tax_class is TaxClass.TAXABLE_10 else FEES
    return SaleLine(
        "code",
        name,
        size,
        unit,
        Yen(price),
        copies,
        listed,
        listed if charged else Yen(0),
        account,
        tax_class,
        sheet,
    )


BOUNDARY: Final = line(
    "土地境界図", PaperSize.A3, 2, 100, sheet=SheetReference("大森北一丁目", "図 12-345", "123番4")
)
AS_IS: Final = line("道路台帳現況平面図", PaperSize.A1, 1, 300)
CERTIFICATE: Final = line("行政証明", PaperSize.NONE, 1, 300, tax_class=TaxClass.NON_TAXABLE, unit=Unit.COPY)


def receipt(series: Series = Series.RECEIPT, *lines: SaleLine, **changes: object) -> ReceiptSnapshot:
    """A cash receipt over ¥500, with anything changed by name."""
    sold = lines or (BOUNDARY, AS_IS)
    snapshot = ReceiptSnapshot(
        number=ReceiptNumber(COUNTER, series, FiscalYear(2026), 123),
        sale_id=SaleId(UUID(int=7)),
        sale_number=12,
        kind=SaleKind.SALE,
        business_date=TODAY,
        issued_at=NOON,
        office=OFFICE,
        practice=False,
        clerk_name="鈴木 花子",
        approver_name="",
        addressee="株式会社山田測量設計事務所",
        application_no="道-2026-0456",
        lines=sold,
        total=total([each.amount for each in sold]),
        listed_total=total([each.listed_amount for each in sold]),
        method=Method.CASH,
        tendered=Yen(1000),
        change=Yen(500),
        record=None,
        ground="",
        body="",
        cancels_number="",
        chain=CHAIN,
    )
    return replace(snapshot, **changes)  # type: ignore[arg-type]


def record(direction: Direction = Direction.CHARGE) -> TransactionRecord:
    """What the terminal said of a ¥500 Suica payment."""
    return TransactionRecord(
        direction,
        "1234567890123",
        "00042",
        Yen(500),
        NOON,
        Brand.TRANSIT_IC,
        "5678",
        "",
        Yen(2345),
        Yen(1845),
    )


def statement(**changes: object) -> ReceiptSnapshot:
    given: dict[str, object] = {
        "method": Method.E_MONEY,
        "record": record(),
        "tendered": None,
        "change": None,
    }
    return receipt(Series.STATEMENT, addressee="", **(given | changes))


def official_use(**changes: object) -> ReceiptSnapshot:
    free = line("土地境界図", PaperSize.A3, 3, 100, charged=False)
    given: dict[str, object] = {
        "kind": SaleKind.OFFICIAL_USE,
        "method": None,
        "tendered": None,
        "change": None,
        "ground": "相続税の調査のため",
        "body": "大森税務署",
        "addressee": "",
    }
    return receipt(Series.OFFICIAL_USE, free, **(given | changes))


def cancellation(**changes: object) -> ReceiptSnapshot:
    undone = tuple(
        replace(each, copies=-each.copies, amount=-each.amount, listed_amount=-each.listed_amount)
        for each in (BOUNDARY, AS_IS)
    )
    given: dict[str, object] = {
        "kind": SaleKind.CANCELLATION,
        "tendered": None,
        "change": None,
        "ground": "サイズの打ち間違い",
        "cancels_number": "R8-01-000122",
        "approver_name": "鈴木 京子",
    }
    return receipt(Series.CANCELLATION, *undone, **(given | changes))


def e_money_cancellation() -> ReceiptSnapshot:
    return cancellation(method=Method.E_MONEY, record=record(Direction.CANCEL))


def many_lines(number: int = 30) -> ReceiptSnapshot:
    """As many lines as a basket takes, each with its sheet named at length."""
    sheet = SheetReference("南馬込六丁目", "道路台帳現況平面図 第1234-56号", "1234番56・1234番57")
    lines = tuple(replace(AS_IS, copies=999, amount=Yen(299_700), sheet=sheet) for _ in range(number))
    return receipt(Series.RECEIPT, *lines, CERTIFICATE, tendered=Yen(9_000_000), change=Yen(8_700))


_FIRST: Final = CashCount.of({10_000: 1, 1_000: 19, 500: 3, 100: 12, 50: 4, 10: 9, 5: 1, 1: 5})
_FINAL: Final = CashCount.of({10_000: 1, 1_000: 20, 500: 3, 100: 12, 50: 4, 10: 9, 5: 1, 1: 5})
COUNTED: Final = CashResult(
    _FIRST,
    _FINAL,
    2,
    Yen(33_100),
    Yen(33_000),
    Yen(-100),
    "釣銭の渡し間違いと思われる。再計数しても一致しない。",
)


def _cancellation_row(number: int) -> CancellationRow:
    return CancellationRow(
        f"C8-01-{number:06d}",
        f"R8-01-{number + 120:06d}",
        NOON,
        Yen(500),
        "サイズの打ち間違い",
        "鈴木 花子",
        "佐藤 一郎",
        "cash",
    )


def _unsettled_row(number: int) -> UnsettledRow:
    return UnsettledRow(PaymentId(UUID(int=number)), TODAY, number, NOON, Yen(300), "T1", "unknown")


def day_report(*, rows: int = 1, **changes: object) -> DayReport:
    """A closed day with ¥100 missing after a second count and one open question."""
    report = DayReport(
        counter_id=COUNTER,
        office=OFFICE,
        practice=False,
        day=DayNumber(58),
        business_date=TODAY,
        fiscal_year=FiscalYear(2026),
        opened_at=NOON - timedelta(hours=4),
        opened_by="佐藤 一郎",
        change_fund=Yen(30_000),
        made_at=NOON + timedelta(hours=5),
        z_number=57,
        closed_at=NOON + timedelta(hours=5),
        closed_by="佐藤 一郎",
        witness="鈴木 花子",
        accounts=(
            AccountRow("20-04-03", COPIES.name, 17, Yen(4_100)),
            AccountRow("14-02-05", FEES.name, 3, Yen(900)),
        ),
        sheets=(
            SheetRow("土地境界図", PaperSize.A3, 14, 3, Yen(1_400)),
            SheetRow("道路台帳現況平面図", PaperSize.A1, 9, 0, Yen(2_700)),
            SheetRow("行政証明", PaperSize.NONE, 3, 0, Yen(900)),
        ),
        methods=(
            MethodRow("cash", "", 13, Yen(3_600), 1, Yen(-500)),
            MethodRow("e_money", "transit_ic", 6, Yen(1_600), 0, Yen(0)),
            MethodRow("e_money", "unknown", 1, Yen(300), 0, Yen(0)),
        ),
        cancellations=tuple(map(_cancellation_row, range(1, rows + 1))),
        unsettled=tuple(map(_unsettled_row, range(1, rows + 1))),
        official_issues=1,
        waived=Yen(300),
        sales=20,
        total=Yen(5_000),
        grand_total=Yen(1_234_567),
        receipt_first="R8-01-000110",
        receipt_last="R8-01-000123",
        cash=COUNTED,
        chain=CHAIN,
    )
    return replace(report, **changes)  # type: ignore[arg-type]


def open_day_report(**changes: object) -> DayReport:
    closed: dict[str, object] = {
        "z_number": None,
        "closed_at": None,
        "closed_by": None,
        "witness": None,
        "cash": None,
    }
    return day_report(**(closed | changes))  # type: ignore[arg-type]


def quiet_day_report() -> DayReport:
    """A closed day on which nothing was sold and the first count was right."""
    fund = CashCount.of({1_000: 30})
    return day_report(
        accounts=(),
        sheets=(),
        methods=(),
        cancellations=(),
        unsettled=(),
        waived=Yen(0),
        total=Yen(0),
        sales=0,
        official_issues=0,
        receipt_first="",
        receipt_last="",
        cash=CashResult(fund, fund, 1, Yen(30_000), Yen(30_000), Yen(0), ""),
    )
