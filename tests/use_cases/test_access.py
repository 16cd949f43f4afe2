"""Who is at the counter: delays that grow, a lock that opens again, and rights that two people share."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from argon2 import PasswordHasher

from pos.access import Access
from pos.config import StaffSettings
from pos.counter import Counter
from pos.domain.ids import StaffId
from pos.domain.staff import RIGHTS, Right, Role, Staff
from pos.errors import AccessError, EntryError, OperatingError, Reason, RefusedError
from tests.support.clocks import WallClock
from tests.support.proof import check_whole
from tests.support.till import CASHIER, CHIEF, CHIEF_PASSWORD, CLERK, Site

SECRET = "うるおいのあるまちづくり大作戦"  # 15 characters
WRONG = "a wrong password of length"


@pytest.fixture
def access(new_counter: Counter, clock: WallClock) -> Iterator[Access]:
    """With hashes that cost nothing: here the rules are tried, not argon2."""
    people = Access(new_counter.ledger, StaffSettings(), clock)
    people._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    yield people
    check_whole(new_counter)


def _reason(act: Callable[[], object]) -> Reason:
    with pytest.raises(OperatingError) as refused:
        act()
    return refused.value.reason


def test_the_administrator_of_the_founding_logs_in(founded_site: Site) -> None:
    counter = founded_site.open()
    assert not counter.access.needs_administrator
    assert counter.access.login(CHIEF.id, CHIEF_PASSWORD) == CHIEF
    assert _reason(lambda: counter.access.create_first_administrator("1", "x", SECRET)) is Reason.STAFF_EXISTS
    counter.close()


def test_a_person_is_added_and_known_from_then_on(access: Access) -> None:
    person = access.add_staff(CHIEF, " 1002 ", "渡邉 はな", frozenset({Role.CLERK}), SECRET)
    assert (person.id, person.name) == (StaffId("1002"), "渡邉 はな")
    assert access.login("1002", SECRET) == person
    assert person in access.staff()


@pytest.mark.parametrize(
    ("staff_id", "name", "password", "reason"),
    [
        ("1001", "誰か", SECRET, Reason.STAFF_EXISTS),
        ("", "誰か", SECRET, Reason.TEXT_REQUIRED),
        ("1003", " ", SECRET, Reason.TEXT_REQUIRED),
        ("1" * 21, "誰か", SECRET, Reason.TEXT_TOO_LONG),
        ("1003", "誰か", SECRET[:14], Reason.PASSWORD_TOO_SHORT),
        ("1003", "誰か", "Password for the counter", Reason.PASSWORD_TOO_COMMON),
        ("1003", "誰か", "abababababababababab", Reason.PASSWORD_TOO_COMMON),
        ("1003", "誰か", "1003100310031003", Reason.PASSWORD_TOO_COMMON),
    ],
)
def test_who_cannot_be_added(access: Access, staff_id: str, name: str, password: str, reason: Reason) -> None:
    before, clerk = access.staff(), frozenset({Role.CLERK})
    assert _reason(lambda: access.add_staff(CHIEF, staff_id, name, clerk, password)) is reason
    assert access.staff() == before


def test_only_managers_manage(access: Access) -> None:
    acts = (
        lambda: access.add_staff(CASHIER, "1003", "誰か", frozenset({Role.CLERK}), SECRET),
        lambda: access.change_staff(CASHIER, CLERK),
        lambda: access.set_password(CASHIER, CLERK.id, SECRET),
        lambda: access.unlock(CASHIER, CLERK.id),
        lambda: access.unlock(replace(CHIEF, active=False), CLERK.id),
    )
    assert {_reason(act) for act in acts} == {Reason.NOT_ALLOWED}


def test_unknown_numbers_and_wrong_passwords_are_told_the_same(access: Access) -> None:
    access.set_password(CHIEF, CLERK.id, SECRET)
    assert _reason(lambda: access.login("1001", WRONG)) is Reason.LOGIN_FAILED
    assert _reason(lambda: access.login("7777", WRONG)) is Reason.LOGIN_FAILED
    assert _reason(lambda: access.login("2001", WRONG)) is Reason.LOGIN_FAILED  # whose hash is damaged
    assert _reason(lambda: access.login(" ", WRONG)) is Reason.TEXT_REQUIRED


def test_delays_double_from_the_third_failure_on(access: Access, clock: WallClock) -> None:
    access.set_password(CHIEF, CLERK.id, SECRET)
    waits: list[object] = []
    for failure in range(1, 10):
        assert _reason(lambda: access.login("1001", WRONG)) is Reason.LOGIN_FAILED
        if failure < 3:
            continue
        with pytest.raises(AccessError) as delayed:
            access.login("1001", SECRET)
        assert delayed.value.reason is Reason.LOGIN_DELAYED
        waits.append(delayed.value.facts["seconds"])
        clock.turn(minutes=10)
    assert [int(str(each)) - 1 for each in waits] == [1, 2, 4, 8, 16, 32, 64]
    assert access.login("1001", SECRET) == CLERK


def test_the_tenth_failure_locks_until_a_manager_unlocks(access: Access, clock: WallClock) -> None:
    access.set_password(CHIEF, CLERK.id, SECRET)
    _fail(access, clock, "1001", 10)
    clock.turn(days=30)
    assert _reason(lambda: access.login("1001", SECRET)) is Reason.LOGIN_LOCKED
    access.unlock(CHIEF, CLERK.id)
    assert access.login("1001", SECRET) == CLERK


def test_the_manager_is_slowed_but_never_locked_out(access: Access, clock: WallClock) -> None:
    access.set_password(CHIEF, CHIEF.id, SECRET)
    _fail(access, clock, "9001", 15)
    assert access.login("9001", SECRET) == CHIEF


def test_a_clock_that_goes_back_locks_nobody_out(access: Access, clock: WallClock) -> None:
    """reliability.md R10: the PC started with the clock of another year, and was put right."""
    access.set_password(CHIEF, CLERK.id, SECRET)
    for _ in range(3):
        assert _reason(lambda: access.login("1001", WRONG)) is Reason.LOGIN_FAILED
        clock.turn(minutes=10)
    clock.turn(days=-3650)
    assert access.login("1001", SECRET) == CLERK


def test_an_inactive_person_is_nobody(access: Access) -> None:
    access.set_password(CHIEF, CLERK.id, SECRET)
    access.change_staff(CHIEF, replace(CLERK, active=False))
    assert _reason(lambda: access.login("1001", SECRET)) is Reason.LOGIN_FAILED
    assert replace(CLERK, active=False) in access.staff()


def test_the_last_manager_stays(access: Access) -> None:
    for changed in (replace(CHIEF, active=False), replace(CHIEF, roles=frozenset({Role.CLERK}))):
        with pytest.raises(RefusedError) as refused:
            access.change_staff(CHIEF, changed)
        assert refused.value.reason is Reason.LAST_ADMINISTRATOR
    access.change_staff(CHIEF, replace(CASHIER, roles=frozenset({Role.ADMINISTRATOR})))
    access.change_staff(CHIEF, replace(CHIEF, active=False))
    assert [each.id for each in access.staff() if each.may(Right.MANAGE)] == [CASHIER.id]


def test_nobody_changes_a_stranger(access: Access) -> None:
    stranger = Staff(StaffId("7777"), "誰か", frozenset({Role.CLERK}))
    assert _reason(lambda: access.change_staff(CHIEF, stranger)) is Reason.STAFF_NOT_FOUND
    assert _reason(lambda: access.set_password(CHIEF, stranger.id, SECRET)) is Reason.STAFF_NOT_FOUND


def test_the_second_person_is_another_one_with_the_right(access: Access) -> None:
    access.set_password(CHIEF, CASHIER.id, SECRET)
    access.set_password(CHIEF, CLERK.id, SECRET)
    assert access.confirm("2001", SECRET, Right.APPROVE, other_than=CLERK) == CASHIER
    for number, password, other, reason in (
        ("2001", SECRET, CASHIER, Reason.APPROVER_IS_SAME_PERSON),
        ("1001", SECRET, CASHIER, Reason.NOT_ALLOWED),
        ("2001", WRONG, CLERK, Reason.LOGIN_FAILED),
    ):
        with pytest.raises(AccessError) as refused:
            access.confirm(number, password, Right.APPROVE, other_than=other)
        assert refused.value.reason is reason


def test_a_person_sets_their_own_password(access: Access) -> None:
    access.set_password(CHIEF, CLERK.id, SECRET)
    access.set_password(CLERK, CLERK.id, "another long secret of mine")
    assert _reason(lambda: access.login("1001", SECRET)) is Reason.LOGIN_FAILED
    assert access.login("1001", "another long secret of mine") == CLERK
    gone = replace(CLERK, active=False)
    assert _reason(lambda: access.set_password(gone, CLERK.id, SECRET)) is Reason.NOT_ALLOWED


def test_every_role_may_exactly_what_its_table_says() -> None:
    for role in Role:
        for active in (True, False):
            person = Staff(StaffId("1"), "x", frozenset({role}), active=active)
            assert {right for right in Right if person.may(right)} == (RIGHTS[role] if active else set())


def test_attempts_and_logouts_are_in_the_journal(new_counter: Counter, access: Access) -> None:
    before = new_counter.ledger.chain_mark().seq
    assert _reason(lambda: access.login("7777", WRONG)) is Reason.LOGIN_FAILED
    access.logout(CLERK)
    assert new_counter.ledger.chain_mark().seq == before + 2


def test_control_characters_in_a_number_stay_out_of_the_books(access: Access) -> None:
    with pytest.raises((AccessError, EntryError, RefusedError)):
        access.login("1001\n\x1b[2J", WRONG)


def _fail(access: Access, clock: WallClock, staff_id: str, times: int) -> None:
    for _ in range(times):
        assert _reason(lambda: access.login(staff_id, WRONG)) is Reason.LOGIN_FAILED
        clock.turn(minutes=10)
