"""Every driver ends in the right word, whatever happens at its terminal; the books are the truth."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pos.domain.brands import CancelRule
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    HighWaterMark,
    NotCharged,
    Outcome,
    ResultCode,
    Unknown,
)
from pos.errors import DeviceError, Reason, RefusedError
from pos.ports import DailyLogKind, Phase
from tests.conformance.happenings import TAKES, Happening
from tests.conformance.masking import gives_away
from tests.conformance.site import CAP, Site, Stand, never, open_at

StandAt = Callable[..., Stand]
FIRST, AMOUNT, AFTER = 500, 300, 150
# Where the terminal says it plainly. Elsewhere a driver may be unsure, or find out by itself: only
# what contradicts the books is wrong.
WORDS: dict[Happening, type] = {
    Happening.PAYS: Approved,
    Happening.BALANCE_SHORT: Declined,
    Happening.REFUSED: Declined,
    Happening.NOBODY_COMES: Aborted,
    Happening.WRONG_AMOUNT: Unknown,
    Happening.OTHER_TERMINAL: Unknown,
}


@pytest.mark.parametrize("happening", list(Happening))
def test_every_happening_ends_in_its_word(stand_at: StandAt, happening: Happening) -> None:
    at = stand_at(Happening.PAYS, happening)
    first, _ = at.charge(FIRST)
    assert isinstance(first, Approved)

    outcome, intent = at.charge(AMOUNT)

    assert isinstance(outcome, WORDS.get(happening, object)), outcome
    if isinstance(outcome, Unknown):
        verdict = at.verdict(intent)
        assert not contradicts(verdict, at), verdict
    else:
        assert not contradicts(outcome, at)
    after, _ = at.charge(AFTER)  # the next customer is not hurt by the fault before
    assert isinstance(after, Approved), after
    assert after.record.amount.amount == AFTER
    assert at.other_end.charges().count(AMOUNT) == (happening in TAKES), "charged twice, or lost"


def contradicts(verdict: Outcome | NotCharged, at: Stand) -> bool:
    """True where the word and the books disagree. A terminal may have taken the money back by itself."""
    stands = at.other_end.taken() == FIRST + AMOUNT
    if isinstance(verdict, Approved):
        return not stands
    if isinstance(verdict, Unknown):
        return False  # honest; it holds the terminal until a person settles it
    return stands


def test_a_charge_is_told_as_it_goes(stand_at: StandAt) -> None:
    at = stand_at(Happening.PAYS)
    outcome, _ = at.charge(AMOUNT)
    assert isinstance(outcome, Approved)
    record = outcome.record
    assert record.amount.amount == AMOUNT
    assert record.terminal_no
    assert record.sequence
    assert len(record.card_last4) <= 4
    assert [type(each) for each in at.noted] == [Approved], "noted once, before the terminal heard of it"
    phases = [each.phase for each in at.told]
    assert phases.index(Phase.RESULT_RECEIVED) < phases.index(Phase.CONFIRMING)
    last = at.last()
    assert last.record is not None
    assert HighWaterMark.of(last.record) == HighWaterMark.of(record)
    assert last.refusal is None


def test_balance_short_is_told_as_such(stand_at: StandAt) -> None:
    at = stand_at(Happening.BALANCE_SHORT)
    outcome, _ = at.charge(AMOUNT)
    assert isinstance(outcome, Declined)
    assert outcome.result is ResultCode.DEFICIENT
    assert at.other_end.taken() == 0


def test_a_result_that_cannot_be_kept_is_found_again(stand_at: StandAt) -> None:
    """The disk is full in the very moment when the result should be written down."""
    at = stand_at(Happening.PAYS, Happening.PAYS)
    at.charge(FIRST)
    last = at.last()

    class DiskFullError(Exception):
        pass

    def full(_outcome: Outcome) -> None:
        raise DiskFullError

    at.noted = Refusing(full)
    with pytest.raises(DiskFullError):
        at.charge(AMOUNT)
    again = at.last()
    assert again.record is not None
    moved = at.other_end.taken() == FIRST + AMOUNT
    assert (again.as_mark() != last.as_mark()) or not moved


class Refusing(list[Outcome]):
    """A list of notes that cannot be written to."""

    def __init__(self, refuse: Callable[[Outcome], None]) -> None:
        super().__init__()
        self._refuse = refuse

    def append(self, outcome: Outcome) -> None:
        self._refuse(outcome)


def test_stop_while_a_card_is_awaited(stand_at: StandAt) -> None:
    at = stand_at(Happening.NOBODY_COMES)
    if not at.terminal.capabilities.abort:
        pytest.skip("this terminal cannot be stopped")
    at.last()
    at.stopped = True
    outcome, _ = at.charge(AMOUNT)
    assert isinstance(outcome, Aborted)
    assert outcome.cause in (AbortCause.STOPPED, AbortCause.NO_CARD)
    assert at.other_end.taken() == 0


@pytest.mark.parametrize("amount", [0, CAP.amount + 1])
def test_an_amount_outside_the_contract_is_never_sent(stand_at: StandAt, amount: int) -> None:
    at = stand_at()
    outcome, _ = at.charge(amount)
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert at.other_end.charges() == type(at.other_end.charges())()


def test_the_last_payment_is_taken_back(stand_at: StandAt) -> None:
    at = stand_at(Happening.PAYS, Happening.PAYS)
    paid, _ = at.charge(AMOUNT)
    assert isinstance(paid, Approved)
    outcome, _ = at.cancel(paid.record)
    if at.terminal.capabilities.cancel is CancelRule.NEVER:
        assert isinstance(outcome, Aborted)
        return
    assert isinstance(outcome, Approved), outcome
    assert outcome.record.amount.amount == AMOUNT
    assert at.other_end.taken() == 0


def test_what_is_not_the_last_is_not_taken_back(stand_at: StandAt) -> None:
    at = stand_at(Happening.PAYS, Happening.PAYS)
    paid, _ = at.charge(AMOUNT)
    at.charge(FIRST)
    assert isinstance(paid, Approved)
    outcome, _ = at.cancel(paid.record)
    assert isinstance(outcome, Aborted | Declined), "the contract of these tests allows the last one only"
    assert at.other_end.taken() == AMOUNT + FIRST


def test_health_is_told(stand_at: StandAt) -> None:
    health = stand_at().terminal.check_health(stop=never)
    assert health.ok
    assert health.terminal_no
    assert all(state in ("ok", "error", "absent", "unknown") for _, state in health.parts)


def test_the_daily_log_is_what_the_capabilities_say(stand_at: StandAt) -> None:
    at = stand_at(Happening.PAYS)
    at.charge(AMOUNT)
    can = at.terminal.capabilities.daily_log
    for kind in (DailyLogKind.REPORTING, DailyLogKind.SETTLEMENT):
        if not kind & can:
            with pytest.raises(RefusedError) as refused:
                at.terminal.access_daily_log(kind, stop=never)
            assert refused.value.reason is Reason.TERMINAL_UNSUPPORTED
            continue
        log = at.terminal.access_daily_log(kind, stop=never)
        assert (sum(each.amount.amount for each in log.totals), log.kind) == (AMOUNT, kind)


def test_nothing_there(site: Site, tmp_path: Path) -> None:
    at = open_at(site, str(tmp_path / "no-such-port"))
    with pytest.raises(DeviceError) as silent:
        at.terminal.check_health(stop=never)
    assert silent.value.reason is Reason.TERMINAL_UNREACHABLE
    at.terminal.close()
    at.terminal.close()


def test_no_card_number_leaves_the_driver(stand_at: StandAt) -> None:
    at = stand_at(Happening.PAYS, Happening.BALANCE_SHORT)
    outcomes = [at.charge(AMOUNT)[0], at.charge(AMOUNT)[0]]
    numbers = at.other_end.card_numbers()
    assert at.heard.said, "a driver records its conversation"
    for _, _, content, facts in at.heard.said:
        assert not gives_away(content, numbers), content
        assert not any(gives_away(str(fact).encode(), numbers) for fact in facts.values()), facts
    for outcome in outcomes:
        slip = outcome.slip if isinstance(outcome, Approved | Declined) else ()
        assert not any(gives_away(line.encode(), numbers) for line in slip)


def test_a_number_given_away_would_be_seen() -> None:
    number = "1010010123456789"
    assert gives_away(b"..1010010123456789..", [number])
    assert gives_away(bytes.fromhex("0" + number + "f"), [number])
    assert not gives_away(b"************6789", [number])
