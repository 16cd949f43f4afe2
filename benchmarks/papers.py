"""The receipt that is drawn again and again: cash, eight lines, each with its sheet named."""

from datetime import date, datetime
from uuid import UUID

from pos.domain.basket import SheetReference
from pos.domain.catalog import PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.days import JST, FiscalYear
from pos.domain.ids import CounterId, SaleId
from pos.domain.money import Yen, total
from pos.domain.payment import Method
from pos.domain.receipt import ChainMark, Office, ReceiptNumber, ReceiptSnapshot, Series
from pos.domain.sale import SaleKind, SaleLine

COPIES = RevenueAccount("20-04-03", "諸収入・雑入・図面等複写代")
PRODUCTS = ("土地境界図", "道路台帳現況平面図", "基準点等の成果", "地籍調査の成果")
PRICES = {PaperSize.A4: Yen(50), PaperSize.A3: Yen(100), PaperSize.A2: Yen(200), PaperSize.A1: Yen(300)}
TENDERED = Yen(10_000)
LINES = 8


def receipt() -> ReceiptSnapshot:
    """Always the same paper."""
    lines = tuple(_line(number) for number in range(LINES))
    due = total([each.amount for each in lines])
    return ReceiptSnapshot(
        number=ReceiptNumber(CounterId("01"), Series.RECEIPT, FiscalYear(2026), 123),
        sale_id=SaleId(UUID(int=7)),
        sale_number=12,
        kind=SaleKind.SALE,
        business_date=date(2026, 11, 24),
        issued_at=datetime(2026, 11, 24, 12, 5, 9, tzinfo=JST),
        office=office(),
        practice=False,
        clerk_name="鈴木 花子",
        approver_name="",
        addressee="株式会社山田測量設計事務所",
        application_no="道-2026-0456",
        lines=lines,
        total=due,
        listed_total=due,
        method=Method.CASH,
        tendered=TENDERED,
        change=TENDERED - due,
        record=None,
        ground="",
        body="",
        cancels_number="",
        chain=ChainMark(1234, "0123456789abcdef" * 4),
    )


def office() -> Office:
    """Who issues it."""
    return Office(
        name="大田区 都市基盤整備部 道路課",
        issuer="大田区",
        cashier_title="大田区出納員",
        cashier_name="佐藤 一郎",
        counter_name="道路課窓口",
        invoice_number="T1234567890123",
    )


def _line(number: int) -> SaleLine:
    size = list(PRICES)[number % len(PRICES)]
    copies = number + 1
    amount = PRICES[size] * copies
    return SaleLine(
        product_code=str(number + 1),
        product_name=PRODUCTS[number % len(PRODUCTS)],
        size=size,
        unit=Unit.SHEET,
        unit_price=PRICES[size],
        copies=copies,
        listed_amount=amount,
        amount=amount,
        account=COPIES,
        tax_class=TaxClass.TAXABLE_10,
        sheet=SheetReference("大森北一丁目", f"図 12-{number + 340}", f"{number + 120}番4"),
    )
