"""When our 80 00 00 counts as heard, and how long a terminal that never ends is listened to."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from pos.devices.conversation import Facts, Way
from pos.devices.link import Link, LinkError
from pos.devices.simulator.zvt.wire import Framing, on_line
from pos.devices.zvt import Timing
from pos.devices.zvt.codec import Item
from pos.devices.zvt.commands import ACCEPTED
from pos.devices.zvt.line import Line
from pos.domain.payment import Aborted, Approved, Outcome, Unknown, UnknownCause
from tests.devices.zvt.paper import (
    BOTH,
    DONE,
    FINE,
    INSERT,
    MARK,
    START,
    WORKING,
    PaperTerminal,
    Raw,
    Wait,
    at_paper,
    message,
    status,
)

PRINT = message("06d1", "0041")
PROGRESS = "04ff010e"


def together(*messages: str, tcp: bool) -> Raw:
    """Messages in one piece, none of them waiting for an answer."""
    framing = Framing.TCP if tcp else Framing.SERIAL
    return Raw(b"".join(on_line(bytes.fromhex(each), framing) for each in messages))


@pytest.mark.parametrize("behind", [PRINT, PROGRESS, DONE])
def test_on_a_serial_line_only_the_ack_counts(behind: str) -> None:
    till, paper = at_paper(m0601=[FINE, together(status(), behind, tcp=False), Wait(1_000)])
    before = till.last()
    paper.acknowledges = lambda control: control != "8000"
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NOT_ACKNOWLEDGED


def test_on_a_serial_line_a_lost_ack_is_asked_for_again() -> None:
    till, paper = at_paper(m0601=[FINE, status(), PRINT, DONE])
    before = till.last()
    deaf = [True]

    def acknowledges(control: str) -> bool:
        return not (control == "8000" and deaf and deaf.pop())

    paper.acknowledges = acknowledges
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Approved)


@pytest.mark.parametrize("behind", [PRINT, PROGRESS, DONE])
def test_on_tcp_what_was_on_its_way_already_does_not_count(behind: str) -> None:
    till, _ = at_paper(tcp=True, m0601=[FINE, together(status(), behind, tcp=True), Wait(1_000)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NOT_ACKNOWLEDGED


def test_on_tcp_half_a_message_was_on_its_way_too() -> None:
    pieces = [together(status(), tcp=True).content + bytes.fromhex("06d102"), bytes.fromhex("0041")]
    till, _ = at_paper(tcp=True, m0601=[FINE, Raw(pieces[0]), Wait(0.5), Raw(pieces[1]), Wait(1_000)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_on_tcp_progress_alone_does_not_count() -> None:
    till, _ = at_paper(tcp=True, m0601=[FINE, status(), PROGRESS, Wait(1_000)])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)


def test_on_tcp_what_the_terminal_says_next_counts() -> None:
    till, _ = at_paper(tcp=True, m0601=[FINE, status(), PROGRESS, PRINT, LinkError("reset")])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def endless(paper: PaperTerminal, *, said: str, each_s: float) -> Callable[[], None]:
    """Once 06 01 was heard, the terminal says it again and again."""

    def say() -> None:
        if "0601" in paper.heard:
            paper.now_s += each_s
            paper.put(said)

    return say


@pytest.mark.parametrize(("said", "ends"), [(WORKING, Unknown), (INSERT, Aborted), (PRINT, Aborted)])
@BOTH
def test_a_request_ends_after_300_s(tcp: bool, said: str, ends: type[Outcome]) -> None:
    """Where a card was read nobody knows; else the terminal is brought to standby, and shows the mark."""
    till, paper = at_paper(tcp=tcp, m0601=[FINE])
    paper.on_read = endless(paper, said=said, each_s=0.4)
    started = paper.now_s
    outcome, _ = till.charge()
    assert isinstance(outcome, ends)
    assert 300 <= paper.now_s - started < 420  # 300 s, and what asking about it takes


def test_a_result_stands_though_the_paper_never_ends() -> None:
    till, paper = at_paper(m0601=[FINE, status()])
    paper.on_read = endless(paper, said=PRINT, each_s=0.4)
    started = paper.now_s
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.now_s - started < 340


class Flood:
    """A terminal that talks faster than anybody reads."""

    def __init__(self) -> None:
        self.now_s = 0.0

    def read(self, timeout_s: float) -> bytes:
        self.now_s += 0.01
        return b"\x04\xff\x01\x0e" * 200

    def drain(self) -> bytes:
        return self.read(0.0)

    def write(self, content: bytes) -> None:
        return

    def close(self) -> None:
        return


def unheard(_way: Way, _item: Item) -> None:
    return


def unnoted(_event: str, _facts: Facts) -> None:
    return


def test_a_flood_loses_the_line_instead_of_holding_the_counter() -> None:
    flood = Flood()

    def opened() -> Link:
        return flood

    line = Line(opened, Timing(), lambda: flood.now_s, unheard, unnoted, is_tcp=True)
    line.connect(lambda: False)
    with pytest.raises(LinkError, match="does not stop talking"):
        line.drain()
    line.close()
    line.connect(lambda: False)
    with pytest.raises(LinkError, match="does not stop talking"):
        line.send(ACCEPTED)
    line.lose()
    with pytest.raises(LinkError, match="does not stop talking"):
        line.connect(lambda: True)
    assert flood.now_s < 30


@pytest.mark.parametrize("minutes", [-3, 5])
def test_a_result_of_another_time_is_not_ours(minutes: int) -> None:
    at = START + timedelta(minutes=minutes)
    stamp = f"0c{at:%H%M%S}0d{at:%m%d}"
    till, _ = at_paper(m0601=[FINE, status(at=stamp), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER
    assert "the answer is of" in outcome.message


@pytest.mark.parametrize("seconds", [-110, 110])
def test_a_result_within_two_minutes_is_ours(seconds: int) -> None:
    at = START + timedelta(seconds=seconds)
    till, _ = at_paper(m0601=[FINE, status(at=f"0c{at:%H%M%S}0d{at:%m%d}"), DONE])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_where_the_clock_is_not_known_the_time_says_nothing() -> None:
    till, _ = at_paper(m0691=["848300"], m0601=[FINE, status(at="0c0301000d1124"), DONE], m0620=MARK)
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
