"""The driver at the simulated terminal, a process of its own, over a serial pty and over TCP."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.payment import AbortCause, Aborted, Approved, Declined, NotCharged, ResultCode, Unknown
from pos.ports import DailyLogKind, Phase
from pos.system import HAS_PTY
from tests.devices.zvt.bench import Till, till_on

PACE = 0.05  # a scenario second lasts 50 ms
AtSimulator = Callable[..., tuple[Till, SimulatorProcess]]
ways = [False, True] if HAS_PTY else [True]


@pytest.fixture(params=ways, ids=["tcp" if tcp else "pty" for tcp in ways])
def at_simulator(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[AtSimulator]:
    """A till at a fresh simulator with scenario text."""
    with ExitStack() as running:

        def start(scenario: str = "") -> tuple[Till, SimulatorProcess]:
            file = tmp_path / "scenario.toml"
            file.write_text(f"delay_s = [0.2, 0.6]\n{scenario}", encoding="utf-8")
            started = start_simulator(
                tmp_path / "simulator", file, protocol="zvt", pace=PACE, tcp=bool(request.param)
            )
            process = running.enter_context(started)
            till = till_on(process.address)
            running.callback(till.terminal.close)
            return till, process

        yield start


def fault(name: str, more: str = "") -> str:
    return f'[[step]]\nfault = "{name}"\n{more}\n'


def test_charge_and_take_back(at_simulator: AtSimulator) -> None:
    till, process = at_simulator()
    first, _ = till.charge(300)
    second, _ = till.charge(500)
    assert isinstance(first, Approved)
    assert isinstance(second, Approved)
    assert first.slip
    back, _ = till.cancel(first.record)
    assert isinstance(back, Approved)
    assert back.record.cancels == first.record.sequence
    assert process.books().total == 500


def test_balance_short(at_simulator: AtSimulator) -> None:
    till, process = at_simulator(fault("balance_short"))
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert outcome.result is ResultCode.DEFICIENT
    assert process.books().charges == ()


def test_stopped(at_simulator: AtSimulator) -> None:
    till, process = at_simulator(fault("none", "delay_s = 100.0"))
    till.stop_at = Phase.WAIT_CARD
    outcome, _ = till.charge()
    assert isinstance(outcome, Aborted)
    assert outcome.cause is AbortCause.STOPPED
    assert process.books().charges == ()


def test_taken_back_by_itself_once_our_answer_was_lost(at_simulator: AtSimulator) -> None:
    till, process = at_simulator(fault("our_ack_lost", "count = 3"))
    outcome, intent = till.charge()
    assert isinstance(outcome, Unknown)
    assert isinstance(till.recover(intent), NotCharged)
    assert process.books().total == 0
    assert len(process.books().reversed) == 1


def test_a_lost_reply(at_simulator: AtSimulator) -> None:
    till, process = at_simulator(fault("reply_lost"))
    outcome, _ = till.charge()
    assert isinstance(outcome, Declined)
    assert process.books().total == 0


def test_the_cable_is_pulled(at_simulator: AtSimulator) -> None:
    till, process = at_simulator(fault("cable_pulled"))
    outcome, intent = till.charge()
    assert isinstance(outcome, Unknown)
    verdict = till.recover(intent)
    assert process.books().total == (300 if isinstance(verdict, Approved) else 0)
    assert isinstance(verdict, Approved | NotCharged)


def test_totals(at_simulator: AtSimulator) -> None:
    till, _ = at_simulator()
    till.charge(300)
    for kind, left in (
        (DailyLogKind.REPORTING, 300),
        (DailyLogKind.SETTLEMENT, 300),
        (DailyLogKind.REPORTING, 0),
    ):
        log = till.terminal.access_daily_log(kind, stop=lambda: False)
        assert sum(each.amount.amount for each in log.totals) == left


def test_no_card_number_in_clear_gets_through(at_simulator: AtSimulator) -> None:
    till, process = at_simulator("clear_pan = true\n")
    outcome, _ = till.charge()
    assert isinstance(outcome, Approved)
    last4 = process.books().charges[0].card_last4
    assert outcome.record.card_last4 == last4
    long = [part for line in outcome.slip for part in line.split() if sum(c.isdigit() for c in part) > 8]
    assert long == []
