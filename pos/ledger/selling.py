"""The door's chapter on selling: promises before a device is touched, and reading sales back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import uuid4

from sqlalchemy import func, select, text

from pos.domain.basket import Basket
from pos.domain.day import BusinessDay
from pos.domain.ids import DayNumber, PaymentId, SaleId, StaffId, TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Direction, HighWaterMark, Method, Payment, PaymentState
from pos.domain.receipt import Office
from pos.domain.sale import Sale, SaleKind, SaleLine, SaleState
from pos.errors import Reason, RefusedError
from pos.ledger.booking import settle
from pos.ledger.chapter import Chapter, canonical_text, open_day_of, sale_of
from pos.ledger.drafts import Draft, draft_cancellation, draft_sale
from pos.ledger.file import Writing
from pos.ledger.reading import (
    LINES_OF_DAY,
    OPEN_PAYMENTS,
    PAYMENT,
    PAYMENTS_OF_DAY,
    SALES_OF_DAY,
    payment_from,
    sale_from,
    sales_from,
)
from pos.ledger.schema import sales as tables
from pos.ledger.statements import Query, Row, own

_SALE = tables.sale
_NUMBER: Final = Query(select(func.max(_SALE.c.number).label("last")).where(*own(_SALE, "day")))
# In words, so that SQLite sees that the partial index covers it.
_CANCELLATION: Final = text("sale.cancels IS NOT NULL AND sale.state <> 'abandoned'")
_CANCELLING: Final = Query(select(_SALE.c.state).where(*own(_SALE, "cancels"), _CANCELLATION))
_BOOKED_DAY: Final = Query(select(_SALE.c.booked_day).where(*own(_SALE, "sale_id")))


@dataclass(frozen=True, slots=True)
class Asked:
    """How the money is to move, and what was known of the terminal just before."""

    method: Method
    direction: Direction
    amount: Yen
    terminal_id: TerminalId | None = None
    mark: HighWaterMark | None = None
    clock_offset_s: int = 0
    tendered: Yen | None = None


class Selling(Chapter):
    """Sales, 公用交付 and 取消 as they begin; their facts come in `Settling`."""

    def promise_sale(
        self,
        basket: Basket,
        *,
        method: Method,
        clerk: StaffId,
        at: datetime,
        terminal_id: TerminalId | None = None,
        mark: HighWaterMark | None = None,
        clock_offset_s: int = 0,
        tendered: Yen | None = None,
        sale_id: SaleId | None = None,
    ) -> Sale:
        """Sale and payment on disk before a byte leaves or a coin is taken.

        Raises RefusedError DAY_NOT_OPEN, BASKET_EMPTY, TERMINAL_HELD, CLOCK_WENT_BACK (now, last).
        """
        draft = draft_sale(basket, sale_id or SaleId(uuid4()), clerk=clerk)
        asked = Asked(method, Direction.CHARGE, basket.total, terminal_id, mark, clock_offset_s, tendered)
        with self._file.writing("sale promised", at=at, by=clerk, subject=draft.id.hex) as writing:
            return _promise(writing, draft, asked, at=at)

    def promise_cancellation(
        self,
        original: SaleId,
        *,
        reason: str,
        clerk: StaffId,
        approver: StaffId | None,
        at: datetime,
        terminal_id: TerminalId | None = None,
        mark: HighWaterMark | None = None,
        clock_offset_s: int = 0,
    ) -> Sale:
        """取消 of a sale booked today (domain.md 2.8): the same lines, negative, by the way it was paid.

        Raises RefusedError SALE_NOT_FOUND, NOT_CANCELLABLE, ALREADY_CANCELLED, CANCEL_IN_PROGRESS,
        CANCEL_DIFFERENT_DAY, REASON_REQUIRED, and what `promise_sale` raises.
        """
        if not reason.strip():
            raise RefusedError(Reason.REASON_REQUIRED)
        with self._file.writing("cancellation promised", at=at, by=clerk) as writing:
            sold, payment = _cancellable(writing, original)
            draft = draft_cancellation(sold, SaleId(uuid4()), reason=reason, clerk=clerk, approver=approver)
            writing.subject = draft.id.hex
            asked = Asked(payment.method, Direction.CANCEL, payment.amount, terminal_id, mark, clock_offset_s)
            return _promise(writing, draft, asked, at=at)

    def issue_official_use(self, basket: Basket, *, clerk: StaffId, at: datetime, office: Office) -> Sale:
        """公用: a ¥0 issue, settled at once, on a paper of series K.

        Raises RefusedError DAY_NOT_OPEN, BASKET_EMPTY, CLOCK_WENT_BACK; ValueError without a ground.
        """
        if basket.official_use is None:
            raise ValueError("official use needs its ground and body")
        draft = draft_sale(basket, SaleId(uuid4()), clerk=clerk)
        with self._file.writing("official use", at=at, by=clerk, subject=draft.id.hex) as writing:
            written = _write_sale(writing, draft, at=at)
            issued = written.as_sale()
            return settle(writing, issued, written.day, office=office, identity=self.identity, at=at)

    def open_payments(self) -> tuple[Payment, ...]:
        """Every payment whose outcome nobody knows yet, oldest first, whatever day it is from."""
        return tuple(payment_from(row) for row in self._file.rows(OPEN_PAYMENTS))

    def open_payment(self, terminal_id: TerminalId) -> Payment | None:
        """The payment that holds this terminal."""
        held = (each for each in self.open_payments() if each.terminal_id == terminal_id)
        return next(held, None)

    def sale(self, sale_id: SaleId) -> Sale:
        """Raises RefusedError SALE_NOT_FOUND."""
        return sale_of(self._file, sale_id)

    def find_sale(self, payment_id: PaymentId) -> Sale:
        """The sale that this payment is for. Raises RefusedError SALE_NOT_FOUND."""
        row = self._file.row(PAYMENT, payment_id=payment_id)
        if row is None:
            raise RefusedError(Reason.SALE_NOT_FOUND)
        return self.sale(row["sale_id"])

    def sales_of_day(self, day: DayNumber) -> tuple[Sale, ...]:
        """Sales promised or booked on the day, in the order of their numbers."""
        read = self._file.rows
        return sales_from(
            read(SALES_OF_DAY, day=day), read(LINES_OF_DAY, day=day), read(PAYMENTS_OF_DAY, day=day)
        )


@dataclass(frozen=True, slots=True)
class _Written:
    """A sale's rows as they were written just now: the same as reading them back, without the reading."""

    day: BusinessDay
    sale: Row
    lines: list[Row]

    def as_sale(self, *payments: Row) -> Sale:
        unread = {"business_date": self.day.business_date, "cancelled_by": None}
        return sale_from({**self.sale, **unread}, self.lines, [{**each, "noted": None} for each in payments])


