"""The door's chapter on terminals: the newest transaction that the books know of each, and strays."""

from datetime import datetime
from typing import Final

from sqlalchemy import select

from pos.domain.canonical import revive
from pos.domain.ids import TerminalId
from pos.domain.payment import (
    Aborted,
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    NotCharged,
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

    def last_known(self, terminal_id: TerminalId) -> HighWaterMark | None:
        """The newest transaction of this terminal that the books account for; None where they cannot
        say: no payment yet, an open one, one that a person settled as charged, or a cancellation."""
        paid = self._file.row(NEWEST_OF_TERMINAL, terminal_id=terminal_id)
        stray = self._file.row(_NEWEST_STRAY, terminal_id=terminal_id)
        if stray is not None and (paid is None or paid["requested_at"] < stray["seen_at"]):
            return HighWaterMark.of(revive(TransactionRecord, stray["record"].encode()))
        return None if paid is None else _left_behind_by(payment_from(paid))

    def note_stray(self, terminal_id: TerminalId, record: TransactionRecord, *, at: datetime) -> None:
        """Keep what the terminal did without a payment of ours: perhaps charged twice (重複収納)."""
        with self._file.writing("stray record", at=at, by=None, subject=terminal_id) as writing:
            newest = writing.row(_NEWEST_STRAY, terminal_id=terminal_id)
            number = newest["number"] + 1 if newest else 1
            values = {"terminal_id": terminal_id, "number": number, "seen_at": at}
            writing.add(_STRAY, {**values, "record": canonical_text(record)})


def _left_behind_by(payment: Payment) -> HighWaterMark | None:
    """The terminal's newest transaction after this payment, as far as it is certain."""
    match payment.conclusion:
        case Approved(record) if payment.direction is Direction.CHARGE:
            return HighWaterMark.of(record) if record.sequence else None  # proved by the card: no number
        case Settlement(charged=False) if payment.direction is Direction.CHARGE:
            return payment.mark  # where the terminal has more, the person was wrong: it must be told
        case Declined() | Aborted() | NotCharged() if payment.direction is Direction.CHARGE:
            return payment.mark
        case _:
            return None
