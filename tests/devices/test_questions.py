"""Questions that move no money, and 取消 with nothing to take back, byte for byte in virtual time."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from pos.devices.simulator.tl3500.wire import ACK, NAK, card_report, refusal
from pos.domain.evidence import judge
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    Unknown,
)
from pos.errors import DeviceError, Reason
from pos.ports import CancelRequest, LastResult, Phase
from tests.devices.wiring import MARK, START, TERMINAL, TOUCHED, at_paper, frame, slip


def test_a_cancellation_with_nothing_to_cancel() -> None:
    for status, kind in (("0", Declined), ("O", Unknown), ("X", Unknown)):
        answer = frame("d", card_report("T", "0", None, 0, 0, status))
        till, _ = at_paper(C=[[ACK, answer]])
        last = till.last().record
        assert last is not None
        outcome, _ = till.cancel(last)
        assert isinstance(outcome, kind)


@pytest.mark.parametrize(
    "other", [{"terminal_no": "OTHER"}, {"amount": Yen(700)}, {"sequence": "000000000006"}]
)
def test_only_the_very_last_transaction_is_taken_back(other: dict[str, object]) -> None:
    till, paper = at_paper()
    last = till.last().record
    assert last is not None
    outcome, _ = till.cancel(replace(last, **other))  # type: ignore[arg-type]
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert "C" not in paper.jobs


def test_a_cancellation_names_what_it_takes_back() -> None:
    """What a last result says of another original is then not taken for ours (pos.domain.evidence)."""
    till, _ = at_paper()
    last = till.last()
    assert last.record is not None
    request = CancelRequest(last.record.amount, last.record, START, last.as_mark(), 0)
    intent = till.terminal._intent(Direction.CANCEL, request)
    assert intent.original == "000000000007"
    another = replace(last.record, sequence="000000000008", direction=Direction.CANCEL)
    for cancels, verdict in (("000000000007", Approved), ("000000000006", Unknown)):
        assert isinstance(judge(intent, replace(another, cancels=cancels), START), verdict)


def test_questions_raise_a_device_error() -> None:
    till, _ = at_paper(L=[None], A=[ACK], D=[None])
    for ask in (till.last, lambda: till.terminal.check_health(stop=lambda: False)):
        with pytest.raises(DeviceError) as caught:
            ask()
        assert caught.value.reason is Reason.TERMINAL_UNREACHABLE
        assert caught.value.facts["port"] == "test"


def test_a_terminal_that_refuses_every_request_on_the_link_is_busy() -> None:
    till, _ = at_paper(L=[NAK])
    with pytest.raises(DeviceError) as caught:
        till.last()
    assert caught.value.reason is Reason.TERMINAL_BUSY


@pytest.mark.parametrize("code", ["0A", "6B", ""])
def test_a_rejection_instead_of_a_transaction_tells_none(code: str) -> None:
    till, _ = at_paper(L=[ACK + frame("l", refusal(code, ""))])
    assert till.last() == LastResult(None, 0)
    assert till.last().as_mark() is None


def test_another_terminal_on_the_line_is_noticed() -> None:
    till, _ = at_paper(L=[MARK, ACK + frame("l", slip(8, 300), terminal="OTHER")])
    till.last()
    with pytest.raises(DeviceError, match="OTHER"):
        till.last()


def test_the_newest_transaction_may_be_a_cancellation() -> None:
    till, _ = at_paper(L=[ACK + frame("l", slip(8, 300, cancel=True))])
    record = till.last().record
    assert record is not None
    assert record.direction is Direction.CANCEL


def test_clock_offset_and_health() -> None:
    till, paper = at_paper(A=[ACK + frame("a", b"OOXF")], V=[None])
    till.terminal._talk.clock = lambda: datetime.fromisoformat("2026-11-24T10:15:00+09:00")
    health = till.terminal.check_health(stop=lambda: False)
    assert health.clock_offset_s == 30
    assert health.terminal_no == TERMINAL
    assert not health.ok
    assert dict(health.parts) == {"card": "ok", "rf": "ok", "van": "error", "server": "error"}
    assert paper.jobs.startswith("A+V")


def test_balance_and_its_stop() -> None:
    report = card_report("E", "1234", START - timedelta(days=1), 300, 4_700, "O")
    till, paper = at_paper(D=[[ACK, TOUCHED, frame("d", report)], ACK])
    reading = till.terminal.read_value(stop=till.stop, tell=till.tell)
    assert reading is not None
    assert (reading.balance, reading.card_last4) == (Yen(4_700), "1234")
    till.stop_at = Phase.WAIT_CARD
    assert till.terminal.read_value(stop=till.stop, tell=till.tell) is None
    assert paper.jobs == "E+D+DE+"


@pytest.mark.parametrize("answer", [ACK, b"\x15", ACK + TOUCHED])
def test_a_terminal_that_hears_but_never_stands_by_is_reset_when_overdue(
    answer: bytes,
) -> None:
    till, paper = at_paper(E=answer, R=ACK + frame("r"))
    reset_at: list[float] = []

    def reset() -> None:
        if "R" in paper.jobs and not reset_at:
            reset_at.append(paper.now_s)
            paper.script["E"] = [ACK + frame("e")]

    paper.on_read = reset
    started = paper.now_s
    till.terminal.clear_output(stop=lambda: False)
    assert reset_at[0] - started >= 30.0  # a debit may still be running
    assert paper.jobs.replace("+", "").endswith("RE")
    assert paper.jobs.count("R") == 1
    assert "reset" in till.heard.names("note")


def test_a_deaf_terminal_is_not_reset() -> None:
    till, paper = at_paper(E=[None], R=ACK + frame("r"))
    with pytest.raises(DeviceError):
        till.terminal.clear_output(stop=lambda: False)
    assert "R" not in paper.jobs


def test_a_reset_may_be_stopped_before_it_comes() -> None:
    till, paper = at_paper(E=ACK, R=ACK + frame("r"))
    with pytest.raises(DeviceError):
        till.terminal.clear_output(stop=lambda: True)
    assert "R" not in paper.jobs


def test_a_wrong_answer_tells_what_it_knew_of_card_and_balance() -> None:
    till, _ = at_paper(B=[[ACK + TOUCHED, frame("b", slip(8, 400))]])
    outcome, _ = till.charge(300)
    assert isinstance(outcome, Unknown)
    assert (outcome.balance_before, outcome.card_last4) == (Yen(5_000), "6789")


def test_the_conversation_is_told_from_begin_to_end() -> None:
    till, _ = at_paper(B=[[ACK + TOUCHED, b"4111111111111111\x02\x034", frame("b", slip(8, 300))]])
    till.charge(300)
    begun = till.heard.names("begin")
    assert begun == ["query_last_successful_transaction_result", "subtract_value"]
    assert till.heard.names("end") == ["answered", "approved"]
    assert till.heard.names("out") == ["E", "ACK", "L", "ACK", "B", "ACK"]
    assert till.heard.names("in") == ["ACK", "e", "ACK", "l", "ACK", "@", "noise", "b"]
    assert all(b"4111" not in content for _, _, content, _ in till.heard.said)


def test_a_conversation_that_reaches_nobody_says_so() -> None:
    till, _ = at_paper(L=[None])
    with pytest.raises(DeviceError):
        till.last()
    assert till.heard.names("end") == ["unreachable"]
    assert till.heard.names("note").count("silent") == 3
