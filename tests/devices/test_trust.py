"""What an answer must be before it is believed: its sender's name, its date and its time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from pos.devices.simulator.tl3500.wire import ACK, check
from pos.devices.tl3500.timing import Timing
from pos.domain.payment import Approved, Declined, Outcome, Unknown, UnknownCause
from pos.errors import DeviceError, Reason
from pos.ports import LastResult, Phase, Progress
from tests.devices.bench import Till, till_on
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

NAMES = [b"\xff\xfe\x80SIM", "端末１".encode(), b"SIM\x07000001", b"\x1b[2JSIM"]
FAR = ["50000101000000", "99991231235959", "00010101000000", "19700101000000"]
UNASKED = LastResult(None, 0)  # a charge of a terminal that nobody knows yet
ODD = ["bytes", "utf-8", "bell", "escape"]


def named(raw: bytes, name: bytes) -> bytes:
    """The frame as from a terminal of that name."""
    body = raw[:1] + name.ljust(16, b"\0")[:16] + raw[17:-1]
    return body + bytes([check(body)])


def in_year(stamp: str) -> bytes:
    """A charge of that time, digits as they are."""
    content = slip(8, 300)
    return content[:62] + stamp.encode("ascii") + content[76:]


# --- a name that is no name -------------------------------------------------------------------------


@pytest.mark.parametrize("said", [frame("b", slip(8, 300)), no("6B")], ids=["yes", "no"])
@pytest.mark.parametrize("name", NAMES, ids=ODD)
def test_an_answer_from_a_terminal_without_a_readable_number_decides_nothing(
    name: bytes, said: bytes
) -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, named(said, name)]])
    outcome, _ = till.charge(before=UNASKED)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER
    assert outcome.message.isprintable()
    assert till.noted == [outcome]
    till.charge(before=UNASKED)  # and we can still speak to it
    assert paper.jobs.count("B") == 2


@pytest.mark.parametrize("name", NAMES, ids=ODD)
def test_nor_where_the_terminal_is_known(name: bytes) -> None:
    till, _ = at_paper(B=[[ACK, TOUCHED, named(frame("b", slip(8, 300)), name)]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER


@pytest.mark.parametrize("name", NAMES, ids=ODD)
def test_a_question_that_such_a_terminal_answers_is_no_answer(name: bytes) -> None:
    odd_l, odd_a = named(frame("l", slip(7, 500)), name), named(frame("a", b"OOOO"), name)
    till, _ = at_paper(L=ACK + odd_l, A=ACK + odd_a)
    for ask in (till.last, lambda: till.terminal.check_health(stop=lambda: False)):
        for _ in range(2):  # the second time too: nothing unspeakable was learned
            with pytest.raises(DeviceError) as caught:
                ask()
            assert caught.value.reason is Reason.TERMINAL_UNREACHABLE


@pytest.mark.parametrize("name", NAMES, ids=ODD)
def test_a_proof_from_such_a_terminal_is_none(name: bytes) -> None:
    till, _ = at_paper(B=ACK, L=ACK + named(frame("l", slip(8, 300)), name))
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge(before=UNASKED)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER


def test_a_number_that_stands_in_the_content_only_is_looked_at_too() -> None:
    content = slip(8, 300)
    odd = content[:103] + b"\xff" * 14 + content[117:]
    till, _ = at_paper(B=[[ACK, TOUCHED, named(frame("b", odd), b"")]])
    outcome, _ = till.charge(before=UNASKED)
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER


# --- dates that no clock shows ----------------------------------------------------------------------


@pytest.mark.parametrize("stamp", FAR)
def test_a_clock_of_another_age_is_not_reckoned_with(stamp: str) -> None:
    answers = [ACK, stamped(TOUCHED, stamp), stamped(frame("b", slip(8, 300)), stamp)]
    till, _ = at_paper(
        L=ACK + stamped(frame("l", slip(7, 500)), stamp),
        A=ACK + stamped(frame("a", b"OOOO"), stamp),
        B=[answers],
    )
    last = till.last()
    assert last.clock_offset_s is None
    assert abs(till.terminal.check_health(stop=lambda: False).clock_offset_s) > 86_400 * 365
    outcome, _ = till.charge(before=last)
    assert isinstance(outcome, Approved)


@pytest.mark.parametrize(("days", "known"), [(2, True), (-2, True), (2.001, False), (-2.001, False)])
def test_two_days_is_the_limit_of_a_clock(days: float, known: bool) -> None:
    stamp = f"{START + timedelta(days=days):%Y%m%d%H%M%S}"
    till, _ = at_paper(L=ACK + stamped(frame("l", slip(7, 500)), stamp))
    assert (till.last().clock_offset_s is not None) == known


@pytest.mark.parametrize("stamp", FAR)
@pytest.mark.parametrize("offset", [0, None])
def test_an_answer_stamped_in_another_age(stamp: str, offset: int | None) -> None:
    """The header of a refusal says nothing that could be trusted, the record its own time."""
    before = LastResult(at_paper()[0].last().record, offset)
    for said, wanted in ((frame("b", slip(8, 300)), Approved), (no("6B"), Declined)):
        till, _ = at_paper(B=[[ACK, stamped(TOUCHED, stamp), stamped(said, stamp)]])
        outcome, _ = till.charge(before=before)
        assert isinstance(outcome, wanted)


@pytest.mark.parametrize("stamp", ["99991231235959", "90000101000000", "00010101000000", "19691231235959"])
@pytest.mark.parametrize("offset", [0, None])
def test_a_record_of_another_age_is_none(stamp: str, offset: int | None) -> None:
    till, _ = at_paper(B=[[ACK, TOUCHED, frame("b", in_year(stamp))]])
    outcome, _ = till.charge(before=LastResult(till.last().record, offset))
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER
    asked, _ = at_paper(L=ACK + frame("l", in_year(stamp)))
    with pytest.raises(DeviceError):
        asked.last()


@pytest.mark.parametrize("stamp", ["89991231235959", "19700101000000"])
def test_a_record_as_far_as_dates_go_proves_nothing(stamp: str) -> None:
    till, _ = at_paper(B=ACK, L=[MARK, ACK + frame("l", in_year(stamp))])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NO_EVIDENCE


# --- the time of a record ---------------------------------------------------------------------------


def charged(seconds: float, offset: int | None = 0) -> Outcome:
    """A charge whose answer is of that moment; everything else about it fits."""
    till, _ = at_paper(B=[[ACK, TOUCHED, frame("b", record(seconds))]])
    return till.charge(before=LastResult(till.last().record, offset))[0]


@pytest.mark.parametrize("seconds", [-600, -121, 122, 600])
def test_a_record_of_another_time_is_not_ours(seconds: float) -> None:
    outcome = charged(seconds)
    assert isinstance(outcome, Unknown)
    late = seconds > 0
    assert outcome.cause is (UnknownCause.WRONG_ANSWER if late else UnknownCause.NO_ANSWER)


@pytest.mark.parametrize("seconds", [-120, 0, 120])
def test_a_record_of_our_time_is_ours(seconds: float) -> None:
    assert isinstance(charged(seconds), Approved)


@pytest.mark.parametrize("seconds", [-600, 600, -86_400])
def test_no_time_is_looked_at_where_the_clock_is_not_known(seconds: float) -> None:
    assert isinstance(charged(seconds, offset=None), Approved)


@pytest.mark.parametrize(("seconds", "ours"), [(3_600, True), (3_480, True), (3_479, False), (0, False)])
def test_time_is_the_terminals(seconds: float, ours: bool) -> None:
    assert isinstance(charged(seconds, offset=3_600), Approved) == ours


def test_an_old_record_before_the_ack_does_not_pass_for_the_answer() -> None:
    old = frame("b", record(-600))
    till, paper = at_paper(B=[[old], [ACK, TOUCHED, frame("b", slip(8, 300))]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert outcome.record.at == START
    assert paper.jobs == "E+L+B+B+"


@dataclass
class OurClock:
    """Can be set while a charge runs."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at