def _promise(writing: Writing, draft: Draft, asked: Asked, *, at: datetime) -> Sale:
    written = _write_sale(writing, draft, at=at)
    payment = _payment_row(draft.id, asked, at=at)
    writing.add(tables.payment, payment)
    return written.as_sale(payment)


def _write_sale(writing: Writing, draft: Draft, *, at: datetime) -> _Written:
    """Lines first, then the sale: nothing can be added to a sale that stands."""
    writing.check_clock()
    day = open_day_of(writing)
    last = writing.row(_NUMBER, day=day.number)
    number = (last["last"] or 0) + 1 if last else 1
    lines = [_line_row(draft.id, n, line) for n, line in enumerate(draft.lines, start=1)]
    row = _sale_row(draft, day, number, at=at)
    writing.add(tables.sale_line, *lines)
    writing.add(_SALE, row)
    return _Written(day, row, lines)


def _sale_row(draft: Draft, day: BusinessDay, number: int, *, at: datetime) -> Row:
    return {
        "sale_id": draft.id,
        "day": day.number,
        "number": number,
        "fiscal_year": draft.fiscal_year or day.fiscal_year,
        "kind": draft.kind,
        "state": SaleState.PROMISED,
        "clerk": draft.clerk,
        "approver": draft.approver,
        "created_at": at,
        "booked_day": None,
        "settled_at": None,
        "total": draft.total,
        "listed_total": draft.listed_total,
        "application_no": draft.application_no,
        "addressee": draft.addressee,
        "ground": draft.ground,
        "body": draft.body,
        "cancels": draft.cancels,
    }


def _line_row(sale_id: SaleId, position: int, line: SaleLine) -> Row:
    return {
        "sale_id": sale_id,
        "position": position,
        "product_code": line.product_code,
        "product_name": line.product_name,
        "size": line.size,
        "unit": line.unit,
        "unit_price": line.unit_price,
        "copies": line.copies,
        "listed_amount": line.listed_amount,
        "amount": line.amount,
        "account_code": line.account.code,
        "account_name": line.account.name,
        "tax_class": line.tax_class,
        "town": line.sheet.town,
        "drawing_no": line.sheet.drawing_no,
        "parcel_no": line.sheet.parcel_no,
    }


def _payment_row(sale_id: SaleId, asked: Asked, *, at: datetime) -> Row:
    return {
        "payment_id": PaymentId(uuid4()),
        "sale_id": sale_id,
        "attempt": 1,
        "method": asked.method,
        "direction": asked.direction,
        "amount": asked.amount,
        "state": PaymentState.REQUESTED,
        "requested_at": at,
        "terminal_id": asked.terminal_id,
        "mark": None if asked.mark is None else canonical_text(asked.mark),
        "clock_offset_s": asked.clock_offset_s,
        "tendered": asked.tendered,
        "conclusion": None,
        "concluded_at": None,
    }


def _cancellable(writing: Writing, original: SaleId) -> tuple[Sale, Payment]:
    day = open_day_of(writing)
    sold = sale_of(writing, original)
    payment = sold.payment
    if sold.kind is not SaleKind.SALE or sold.state is not SaleState.SETTLED or payment is None:
        raise RefusedError(Reason.NOT_CANCELLABLE)
    cancelling = writing.row(_CANCELLING, cancels=original)
    if cancelling is not None:
        settled = cancelling["state"] is SaleState.SETTLED
        raise RefusedError(Reason.ALREADY_CANCELLED if settled else Reason.CANCEL_IN_PROGRESS)
    booked = writing.row(_BOOKED_DAY, sale_id=original)
    if booked is None or booked["booked_day"] != day.number:
        raise RefusedError(Reason.CANCEL_DIFFERENT_DAY)
    return sold, payment
