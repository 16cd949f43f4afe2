"""Charges and reversals, message by message: what the driver says to awkward answers, in virtual time."""

from dataclasses import replace

import pytest

from pos.devices.link import LinkError
from pos.domain.brands import Brand, CancelRule
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    HighWaterMark,
    NotCharged,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.ports import LastResult, Notice, Phase
from tests.devices.zvt.paper import (
    DONE,
    FINE,
    INSERT,
    MARK,
    PAID,
    START,
    TERMINAL,
    WORKING,
    Raw,
    Wait,
    abort,
    at_paper,
    message,
    status,
)

BOTH = pytest.mark.parametrize("tcp", [False, True], ids=["serial", "tcp"])
READY = ["06b0", "0501", "0600", "0691", "0620"]  # a fresh start, and the mark
ORIGINAL = TransactionRecord(
    Direction.CHARGE, TERMINAL, "000007", Yen(500), START, Brand.OTHER, "", "", receipt_no="0007"
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


# --- money rules (a) to (d) -----------------------------------------------------------------------


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
        m0601=[FINE, "04ff0105", INSERT, status(9, receipt=9), DONE],
    )
    till.booked = HighWaterMark("000006", Yen(100), START, TERMINAL, "0006")
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)  # trace 8 was the reversal of 7, which the books do not know
    sent = next(raw for raw in paper.raw if raw[2:4] == b"\x06\x01")
    assert bytes.fromhex("06051f1f020006") in sent


@pytest.mark.parametrize(("terminal", "receipt"), [("29001007", "0006"), (TERMINAL, "")])
def test_what_the_books_say_of_another_terminal_stays_here(terminal: str, receipt: str) -> None:
    till, paper = at_paper(m0601=PAID)
    till.booked = HighWaterMark("000006", Yen(100), START, terminal, receipt)
    till.charge()
    assert b"\x1f\x1f" not in b"".join(paper.raw)


def test_a_jump_is_no_approval_where_nothing_was_to_be_taken_back() -> None:
    till, _ = at_paper(m0601=[FINE, status(9, receipt=9), DONE])
    till.booked = HighWaterMark("000007", Yen(500), START, TERMINAL, "0007")
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


# --- no ---------------------------------------------------------------------------------------------


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
def test_a_refusal_that_names_our_transaction_is_final(code: int, result: ResultCode) -> None:
    till, paper = at_paper(m0601=[FINE, status(code=code), abort(code)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert (outcome.result, outcome.code) == (result, f"{code:02X}")
    assert "0620" not in paper.commands[len(READY) :]


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
    assert outcome == Aborted(AbortCause.NO_CARD, "6C")


# --- 中止 -------------------------------------------------------------------------------------------

STOPPED: list[object] = [FINE, message("040f", f"276c29{TERMINAL}"), abort(0x6C)]


@BOTH
def test_stopped_while_waiting_for_a_card(tcp: bool) -> None:
    till, paper = at_paper(tcp=tcp, m0601=[FINE, INSERT], m06b0=[["848300"], STOPPED])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.STOPPED, "6C")
    assert paper.commands == [*READY, "0601", "06b0", "0620"]


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
    assert paper.commands.count("06b0") == 3


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


# --- 取消 -------------------------------------------------------------------------------------------


def test_a_reversal_names_the_receipt() -> None:
    back = status(8, 500, cancels=7)
    till, paper = at_paper(m0630=[FINE, back, DONE])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Approved)
    assert outcome.record.direction is Direction.CANCEL
    assert outcome.record.cancels == "000007"
    assert bytes.fromhex("063006123456870007") in b"".join(paper.raw)


@pytest.mark.parametrize(
    "answer", [status(8, 500, cancels=6), status(8, 400, cancels=7), status(9, 500, cancels=7)]
)
def test_another_reversal_than_ours_is_unknown(answer: str) -> None:
    till, _ = at_paper(m0630=[FINE, answer, DONE])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Unknown)


@pytest.mark.parametrize("code", [0xB4, 0xB5])
def test_a_refused_reversal(code: int) -> None:
    till, _ = at_paper(m0630=[FINE, message("040f", f"27{code:02x}29{TERMINAL}"), abort(code)])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Declined)
    assert outcome.code == f"{code:02X}"


def test_a_refused_reversal_that_became_a_transaction() -> None:
    no = status(8, 0, code=0x66, receipt=None)
    till, _ = at_paper(m0630=[FINE, no, abort(0x66)], m0620=[MARK, [FINE, no, DONE]])
    outcome, _ = till.cancel(ORIGINAL)
    assert isinstance(outcome, Declined)


@pytest.mark.parametrize(
    ("rule", "original"),
    [
        (CancelRule.NEVER, ORIGINAL),
        (CancelRule.ANY, replace(ORIGINAL, receipt_no="")),
        (CancelRule.LAST_ONLY, replace(ORIGINAL, sequence="000006")),
    ],
)
def test_a_cancellation_that_is_never_sent(rule: CancelRule, original: TransactionRecord) -> None:
    till, paper = at_paper(cancel=rule)
    outcome, _ = till.cancel(original)
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert "0630" not in paper.commands


def test_the_last_transaction_may_be_taken_back() -> None:
    till, _ = at_paper(cancel=CancelRule.LAST_ONLY, m0630=[FINE, status(8, 500, cancels=7), DONE])
    last = till.last()
    assert last.record is not None
    outcome, _ = till.cancel(last.record, last)
    assert isinstance(outcome, Approved)


# --- not sent ---------------------------------------------------------------------------------------


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
