"""Every fault that the simulated TL3500 plays, at every phase and on every message, in virtual time.

The driver's word is pinned for each; the books say what is true, and asking afterwards must find it.
"""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from pos.devices.simulator.scenario import (
    ABOUT_STATUS,
    FIXED_PHASE,
    HAPPENINGS,
    INQUIRY_ONLY,
    LINE_FAULTS,
    MONEY_ONLY,
    Fault,
    Inquiry,
    Message,
    Phase,
    Scenario,
    Step,
)
from pos.devices.simulator.tl3500.support import SUPPORT
from pos.devices.tl3500.codec import Frame, encode
from pos.devices.tl3500.timing import Timing
from pos.domain.evidence import Intent
from pos.domain.payment import Approved, NotCharged, Outcome, Unknown
from pos.errors import DeviceError
from pos.ports import LastResult
from tests.devices.bench import Till, till_on
from tests.devices.campaign.world import World
from tests.devices.test_faults import word

TIMING = replace(Timing(), pause_slice_s=0.000_1, reopen_s=(0.000_1,) * 4)
BEFORE_DEBIT = (Phase.BEFORE_ACK, Phase.AFTER_ACK, Phase.BEFORE_CARD, Phase.CARD_IN_FIELD)
ASKED = (Phase.BEFORE_ACK, Phase.AFTER_ACK, Phase.BEFORE_ANSWER, Phase.DURING_ANSWER, Phase.AFTER_ANSWER)
# What the driver says where it is not "approved".
SAID = {
    Fault.BALANCE_SHORT: "declined 6B",
    Fault.REJECT: "declined 6D",
    Fault.CARD_EXPIRED: "declined 6D",
    Fault.CARD_LOCKED: "declined 69",
    Fault.OVER_CAP: "declined 7A",
    Fault.TOUCH_AGAIN_ONLY: "declined 6F",
    Fault.NO_CARD: "aborted no_card",
    Fault.UNFINISHED_PAID: "unknown unknown_code",
    Fault.UNFINISHED_FAILED: "unknown unknown_code",
    Fault.BUSY: "unknown not_acknowledged",
    Fault.DEAD: "unknown not_acknowledged",
    Fault.REPLY_LOST: "unknown no_answer",
    Fault.REPLY_WRONG_AMOUNT: "unknown wrong_answer",
    Fault.REPLY_WRONG_TERMINAL: "unknown wrong_answer",
    Fault.REPLY_WRONG_SEQUENCE: "unknown wrong_answer",
    Fault.POWER_LOSS_BEFORE_DEBIT: "unknown line_lost",
    Fault.POWER_LOSS_AFTER_DEBIT: "unknown line_lost",
}
FREE = {
    Fault.BALANCE_SHORT, Fault.REJECT, Fault.CARD_EXPIRED, Fault.CARD_LOCKED, Fault.OVER_CAP,
    Fault.TOUCH_AGAIN_ONLY, Fault.NO_CARD, Fault.UNFINISHED_FAILED, Fault.BUSY, Fault.DEAD,
    Fault.POWER_LOSS_BEFORE_DEBIT,
}  # fmt: skip
LINE_GOES = {Fault.POWER_LOSS, Fault.CABLE_PULLED, Fault.RENAMED, Fault.PORT_REFUSED}
FORGETS = {Fault.POWER_LOSS, Fault.REBOOT, Fault.SILENT}


def steps() -> Iterator[Step]:
    for fault in sorted(SUPPORT.faults - INQUIRY_ONLY):
        if fault in LINE_FAULTS:
            yield from (Step(fault, on=on) for on in sorted(SUPPORT.on))
        elif fault in HAPPENINGS and fault not in FIXED_PHASE:
            yield from (Step(fault, phase=phase, delay_s=5.0) for phase in Phase)
        else:
            yield Step(fault)


def name(step: Step) -> str:
    return f"{step.fault}-{step.on or step.phase or 'itself'}"


def expected(step: Step) -> tuple[str, bool]:
    """The driver's word, and whether the card was debited in the end."""
    fault, phase = step.fault, step.phase
    if phase is None:
        return SAID.get(fault, "approved"), fault not in FREE
    paid = fault not in FORGETS or phase not in BEFORE_DEBIT
    if fault in LINE_GOES and phase in (Phase.BEFORE_ACK, Phase.AFTER_ACK):
        return "unknown line_lost", False  # we are back before the visitor, and end the wait for the card
    if phase is Phase.DURING_ANSWER and fault in (Fault.REPLY_PREVIOUS, Fault.UNKNOWN_COMMAND):
        return (
            "unknown no_answer",
            paid,
        )  # a whole frame inside another: both halves are lost, and it is ACKed
    if phase is Phase.BEFORE_COMPLETION or (phase is Phase.AFTER_ANSWER and fault not in LINE_GOES):
        return "approved", paid
    if fault in LINE_GOES:
        return "unknown line_lost", paid
    if fault is Fault.SILENT:
        return ("unknown not_acknowledged" if phase is Phase.BEFORE_ACK else "unknown no_answer"), paid
    if fault is Fault.REBOOT:
        return _after_reboot(phase)
    return "approved", paid


