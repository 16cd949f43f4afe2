"""Single exchanges, byte for byte: what the driver says to awkward answers, in virtual time."""

import pytest

from pos.devices.link import LinkError
from pos.devices.simulator.tl3500.wire import ACK, NAK, Asked
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Outcome,
    Unknown,
    UnknownCause,
)
from pos.ports import Notice, Phase
from tests.devices.wiring import MARK, TOUCHED, at_paper, frame, no, slip


def test_a_charge_is_five_frames_and_three_acks() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, frame("b", slip(8, 300))]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert outcome.record.balance_before == Yen(5_000)
    assert outcome.record.balance_after == Yen(4_700)
    assert paper.jobs == "E+L+B+"


def test_noted_before_it_is_acknowledged() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, frame("b", slip(8, 300))]])
    last = till.last()
    jobs: list[str] = []
    till.noted = _Spy(lambda: jobs.append(paper.jobs))
    till.charge(before=last)
    assert jobs == ["E+L+B"]


def test_what_noting_raises_goes_up_and_nothing_is_acknowledged() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, frame("b", slip(8, 300))]])

    def disk_full() -> None:
        raise OSError("disk full")

    till.noted = _Spy(disk_full)
    with pytest.raises(OSError, match="disk full"):
        till.charge()
    assert paper.jobs == "E+L+B"


def test_the_same_bytes_at_most_three_times() -> None:
    till, paper = at_paper(B=[None])
    outcome, _ = till.charge()
    assert outcome == Unknown(UnknownCause.NOT_ACKNOWLEDGED, "B: not acknowledged")
    sent = [each.raw for each in paper.heard if isinstance(each, Asked) and each.job == "B"]
    assert len(sent) == 3
    assert len(set(sent)) == 1


def test_never_sent_again_because_the_answer_is_missing() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED]])
    started = paper.now_s
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NO_ANSWER
    assert paper.jobs == "E+L+B"
    assert 30 <= paper.now_s - started < 32


def test_nobody_touches_a_card() -> None:
    till, paper = at_paper(B=[ACK])
    started = paper.now_s
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.NO_CARD)
    assert paper.jobs == "E+L+BE+L+"
    assert 60 <= paper.now_s - started < 62


def test_stopped_while_waiting_for_a_card() -> None:
    till, paper = at_paper(B=[ACK])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.STOPPED)
    assert paper.jobs == "E+L+BE+L+"


def test_stopped_too_late_the_approval_wins() -> None:
    till, paper = at_paper(B=[ACK], E=[ACK + frame("e"), [ACK, frame("b", slip(8, 300)), frame("e")]])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]
    assert paper.jobs == "E+L+BE+"


def test_an_approval_behind_the_answer_to_e_is_not_lost() -> None:
    behind = [frame("b", slip(8, 300)), ACK, frame("l", slip(7, 300))]
    till, _ = at_paper(B=[ACK], L=[MARK, behind])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]


def test_stopped_and_found_charged_afterwards() -> None:
    till, _ = at_paper(B=[ACK], L=[MARK, ACK + frame("l", slip(8, 300))])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_stopped_and_something_else_happened() -> None:
    till, _ = at_paper(B=[ACK], L=[MARK, ACK + frame("l", slip(9, 300))])
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.NO_EVIDENCE


def test_stop_is_only_a_wish_once_the_card_is_there() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, b"", b"", frame("b", slip(8, 300))]])
    till.stop_at = Phase.CARD_IN_FIELD
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.jobs == "E+L+B+"


@pytest.mark.parametrize(
    "answer",
    [
        frame("b", slip(8, 400)),
        frame("b", slip(10, 300)),
        frame("b", slip(8, 300), terminal="OTHER"),
        frame("b", slip(8, 300, cancel=True)),
        frame("b", b"9" + slip(8, 300)[1:]),
        frame("b", slip(8, 300)[:-1]),
        frame("b", slip(8, 300)[:22] + b"\xd9\xa3" + slip(8, 300)[24:]),
    ],
    ids=["amount", "sequence", "terminal", "direction", "kind", "length", "digits"],
)
def test_a_wrong_answer_decides_nothing(answer: bytes) -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, answer]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)
    assert outcome.cause is UnknownCause.WRONG_ANSWER
    assert till.noted == [outcome]
    assert paper.jobs == "E+L+B+"


def test_the_previous_answer_is_acknowledged_and_ignored() -> None:
    old, ours = frame("b", slip(7, 500)), frame("b", slip(8, 500))
    till, paper = at_paper(B=[[old, ACK, old, TOUCHED, old, ours, ours]])
    outcome, _ = till.charge(500)
    assert isinstance(outcome, Approved)
    assert outcome.record.sequence == "000000000008"
    till.last()
    assert paper.jobs == "E+L+B+++++L+"  # old three times, ours, its copy before the next question


