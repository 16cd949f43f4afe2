"""Which no is certain, and how a terminal that goes on for ever is ended; in virtual time."""

from datetime import timedelta

import pytest

from pos.devices.simulator.tl3500.wire import ACK
from pos.domain.payment import Approved, Declined, NotCharged, Unknown, UnknownCause
from pos.ports import Phase
from tests.devices.wiring import (
    MARK,
    START,
    TOUCHED,
    PaperTerminal,
    at_paper,
    frame,
    no,
    record,
    slip,
    stamped,
)

OUR_L = ACK + frame("l", slip(8, 300))


@pytest.mark.parametrize("code", ["0A", "0C", "7A", "6F", "74"])
def test_a_refusal_that_a_debit_may_follow_is_proven(code: str) -> None:
    refused = [[ACK, TOUCHED, no(code)]]
    till, paper = at_paper(B=refused, L=[MARK, OUR_L])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.jobs == "E+L+B+E+L+"
    till, _ = at_paper(B=refused)
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert outcome.code == code


@pytest.mark.parametrize("code", ["0A", "0C", "7A"])
def test_the_approval_that_follows_a_refusal_wins(code: str) -> None:
    late = [ACK, frame("b", slip(8, 300)), frame("e")]
    till, _ = at_paper(B=[[ACK, TOUCHED, no(code)]], E=[ACK + frame("e"), late])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]


@pytest.mark.parametrize(("l_answer", "verdict"), [(OUR_L, Approved), (MARK, NotCharged)])
def test_an_unknown_code_is_never_a_no(l_answer: bytes, verdict: type) -> None:
    till, _ = at_paper(B=[[ACK, TOUCHED, no("ZZ")]], L=[MARK, l_answer])
    outcome, intent = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.UNKNOWN_CODE
    assert isinstance(till.recover(intent), verdict)


@pytest.mark.parametrize("code", ["6B", "6D", "69", "71", "B3"])
def test_a_no_of_the_card_is_certain_once_it_was_seen(code: str) -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, no(code)]], L=[MARK, OUR_L])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert paper.jobs == "E+L+B+"


LATER = f"{START + timedelta(seconds=5):%Y%m%d%H%M%S}"
JUST_BEFORE = f"{START - timedelta(seconds=2):%Y%m%d%H%M%S}"  # whole seconds on both sides
BEFORE = f"{START - timedelta(seconds=3):%Y%m%d%H%M%S}"
EVENT_BEFORE = stamped(TOUCHED, BEFORE)


@pytest.mark.parametrize(
    ("said", "proven"),
    [
        ([no("6B")], True),
        ([EVENT_BEFORE, stamped(no("6B"), BEFORE)], True),
        ([EVENT_BEFORE, stamped(no("6B"), JUST_BEFORE)], False),
        ([stamped(TOUCHED, LATER), no("6B")], True),
        ([TOUCHED, stamped(no("6B"), "20261324101530")], True),
    ],
    ids=["no card", "before the request", "just before", "before the card", "at no time"],
)
def test_a_no_that_may_be_of_another_request_is_proven(said: list[bytes], proven: bool) -> None:
    till, paper = at_paper(B=[[ACK, *said]], L=[MARK, OUR_L])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved if proven else Declined)
    assert (paper.jobs == "E+L+B+E+L+") == proven


def test_a_no_from_before_is_told_by_the_terminals_own_clock() -> None:
    """Ten minutes slow: its "now" is our "ten minutes ago"; its "eleven minutes ago" is from before."""
    for minutes, wanted in ((-10, Declined), (-11, Approved)):
        stamp = f"{START + timedelta(minutes=minutes):%Y%m%d%H%M%S}"
        slow = f"{START - timedelta(minutes=10):%Y%m%d%H%M%S}"
        till, _ = at_paper(
            B=[[ACK, stamped(TOUCHED, stamp), stamped(no("6B"), stamp)]],
            L=[ACK + stamped(frame("l", record(-900, 7, 500)), slow), ACK + frame("l", record(-600))],
        )
        outcome, _ = till.charge()
        assert isinstance(outcome, wanted)


def test_a_no_said_again_under_a_later_time_is_proven() -> None:
    again = [ACK, stamped(TOUCHED, LATER), stamped(no("6B"), LATER)]
    till, _ = at_paper(B=[[ACK, TOUCHED, no("6B")], again], L=[MARK, MARK, OUR_L])
    first, _ = till.charge()
    second, _ = till.charge()
    assert isinstance(first, Declined)
    assert isinstance(second, Approved)


# --- a terminal that never ends ---------------------------------------------------------------------


def repeats(paper: PaperTerminal, said: bytes, every_s: float, until_s: float = float("inf")) -> None:
    """From its next request on the terminal says it again and again; ends where a driver does not."""
    started = next_at = paper.now_s + every_s

    def speak() -> None:
        nonlocal next_at
        assert paper.now_s < started + 1_000, "the driver does not end"
        if set(paper.jobs) & {"B", "D"} and not paper._out and next_at <= paper.now_s < started + until_s:
            next_at = paper.now_s + every_s
            paper.put(said)

    paper.on_read = speak


@pytest.mark.parametrize("every_s", [0.0, 1.0, 29.0])
def test_a_card_that_is_told_for_ever_ends_as_unknown(every_s: float) -> None:
    till, paper = at_paper(B=ACK)
    last, started = till.last(), paper.now_s
    repeats(paper, TOUCHED, max(every_s, 0.2))
    outcome, _ = till.charge(before=last)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NO_ANSWER
    assert 180 <= paper.now_s - started < 182
    assert paper.jobs.count("B") == 1


def test_touch_again_for_ever_is_ended_and_proven() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED]], L=[MARK, OUR_L])
    last, started = till.last(), paper.now_s
    repeats(paper, no("6F"), 15.0, until_s=400.0)
    outcome, _ = till.charge(before=last)
    assert isinstance(outcome, Approved)
    assert 180 <= paper.now_s - started < 190


def test_a_balance_is_not_waited_for_for_ever() -> None:
    till, paper = at_paper(D=ACK)
    till.last()
    started = paper.now_s
    repeats(paper, TOUCHED, 1.0)
    assert till.terminal.read_value(stop=till.stop, tell=till.tell) is None
    assert 180 <= paper.now_s - started < 182


@pytest.mark.parametrize(("told_for_s", "ends_s"), [(0.0, 10.0), (20.0, 30.0)])
def test_a_stop_counts_again_ten_seconds_after_the_last_word_of_a_card(
    told_for_s: float, ends_s: float
) -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED]])
    till.stop_at = Phase.CARD_IN_FIELD
    last, started = till.last(), paper.now_s
    repeats(paper, TOUCHED, 4.0, until_s=told_for_s)
    outcome, _ = till.charge(before=last)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NO_ANSWER
    assert ends_s - 4.5 <= paper.now_s - started < ends_s + 2.5
    assert paper.now_s - started >= 10


@pytest.mark.parametrize("size", [1, 1_000])
def test_a_line_that_never_falls_silent_is_not_listened_to_for_ever(size: int) -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, frame("b", slip(8, 300))]])
    drained = 0

    def babble() -> bytes:
        nonlocal drained
        drained += size
        assert drained < 1_000_000, "the driver does not end"
        return b"\x55" * size

    paper.drain = babble  # type: ignore[method-assign]
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