def _after_reboot(phase: Phase) -> tuple[str, bool]:
    """The line stays: the same bytes once more are a new request to a terminal that restarted."""
    if phase is Phase.BEFORE_ACK:
        return "approved", True
    if phase in (Phase.AFTER_ACK, Phase.BEFORE_CARD):
        return "aborted no_card", False
    return "unknown no_answer", phase is not Phase.CARD_IN_FIELD


def desk(*played: Step, inquiries: tuple[Step, ...] = (), offset_s: int = 0) -> tuple[World, Till]:
    """After one ordinary charge of ¥500."""
    world = World("tl3500", Scenario((Step(), *played), inquiries, clock_offset_s=offset_s), seed="1")
    till = till_on(world.open, timing=TIMING, clock=world.clock, ticks=world.ticks)
    first, _ = till.charge(500)
    assert isinstance(first, Approved)
    return world, till


def back(world: World, till: Till) -> LastResult:
    """The last result, once the terminal is back and stands by."""
    for _ in range(60):
        try:
            till.terminal.clear_output(stop=lambda: False)
            return till.last()
        except DeviceError:
            world.now_s += 10.0
            world.collect()
    raise AssertionError("the terminal never came back")


def moved(world: World, kind: str = "charge") -> list[int]:
    return [each.amount for each in world.books.movements if each.kind == kind]


def found(world: World, till: Till, outcome: Outcome, intent: Intent) -> bool:
    """Booked in the end: by the driver's word, or by asking the terminal afterwards."""
    back(world, till)
    if not isinstance(outcome, Unknown):
        return isinstance(outcome, Approved)
    verdict = till.recover(intent)
    assert isinstance(verdict, Approved | NotCharged), verdict
    return isinstance(verdict, Approved)


@pytest.mark.parametrize("step", list(steps()), ids=name)
def test_a_charge(step: Step) -> None:
    world, till = desk(step)
    outcome, intent = till.charge(300)
    said, paid = expected(step)
    assert word(outcome) == said
    assert found(world, till, outcome, intent) == paid
    assert moved(world) == [500] + [300] * paid
    after, _ = till.charge(300)  # the same amount again: nothing old may answer for it
    assert isinstance(after, Approved)
    assert moved(world) == [500] + [300] * paid + [300]


@pytest.mark.parametrize("step", list(steps()), ids=name)
def test_a_cancellation(step: Step) -> None:
    world, till = desk(step)
    original = till.last().record
    assert original is not None
    outcome, intent = till.cancel(original)
    taken_back = found(world, till, outcome, intent)
    assert moved(world, "cancel") == [500] * taken_back
    paid = expected(step)[1] or step.fault is Fault.BALANCE_SHORT  # money back needs no balance
    assert taken_back == paid


@pytest.mark.parametrize("step", [each for each in steps() if each.fault in LINE_FAULTS], ids=name)
def test_damage_that_does_not_end(step: Step) -> None:
    world, till = desk(replace(step, count=99))
    outcome, intent = till.charge(300)
    assert isinstance(outcome, Approved | Unknown)
    assert found(world, till, outcome, intent)
    assert moved(world) == [500, 300]


def questions() -> Iterator[Step]:
    for fault in sorted(SUPPORT.faults - MONEY_ONLY - ABOUT_STATUS):
        asked = Step(fault, of=Inquiry.LAST, after=2)
        if fault in LINE_FAULTS:
            yield from (replace(asked, on=on) for on in (Message.ACK, Message.ANSWER))
        elif fault in HAPPENINGS and fault not in FIXED_PHASE:
            yield from (replace(asked, phase=phase) for phase in ASKED)
        else:
            yield asked


@pytest.mark.parametrize("debited", [True, False], ids=["debited", "not debited"])
@pytest.mark.parametrize("question", list(questions()), ids=name)
def test_the_question_afterwards(question: Step, debited: bool) -> None:
    """Whatever happens to the last result: never taken for what it is not; asked again it is found."""
    lost = Step(Fault.REPLY_LOST if debited else Fault.POWER_LOSS_BEFORE_DEBIT)
    world, till = desk(lost, inquiries=(question,))
    outcome, intent = till.charge(300)
    assert isinstance(outcome, Unknown)
    for _ in range(4):
        try:
            verdict = till.recover(intent)
        except DeviceError:
            world.now_s += 60.0
            world.collect()
            continue
        if not isinstance(verdict, Unknown):
            assert isinstance(verdict, Approved if debited else NotCharged), verdict
            return
    raise AssertionError("never found out")


