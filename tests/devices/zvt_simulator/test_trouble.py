"""Every fault of the scenario file at the simulated ZVT terminal: what goes out, and what the books say."""

from dataclasses import replace
from pathlib import Path

import pytest

from pos.devices.simulator.scenario import (
    FIXED_PHASE,
    HAPPENINGS,
    INQUIRY_ONLY,
    LINE_FAULTS,
    Fault,
    Inquiry,
    Message,
    Phase,
    ScenarioError,
    Step,
)
from pos.devices.simulator.scenario_file import load_scenario
from pos.devices.simulator.zvt.fields import FieldsError
from pos.devices.simulator.zvt.support import SUPPORT
from pos.devices.simulator.zvt.wire import ACK, NAK, framed
from tests.devices.zvt_simulator.counter import FINE, PAY, REGISTER, REPEAT, Counter, but, registered
from tests.devices.zvt_simulator.test_talk import BASE, fields, with_steps

SPECIAL = {
    Fault.BALANCE_SHORT: "71",
    Fault.REJECT: "05",
    Fault.CARD_EXPIRED: "78",
    Fault.CARD_LOCKED: "6e",
    Fault.OVER_CAP: "c3",
    Fault.TOUCH_AGAIN_ONLY: "64",
    Fault.PAPER_OUT: "cc",
    Fault.LOG_FULL: "6a",
    Fault.UNFINISHED_FAILED: "ff",
}


@pytest.mark.parametrize(("fault", "code"), SPECIAL.items())
def test_what_says_no_moves_nothing(fault: Fault, code: str) -> None:
    counter = registered(with_steps(Step(fault)))
    heard = counter.ask(PAY)
    assert heard[-1] == f"061e01{code}"
    assert fields(heard[-2])[0x27].hex() == code
    assert counter.total == 0


def test_a_no_may_come_without_a_status_information() -> None:
    counter = registered(with_steps(Step(Fault.REJECT_SHORT, code="33")))
    assert counter.ask(PAY) == ["800000", "061e0133"]
    assert fields(counter.ask(REPEAT)[1])[0x27].hex() == "33"


@pytest.mark.parametrize("code", ["71", "72", "78", "6C", "6F", "FF", "DC", "64", "C3", "EE"])
def test_any_code_can_be_had(code: str) -> None:
    counter = registered(with_steps(Step(Fault.REJECT, code=code)))
    assert counter.ask(PAY)[-1] == f"061e01{code.lower()}"


@pytest.mark.parametrize(
    ("fault", "tag", "value"),
    [
        (Fault.REPLY_WRONG_AMOUNT, 0x04, "000000001350"),
        (Fault.REPLY_WRONG_CURRENCY, 0x49, "0978"),
        (Fault.REPLY_WRONG_TERMINAL, 0x29, "99999999"),
        (Fault.REPLY_WRONG_SEQUENCE, 0x0B, "000223"),
    ],
)
def test_a_falsified_result(fault: Fault, tag: int, value: str) -> None:
    counter = registered(with_steps(Step(fault)))
    assert fields(counter.ask(PAY)[1])[tag].hex() == value
    assert counter.books.movements[-1].amount == 1250


def test_a_result_with_fields_nobody_knows() -> None:
    counter = registered(with_steps(Step(Fault.REPLY_UNKNOWN_FIELD)))
    with pytest.raises(FieldsError):
        fields(counter.ask(PAY)[1])
    assert "1f7a" in counter.heard[1]


def test_a_bare_approval() -> None:
    counter = registered(with_steps(Step(Fault.REPLY_BARE)))
    assert counter.ask(PAY)[1] == "040f022700"


def test_a_number_jumps() -> None:
    counter = registered(with_steps(Step(Fault.NUMBER_JUMPED)))
    assert fields(counter.ask(PAY)[1])[0x0B].hex() == "000124"


