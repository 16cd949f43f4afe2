"""The door's chapter on people and fees: staff revisions, logins, the fee table. Nothing is edited."""

from datetime import datetime
from typing import Final

from sqlalchemy import func, select

from pos.domain.catalog import Fee, FeeTable, RevenueAccount, check_fees
from pos.domain.ids import StaffId
from pos.domain.staff import Role, Staff
from pos.errors import AccessError, EntryError, Reason
from pos.ledger.chapter import Chapter, Reader
from pos.ledger.file import Writing
from pos.ledger.schema import LoginOutcome
from pos.ledger.schema import people as tables
from pos.ledger.statements import Query, Row, own

_REV = tables.staff_revision
_LOGIN = tables.login
_NEWEST: Final = Query(
    select(*_REV.c).where(*own(_REV, "staff_id")).order_by(_REV.c.revision.desc()).limit(1)
)
_REVISIONS: Final = Query(select(*_REV.c).where(*own(_REV)).order_by(_REV.c.staff_id, _REV.c.revision))
_LOGINS: Final = Query(
    select(_LOGIN.c.outcome, _LOGIN.c.at)
    .where(*own(_LOGIN, "staff_id"))
    .order_by(_LOGIN.c.number.desc())
    .limit(1000)
)
_LOGIN_NUMBER: Final = Query(select(func.max(_LOGIN.c.number).label("number")).where(*own(_LOGIN)))
_FEES: Final = Query(select(*tables.fee.c).where(*own(tables.fee)).order_by(tables.fee.c.number))


class People(Chapter):
    """Who works here and what things cost."""

    def add_staff(self, staff: Staff, password_hash: str, *, by: StaffId | None, at: datetime) -> None:
        """A new person. Raises AccessError STAFF_EXISTS (facts: staff_id)."""
        with self._file.writing("staff added", at=at, by=by, subject=staff.id) as writing:
            if writing.row(_NEWEST, staff_id=staff.id) is not None:
                raise AccessError(Reason.STAFF_EXISTS, staff_id=staff.id)
            writing.add(tables.staff, {"staff_id": staff.id, "added_at": at})
            writing.add(_REV, _revision(staff, 1, password_hash, by=by, at=at))

    def change_staff(self, staff: Staff, *, by: StaffId | None, at: datetime) -> None:
        """Another name, other roles, active or not: one more revision. Raises AccessError STAFF_NOT_FOUND."""
        with self._file.writing("staff changed", at=at, by=by, subject=staff.id) as writing:
            last = _revision_of(writing, staff.id)
            writing.add(_REV, _revision(staff, last["revision"] + 1, last["password_hash"], by=by, at=at))

    def set_password_hash(
        self, staff_id: StaffId, password_hash: str, *, by: StaffId | None, at: datetime
    ) -> None:
        """A new password. Raises AccessError STAFF_NOT_FOUND."""
        with self._file.writing("password set", at=at, by=by, subject=staff_id) as writing:
            last = _revision_of(writing, staff_id)
            writing.add(_REV, _revision(_staff_from(last), last["revision"] + 1, password_hash, by=by, at=at))

    def staff(self) -> tuple[Staff, ...]:
        """Everybody as of now, by staff id."""
        newest = {row["staff_id"]: _staff_from(row) for row in self._file.rows(_REVISIONS)}
        return tuple(newest.values())

    def credential(self, staff_id: StaffId) -> tuple[Staff, str] | None:
        """The person as of now and the password's hash; None where nobody has this id."""
        row = self._file.row(_NEWEST, staff_id=staff_id)
        return None if row is None else (_staff_from(row), row["password_hash"])

    def record_login(self, staff_id: str, *, succeeded: bool, at: datetime) -> None:
        """A login, right or wrong; `staff_id` as typed and cleaned."""
        outcome = LoginOutcome.SUCCEEDED if succeeded else LoginOutcome.FAILED
        with self._file.writing(f"login {outcome.value}", at=at, by=None, subject=staff_id) as writing:
            _add_login(writing, staff_id, outcome, by=None, at=at)

    def login_failures(self, staff_id: str) -> tuple[int, datetime | None]:
        """Failures in a row since the last success or unlocking (1,000 at most), and when the newest was."""
        failed: list[datetime] = []
        for row in self._file.rows(_LOGINS, staff_id=staff_id):
            if row["outcome"] is not LoginOutcome.FAILED:
                break
            failed.append(row["at"])
        return len(failed), failed[0] if failed else None

    def unlock_staff(self, staff_id: StaffId, *, by: StaffId, at: datetime) -> None:
        """Failures count from zero again. Raises AccessError STAFF_NOT_FOUND."""
        with self._file.writing("staff unlocked", at=at, by=by, subject=staff_id) as writing:
            _revision_of(writing, staff_id)
            _add_login(writing, staff_id, LoginOutcome.UNLOCKED, by=by, at=at)

    def add_fees(self, fees: tuple[Fee, ...], *, by: StaffId | None, at: datetime) -> None:
        """New prices from their valid_from on. Raises EntryError FEE_INVALID (facts: product, problem)."""
        with self._file.writing("fees added", at=at, by=by) as writing:
            write_fees(writing, check_fees(fees), by=by, at=at)

    def fee_table(self) -> FeeTable:
        """Every fee ever listed."""
        return FeeTable(tuple(_fee_from(row) for row in self._file.rows(_FEES)))


