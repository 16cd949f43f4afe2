"""When a payment stands, and when the terminal takes it back (terminals.md §3, rules (a) to (d))."""

import pytest

from pos.devices.link import LinkError
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    HighWaterMark,
    NotCharged,
    Unknown,
    UnknownCause,
)
from tests.devices.zvt.paper import (
    BOTH,
    DONE,
    FINE,
    INSERT,
    MARK,
    PAID,
    START,
    TERMINAL,
    WORKING,
    Wait,
    abort,
    at_paper,
    message,
    status,
)


def test_it_stands_on_a_serial_line_once_our_answer_was_acknowledged() -> None:
    till, paper = at_paper(m0601=[FINE, status(), Wait(1_000)])
    started = paper.now_s
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.now_s - started < 30


def test_on_tcp_it_stands_once_the_terminal_goes_on() -> None:
    till, _ = at_paper(tcp=True, m0601=[FINE, status(), message("06d1", "0041"), Wait(1_000)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_on_tcp_silence_behind_our_answer_proves_nothing() -> None:
    till, _ = at_paper(tcp=True, m0601=[FINE, status(), Wait(1_000)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NOT_ACKNOWLEDGED
    assert isinstance(till.noted[0], Approved)


def test_without_an_ack_for_our_answer_it_is_unknown() -> None:
    till, paper = at_paper(m0601=[FINE, status(), Wait(1_000)])
    before = till.last()
    paper.acknowledges = lambda control: control != "8000"
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NOT_ACKNOWLEDGED


@BOTH
def test_approved_and_then_taken_back(tcp: bool) -> None:
    taken_back = status(9, cancels=8, receipt=9)
    till, _ = at_paper(
        tcp=tcp,
        m0601=[FINE, status(), "04ff0105", abort(0x66)],
        m0620=[MARK, [FINE, taken_back, DONE]],
    )
    outcome, intent = till.charge()
    assert isinstance(outcome, Unknown)
    verdict = till.recover(intent)
    assert isinstance(verdict, NotCharged)
    assert "reversed" in verdict.evidence


def test_the_line_is_lost_behind_a_result_that_stands() -> None:
    till, _ = at_paper(m0601=[FINE, status(), message("06d1", "0041"), LinkError("unplugged")])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_the_line_is_lost_before_the_result() -> None:
    till, _ = at_paper(m0601=[FINE, WORKING, LinkError("unplugged")])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.LINE_LOST, "unplugged")


def test_the_newest_booked_receipt_goes_along() -> None:
    till, paper = at_paper(
        tells_booked=True,
        m0601=[FINE, "04ff0105", INSERT, status(9, receipt=9), DONE],
    )
    till.booked = HighWaterMark("000006", Yen(100), START, TERMINAL, "0006")
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)  # trace 8 was the reversal of 7, which the books do not know
    sent = next(raw for raw in paper.raw if raw[2:4] == b"\x06\x01")
    assert bytes.fromhex("06051f1f020006") in sent


@pytest.mark.parametrize(("terminal", "receipt"), [("29001007", "0006"), (TERMINAL, "")])
def test_what_the_books_say_of_another_terminal_stays_here(terminal: str, receipt: str) -> None:
    till, paper = at_paper(tells_booked=True, m0601=PAID)
    till.booked = HighWaterMark("000006", Yen(100), START, terminal, receipt)
    till.charge()
    assert b"\x1f\x1f" not in b"".join(paper.raw)


def test_a_jump_is_no_approval_where_nothing_was_to_be_taken_back() -> None:
    till, _ = at_paper(m0601=[FINE, status(9, receipt=9), DONE])
    till.booked = HighWaterMark("000007", Yen(500), START, TERMINAL, "0007")
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_a_terminal_that_was_not_tried_is_told_nothing_of_the_books() -> None:
    till, paper = at_paper(m0601=[FINE, "04ff0105", INSERT, status(9, receipt=9), DONE])
    till.booked = HighWaterMark("000006", Yen(100), START, TERMINAL, "0006")
    outcome, _ = till.charge()
    assert b"\x1f\x1f" not in b"".join(paper.raw)
    assert isinstance(outcome, Unknown)