def test_touched_again_it_pays() -> None:
    for fault in (Fault.TOUCH_AGAIN, Fault.OTHER_CARD, Fault.CARD_REMOVED):
        counter = registered(with_steps(Step(fault)), by=REGISTER)
        counter.ask(PAY)
        assert counter.controls().count("04ff") == 4
        assert counter.total == 1250


@pytest.mark.parametrize(("fault", "total"), [(Fault.UNFINISHED_PAID, 1250), (Fault.UNFINISHED_FAILED, 0)])
def test_unfinished_for_a_minute(fault: Fault, total: int) -> None:
    counter = registered(with_steps(Step(fault)), by=REGISTER)
    counter.ask(PAY, for_s=60.0)
    assert "040f" not in counter.controls()
    counter.wait(60.0)
    assert counter.total == total
    assert "040f" in counter.controls()


def test_a_late_result() -> None:
    counter = registered(with_steps(Step(Fault.REPLY_LATE, seconds=100.0)))
    counter.ask(PAY, for_s=90.0)
    assert counter.controls() == ["8000"]
    assert counter.total == 1250
    counter.wait(30.0)
    assert counter.controls() == ["8000", "040f", "060f"]
    assert counter.total == 1250


def test_the_link_refuses_and_loses() -> None:
    counter = registered(with_steps(Step(Fault.NAK, count=2), Step(Fault.ACK_LOST)))
    for expected in (NAK, NAK, ACK):
        counter.ask(PAY, for_s=0.0)
        assert counter.line[0] == expected
    counter.wait(60.0)
    counter.ask(PAY, for_s=0.0)
    assert counter.line == []
    counter.say(PAY)
    counter.wait(60.0)
    assert counter.line[:2] == [ACK, framed(b"\x80\0\0")]
    assert counter.total == 2500


def test_busy_for_a_while_then_the_same_request_is_served() -> None:
    counter = registered(with_steps(Step(Fault.BUSY, seconds=5.0), Step(Fault.REJECT)))
    assert counter.ask(PAY, for_s=2.0) == ["849c00"]
    assert counter.ask(PAY, for_s=4.0) == ["849c00"]
    counter.ask(PAY)
    assert counter.total == 1250


def test_what_comes_in_between_is_told_apart() -> None:
    counter = registered(
        with_steps(Step(), Step(Fault.REPLY_PREVIOUS), Step(Fault.UNKNOWN_COMMAND), Step(Fault.EVENT_BETWEEN))
    )
    first = counter.ask(PAY)[1]
    second = counter.ask(PAY)
    assert second[1] == first
    assert second[2] != first
    counter.ask(PAY, but(m0f77="84 83 00"))
    assert counter.controls() == ["8000", "0f77", "040f", "060f"]
    counter.ask(PAY)
    assert counter.controls() == ["8000", "04ff", "040f", "060f"]
    assert counter.total == 5000


def test_the_answer_to_something_in_between_confirms_no_payment() -> None:
    counter = registered(with_steps(Step(), Step(Fault.REPLY_PREVIOUS)))
    counter.ask(PAY)
    said = iter([FINE, "", "", "", ""])
    counter.ask(PAY, lambda control: next(said) if control == "040f" else FINE)
    assert counter.total == 1250


@pytest.mark.parametrize("tcp", [False, True])
@pytest.mark.parametrize("on", list(Message))
@pytest.mark.parametrize("fault", sorted(LINE_FAULTS))
def test_a_damaged_message_leaves_the_books_whole(fault: Fault, on: Message, tcp: bool) -> None:
    """A counter that answers only what it understands: the payment stands or is taken back, never half."""
    counter = registered(with_steps(Step(fault, on=on)), tcp=tcp, by=REGISTER)
    counter.ask(PAY)
    assert counter.books.steps_done == 1
    assert counter.total in (0, 1250)
    assert sum(each.kind == "charge" for each in counter.books.movements) <= 1
    counter.wait(400.0)
    again = Counter(tcp=tcp)  # a counter with a clean ear at the same terminal
    again.engine, again.books, again.now_s = counter.engine, counter.books, counter.now_s
    again.ask(REGISTER)
    assert again.ask(REPEAT)[0] == "800000"


