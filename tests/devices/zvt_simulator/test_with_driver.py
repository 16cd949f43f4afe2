"""The ZVT driver plays with the simulated terminal: what it says against what the books know."""

from pathlib import Path

import pytest

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.devices.simulator.books import card_number
from pos.devices.simulator.scenario import Fault, Message, Phase, Scenario, Step
from pos.devices.simulator_process import start_simulator
from pos.domain.money import Yen
from pos.domain.payment import Aborted, Approved, Declined, HighWaterMark, NotCharged, Unknown
from pos.ports import ChargeRequest, DailyLogKind
from pos.system import HAS_PTY, now
from tests.devices.zvt_simulator.together import Together

LINES = pytest.mark.parametrize("tcp", [False, True], ids=["serial", "tcp"])


def at(*steps: Step, tcp: bool = False, **head: object) -> Together:
    return Together(Scenario(steps=steps, delay_s=(1.0, 1.0), **head), tcp)  # type: ignore[arg-type]


@LINES
def test_a_day(tcp: bool) -> None:
    till = at(Step(), Step(), Step(Fault.BALANCE_SHORT), tcp=tcp)
    paid = till.charge(1250)
    assert isinstance(paid, Approved)
    assert paid.slip
    assert isinstance(till.charge(800), Approved)
    assert isinstance(till.charge(500), Declined)
    assert isinstance(till.cancel(paid.record), Approved)
    assert till.books.total == 800
    log = till.terminal.access_daily_log(DailyLogKind.SETTLEMENT, stop=lambda: False)
    assert sum(each.amount.amount for each in log.totals) == 800
    assert till.terminal.read_value(stop=lambda: False, tell=lambda _progress: None) is not None


@LINES
def test_a_stopped_payment(tcp: bool) -> None:
    till = at(Step(delay_s=60.0), tcp=tcp)
    assert isinstance(till.charge(1250, stop=lambda: till.now_s > 8.0), Aborted)
    till.pass_until(till.now_s + 200.0)
    assert till.books.total == 0


@LINES
@pytest.mark.parametrize(
    "phase", [Phase.AFTER_ACK, Phase.CARD_IN_FIELD, Phase.AFTER_DEBIT, Phase.AFTER_ANSWER]
)
@pytest.mark.parametrize("auto_reversal", [False, True])
def test_a_cable_pulled_is_cleared_up(phase: Phase, auto_reversal: bool, tcp: bool) -> None:
    till = at(
        Step(), Step(Fault.CABLE_PULLED, phase=phase, seconds=3.0), tcp=tcp, auto_reversal=auto_reversal
    )
    till.charge(300)
    outcome = till.charge(1250)
    assert isinstance(outcome, Unknown | Declined)
    while till.engine.due() is not None:
        till.pass_until(till.now_s + 60.0)
        till.inbox.clear()
    verdict = till.verdict()
    assert isinstance(verdict, NotCharged if till.books.total == 300 else Approved)
    assert (till.books.total == 300) is auto_reversal


@LINES
def test_a_lost_reply_is_reversed_by_the_terminal(tcp: bool) -> None:
    till = at(Step(), Step(Fault.LOST, on=Message.ANSWER, count=9), tcp=tcp)
    till.charge(300)
    assert not isinstance(till.charge(1250), Approved | Aborted)
    assert till.books.movements[-1].by_itself
    assert till.books.total == 300
    assert isinstance(till.verdict(), NotCharged)


def test_a_no_in_every_form_is_a_no() -> None:
    till = at(Step(), Step(Fault.REJECT), Step(Fault.REJECT_SHORT), Step(Fault.REJECT, code="EE"))
    till.charge(300)
    for _ in range(3):
        assert isinstance(till.charge(1250), Declined)
        assert isinstance(till.verdict(), Declined | NotCharged)
    assert till.books.total == 300


def test_our_lost_acknowledgement_never_ends_in_a_wrong_word() -> None:
    for count in (1, 2, 9):
        till = at(Step(), Step(Fault.OUR_ACK_LOST, count=count))
        till.charge(300)
        outcome = till.charge(1250)
        assert isinstance(outcome, Approved) == (till.books.total == 1550)
        assert isinstance(outcome, Approved | Unknown | Declined)


@LINES
def test_what_we_did_not_book_is_taken_back_with_the_next_payment(tcp: bool) -> None:
    till = at(tcp=tcp)
    first = till.charge(300)
    assert isinstance(first, Approved)
    booked = HighWaterMark.of(first.record)
    till.charge(500, booked)  # and our books lose it
    assert till.books.total == 800
    till.charge(700, booked)
    assert [each.kind for each in till.books.movements[1:]] == ["charge", "charge", "cancel", "charge"]
    assert till.books.total == 1000


@LINES
def test_a_power_loss_makes_us_register_again(tcp: bool) -> None:
    till = at(Step(Fault.POWER_LOSS_BEFORE_DEBIT, seconds=2.0), tcp=tcp)
    assert isinstance(till.charge(1250), Unknown)
    assert till.books.total == 0
    assert isinstance(till.charge(300), Approved)
    assert till.books.total == 300


@pytest.mark.parametrize("word", ["completed", "plain", "refused"])
def test_a_clock_a_day_off(word: str) -> None:
    till = at(set_clock=word, clock_offset_s=86_400)
    till.charge(300)
    assert till.last().clock_offset_s == pytest.approx(0 if word != "refused" else 86_400, abs=2)
    assert isinstance(till.charge(500), Approved)


@LINES
def test_a_card_number_in_clear_is_masked_by_the_driver(tcp: bool) -> None:
    till = at(Step(), Step(Fault.REJECT), tcp=tcp, clear_pan=True)
    told = [till.charge(1250), till.charge(300), till.last()]
    assert not any(card_number(index) in repr(told) for index in (0, 1))


def with_process(tcp: bool, folder: Path) -> None:
    with start_simulator(folder, protocol="zvt", tcp=tcp, pace=0.3) as process:
        terminal = open_terminal(TerminalSettings(driver="zvt"), clock=now, address=process.address)
        assert terminal is not None
        try:
            last = terminal.query_last_successful_transaction_result(stop=lambda: False)
            request = ChargeRequest(Yen(1250), now(), last.as_mark(), last.clock_offset_s)
            noted: list[object] = []
            outcome = terminal.subtract_value(
                request, stop=lambda: False, tell=lambda _progress: None, received=noted.append
            )
        finally:
            terminal.close()
        assert isinstance(outcome, Approved)
        assert len(noted) == 1
        (charge,) = process.books().charges
        assert (charge.amount, charge.sequence) == (1250, int(outcome.record.sequence))


def test_over_tcp(tmp_path: Path) -> None:
    with_process(True, tmp_path)


@pytest.mark.skipif(not HAS_PTY, reason="a pty needs POSIX")
def test_over_a_pty(tmp_path: Path) -> None:
    with_process(False, tmp_path)
