"""What the campaign found in drivers, each as small as it can be told."""

from dataclasses import replace

import pytest

from pos.devices.simulator.scenario import Fault, Phase, Scenario, Step
from pos.domain.money import Yen
from pos.domain.payment import Approved, HighWaterMark, Outcome, Unknown
from pos.ports import CancelRequest, ChargeRequest, Progress
from tests.devices.campaign.sides import TL3500, ZVT_SERIAL, ZVT_TCP, Side
from tests.devices.campaign.world import World

USUAL = Step(delay_s=1.0)


class Counter:
    """A driver on a scenario, asked as the checkout asks it."""

    def __init__(self, side: Side, *steps: Step) -> None:
        self.world: World = side.world(Scenario(steps), "found")
        self.terminal = side.driver(self.world)

    def charge(self, amount: int, booked: HighWaterMark | None = None) -> Outcome:
        last = self.terminal.query_last_successful_transaction_result(stop=never)
        at, mark, offset = self.world.clock(), last.as_mark(), last.clock_offset_s
        request = ChargeRequest(Yen(amount), at, mark, offset, booked)
        return self.terminal.subtract_value(request, stop=never, tell=unseen, received=unnoted)

    def cancel(self, approved: Approved) -> Outcome:
        last = self.terminal.query_last_successful_transaction_result(stop=never)
        at, mark, offset = self.world.clock(), last.as_mark(), last.clock_offset_s
        request = CancelRequest(approved.record.amount, approved.record, at, mark, offset)
        return self.terminal.cancel_value(request, stop=never, tell=unseen, received=unnoted)


def never() -> bool:
    return False


def unseen(_progress: Progress) -> None:
    return


def unnoted(_outcome: Outcome) -> None:
    return


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
