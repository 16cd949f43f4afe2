"""Who is at the counter: login, the second person beside them, and the people's list.

Rules: NIST SP 800-63B-4 and ASVS 5.0 as chosen in reliability.md §6.2: one long password, no
composition rules, growing delays, a lock that a supervisor lifts and never locks the last one out.
"""

from datetime import timedelta
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pos.config import StaffSettings
from pos.domain.days import Clock
from pos.domain.entry import clean_text
from pos.domain.ids import StaffId
from pos.domain.staff import Right, Role, Staff
from pos.errors import AccessError, Reason, RefusedError
from pos.ledger import Ledger
from pos.rights import require

FIRST_DELAYED_FAILURE: Final = 3
LONGEST_DELAY_S: Final = 300
MIN_DISTINCT_CHARACTERS: Final = 5
COMMON_PARTS: Final = ("password", "passw0rd", "12345678", "qwerty", "madoguchi", "パスワード")
ALL_ROLES: Final = frozenset({Role.CLERK, Role.CASHIER, Role.ADMINISTRATOR})


def new_person(staff_id: str, name: str, roles: frozenset[Role]) -> Staff:
    """A person as typed, cleaned. Raises EntryError TEXT_REQUIRED or TEXT_TOO_LONG."""
    number = clean_text(staff_id, label="職員番号", limit=20, required=True)
    return Staff(StaffId(number), clean_text(name, label="氏名", limit=30, required=True), roles)


def check_password(staff_id: str, password: str, settings: StaffSettings) -> None:
    """Raises AccessError PASSWORD_TOO_SHORT (facts: length) or PASSWORD_TOO_COMMON."""
    length = settings.password_min_length
    if len(password) < length:
        raise AccessError(Reason.PASSWORD_TOO_SHORT, length=length)
    plain = password.casefold()
    common = any(part in plain for part in COMMON_PARTS) or len(set(plain)) < MIN_DISTINCT_CHARACTERS
    if common or (len(staff_id) >= 3 and plain.replace(staff_id.casefold(), "") in ("", plain[:3])):
        raise AccessError(Reason.PASSWORD_TOO_COMMON)


