"""The terminal's no, 中止, and what is never sent."""

import pytest

from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    ResultCode,
    Unknown,
    UnknownCause,
)
from pos.ports import LastResult, Notice, Phase
from tests.devices.zvt.paper import (
    BOTH,
    DONE,
    FINE,
    INSERT,
    MARK,
    READY,
    TERMINAL,
    WORKING,
    Wait,
    abort,
    at_paper,
    message,
    status,
)


def test_balance_short() -> None:
    short = status(code=0x71, receipt=None, more="3cf0f0f56d697420 32".replace(" ", ""))
    till, paper = at_paper(m0601=[FINE, WORKING, "04ff0114", short, abort(0x71)])
    outcome, _ = till.charge()
    assert outcome == Declined(ResultCode.DEFICIENT, "71", "mit 2")
    assert Notice.BALANCE_SHORT in [each.notice for each in till.told]
    assert paper.commands == [*READY, "0601"]


@pytest.mark.parametrize(
    ("code", "result"),
    [
        (0x05, ResultCode.CENTER_ERROR),
        (0x63, ResultCode.CENTER_ERROR),
        (0x64, ResultCode.COMMAND_ERROR),
        (0x6A, ResultCode.LOG_OVERFLOW),
        (0x78, ResultCode.COMMAND_ERROR),
        (0xC3, ResultCode.COMMAND_ERROR),
        (0x77, ResultCode.DAILY_LOG_OVERFLOW),
    ],
)
def test_refusals_in_the_words_of_the_port(code: int, result: ResultCode) -> None:
    till, _ = at_paper(m0601=[FINE, status(code=code), abort(code)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert (outcome.result, outcome.code) == (result, f"{code:02X}")


@pytest.mark.parametrize("code", [0x66, 0x72, 0x7D, 0x9B, 0xA1, 0xA3, 0xFF, 0xAB, 0x70])
@pytest.mark.parametrize("named", [True, False])
def test_an_uncertain_code_needs_proof(code: int, named: bool) -> None:
    said = status(code=code) if named else message("040f", f"27{code:02x}29{TERMINAL}")
    till, paper = at_paper(m0601=[FINE, WORKING, said, abort(code)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert paper.commands[-1] == "0620"
    paid, _ = at_paper(m0601=[FINE, WORKING, said, abort(code)], m0620=[MARK, [FINE, status(), DONE]])
    assert isinstance(paid.charge()[0], Approved)
    silent, _ = at_paper(m0601=[FINE, WORKING, said, abort(code)], m0620=[MARK, []])
    assert isinstance(silent.charge()[0], Unknown)


@pytest.mark.parametrize("end", [DONE, abort(0x06)])
def test_a_refusal_and_an_end_that_contradict_each_other_need_proof(end: str) -> None:
    till, paper = at_paper(m0601=[FINE, status(code=0x05), end])
    assert isinstance(till.charge()[0], Declined)
    assert paper.commands[-1] == "0620"
    paid, _ = at_paper(m0601=[FINE, status(code=0x05), end], m0620=[MARK, [FINE, status(), DONE]])
    assert isinstance(paid.charge()[0], Approved)


def test_an_old_refusal_is_not_ours() -> None:
    old = message("040f", "2705" + "04000000000500" + "0b000007" + f"29{TERMINAL}")
    till, _ = at_paper(m0601=[FINE, old, INSERT, status(), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_refused_and_then_approved_is_unknown() -> None:
    till, _ = at_paper(m0601=[FINE, message("040f", f"276c29{TERMINAL}"), status(), DONE])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.WRONG_ANSWER, "refused, then approved")


@pytest.mark.parametrize("code", ["9c", "a0", "6b", "83", "c2"])
def test_a_terminal_that_will_not_begin(code: str) -> None:
    till, paper = at_paper(m0601=[f"84{code}00"])
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.BUSY, code.upper())
    assert paper.commands[-1] == "0620"


def test_a_busy_terminal_that_charged_all_the_same() -> None:
    till, _ = at_paper(m0601=["849c00"], m0620=[MARK, [FINE, status(), DONE]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_a_first_transaction_that_was_refused() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT, abort(0x6C)], m0620=[FINE, abort(0xEB)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)  # nothing tells this end from that of another request


STOPPED: list[object] = [FINE, message("040f", f"276c29{TERMINAL}"), abort(0x6C)]


@BOTH
def test_stopped_while_waiting_for_a_card(tcp: bool) -> None:
    till, paper = at_paper(tcp=tcp, m0601=[FINE, INSERT], m06b0=[["848300"], STOPPED])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.STOPPED, "6C")
    assert paper.commands == [*READY, "0601", "06b0", "06b0", "0501", "0620"]


def test_stopped_too_late_the_approval_wins() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT], m06b0=[["848300"], ["848300", WORKING, status(), DONE]])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]


def test_a_terminal_not_ready_to_stop_is_asked_again() -> None:
    till, paper = at_paper(m0601=[FINE, INSERT], m06b0=[["848300"], ["849c00"], STOPPED])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.STOPPED, "6C")
    assert paper.commands.count("06b0") == 4  # before registration, twice for 中止, before the proof


def test_stopped_and_found_charged_afterwards() -> None:
    till, _ = at_paper(
        m0601=[FINE, INSERT], m06b0=[["848300"], STOPPED], m0620=[MARK, [FINE, status(), DONE]]
    )
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_stop_is_only_a_wish_once_the_card_is_there() -> None:
    till, paper = at_paper(m0601=[FINE, WORKING, Wait(20), status(), DONE])
    till.stop_at = Phase.PROCESSING
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.commands.count("06b0") == 1  # the one before registration


def test_nobody_comes() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT, Wait(60), *STOPPED[1:]])
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.NO_CARD, "6C")


@pytest.mark.parametrize("amount", [0, 20_001])
def test_an_amount_outside_the_contract(amount: int) -> None:
    till, paper = at_paper()
    outcome, _ = till.charge(amount)
    assert isinstance(outcome, Aborted)
    assert "0601" not in paper.commands


def test_a_terminal_that_counts_in_another_currency() -> None:
    till, paper = at_paper(m0600=[FINE, message("060f", f"190029{TERMINAL}490978")])
    outcome, _ = till.charge(before=_nothing_known())
    assert isinstance(outcome, Aborted)
    assert "0978" in outcome.message
    assert "0601" not in paper.commands


def _nothing_known() -> LastResult:
    return LastResult(None, None)