@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("fault", sorted(set(HAPPENINGS) - FIXED_PHASE))
def test_what_happens_does_so_at_its_phase(fault: Fault, phase: Phase) -> None:
    counter = registered(with_steps(Step(fault, phase=phase, seconds=2.0)), by=REGISTER)
    counter.ask(PAY)
    assert counter.total in (0, 1250)
    registered(to=counter)
    before = counter.total
    counter.ask(PAY)
    assert counter.total == before + 1250


@pytest.mark.parametrize(
    "kind", [Inquiry.LAST, Inquiry.STATUS, Inquiry.BALANCE, Inquiry.REGISTRATION, Inquiry.TOTALS]
)
@pytest.mark.parametrize(
    "fault", [Fault.SILENT, Fault.REPLY_LOST, Fault.REPLY_LATE, Fault.WRONG_CHECK, Fault.REBOOT]
)
def test_questions_have_their_trouble_too(fault: Fault, kind: Inquiry) -> None:
    commands = {
        Inquiry.LAST: REPEAT,
        Inquiry.STATUS: "05 01 03 123456",
        Inquiry.BALANCE: "06 03 00",
        Inquiry.REGISTRATION: REGISTER,
        Inquiry.TOTALS: "06 10 03 123456",
    }
    phase = Phase.AFTER_ACK if fault is Fault.REBOOT else None
    scenario = replace(BASE, inquiries=(Step(fault, of=kind, phase=phase, after=1, seconds=4.0),))
    counter = registered(scenario)
    counter.ask(PAY)
    counter.ask(commands[kind], for_s=2.0)
    assert counter.books.inquiries_done == [0]
    if fault is not Fault.WRONG_CHECK:
        assert "060f" not in counter.controls()
    counter.wait(30.0)
    registered(to=counter)
    assert counter.ask(commands[kind])[-1][:4] == "060f"


def test_an_unwell_terminal_says_so() -> None:
    counter = registered(replace(BASE, inquiries=(Step(Fault.UNWELL, of=Inquiry.STATUS, code="DC"),)))
    assert counter.ask("05 01 03 123456") == [
        "800000",
        "060f01dc",
    ]  # as a real one said it (bezahl-online/zvt)
    assert counter.ask("05 01 03 123456") == ["800000", "060f0100"]


def test_it_serves_every_fault() -> None:
    assert SUPPORT.faults == frozenset(Fault)
    assert not INQUIRY_ONLY - SUPPORT.faults


def test_a_scenario_file_for_it(tmp_path: Path) -> None:
    file = tmp_path / "zvt.toml"
    file.write_text(
        'terminal = "12345678"\nauto_reversal = false\nclear_pan = true\nset_clock = "plain"\n'
        '[[step]]\nfault = "completion_abort"\ncard = "Visa"\n',
        "utf-8",
    )
    scenario = load_scenario(file, SUPPORT)
    assert (scenario.auto_reversal, scenario.clear_pan, scenario.set_clock) == (False, True, "plain")
    assert scenario.steps[0].fault is Fault.COMPLETION_ABORT


@pytest.mark.parametrize(
    "words",
    [
        '[[step]]\nfault = "reject"\ncode = "ZZ"',
        'terminal = "1234"',
        'terminal = "ABCDEFGH"',
        'set_clock = "later"',
        '[[step]]\ncard = "T"',
    ],
)
def test_a_scenario_file_that_does_not_fit(tmp_path: Path, words: str) -> None:
    file = tmp_path / "zvt.toml"
    file.write_text(words, "utf-8")
    with pytest.raises(ScenarioError):
        load_scenario(file, SUPPORT)
