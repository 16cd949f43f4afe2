"""The door's chapter on terminals: the newest transaction that the books know of each, and strays."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from pos.domain.accounted import Accounted, Claim
from pos.domain.canonical import revive
from pos.domain.ids import TerminalId
from pos.domain.payment import (
    Approved,
    Direction,
    HighWaterMark,
    Payment,
    Settlement,
    TransactionRecord,
)
from pos.ledger.chapter import Chapter, canonical_text
from pos.ledger.reading import NEWEST_OF_TERMINAL, payment_from
from pos.ledger.schema import sales as tables
from pos.ledger.statements import Query, own

_STRAY = tables.stray_record
_NEWEST_STRAY: Final = Query(
    select(*_STRAY.c).where(*own(_STRAY, "terminal_id")).order_by(_STRAY.c.number.desc()).limit(1)
)


class Terminals(Chapter):
    """What is known of each terminal's own books."""

    def last_known(self, terminal_id: TerminalId) -> Accounted | None:
        """What the books account for of this terminal's transactions; None where they cannot say: no
        payment yet, or an open one."""
        rows = self._file.rows(NEWEST_OF_TERMINAL, terminal_id=terminal_id)
        paid = tuple(payment_from(row) for row in rows)
        stray = self._file.row(_NEWEST_STRAY, terminal_id=terminal_id)
        if stray is not None and (not paid or paid[0].requested_at < stray["seen_at"]):
            told = revive(TransactionRecord, stray["record"].encode())
            return Accounted(HighWaterMark.of(told), _older(paid))
        return _left_behind_by(paid[0], _older(paid)) if paid and not paid[0].state.is_open else None

    def note_stray(self, terminal_id: TerminalId, record: TransactionRecord, *, at: datetime) -> None:
        """Keep what the terminal did without a payment of ours: perhaps charged twice (重複収納)."""
        with self._file.writing("stray record", at=at, by=None, subject=terminal_id) as writing:
            newest = writing.row(_NEWEST_STRAY, terminal_id=terminal_id)
            number = newest["number"] + 1 if newest else 1
            values = {"terminal_id": terminal_id, "number": number, "seen_at": at}
            writing.add(_STRAY, {**values, "record": canonical_text(record)})


def _left_behind_by(payment: Payment, older: tuple[HighWaterMark, ...]) -> Accounted:
    """What the terminal has after its newest payment. Where nothing moved that is what it had before: if it
    has more, somebody was wrong, and it must be told."""
    match payment.conclusion:
        case Approved(record) if record.sequence:
            return Accounted(HighWaterMark.of(record), older)
        case Approved():  # proved by the card, or a cancellation that told no number
            return Accounted(payment.mark, older, Claim(payment.direction, payment.amount, proved=True))
        case Settlement(charged=True):
            return Accounted(payment.mark, older, Claim(payment.direction, payment.amount))
        case _:
            return Accounted(payment.mark, older)


def _older(paid: tuple[Payment, ...]) -> tuple[HighWaterMark, ...]:
    """Back to the newest charge: what lies before it is shown no more, but a cancellation may be hidden."""
    marks: list[HighWaterMark] = []
    for payment in paid:
        done = payment.conclusion
        if isinstance(done, Approved) and done.record.sequence:
            marks.append(HighWaterMark.of(done.record))
        if payment.mark is not None:
            marks.append(payment.mark)
        if isinstance(done, Approved) and payment.direction is Direction.CHARGE:
            break
    return tuple(dict.fromkeys(marks))