def write_fees(writing: Writing, fees: tuple[Fee, ...], *, by: StaffId | None, at: datetime) -> None:
    """Adds fees behind those already listed. Raises EntryError FEE_INVALID (problem: twice)."""
    listed = writing.rows(_FEES)
    known = {(row["product_code"], row["size"], row["valid_from"]) for row in listed}
    for number, fee in enumerate(fees, start=len(listed) + 1):
        if (*fee.key, fee.valid_from) in known:
            raise EntryError(Reason.FEE_INVALID, product=fee.title, problem="twice")
        writing.add(tables.fee, _fee_row(fee, number, by=by, at=at))


def _fee_row(fee: Fee, number: int, *, by: StaffId | None, at: datetime) -> Row:
    return {
        "number": number,
        "product_code": fee.product_code,
        "product_name": fee.product_name,
        "size": fee.size,
        "unit": fee.unit,
        "price": fee.price,
        "account_code": fee.account.code,
        "account_name": fee.account.name,
        "tax_class": fee.tax_class,
        "valid_from": fee.valid_from,
        "confirmed": fee.confirmed,
        "added_at": at,
        "added_by": by,
    }


def _fee_from(row: Row) -> Fee:
    return Fee(
        row["product_code"],
        row["product_name"],
        row["size"],
        row["unit"],
        row["price"],
        RevenueAccount(row["account_code"], row["account_name"]),
        row["tax_class"],
        row["valid_from"],
        row["confirmed"],
    )


def _add_login(
    writing: Writing, staff_id: str, outcome: LoginOutcome, *, by: str | None, at: datetime
) -> None:
    last = writing.row(_LOGIN_NUMBER)
    number = (last["number"] or 0) + 1 if last else 1
    writing.add(_LOGIN, {"number": number, "staff_id": staff_id, "outcome": outcome, "at": at, "by": by})


def _revision_of(reader: Reader, staff_id: StaffId) -> Row:
    row = reader.row(_NEWEST, staff_id=staff_id)
    if row is None:
        raise AccessError(Reason.STAFF_NOT_FOUND, staff_id=staff_id)
    return row


def _revision(staff: Staff, revision: int, password_hash: str, *, by: str | None, at: datetime) -> Row:
    return {
        "staff_id": staff.id,
        "revision": revision,
        "name": staff.name,
        "roles": ",".join(sorted(staff.roles)),
        "active": staff.active,
        "password_hash": password_hash,
        "changed_at": at,
        "changed_by": by,
    }


def _staff_from(row: Row) -> Staff:
    roles = frozenset(Role(role) for role in row["roles"].split(",") if role)
    return Staff(row["staff_id"], row["name"], roles, row["active"])
