"""Money rules (a) to (d) of terminals.md §3, and what power losses do to them; the books are the truth."""

from dataclasses import replace

import pytest

from pos.devices.simulator.books import Movement
from pos.devices.simulator.scenario import Fault, Message, Phase, Step
from tests.devices.zvt_simulator.counter import (
    PAY,
    REGISTER,
    REPEAT,
    Counter,
    but,
    only,
    registered,
)
from tests.devices.zvt_simulator.test_talk import BASE, fields, with_steps

KINDS = [False, True]


def naming(receipt: int) -> str:
    """A payment that names the receipt booked last."""
    return f"06 01 11 04 000000001250 49 0392 06 05 1f1f 02 {receipt:04d}"


def moved(counter: Counter) -> list[tuple[str, int, int]]:
    """Kind, trace, trace taken back, of all that moved value."""
    told: list[Movement] = [each for each in counter.books.movements if each.kind in ("charge", "cancel")]
    return [(each.kind, each.sequence, each.cancels) for each in told]


@pytest.mark.parametrize("tcp", KINDS)
def test_a_confirmed_payment_stands_without_its_completion(tcp: bool) -> None:
    counter = registered(with_steps(Step(Fault.LOST, on=Message.COMPLETION, count=9)), tcp=tcp)
    counter.ask(PAY)
    assert counter.controls() == ["8000", "040f"]
    assert counter.total == 1250


@pytest.mark.parametrize("tcp", KINDS)
def test_an_unconfirmed_payment_goes_back_by_itself(tcp: bool) -> None:
    counter = registered(tcp=tcp, by=REGISTER)
    heard = counter.ask(PAY, only("04ff"))
    results = [each for each in heard if each.startswith("040f")]
    assert len(results) == (1 if tcp else 3)
    assert len(set(results)) == 1
    assert any(each.startswith("04ff") and each[6:8] == "05" for each in heard[4:])
    assert counter.controls()[-1] == "061e"
    assert moved(counter) == [("charge", 123, 0), ("cancel", 124, 123)]
    assert counter.books.movements[-1].by_itself
    assert fields(counter.ask(REPEAT)[1])[0x37].hex() == "000123"


@pytest.mark.parametrize("tcp", KINDS)
def test_a_refused_result_goes_back_too(tcp: bool) -> None:
    counter = registered(tcp=tcp)
    counter.ask(PAY, but(m040f="84 66 00"))
    assert counter.controls() == ["8000", "040f", "061e"]
    assert counter.total == 0


def test_not_ready_is_no_refusal() -> None:
    counter = registered()
    said = iter(["84 9c 00", "84 9c 00", "80 00 00"])
    counter.ask(PAY, lambda control: next(said) if control == "040f" else "80 00 00")
    assert counter.controls() == ["8000", "040f", "040f", "040f", "060f"]
    assert counter.total == 1250


@pytest.mark.parametrize("tcp", KINDS)
def test_a_terminal_without_auto_reversal_keeps_the_money(tcp: bool) -> None:
    counter = registered(replace(BASE, auto_reversal=False), tcp=tcp)
    counter.ask(PAY, only())
    assert counter.total == 1250
    assert fields(counter.ask(REPEAT)[1])[0x0B].hex() == "000123"
    counter.ask(naming(42))
    assert counter.total == 2500


@pytest.mark.parametrize(("count", "total"), [(1, 1250), (3, 0)])
def test_our_acknowledgement_lost_once_or_for_good(count: int, total: int) -> None:
    counter = registered(with_steps(Step(Fault.OUR_ACK_LOST, count=count)))
    counter.ask(PAY)
    assert counter.total == total


def test_a_booked_payment_is_left_alone() -> None:
    counter = registered()
    counter.ask(PAY)
    counter.ask(naming(43))
    assert counter.total == 2500


def test_a_payment_we_did_not_book_goes_back_first() -> None:
    counter = registered(by=REGISTER)
    counter.ask(PAY)
    heard = counter.ask(naming(42))
    assert heard[1].startswith("04ff")
    assert heard[1][6:8] == "05"
    assert moved(counter) == [("charge", 123, 0), ("cancel", 124, 123), ("charge", 125, 0)]


def test_a_payment_taken_back_is_not_taken_back_twice() -> None:
    counter = registered(with_steps(Step(), Step(), Step(Fault.BALANCE_SHORT)))
    counter.ask(PAY)
    counter.ask("06 30 06 123456 87 0043")
    counter.ask(naming(1))
    counter.ask(naming(45))
    assert moved(counter) == [("charge", 123, 0), ("cancel", 124, 123), ("charge", 126, 0)]


def test_it_may_be_stopped_while_it_clears_up() -> None:
    counter = registered()
    counter.ask(PAY)
    counter.ask(naming(42), for_s=0.5)
    counter.ask("06 b0 00")
    assert counter.controls() == ["8000", "040f", "061e"]
    assert counter.total == 0


@pytest.mark.parametrize(
    ("fault", "phase", "total"),
    [
        (Fault.POWER_LOSS_BEFORE_DEBIT, None, 0),
        (Fault.POWER_LOSS_AFTER_DEBIT, None, 0),
        (Fault.POWER_LOSS, Phase.DURING_ANSWER, 0),
        (Fault.POWER_LOSS, Phase.AFTER_ANSWER, 0),
        (Fault.POWER_LOSS, Phase.BEFORE_COMPLETION, 1250),
        (Fault.REBOOT, Phase.AFTER_DEBIT, 0),
        (Fault.REBOOT, Phase.BEFORE_COMPLETION, 1250),
    ],
)
def test_power_losses(fault: Fault, phase: Phase | None, total: int) -> None:
    counter = registered(with_steps(Step(fault, phase=phase, seconds=3.0)))
    counter.ask(PAY)
    assert counter.total == total
    assert counter.ask(PAY) == ["846b00"]  # its registration is lost
    registered(to=counter)
    counter.ask(PAY)
    assert counter.total == total + 1250


def test_a_power_loss_after_the_debit_without_auto_reversal() -> None:
    counter = registered(with_steps(Step(Fault.POWER_LOSS_AFTER_DEBIT), auto_reversal=False))
    counter.ask(PAY)
    assert counter.total == 1250


def test_silence_after_the_debit_ends_in_a_reversal() -> None:
    counter = registered(with_steps(Step(Fault.SILENT, phase=Phase.AFTER_DEBIT, seconds=30.0)))
    counter.ask(PAY, for_s=20.0)
    assert counter.total == 1250
    counter.wait(60.0)
    assert counter.total == 0
    assert counter.ask(REPEAT)[0] == "800000"  # a hang is no reboot: it is still registered


def test_a_lost_reply_goes_back_unless_the_terminal_cannot() -> None:
    for auto_reversal, total in ((True, 0), (False, 1250)):
        counter = registered(with_steps(Step(Fault.REPLY_LOST), auto_reversal=auto_reversal))
        counter.ask(PAY)
        assert "040f" not in counter.controls()
        assert counter.total == total


def test_an_abort_instead_of_the_completion_changes_nothing() -> None:
    counter = registered(with_steps(Step(Fault.COMPLETION_ABORT)))
    counter.ask(PAY)
    assert counter.heard[-1] == "061e016c"
    assert counter.total == 1250


def test_a_reversal_nobody_confirms_stands() -> None:
    counter = registered()
    counter.ask(PAY)
    counter.ask("06 30 06 123456 87 0043", only())
    assert moved(counter) == [("charge", 123, 0), ("cancel", 124, 123)]