def with_clock(clock: OurClock, answer: Callable[[PaperTerminal], None], shift_s: float) -> Till:
    """The clock is set by `shift_s` once the card is in the field."""
    paper = PaperTerminal({"L": [MARK], "B": [[ACK, TOUCHED]]})
    till = till_on(paper.open, timing=Timing(), clock=clock, ticks=paper.ticks)

    def tell(progress: Progress) -> None:
        if progress.phase is Phase.CARD_IN_FIELD:
            clock.at = START + timedelta(seconds=shift_s)
            answer(paper)

    till.tell = tell  # type: ignore[method-assign]
    return till


@pytest.mark.parametrize("shift_s", [-7_200, -300, 300, 7_200, -86_400, 86_400])
@pytest.mark.parametrize(("seconds", "ours"), [(0, True), (600, False), (-600, False)])
def test_our_clock_may_be_set_meanwhile(shift_s: float, seconds: float, ours: bool) -> None:
    clock = OurClock()
    till = with_clock(clock, lambda paper: paper.put(frame("b", record(seconds))), shift_s)
    assert isinstance(till.charge()[0], Approved) == ours


def test_waiting_counts_by_what_passed_and_not_by_our_clock() -> None:
    """25 s after the request a record of 140 s after it lies within the tolerance, one of 150 s does not."""
    for seconds, ours in ((140, True), (150, False)):

        def answer(paper: PaperTerminal, seconds: int = seconds) -> None:
            paper.now_s += 25.0
            paper.put(frame("b", record(seconds)))

        till = with_clock(OurClock(), answer, 0)
        assert isinstance(till.charge()[0], Approved) == ours