def test_an_answer_whose_ack_was_lost_stops_the_repetition() -> None:
    till, paper = at_paper(B=[[TOUCHED, frame("b", slip(8, 300))]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.jobs == "E+L+B+"


def test_an_answer_before_the_ack_of_another_amount_is_set_aside() -> None:
    till, _ = at_paper(B=[[frame("b", slip(8, 400)), ACK, TOUCHED, frame("b", slip(9, 300))]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Unknown)  # 8 was somebody's: our 9 does not follow 7
    assert outcome.cause is UnknownCause.WRONG_ANSWER


def test_a_no_without_a_card_is_proven_first() -> None:
    till, paper = at_paper(B=[[ACK, no("0A")]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert paper.jobs == "E+L+B+E+L+"


def test_a_copy_of_an_earlier_no_is_proven_first() -> None:
    short = [ACK, TOUCHED, no("6B")]
    late = [ACK, frame("b", slip(8, 300)), frame("e")]
    till, paper = at_paper(B=[short, short], E=[ACK + frame("e"), late])
    first, _ = till.charge()
    second, _ = till.charge()
    assert isinstance(first, Declined)
    assert isinstance(second, Approved)
    assert paper.jobs.count("B") == 2


def test_two_charges_in_one_second_are_two_requests() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, no("6B")]])
    till.charge()
    till.charge()
    sent = [each.raw for each in paper.heard if isinstance(each, Asked) and each.job == "B"]
    assert len(set(sent)) == 2


def test_an_ack_that_cannot_leave_changes_nothing_about_the_approval() -> None:
    till, paper = at_paper(B=[[ACK, TOUCHED, frame("b", slip(8, 300))]])
    last, write = till.last(), paper.write

    def unplugged(content: bytes) -> None:
        if content == ACK:
            raise LinkError("gone")
        write(content)

    paper.write = unplugged  # type: ignore[method-assign]
    outcome, _ = till.charge(before=last)
    assert isinstance(outcome, Approved)
    assert till.noted == [outcome]


def test_a_no_that_belongs_to_an_earlier_request() -> None:
    till, _ = at_paper(B=[[ACK, no("6B")]], L=[MARK, ACK + frame("l", slip(8, 300))])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)


def test_touch_again_then_nothing_and_the_card_was_charged() -> None:
    till, _ = at_paper(B=[[ACK, TOUCHED, no("6F")]], L=[MARK, ACK + frame("l", slip(8, 300))])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert Notice.TOUCH_AGAIN in [each.notice for each in till.told]


def test_the_line_is_lost_in_each_phase() -> None:
    gone = LinkError("gone")
    for said in (
        [gone],
        [ACK, gone],
        [ACK, TOUCHED, gone],
        [ACK, TOUCHED, frame("b", slip(8, 300))[:90], gone],
    ):
        till, paper = at_paper(B=[said])
        outcome, _ = till.charge()
        assert outcome == Unknown(UnknownCause.LINE_LOST, "gone")
        assert paper.jobs.count("B") == 1
        till.last()
        assert paper.opened == 2


def test_a_nak_after_silence_once_per_damaged_frame() -> None:
    good = frame("b", slip(8, 300))
    till, paper = at_paper(B=[[ACK, TOUCHED, good[:-1] + b"\0", b"", good]])
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    assert paper.jobs == "E+L+B-+"


def test_refused_on_the_link_is_busy_once_proven() -> None:
    till, paper = at_paper(B=[NAK])
    outcome, _ = till.charge()
    assert outcome == Aborted(AbortCause.BUSY)
    assert paper.jobs == "E+L+BBBE+L+"


def test_nothing_is_sent_to_a_terminal_that_does_not_stand_by() -> None:
    till, paper = at_paper(E=[ACK + frame("e"), None], B=[[ACK, TOUCHED]])
    before = till.last()
    till.charge(before=before)
    outcome, _ = till.charge(before=before)
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.NOT_SENT
    assert paper.jobs.count("B") == 1


def test_amounts_outside_the_contract_are_not_sent() -> None:
    till, paper = at_paper()
    for amount in (0, 20_001):
        outcome, _ = till.charge(amount)
        assert isinstance(outcome, Aborted)
    assert "B" not in paper.jobs


class _Spy(list[Outcome]):
    """Looks around at the moment a result is noted."""

    def __init__(self, look: object) -> None:
        super().__init__()
        self._look = look

    def append(self, outcome: Outcome) -> None:
        assert callable(self._look)
        self._look()
        super().append(outcome)
