"""What proves that a request moved no money, and what only looks as if it did."""

import pytest

from pos.domain.payment import AbortCause, Aborted, Approved, Declined, Unknown, UnknownCause
from tests.devices.zvt.paper import (
    BOTH,
    DONE,
    FINE,
    INSERT,
    MARK,
    READY,
    WORKING,
    abort,
    at_paper,
    message,
    status,
)

NOTHING_TOLD = [FINE, abort(0x83)]
PROVED = ["06b0", "0501", "0620"]


@pytest.mark.parametrize("code", [0x9B, 0xFF, 0xEE, 0x66, 0x6C, 0xCC])
@pytest.mark.parametrize("last", [NOTHING_TOLD, ["848300"], [FINE, abort(0x64)]])
def test_no_mark_and_no_last_result_prove_nothing(code: int, last: list[object]) -> None:
    till, _ = at_paper(m0601=[FINE, WORKING, abort(code)], m0620=last)
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_no_mark_and_a_command_that_was_refused() -> None:
    till, _ = at_paper(m0601=["849b00"], m0620=NOTHING_TOLD)
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_a_card_that_is_refused_by_number_is_certain_without_a_mark() -> None:
    till, _ = at_paper(m0601=[FINE, status(1, code=0x71), abort(0x71)], m0620=NOTHING_TOLD)
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize(
    "refusal",
    [
        status(10, code=0x71),
        status(None, code=0x71),
        status(amount=400, code=0x71),
        status(amount=None, code=0x71),
        status(code=0x71, terminal="29001007"),
    ],
    ids=["trace", "no trace", "amount", "no amount", "terminal"],
)
def test_a_no_that_does_not_name_our_transaction_is_proven(refusal: str) -> None:
    till, paper = at_paper(m0601=[FINE, WORKING, refusal, abort(0x71)])
    assert isinstance(till.charge()[0], Declined)
    assert paper.commands[-3:] == PROVED
    silent, _ = at_paper(m0601=[FINE, WORKING, refusal, abort(0x71)], m0620=[MARK, NOTHING_TOLD])
    assert isinstance(silent.charge()[0], Unknown)
    assert silent.noted == []


@pytest.mark.parametrize("code", [0x71, 0x78, 0x6C])
def test_what_the_card_refused_is_final(code: int) -> None:
    till, paper = at_paper(m0601=[FINE, status(code=code), abort(code)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined | Aborted)
    assert paper.commands == [*READY, "0601"]
    assert till.noted == [outcome]


@pytest.mark.parametrize("code", [0x05, 0x62, 0x63, 0x64, 0x6A, 0x77, 0xC3, 0x9C, 0x83])
@BOTH
def test_what_the_host_or_the_system_refused_is_proven(tcp: bool, code: int) -> None:
    said = [FINE, WORKING, status(code=code), abort(code)]
    till, paper = at_paper(tcp=tcp, m0601=said, m0620=[MARK, [FINE, status(code=code), DONE]])
    assert isinstance(till.charge()[0], Declined | Aborted)
    assert paper.commands == [*READY, "0601", *PROVED]
    paid, _ = at_paper(tcp=tcp, m0601=said, m0620=[MARK, [FINE, status(), DONE]])
    assert isinstance(paid.charge()[0], Approved)  # the host's yes came late


def test_a_refusal_of_another_terminal_proves_nothing() -> None:
    elsewhere = [FINE, status(code=0x05, terminal="29001007"), DONE]
    till, _ = at_paper(m0601=[FINE, WORKING, abort(0x05)], m0620=[MARK, elsewhere])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize("code", [0x6C, 0xFF])
@BOTH
def test_an_end_that_names_nothing_may_be_an_earlier_one(tcp: bool, code: int) -> None:
    """The terminal repeats its 06 1E while it waits for our card: it is brought to standby first."""
    till, paper = at_paper(tcp=tcp, m0601=[FINE, INSERT, abort(code)])
    assert isinstance(till.charge()[0], Aborted | Declined)
    assert paper.commands == [*READY, "0601", *PROVED]


def test_a_card_that_came_behind_an_earlier_end() -> None:
    till, _ = at_paper(
        m0601=[FINE, INSERT, abort(0x6C)],
        m06b0=[["848300"], ["848300", status(), DONE]],
        m0620=[MARK, [FINE, status(), DONE]],
    )
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_a_terminal_that_will_not_stand_by_proves_nothing() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT, abort(0x6C)], m0501=[[FINE, message("060f", "00")], ["849c00"]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_the_next_request_stands_by_after_an_end_that_named_nothing() -> None:
    till, paper = at_paper(m0601=[[FINE, INSERT, DONE], [FINE, status(), DONE]])
    assert till.charge()[0] == Unknown(UnknownCause.WRONG_ANSWER, "completed without a result")
    heard = len(paper.commands)
    till.charge()
    assert paper.commands[heard : heard + 2] == ["06b0", "0501"]


def test_nobody_came_and_the_terminal_named_it() -> None:
    till, paper = at_paper(m0601=[FINE, INSERT, status(code=0x6C), abort(0x6C)])
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.NO_CARD, "6C")
    assert paper.commands == [*READY, "0601"]