@pytest.mark.parametrize("fault", [Fault.LAST_OLDER, Fault.LAST_NONE, Fault.LAST_REJECTED])
def test_a_wrong_mark_proves_nothing(fault: Fault) -> None:
    """The question *before* the charge was answered wrongly: then nothing is proved by the one after."""
    world, till = desk(
        Step(Fault.POWER_LOSS_BEFORE_DEBIT), inquiries=(Step(fault, of=Inquiry.LAST, after=1),)
    )
    outcome, intent = till.charge(500)  # as much as the sale before
    assert isinstance(outcome, Unknown)
    back(world, till)
    assert isinstance(till.recover(intent), Unknown)


@pytest.mark.parametrize("seconds", [31.0, 36.0, 40.0, 45.0])
def test_an_answer_that_comes_into_the_next_sale(seconds: float) -> None:
    world, till = desk(Step(Fault.REPLY_LATE, seconds=seconds), Step(delay_s=20.0))
    outcome, intent = till.charge(300)
    assert word(outcome) == "unknown no_answer"
    assert isinstance(till.recover(intent), Approved)
    after, _ = till.charge(300)
    assert isinstance(after, Approved)
    assert after.record.sequence == "000000000003"
    assert moved(world) == [500, 300, 300]


@pytest.mark.parametrize("pause_s", [0.15, 0.25, 1.0])
@pytest.mark.parametrize("on", [Message.ANSWER, Message.EVENT])
def test_a_pause_behind_every_byte(on: Message, pause_s: float) -> None:
    for byte in range(196 if on is Message.ANSWER else 38):
        world, till = desk(Step(Fault.GAP, on=on, byte=byte, seconds=pause_s))
        outcome, _ = till.charge(300)
        assert isinstance(outcome, Approved), byte
        assert moved(world) == [500, 300]


@pytest.mark.parametrize("fault", [Fault.BYTE_DROPPED, Fault.BYTE_INSERTED, Fault.BYTE_FLIPPED])
def test_every_byte_of_the_answer_may_be_wrong(fault: Fault) -> None:
    for byte in range(196):
        world, till = desk(Step(fault, on=Message.ANSWER, byte=byte, count=byte % 4 + 1))
        outcome, intent = till.charge(300)
        assert isinstance(outcome, Approved | Unknown), byte
        assert found(world, till, outcome, intent), byte
        assert moved(world) == [500, 300]


@pytest.mark.parametrize("days", [-1, 1])
@pytest.mark.parametrize("fault", [Fault.NONE, Fault.REPLY_LOST, Fault.POWER_LOSS_BEFORE_DEBIT])
def test_a_terminal_whose_clock_is_a_day_off(fault: Fault, days: int) -> None:
    world, till = desk(Step(fault), offset_s=days * 86_400)
    outcome, intent = till.charge(300)
    assert found(world, till, outcome, intent) == (fault is not Fault.POWER_LOSS_BEFORE_DEBIT)


@pytest.mark.parametrize("days", [-400, 3, 40])
def test_a_clock_that_was_never_set_proves_no_time(days: int) -> None:
    """What is answered at once stands; a lost answer is for a person to settle; a terminal that shows
    nothing new has taken nothing, whatever its clock says."""
    world, till = desk(Step(Fault.NONE), offset_s=days * 86_400)
    assert isinstance(till.charge(300)[0], Approved)
    for fault, verdict in ((Fault.REPLY_LOST, Unknown), (Fault.POWER_LOSS_BEFORE_DEBIT, NotCharged)):
        world, till = desk(Step(fault), offset_s=days * 86_400)
        outcome, intent = till.charge(300)
        back(world, till)
        assert isinstance(outcome, Unknown)
        assert isinstance(till.recover(intent), verdict), fault


def test_numbers_that_wrap() -> None:
    world = World("tl3500", Scenario((Step(), Step(Fault.REPLY_LOST)), number=999_999_999_998), seed="1")
    till = till_on(world.open, timing=TIMING, clock=world.clock, ticks=world.ticks)
    first, _ = till.charge(500)
    assert isinstance(first, Approved)
    assert first.record.sequence == "999999999999"
    outcome, intent = till.charge(300)
    assert found(world, till, outcome, intent)
    assert world.books.movements[-1].sequence == 1


def test_idle_for_hours_then_a_dead_line() -> None:
    """The line died unseen after the sale before; the next one opens it anew before any byte of money."""
    world, till = desk(Step(Fault.CABLE_PULLED, phase=Phase.BEFORE_COMPLETION, seconds=5.0))
    assert isinstance(till.charge(300)[0], Approved)
    world.now_s += 8 * 3_600.0
    assert isinstance(till.charge(300)[0], Approved)
    assert moved(world) == [500, 300, 300]


def test_a_reset_ends_the_wait_for_a_card() -> None:
    world = World("tl3500", Scenario((), delay_s=(20.0, 20.0)), seed="1")
    content = b"1" + b"0000000300" + b"0" * 16 + b"00" + b"1"
    world.engine.receive(encode(Frame("", "20261124101530", "B", content)), 0.0)
    world.engine.receive(encode(Frame("", "20261124101531", "R", b"")), 1.0)
    world.pass_until(60.0)
    world.take()
    world.pass_until(60.0)
    assert moved(world) == []
