"""The simulated TL3500 truly plays each fault; else the tests of the driver would prove nothing."""

import pytest

from pos.devices.simulator.scenario import Fault, Message, Scenario, Step
from pos.devices.tl3500.codec import ACK, Frame, encode
from pos.devices.tl3500.messages import charge_data
from pos.domain.money import Yen
from tests.devices.campaign.world import World
from tests.devices.test_fault_phases import name, steps

# A single byte has no length, no text and no middle; an event has no text.
NOTHING_TO_DAMAGE = {
    Fault.LENGTH_LARGE: {Message.ACK},
    Fault.LENGTH_SMALL: {Message.ACK},
    Fault.LENGTH_MAX: {Message.ACK},
    Fault.SPLIT_BYTES: {Message.ACK},
    Fault.GAP: {Message.ACK},
    Fault.CONTROL_BYTES: {Message.ACK, Message.EVENT},
}


def on_the_wire(step: Step) -> list[tuple[float, object]]:
    """What a second charge looks like from outside, without any driver: acknowledged after 5 s, and asked
    how it is in the same moment."""
    world = World("tl3500", Scenario((Step(), step), number=7, delay_s=(1.0, 1.0)), seed="1")
    said = []
    for start, content in ((0.0, request("B", 15)), (100.0, request("B", 16))):
        world.engine.receive(content, start)
        world.now_s = start
        said += until(world, start + 5.0)
        world.engine.receive(ACK + request("A", 17), start + 5.0)
        said += until(world, start + 99.0)
    return said


def request(job: str, minute: int) -> bytes:
    return encode(Frame("", f"2026112410{minute}30", job, charge_data(Yen(300)) if job == "B" else b""))


def until(world: World, moment: float) -> list[tuple[float, object]]:
    said: list[tuple[float, object]] = []
    while True:
        said += [(round(world.now_s, 3), each) for each in world.engine.advance(world.now_s)]
        due = world.engine.due()
        if due is None or due > moment:
            world.now_s = moment
            return said
        world.now_s = due


@pytest.mark.parametrize("step", list(steps()), ids=name)
def test_the_simulator_truly_plays_it(step: Step) -> None:
    played = on_the_wire(step) != on_the_wire(Step())
    unseen = step.on in NOTHING_TO_DAMAGE.get(step.fault, ())
    assert played == (step.fault is not Fault.NONE and not unseen)
