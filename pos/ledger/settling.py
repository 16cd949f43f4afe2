"""The door's chapter on facts: results noted, payments concluded, papers and their prints."""

from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlalchemy import exists, func, select

from pos.domain.canonical import revive
from pos.domain.ids import DayNumber, PaymentId, SaleId, StaffId
from pos.domain.payment import MOVES, Conclusion, Outcome, Payment, PaymentState, Settlement, state_of
from pos.domain.receipt import Office, ReceiptNumber, ReceiptSnapshot
from pos.domain.sale import Sale, SaleState
from pos.errors import Reason, RefusedError
from pos.ledger.booking import PAPER_OF_SALE, settle
from pos.ledger.chapter import Chapter, Reader, canonical_text, open_day_of, sale_of
from pos.ledger.file import Writing
from pos.ledger.reading import PAYMENT, payment_from
from pos.ledger.schema import COUNTER
from pos.ledger.schema import sales as tables
from pos.ledger.statements import Query, Row, own
from pos.ledger.values import PrintRecord

_RESULT = tables.payment_result
_PRINT = tables.paper_print
_DAY_PRINT = tables.day_print
_NUMBER_KEY: Final = ("series", "fiscal_year", "serial")
_RESULTS: Final = Query(select(func.count().label("made")).where(*own(_RESULT, "payment_id")))
_PAPER: Final = Query(select(tables.paper.c.sale_id).where(*own(tables.paper, *_NUMBER_KEY)))
_PRINTS: Final = Query(select(*_PRINT.c).where(*own(_PRINT, *_NUMBER_KEY)).order_by(_PRINT.c.copy))
_UNISSUED: Final = Query(
    select(tables.paper.c.sale_id)
    .where(
        *own(tables.paper, "day"),
        ~exists().where(*(_PRINT.c[name] == tables.paper.c[name] for name in (COUNTER, *_NUMBER_KEY))),
    )
    .order_by(tables.paper.c.issued_at)
)
_DAY_PRINTS: Final = Query(select(func.count().label("made")).where(*own(_DAY_PRINT, "day")))