class Access:
    """Recognises people and keeps their list; every attempt is in the journal."""

    def __init__(self, ledger: Ledger, settings: StaffSettings, clock: Clock) -> None:
        self._ledger = ledger
        self._settings = settings
        self._clock = clock
        self._hasher = PasswordHasher()  # RFC 9106 low-memory profile, the library's default
        self._decoy = ""

    @property
    def needs_administrator(self) -> bool:
        """True on a new ledger: nobody is known yet."""
        return not self._ledger.staff()

    def create_first_administrator(self, staff_id: str, name: str, password: str) -> Staff:
        """The first person, with every role but 監査, so that one person can begin.

        Raises RefusedError STAFF_EXISTS once anybody is known, EntryError for bad text,
        AccessError PASSWORD_TOO_SHORT (facts: length) or PASSWORD_TOO_COMMON.
        """
        if not self.needs_administrator:
            raise RefusedError(Reason.STAFF_EXISTS)
        return self._add(None, staff_id, name, ALL_ROLES, password)

    def login(self, staff_id: str, password: str) -> Staff:
        """The person, if number and password fit.

        Raises AccessError LOGIN_FAILED, LOGIN_DELAYED (facts: seconds) or LOGIN_LOCKED.
        """
        typed = clean_text(staff_id, label="職員番号", limit=20, required=True)
        known = self._ledger.credential(StaffId(typed))
        self._refuse_while_delayed(typed, known[0] if known else None)
        fits = self._fits(known[1] if known else self._decoy_hash(), password)
        succeeded = fits and known is not None and known[0].active
        self._ledger.record_login(typed, succeeded=succeeded, at=self._clock())
        if not succeeded or known is None:
            raise AccessError(Reason.LOGIN_FAILED)
        return known[0]

    def confirm(self, staff_id: str, password: str, right: Right, *, other_than: Staff) -> Staff:
        """The second person at the same screen, with the right asked for.

        Raises as `login` does, and AccessError APPROVER_IS_SAME_PERSON or NOT_ALLOWED.
        """
        second = self.login(staff_id, password)
        if second.id == other_than.id:
            raise AccessError(Reason.APPROVER_IS_SAME_PERSON)
        require(self._ledger, second, right)
        return second

    def logout(self, staff: Staff) -> None:
        """Noted in the journal."""
        self._ledger.record_event("logout", by=staff.id, facts={}, at=self._clock())

    def staff(self) -> tuple[Staff, ...]:
        """Everybody ever known, inactive people too."""
        return self._ledger.staff()

    def add_staff(self, by: Staff, staff_id: str, name: str, roles: frozenset[Role], password: str) -> Staff:
        """A new person. Raises AccessError NOT_ALLOWED and as `create_first_administrator` does."""
        require(self._ledger, by, Right.MANAGE)
        return self._add(by.id, staff_id, name, roles, password)

    def change_staff(self, by: Staff, staff: Staff) -> None:
        """New name, roles or activity. Raises NOT_ALLOWED; STAFF_NOT_FOUND; the last active
        administrator cannot be taken away (RefusedError LAST_ADMINISTRATOR)."""
        require(self._ledger, by, Right.MANAGE)
        others = [each for each in self.staff() if each.id != staff.id]
        if not any(each.may(Right.MANAGE) for each in [*others, staff]):
            raise RefusedError(Reason.LAST_ADMINISTRATOR, name=staff.name)
        self._ledger.change_staff(staff, by=by.id, at=self._clock())

    def set_password(self, by: Staff, staff_id: StaffId, password: str) -> None:
        """A person's own password, or anybody's by an administrator."""
        if by.id != staff_id or not by.active:
            require(self._ledger, by, Right.MANAGE)
        self._ledger.set_password_hash(staff_id, self._hash(staff_id, password), by=by.id, at=self._clock())

    def unlock(self, by: Staff, staff_id: StaffId) -> None:
        """Lift the lock after too many failures. Raises AccessError NOT_ALLOWED."""
        require(self._ledger, by, Right.MANAGE)
        self._ledger.unlock_staff(staff_id, by=by.id, at=self._clock())

    def _add(
        self, by: StaffId | None, staff_id: str, name: str, roles: frozenset[Role], password: str
    ) -> Staff:
        person = new_person(staff_id, name, roles)
        self._ledger.add_staff(person, self._hash(person.id, password), by=by, at=self._clock())
        return person

    def _hash(self, staff_id: str, password: str) -> str:
        check_password(staff_id, password, self._settings)
        return self._hasher.hash(password)

    def _fits(self, stored: str, password: str) -> bool:
        try:
            return self._hasher.verify(stored, password)
        except (VerificationError, InvalidHashError):
            return False  # a stored hash that cannot be read fits nothing

    def _decoy_hash(self) -> str:
        # An unknown number must cost the same time as a wrong password.
        if not self._decoy:
            self._decoy = self._hasher.hash("a password that nobody has")
        return self._decoy

    def _refuse_while_delayed(self, typed: str, person: Staff | None) -> None:
        failures, newest = self._ledger.login_failures(typed)
        if failures < FIRST_DELAYED_FAILURE or newest is None:
            return
        supervisor = person is not None and person.may(Right.MANAGE)
        if failures >= self._settings.lock_after_failures and not supervisor:
            raise AccessError(Reason.LOGIN_LOCKED)
        wait_s = min(LONGEST_DELAY_S, 2 ** min(failures - FIRST_DELAYED_FAILURE, 16))
        waited = self._clock() - newest
        # Negative: the clock was put back; nobody waits until another year for their own counter.
        if timedelta(0) <= waited < timedelta(seconds=wait_s):
            raise AccessError(Reason.LOGIN_DELAYED, seconds=int(wait_s - waited.total_seconds()) + 1)
