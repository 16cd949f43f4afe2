"""People, logins and fees: nothing is edited, everything has its newest revision."""

from dataclasses import replace
from datetime import date

import pytest

from pos.domain.catalog import FeeTable
from pos.domain.ids import StaffId
from pos.domain.money import Yen
from pos.domain.staff import Role, Staff
from pos.errors import AccessError, EntryError, Reason
from pos.ledger import Ledger
from tests.ledger.counter import A3, A4, CASHIER, CLERK, PROOF, at

NEW = Staff(StaffId("s03"), "髙橋 次郎", frozenset({Role.CLERK, Role.CASHIER}))


def test_a_person_comes_back_with_name_roles_and_hash(ledger: Ledger) -> None:
    ledger.add_staff(NEW, "hash-3", by=CASHIER, at=at(1))
    assert ledger.credential(NEW.id) == (NEW, "hash-3")
    assert NEW in ledger.staff()


def test_an_id_is_given_once(ledger: Ledger) -> None:
    with pytest.raises(AccessError) as refused:
        ledger.add_staff(Staff(CLERK, "別人", frozenset()), "x", by=None, at=at(1))
    assert refused.value.reason is Reason.STAFF_EXISTS
    assert ledger.verify().ok


def test_a_change_keeps_the_password_and_a_password_keeps_the_person(ledger: Ledger) -> None:
    changed = Staff(CLERK, "大森 市郎", frozenset({Role.AUDITOR}), active=False)
    ledger.change_staff(changed, by=CASHIER, at=at(1))
    assert ledger.credential(CLERK) == (changed, "hash-1")
    ledger.set_password_hash(CLERK, "hash-9", by=CASHIER, at=at(2))
    assert ledger.credential(CLERK) == (changed, "hash-9")


def test_nobody_is_changed_who_is_not_there(ledger: Ledger) -> None:
    nobody = pytest.raises(AccessError, check=lambda error: error.reason is Reason.STAFF_NOT_FOUND)
    with nobody:
        ledger.change_staff(NEW, by=CASHIER, at=at(1))
    with nobody:
        ledger.set_password_hash(NEW.id, "x", by=CASHIER, at=at(1))
    with nobody:
        ledger.unlock_staff(NEW.id, by=CASHIER, at=at(1))
    assert ledger.credential(NEW.id) is None


def test_failures_count_since_the_last_success_or_unlocking(ledger: Ledger) -> None:
    assert ledger.login_failures("s01") == (0, None)
    for minute in (1, 2, 3):
        ledger.record_login("s01", succeeded=False, at=at(minute))
    ledger.record_login("nobody", succeeded=False, at=at(4))
    assert ledger.login_failures("s01") == (3, at(3))
    ledger.unlock_staff(CLERK, by=CASHIER, at=at(5))
    assert ledger.login_failures("s01") == (0, None)
    ledger.record_login("s01", succeeded=False, at=at(6))
    assert ledger.login_failures("s01") == (1, at(6))
    ledger.record_login("s01", succeeded=True, at=at(7))
    assert ledger.login_failures("s01") == (0, None)


def test_fees_keep_their_order_and_get_prices_for_later(ledger: Ledger) -> None:
    dearer = replace(A4, price=Yen(70), valid_from=date(2027, 4, 1))
    ledger.add_fees((dearer,), by=CASHIER, at=at(1))
    assert ledger.fee_table() == FeeTable((A4, A3, PROOF, dearer))


def test_the_same_fee_twice_is_refused(ledger: Ledger) -> None:
    for fees in ((A4,), (replace(A4, valid_from=date(2027, 4, 1)),) * 2, (replace(A4, price=Yen(-1)),)):
        with pytest.raises(EntryError) as refused:
            ledger.add_fees(fees, by=CASHIER, at=at(1))
        assert refused.value.reason is Reason.FEE_INVALID
    assert len(ledger.fee_table().fees) == 3
