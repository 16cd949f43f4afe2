"""What the chapters of the ledger's door share: the file, the identity and small questions."""

from typing import Final

from sqlalchemy import select

from pos.domain.canonical import canonical_bytes
from pos.domain.day import BusinessDay
from pos.domain.ids import SaleId, StaffId
from pos.domain.sale import Sale
from pos.errors import Reason, RefusedError
from pos.ledger.file import LedgerFile, Writing
from pos.ledger.reading import LINES, OPEN_DAY, PAYMENTS, SALE, day_from, sale_from
from pos.ledger.schema import people
from pos.ledger.statements import Query, own
from pos.ledger.values import LedgerIdentity, LedgerKind

_REVISION = people.staff_revision
STAFF_NAME: Final = Query(
    select(_REVISION.c.name).where(*own(_REVISION, "staff_id")).order_by(_REVISION.c.revision.desc()).limit(1)
)
Reader = LedgerFile | Writing  # both answer row() and rows()


class Chapter:
    """One subject of the door; `Ledger` is all of them together."""

    def __init__(self, file: LedgerFile, identity: LedgerIdentity) -> None:
        self._file: Final = file
        self.identity: Final = identity

    @property
    def _practice(self) -> bool:
        return self.identity.kind is LedgerKind.PRACTICE


def canonical_text(value: object) -> str:
    """The value's canonical JSON as the text that a column holds."""
    return canonical_bytes(value).decode()


def open_day_of(reader: Reader) -> BusinessDay:
    """Raises RefusedError DAY_NOT_OPEN."""
    row = reader.row(OPEN_DAY)
    if row is None:
        raise RefusedError(Reason.DAY_NOT_OPEN)
    return day_from(row)


def sale_of(reader: Reader, sale_id: SaleId) -> Sale:
    """Raises RefusedError SALE_NOT_FOUND."""
    row = reader.row(SALE, sale_id=sale_id)
    if row is None:
        raise RefusedError(Reason.SALE_NOT_FOUND)
    return sale_from(row, reader.rows(LINES, sale_id=sale_id), reader.rows(PAYMENTS, sale_id=sale_id))


def staff_name(reader: Reader, staff_id: StaffId | None) -> str:
    """The name as of now; the id itself where nobody has it, "" for nobody."""
    if staff_id is None:
        return ""
    row = reader.row(STAFF_NAME, staff_id=staff_id)
    return staff_id if row is None else str(row["name"])
