"""The cable is pulled behind each byte of a charge, heard or said, and comes back."""

from collections.abc import Callable

import pytest

from pos.devices.simulator.scenario import Step
from pos.domain.payment import Approved, Declined, Unknown
from tests.devices.campaign.counter import Counter
from tests.devices.campaign.sides import SIDES, Side

USUAL = Step(delay_s=1.0)
AMOUNT = 300
EACH = {"tl3500": 1, "zvt-serial": 3, "zvt-tcp": 2}  # every so many bytes: ZVT has more than 400
Cut = Callable[[Counter, int], None]


def heard(counter: Counter, count: int) -> None:
    counter.world.heard_left = count


def said(counter: Counter, count: int) -> None:
    counter.world.said_left = count


def bytes_of_a_charge(side: Side, cut: Cut) -> int:
    """So many that the cable is never pulled, less what is left of them."""
    plenty = 100_000
    counter = Counter(side, USUAL)
    request = counter.request(AMOUNT)
    cut(counter, plenty)
    assert isinstance(counter.send(request), Approved)
    left = counter.world.heard_left if cut is heard else counter.world.said_left
    assert left is not None
    return plenty - left


@pytest.mark.parametrize("side", SIDES.values(), ids=lambda side: side.name)
@pytest.mark.parametrize("cut", [heard, said])
def test_the_word_is_right_wherever_the_cable_was_pulled(side: Side, cut: Cut) -> None:
    count = bytes_of_a_charge(side, cut)
    assert count > 20
    unsure, places = 0, range(1, count + 1, EACH[side.name])
    for place in places:
        counter = Counter(side, USUAL)
        request = counter.request(AMOUNT)
        cut(counter, place)
        outcome = counter.send(request)
        assert not isinstance(outcome, Declined), place
        unsure += isinstance(outcome, Unknown)
        word = counter.recover(request) if isinstance(outcome, Unknown) else outcome
        counter.world.idle(600.0)
        assert not isinstance(word, Unknown), place
        assert counter.world.books.total == (AMOUNT if isinstance(word, Approved) else 0), place
    assert unsure > len(places) // 4  # pulled in the middle, nobody can be sure at once
