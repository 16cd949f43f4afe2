"""The serial link rules and the lost line, byte for byte, in virtual time."""

import pytest

from pos.devices.link import LinkError
from pos.devices.simulator.zvt.wire import framed
from pos.domain.payment import Aborted, Approved, Unknown
from pos.errors import DeviceError, Reason
from pos.ports import LastResult
from tests.devices.zvt.paper import (
    DONE,
    FINE,
    INSERT,
    MARK,
    PAID,
    WORKING,
    Raw,
    Wait,
    at_paper,
    status,
)


def frame(text: str) -> bytes:
    return framed(bytes.fromhex(text))


def test_each_message_is_acknowledged_at_once_and_then_answered() -> None:
    till, paper = at_paper(m0601=[FINE, INSERT, status(), DONE])
    before = till.last()
    paper.heard.clear()
    till.charge(before=before)
    assert paper.heard == ["0601", "+", "+", "8000", "+", "8000", "+", "8000"]


def test_a_damaged_message_is_asked_for_again() -> None:
    damaged = frame(status())[:-1] + b"\xee"
    till, paper = at_paper(m0601=[FINE, Raw(damaged), Wait(0.3), status(), DONE])
    before = till.last()
    paper.heard.clear()
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)
    assert paper.heard[:3] == ["0601", "+", "-"]


def test_a_pause_inside_a_message_breaks_it() -> None:
    whole = frame(status())
    broken = [FINE, Raw(whole[:20]), Wait(0.4), Raw(whole[20:]), Wait(0.4), status(), DONE]
    till, paper = at_paper(m0601=broken)
    before = till.last()
    paper.heard.clear()
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)
    assert paper.heard[:3] == ["0601", "+", "-"]


def test_a_short_pause_does_not() -> None:
    whole = frame(status())
    till, paper = at_paper(m0601=[FINE, Raw(whole[:20]), Wait(0.15), Raw(whole[20:]), Wait(1), DONE])
    paper.step_s = 0.05
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert "-" not in paper.heard


def test_byte_by_byte() -> None:
    pieces = [Raw(bytes([byte])) for byte in frame(FINE) + frame(status()) + frame(DONE)]
    till, _ = at_paper(m0601=pieces)
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_all_at_once() -> None:
    till, _ = at_paper(m0601=[Raw(frame(FINE) + frame(INSERT) + frame(status()) + frame(DONE))])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_tcp_splits_and_merges() -> None:
    bare = bytes.fromhex(FINE + INSERT + status())
    for size in (1, 5, 30):
        pieces = [Raw(bare[at : at + size]) for at in range(0, len(bare), size)]
        till, paper = at_paper(tcp=True, m0601=[*pieces, Wait(1), DONE])
        outcome, _ = till.charge()
        assert isinstance(outcome, Approved)
        assert not {"+", "-"} & set(paper.heard)


def test_a_nak_brings_the_same_bytes_again() -> None:
    till, paper = at_paper(m0601=[FINE, status(), DONE])
    before = till.last()
    refuse = ["0601"]
    paper.acknowledges = lambda control: control not in refuse

    def hear_it_now() -> None:
        refuse.clear()

    paper.put(Raw(b"\x15"))
    paper.on_read = hear_it_now
    paper.raw.clear()
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)
    assert paper.raw[0] == paper.raw[1]


def test_an_unknown_command_is_answered_and_survived() -> None:
    till, paper = at_paper(m0601=[FINE, "0f77022a01", INSERT, "06e003f1f041", status(), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.heard.count("8483") == 2


def test_a_stream_that_makes_no_sense_is_given_up() -> None:
    till, paper = at_paper(tcp=True, m0601=[FINE, WORKING, Raw(b"\x00\x00\x00")])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    opened = paper.opened
    till.last()
    assert paper.opened == opened + 1


def test_a_port_that_does_not_open() -> None:
    till, paper = at_paper()
    paper.refuses = True
    outcome, _ = till.charge(before=_nothing())
    assert isinstance(outcome, Aborted)
    with pytest.raises(DeviceError) as raised:
        till.last()
    assert raised.value.reason is Reason.TERMINAL_UNREACHABLE


def test_a_line_that_died_overnight_is_opened_anew() -> None:
    till, paper = at_paper(m0620=[MARK, [LinkError("dead")], MARK], m0601=PAID)
    till.last()
    assert paper.opened == 1
    assert till.last().record is not None
    assert paper.opened == 2
    assert paper.commands.count("0600") == 2  # a new line is registered anew


def test_a_connection_that_died_without_a_word() -> None:
    till, paper = at_paper(tcp=True, m0620=[MARK, [], MARK])
    till.last()
    assert till.last().record is not None
    assert paper.opened == 2


def test_a_silent_serial_line_is_not_opened_anew() -> None:
    till, paper = at_paper(m0620=[MARK, []])
    till.last()
    with pytest.raises(DeviceError):
        till.last()
    assert paper.opened == 1


def test_what_lay_on_the_line_answers_nothing() -> None:
    till, paper = at_paper(m0601=PAID)
    before = till.last()
    paper.put(Wait(0), FINE, status(9, 900, receipt=9), DONE)
    paper._pump()
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)
    assert outcome.record.sequence == "000008"


def test_closing_logs_off_and_is_idempotent() -> None:
    till, paper = at_paper()
    till.last()
    till.terminal.close()
    till.terminal.close()
    assert paper.commands[-1] == "0602"
    assert paper.commands.count("0602") == 1


def test_closing_in_the_middle_says_nothing() -> None:
    till, paper = at_paper(m0601=[FINE, WORKING])
    till.charge()
    till.terminal.close()
    assert "0602" not in paper.commands


def _nothing() -> LastResult:
    return LastResult(None, None)
