"""The door's chapter on 処理未了: inquiries about an open payment, and the slip that people keep of it."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from pos.domain.canonical import revive
from pos.domain.card import CardReading
from pos.domain.ids import PaymentId, SaleId, StaffId
from pos.domain.inquiry import Inquiry, Source
from pos.domain.payment import Approved, Conclusion, Declined, NotCharged, Payment, Settlement, Unknown
from pos.domain.sale import Sale
from pos.domain.unknown_slip import SlipFacts, SlipNumber, SlipOutcome, UnknownSlip
from pos.errors import Reason, RefusedError
from pos.ledger.chapter import Chapter, canonical_text, sale_of, staff_name
from pos.ledger.file import Writing
from pos.ledger.reading import PAYMENT, payment_from
from pos.ledger.schema import unknowns as tables
from pos.ledger.statements import Query, Row, own
from pos.ledger.values import SlipPrint

_INQUIRY = tables.inquiry
_SLIP = tables.unknown_slip
_PRINT = tables.slip_print
_LAST_INQUIRY: Final = Query(
    select(func.max(_INQUIRY.c.number).label("last")).where(*own(_INQUIRY, "payment_id"))
)
_INQUIRIES: Final = Query(select(*_INQUIRY.c).where(*own(_INQUIRY, "payment_id")).order_by(_INQUIRY.c.number))
_NEWEST_INQUIRY: Final = Query(
    select(*_INQUIRY.c).where(*own(_INQUIRY, "payment_id")).order_by(_INQUIRY.c.number.desc()).limit(1)
)
_SERIAL: Final = Query(select(func.max(_SLIP.c.serial).label("last")).where(*own(_SLIP, "fiscal_year")))
_SLIP_OF: Final = Query(select(_SLIP.c.snapshot).where(*own(_SLIP, "payment_id")))
_NEWEST_SLIPS: Final = Query(
    select(_SLIP.c.snapshot)
    .where(*own(_SLIP))
    .order_by(_SLIP.c.fiscal_year.desc(), _SLIP.c.serial.desc())
    .limit(200)
)
_PRINTS: Final = Query(select(*_PRINT.c).where(*own(_PRINT, "payment_id")).order_by(_PRINT.c.copy))


class Unknowns(Chapter):
    """What is known of the payments that nobody knows the end of."""

    def note_inquiry(
        self,
        payment_id: PaymentId,
        source: Source,
        answer: Approved | Declined | NotCharged | Unknown,
        *,
        by: StaffId | None,
        at: datetime,
        reading: CardReading | None = None,
        clock_offset_s: int | None = None,
    ) -> None:
        """Keeps that terminal or card was asked, and what the answer proves. It settles nothing.

        Raises RefusedError PAYMENT_NOT_OPEN.
        """
        with self._file.writing("inquiry", at=at, by=by, subject=payment_id.hex) as writing:
            last = writing.row(_LAST_INQUIRY, payment_id=payment_id)
            row = {
                "payment_id": payment_id,
                "number": (last["last"] or 0) + 1 if last else 1,
                "source": source,
                "asked_at": at,
                "asked_by": by,
                "answer": canonical_text(answer),
                "reading": None if reading is None else canonical_text(reading),
                "clock_offset_s": clock_offset_s,
            }
            writing.add(_INQUIRY, row)

    def inquiries(self, payment_id: PaymentId) -> tuple[Inquiry, ...]:
        """Every inquiry about the payment, oldest first."""
        return tuple(_inquiry_from(row) for row in self._file.rows(_INQUIRIES, payment_id=payment_id))

    def last_inquiry(self, payment_id: PaymentId) -> Inquiry | None:
        """The newest inquiry about the payment; a question open for weeks has hundreds."""
        row = self._file.row(_NEWEST_INQUIRY, payment_id=payment_id)
        return None if row is None else _inquiry_from(row)

    def issue_unknown_slip(
        self, payment_id: PaymentId, facts: SlipFacts, *, by: StaffId, at: datetime
    ) -> UnknownSlip:
        """The slip of a payment that is 処理未了 now, with the next number; the one it has already.

        Raises RefusedError SALE_NOT_FOUND, PAYMENT_NOT_OPEN.
        """
        issued = self.unknown_slip(payment_id)
        if issued is not None:
            return issued
        with self._file.writing("unknown slip issued", at=at, by=by, subject=payment_id.hex) as writing:
            slip = self._compose(writing, payment_id, facts, at=at)
            number = slip.number
            keys = {"payment_id": payment_id, "fiscal_year": number.fiscal_year, "serial": number.serial}
            writing.add(_SLIP, {**keys, "issued_at": at, "issued_by": by, "snapshot": canonical_text(slip)})
        return slip

    def unknown_slip(self, payment_id: PaymentId) -> UnknownSlip | None:
        """The slip as it was made; it stays when the payment is settled."""
        row = self._file.row(_SLIP_OF, payment_id=payment_id)
        return None if row is None else revive(UnknownSlip, row["snapshot"].encode())

    def unknown_slips(self) -> tuple[UnknownSlip, ...]:
        """The 200 newest slips, newest first, settled ones too."""
        return tuple(revive(UnknownSlip, row["snapshot"].encode()) for row in self._file.rows(_NEWEST_SLIPS))

    def outcome_of(self, payment_id: PaymentId) -> SlipOutcome | None:
        """How the payment ended and by whose word; None while it is open. Raises SALE_NOT_FOUND."""
        payment = _payment_in(self._file.row(PAYMENT, payment_id=payment_id))
        if payment.state.is_open or payment.conclusion is None or payment.concluded_at is None:
            return None
        by, approver = _people_of(payment.conclusion)
        return SlipOutcome(
            payment.conclusion,
            payment.concluded_at,
            staff_name(self._file, by),
            staff_name(self._file, approver),
        )

    def record_slip_print(
        self, payment_id: PaymentId, *, by: StaffId, reason: str, sha256: str, file_name: str, at: datetime
    ) -> int:
        """One more copy of a slip: 0 the original, then 再発行 1, 2 …

        Raises RefusedError RECEIPT_NOT_FOUND; REASON_REQUIRED for a reprint without one.
        """
        with self._file.writing("unknown slip printed", at=at, by=by, subject=payment_id.hex) as writing:
            if writing.row(_SLIP_OF, payment_id=payment_id) is None:
                raise RefusedError(Reason.RECEIPT_NOT_FOUND)
            copy = len(writing.rows(_PRINTS, payment_id=payment_id))
            if copy and not reason.strip():
                raise RefusedError(Reason.REASON_REQUIRED)
            writing.facts["copy"] = copy
            print_ = {"copy": copy, "printed_at": at, "printed_by": by, "reason": reason}
            writing.add(
                _PRINT, {"payment_id": payment_id, **print_, "sha256": sha256, "file_name": file_name}
            )
        return copy

    def slip_prints(self, payment_id: PaymentId) -> tuple[SlipPrint, ...]:
        """Every print of a slip, the original first."""
        return tuple(_print_from(row) for row in self._file.rows(_PRINTS, payment_id=payment_id))

    def _compose(
        self, writing: Writing, payment_id: PaymentId, facts: SlipFacts, *, at: datetime
    ) -> UnknownSlip:
        payment = _payment_in(writing.row(PAYMENT, payment_id=payment_id))
        sold = sale_of(writing, payment.sale_id)
        last = writing.row(_SERIAL, fiscal_year=sold.fiscal_year)
        serial = (last["last"] or 0) + 1 if last else 1
        return UnknownSlip(
            number=SlipNumber(self.identity.counter_id, sold.fiscal_year, serial),
            payment_id=payment_id,
            sale_id=SaleId(sold.id),
            business_date=sold.business_date,
            sale_number=sold.number,
            attempt=_attempt(sold, payment_id),
            direction=payment.direction,
            amount=payment.amount,
            requested_at=payment.requested_at,
            issued_at=at,
            terminal_id=payment.terminal_id or "",
            practice=self._practice,
            clerk_name=staff_name(writing, sold.clerk),
            facts=facts,
            chain=writing.mark,
        )


def _payment_in(row: Row | None) -> Payment:
    if row is None:
        raise RefusedError(Reason.SALE_NOT_FOUND)
    return payment_from(row)


def _attempt(sold: Sale, payment_id: PaymentId) -> int:
    return [each.id for each in sold.payments].index(payment_id) + 1


def _people_of(conclusion: Conclusion) -> tuple[StaffId | None, StaffId | None]:
    if isinstance(conclusion, Settlement):
        return conclusion.staff, conclusion.approver
    return None, None


def _inquiry_from(row: Row) -> Inquiry:
    answer: Approved | Declined | NotCharged | Unknown = revive(
        Approved | Declined | NotCharged | Unknown,  # type: ignore[arg-type]  # a union is no type
        row["answer"].encode(),
    )
    return Inquiry(
        payment_id=row["payment_id"],
        number=row["number"],
        source=row["source"],
        at=row["asked_at"],
        by=row["asked_by"],
        answer=answer,
        reading=None if row["reading"] is None else revive(CardReading, row["reading"].encode()),
        clock_offset_s=row["clock_offset_s"],
    )


def _print_from(row: Row) -> SlipPrint:
    return SlipPrint(
        row["payment_id"],
        row["copy"],
        row["printed_at"],
        row["printed_by"],
        row["reason"],
        row["sha256"],
        row["file_name"],
    )
