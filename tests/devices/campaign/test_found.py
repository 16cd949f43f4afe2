"""What the campaign found in drivers, each as small as it can be told."""

from dataclasses import replace

import pytest

from pos.devices.simulator.scenario import Fault, Phase, Step
from pos.domain.payment import Approved, HighWaterMark, Unknown
from tests.devices.campaign.counter import Counter, never
from tests.devices.campaign.sides import TL3500, ZVT_SERIAL, ZVT_TCP, Side

USUAL = Step(delay_s=1.0)


@pytest.mark.parametrize("side", [ZVT_SERIAL, ZVT_TCP], ids=lambda side: side.name)
def test_a_number_that_jumps_is_not_ours_where_nothing_was_taken_back(side: Side) -> None:
    """With a 1F1F behind the mark the driver took the next but one for its own, reversal or not."""
    wrong = replace(USUAL, fault=Fault.REPLY_WRONG_SEQUENCE, wrong_by=1)
    counter = Counter(side, USUAL, USUAL, wrong)
    first = counter.charge(300)
    assert isinstance(first, Approved)
    assert isinstance(counter.cancel(first), Approved)
    assert isinstance(counter.charge(1_250, HighWaterMark.of(first.record)), Unknown)


def test_an_ack_of_a_terminal_that_restarted_confirms_nothing() -> None:
    """It answered our repeated 80 00 00 with 06, but had taken the payment back when it came up."""
    restarts = replace(USUAL, fault=Fault.REBOOT, phase=Phase.AFTER_ANSWER, seconds=1.0)
    counter = Counter(ZVT_SERIAL, restarts)
    outcome = counter.charge(1_250)
    counter.world.idle(600.0)
    assert counter.world.books.total == 0
    assert isinstance(outcome, Unknown)


def test_a_busy_terminal_is_not_hammered() -> None:
    """A NAK comes at once: without a pause E went out some hundred times a second."""
    counter = Counter(TL3500, replace(USUAL, fault=Fault.BUSY, seconds=20.0))
    counter.charge(300)
    writes = counter.world.writes
    counter.terminal.clear_output(stop=never)
    assert counter.world.writes - writes < 120
