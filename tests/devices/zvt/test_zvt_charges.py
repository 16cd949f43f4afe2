"""Charges, message by message: what the driver says to awkward answers, in virtual time."""

import pytest

from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Unknown,
    UnknownCause,
)
from pos.ports import Phase
from tests.devices.zvt.paper import (
    BOTH,
    DONE,
    FINE,
    INSERT,
    PAID,
    READY,
    START,
    TERMINAL,
    WORKING,
    Raw,
    Wait,
    at_paper,
    message,
    status,
)


@BOTH
def test_a_charge(tcp: bool) -> None:
    till, paper = at_paper(tcp=tcp, m0601=PAID)
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    record = outcome.record
    assert (record.sequence, record.receipt_no, record.amount) == ("000008", "0008", Yen(300))
    assert record.terminal_no == TERMINAL
    assert record.at == START.replace(second=31)
    assert paper.commands == [*READY, "0601"]
    assert till.noted == [outcome]
    phases = [each.phase for each in till.told]
    assert phases[:2] == [Phase.LINK_SEND, Phase.WAIT_ACCEPT]
    assert phases[-2:] == [Phase.RESULT_RECEIVED, Phase.CONFIRMING]
    assert Phase.PROCESSING in phases


@BOTH
def test_noted_before_it_is_acknowledged(tcp: bool) -> None:
    till, paper = at_paper(tcp=tcp, m0601=[FINE, status(), DONE])
    before = till.last()
    seen: list[list[str]] = []
    till.on_note = lambda: seen.append(list(paper.heard))
    answered = len([each for each in paper.heard if each == "8000"])
    till.charge(before=before)
    assert len(seen) == 1
    assert len([each for each in seen[0] if each == "8000"]) == answered


def test_what_noting_raises_goes_up_and_nothing_is_acknowledged() -> None:
    till, paper = at_paper(m0601=[FINE, status(), DONE])
    before = till.last()
    answered = paper.heard.count("8000")

    def disk_full() -> None:
        raise OSError("disk full")

    till.on_note = disk_full
    with pytest.raises(OSError, match="disk full"):
        till.charge(before=before)
    assert paper.heard.count("8000") == answered
    assert "end" not in till.kept.words[-1][0]


def test_never_sent_again_because_the_answer_is_missing() -> None:
    till, paper = at_paper(m0601=[FINE, WORKING])
    started = paper.now_s
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.NO_ANSWER, "no result after the card was read")
    assert paper.commands.count("0601") == 1
    assert 180 <= paper.now_s - started < 185


@BOTH
def test_no_reply_to_the_command(tcp: bool) -> None:
    till, paper = at_paper(tcp=tcp, m0601=[])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.NO_ANSWER, "06 01: no answer")
    assert paper.commands.count("0601") == 1


def test_the_same_bytes_at_most_three_times() -> None:
    till, paper = at_paper()
    before = till.last()
    paper.raw.clear()
    paper.acknowledges = lambda control: control != "0601"
    started = paper.now_s
    outcome, _ = till.charge(before=before)
    assert outcome == Unknown(UnknownCause.NOT_ACKNOWLEDGED, "06 01: not acknowledged")
    assert len(paper.raw) == 3
    assert len(set(paper.raw)) == 1
    assert 15 <= paper.now_s - started < 16


def test_an_answer_stands_for_the_ack_that_was_lost() -> None:
    till, paper = at_paper()
    before = till.last()
    paper.acknowledges = lambda control: control != "0601"
    paper.put(FINE, status(), DONE)
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved | Unknown)
    assert paper.commands.count("0601") == 1


def test_three_naks_and_the_terminal_shows_the_mark() -> None:
    till, paper = at_paper()
    before = till.last()
    paper.acknowledges = lambda control: control != "0601"
    paper.put(Raw(b"\x15"), Wait(0.1), Raw(b"\x15"), Wait(0.1), Raw(b"\x15"))
    outcome, _ = till.charge(before=before)
    assert outcome == Aborted(AbortCause.BUSY)
    assert paper.commands[-4:] == ["0601", "06b0", "0501", "0620"]


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        (status(amount=3_000), "the answer says ¥3,000"),
        (status(amount=None), "no amount"),
        (status(trace=None), "no trace"),
        (status(trace=10), "trace 000010 does not follow 000007"),
        (status(receipt=None), "no receipt"),
        (status(terminal=None), "no terminal"),
        (status(terminal="29001007"), "terminal 29001007 answered"),
        (status(currency="0978"), "currency 0978"),
        (status(at=None), "no date"),
        (status(at="0c9999990d1124"), "time of the transaction"),
        (message("040f", "2700"), "no terminal"),
        (message("040f", "04000000000300"), "status information without a result"),
        (message("040f"), "status information without a result"),
        (message("040f", "270004000000000400049000"), "no terminal"),  # cut off
        (status(more="04000000000301"), "field 04 stands there twice"),
        (status().replace("000000000300", "0000000003f0"), "field 04"),
    ],
)
@BOTH
def test_an_approval_that_cannot_be_checked_is_unknown(tcp: bool, answer: str, problem: str) -> None:
    till, _ = at_paper(tcp=tcp, m0601=[FINE, answer, DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER
    assert outcome.message == problem
    assert till.noted == [outcome]


def test_the_answer_to_an_earlier_request_is_passed_over() -> None:
    till, _ = at_paper(m0601=[FINE, status(7, 500, receipt=7), INSERT, status(), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert outcome.record.sequence == "000008"
    assert till.noted == [outcome]


def test_the_same_result_twice_is_noted_once() -> None:
    till, paper = at_paper(m0601=[FINE, status(), status(), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]
    assert paper.heard.count("8000") >= 3


def test_two_different_approvals_are_unknown() -> None:
    till, _ = at_paper(m0601=[FINE, status(), status(receipt=9), DONE])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.WRONG_ANSWER, "approved twice")


def test_completed_without_a_result_is_unknown() -> None:
    till, _ = at_paper(m0601=[FINE, INSERT, DONE])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.WRONG_ANSWER, "completed without a result")