class Settling(Chapter):
    """What came of a promise, and the papers that say so."""

    def note_result(self, payment_id: PaymentId, outcome: Outcome, *, at: datetime) -> None:
        """A result that arrived, kept before it is acknowledged to the terminal.

        Raises RefusedError SALE_NOT_FOUND, PAYMENT_NOT_OPEN (facts: state).
        """
        with self._file.writing("result noted", at=at, by=None, subject=payment_id.hex) as writing:
            _open_payment(writing, payment_id)
            made = writing.row(_RESULTS, payment_id=payment_id)
            number = made["made"] + 1 if made else 1
            values = {"payment_id": payment_id, "number": number, "received_at": at}
            writing.add(_RESULT, {**values, "outcome": canonical_text(outcome)})

    def conclude(
        self, payment_id: PaymentId, conclusion: Conclusion, *, at: datetime, office: Office
    ) -> Sale:
        """The fact, in one transaction: approved settles the sale (books, paper, totals) on the day
        that is open now; declined, aborted or not charged abandons it; unknown leaves it promised.

        Raises RefusedError PAYMENT_NOT_OPEN (facts: state) where the move is not allowed, DAY_NOT_OPEN,
        SALE_NOT_FOUND.
        """
        state = state_of(conclusion)
        by = conclusion.staff if isinstance(conclusion, Settlement) else None
        with self._file.writing("payment concluded", at=at, by=by, subject=payment_id.hex) as writing:
            writing.facts["state"] = state
            payment = _open_payment(writing, payment_id)
            if state not in MOVES[payment.state]:
                raise RefusedError(Reason.PAYMENT_NOT_OPEN, state=payment.state.value)
            _move_payment(writing, payment, conclusion, at=at)
            return self._follow(writing, payment.sale_id, state, at=at, office=office)

    def _follow(
        self, writing: Writing, sale_id: SaleId, state: PaymentState, *, at: datetime, office: Office
    ) -> Sale:
        """What the payment's new state means for its sale, which is given back as it stands then."""
        sold = sale_of(writing, sale_id)
        if state is PaymentState.APPROVED:
            day = open_day_of(writing)
            return settle(writing, sold, day, office=office, identity=self.identity, at=at)
        if state.is_open:
            return sold
        writing.move(
            tables.sale, {"sale_id": sale_id}, state=SaleState.ABANDONED, booked_day=None, settled_at=None
        )
        return replace(sold, state=SaleState.ABANDONED)

    def receipt_of(self, sale_id: SaleId) -> ReceiptSnapshot:
        """The paper of a settled sale as it was issued. Raises RefusedError RECEIPT_NOT_FOUND."""
        row = self._file.row(PAPER_OF_SALE, sale_id=sale_id)
        if row is None:
            raise RefusedError(Reason.RECEIPT_NOT_FOUND)
        return revive(ReceiptSnapshot, row["snapshot"].encode())

    def record_print(
        self, number: ReceiptNumber, *, by: StaffId, reason: str, sha256: str, file_name: str, at: datetime
    ) -> int:
        """One more copy of a paper: 0 the original, then 再発行 1, 2 …

        Raises RefusedError RECEIPT_NOT_FOUND; REASON_REQUIRED for a reprint without one.
        """
        key = _key(number)
        with self._file.writing("paper printed", at=at, by=by, subject=number) as writing:
            if writing.row(_PAPER, **key) is None:
                raise RefusedError(Reason.RECEIPT_NOT_FOUND)
            copy = len(writing.rows(_PRINTS, **key))
            if copy and not reason.strip():
                raise RefusedError(Reason.REASON_REQUIRED)
            writing.facts["copy"] = copy
            print_ = {"copy": copy, "printed_at": at, "printed_by": by, "reason": reason}
            writing.add(_PRINT, {**key, **print_, "sha256": sha256, "file_name": file_name})
        return copy

    def prints(self, number: ReceiptNumber) -> tuple[PrintRecord, ...]:
        """Every print of a paper, the original first."""
        return tuple(_print_from(number, row) for row in self._file.rows(_PRINTS, **_key(number)))

    def unissued(self, day: DayNumber) -> tuple[Sale, ...]:
        """Sales booked on the day whose paper was never made: cut off just after the fact, or settled
        by recovery while nobody was there to take the paper."""
        found = self._file.rows(_UNISSUED, day=day)
        return tuple(sale_of(self._file, row["sale_id"]) for row in found)

    def record_day_print(
        self, day: DayNumber, *, by: StaffId, sha256: str, file_name: str, at: datetime
    ) -> None:
        """A print of 点検 or 日計表."""
        with self._file.writing("day report printed", at=at, by=by, subject=day) as writing:
            made = writing.row(_DAY_PRINTS, day=day)
            print_ = {"day": day, "copy": made["made"] if made else 0, "printed_at": at, "printed_by": by}
            writing.add(_DAY_PRINT, {**print_, "sha256": sha256, "file_name": file_name})


def _open_payment(reader: Reader, payment_id: PaymentId) -> Payment:
    row = reader.row(PAYMENT, payment_id=payment_id)
    if row is None:
        raise RefusedError(Reason.SALE_NOT_FOUND)
    payment = payment_from(row)
    if not payment.state.is_open:
        raise RefusedError(Reason.PAYMENT_NOT_OPEN, state=payment.state.value)
    return payment


def _move_payment(writing: Writing, payment: Payment, conclusion: Conclusion, *, at: datetime) -> None:
    writing.move(
        tables.payment,
        {"payment_id": payment.id},
        state=state_of(conclusion),
        conclusion=canonical_text(conclusion),
        concluded_at=at,
    )


def _key(number: ReceiptNumber) -> Row:
    return {"series": number.series, "fiscal_year": number.fiscal_year, "serial": number.serial}


def _print_from(number: ReceiptNumber, row: Row) -> PrintRecord:
    return PrintRecord(
        number,
        row["copy"],
        row["printed_at"],
        row["printed_by"],
        row["reason"],
        row["sha256"],
        row["file_name"],
    )
