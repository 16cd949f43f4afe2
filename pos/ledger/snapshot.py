"""What goes on a paper, composed once when the sale is settled; pure."""

from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.brands import Brand
from pos.domain.payment import Approved, Method, Payment, Settlement, TransactionRecord
from pos.domain.receipt import ChainMark, Office, ReceiptNumber, ReceiptSnapshot, Series
from pos.domain.sale import Sale, SaleKind


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the sale itself does not know. `business_date` and sale number name the sale."""

    number: ReceiptNumber
    business_date: date
    issued_at: datetime
    office: Office
    practice: bool
    clerk_name: str
    approver_name: str
    cancels_number: str
    chain: ChainMark


def series_of(sale: Sale) -> Series:
    """領収書 for cash, ご利用明細 for e-money (the trustee pays: domain.md 2.2), 公用交付票, 取消票."""
    if sale.kind is SaleKind.OFFICIAL_USE:
        return Series.OFFICIAL_USE
    if sale.kind is SaleKind.CANCELLATION:
        return Series.CANCELLATION
    cash = sale.payment is not None and sale.payment.method is Method.CASH
    return Series.RECEIPT if cash else Series.STATEMENT


def compose_snapshot(sale: Sale, seen: Circumstances) -> ReceiptSnapshot:
    """The paper of a sale whose newest payment is concluded as approved."""
    payment = sale.payment
    return ReceiptSnapshot(
        number=seen.number,
        sale_id=sale.id,
        sale_number=sale.number,
        kind=sale.kind,
        business_date=seen.business_date,
        issued_at=seen.issued_at,
        office=seen.office,
        practice=seen.practice,
        clerk_name=seen.clerk_name,
        approver_name=seen.approver_name,
        addressee=sale.addressee,
        application_no=sale.application_no,
        lines=sale.lines,
        total=sale.total,
        listed_total=sale.listed_total,
        method=payment.method if payment else None,
        tendered=payment.tendered if payment else None,
        change=payment.change if payment and payment.tendered is not None else None,
        record=_record_of(payment),
        ground=sale.ground,
        body=sale.body,
        cancels_number=seen.cancels_number,
        chain=seen.chain,
        settled_brand=_settled_brand(payment),
    )


def _settled_brand(payment: Payment | None) -> Brand:
    told = payment.conclusion if payment else None
    return told.brand if isinstance(told, Settlement) else Brand.UNKNOWN


def _record_of(payment: Payment | None) -> TransactionRecord | None:
    match payment.conclusion if payment else None:
        case Approved(record):
            return record
        case _:
            return None
