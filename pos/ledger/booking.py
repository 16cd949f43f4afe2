"""Writing vouchers and settling sales: what a conclusion does to the books, inside its transaction."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from pos.domain import books
from pos.domain.books import Entry
from pos.domain.day import BusinessDay
from pos.domain.ids import SaleId
from pos.domain.receipt import Office, ReceiptNumber
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.ledger import tallies
from pos.ledger.chapter import canonical_text, staff_name
from pos.ledger.file import Writing
from pos.ledger.schema import VoucherKind
from pos.ledger.schema.books import entry, voucher
from pos.ledger.schema.sales import paper, sale
from pos.ledger.snapshot import Circumstances, compose_snapshot, series_of
from pos.ledger.statements import Query, own
from pos.ledger.values import LedgerIdentity, LedgerKind

_VOUCHER_NUMBER: Final = Query(select(func.max(voucher.c.number).label("last")).where(*own(voucher)))
_SERIAL: Final = Query(
    select(func.max(paper.c.serial).label("last")).where(*own(paper, "series", "fiscal_year"))
)
PAPER_OF_SALE: Final = Query(select(*paper.c).where(*own(paper, "sale_id")))


def book(
    writing: Writing,
    day: BusinessDay,
    kind: VoucherKind,
    entries: tuple[Entry, ...],
    *,
    at: datetime,
    sold: Sale | None = None,
) -> None:
    """A voucher of the day with its entries, and the balances they change; nothing where there are none.

    A sale settled after the turn of the year still belongs to the fiscal year of its own day.
    """
    if not entries:
        return
    number = _next(writing, _VOUCHER_NUMBER)
    for position, each in enumerate(entries, start=1):
        values = {"account": each.account, "detail": each.detail, "amount": each.amount}
        writing.add(entry, {"voucher": number, "position": position, **values})
    writing.add(
        voucher,
        {
            "number": number,
            "day": day.number,
            "fiscal_year": sold.fiscal_year if sold else day.fiscal_year,
            "kind": kind,
            "sale_id": sold.id if sold else None,
            "booked_at": at,
        },
    )
    writing.tally(day.number, tallies.of_voucher(entries))


def settle(
    writing: Writing,
    sold: Sale,
    day: BusinessDay,
    *,
    office: Office,
    identity: LedgerIdentity,
    at: datetime,
) -> Sale:
    """The sale counts from now on: voucher, paper with its number, totals, state; on `day`, which is open.

    Gives the sale back as it stands then.
    """
    if sold.payment is not None:
        kind = VoucherKind.CANCELLATION if sold.kind is SaleKind.CANCELLATION else VoucherKind.SALE
        book(writing, day, kind, books.for_sale(sold, sold.payment), at=at, sold=sold)
    _issue_paper(writing, sold, day, office=office, identity=identity, at=at)
    writing.move(sale, {"sale_id": sold.id}, state=SaleState.SETTLED, booked_day=day.number, settled_at=at)
    writing.tally(day.number, tallies.of_sale(sold), tallies.of_counter(sold))
    return replace(sold, state=SaleState.SETTLED, settled_at=at)


def _issue_paper(
    writing: Writing, sold: Sale, day: BusinessDay, *, office: Office, identity: LedgerIdentity, at: datetime
) -> None:
    """Takes the next number of the series; only here, so that a declined card burns none."""
    series = series_of(sold)
    serial = _next(writing, _SERIAL, series=series, fiscal_year=sold.fiscal_year)
    circumstances = Circumstances(
        number=ReceiptNumber(identity.counter_id, series, sold.fiscal_year, serial),
        business_date=sold.business_date,
        issued_at=at,
        office=office,
        practice=identity.kind is LedgerKind.PRACTICE,
        clerk_name=staff_name(writing, sold.clerk),
        approver_name=staff_name(writing, sold.approver),
        cancels_number=_number_of(writing, sold.cancels, identity),
        chain=writing.mark,
    )
    writing.add(
        paper,
        {
            "series": series,
            "fiscal_year": sold.fiscal_year,
            "serial": serial,
            "sale_id": sold.id,
            "day": day.number,
            "issued_at": at,
            "snapshot": canonical_text(compose_snapshot(sold, circumstances)),
        },
    )


def _number_of(writing: Writing, original: SaleId | None, identity: LedgerIdentity) -> str:
    row = None if original is None else writing.row(PAPER_OF_SALE, sale_id=original)
    if row is None:
        return ""
    return str(ReceiptNumber(identity.counter_id, row["series"], row["fiscal_year"], row["serial"]))


def _next(writing: Writing, highest: Query, **values: object) -> int:
    row = writing.row(highest, **values)
    return 1 if row is None or row["last"] is None else int(row["last"]) + 1
