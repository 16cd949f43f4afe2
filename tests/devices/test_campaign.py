"""A seeded campaign: random faults, random 中止, recovery as the counter does it; the books are the truth.

Invariants (terminals.md §5): nothing charged twice, no Approved without a debit, no NotCharged or
Declined or Aborted with one, every Unknown settled by asking, and what was booked is what was taken.
"""

from collections.abc import Iterable
from dataclasses import replace
from random import Random

import pytest

from pos.devices.simulator.scenario import Fault, Scenario, Step
from pos.devices.tl3500.money import MoneyRequest
from pos.devices.tl3500.timing import Timing
from pos.domain.payment import Approved, Declined, NotCharged, Outcome, ResultCode, Unknown, UnknownCause
from pos.errors import DeviceError
from pos.ports import LastResult
from tests.devices.bench import Till, till_on
from tests.devices.virtual import World

RUNS, PARTS, SALES = 300, 3, 6
TIMING = replace(Timing(), pause_slice_s=0.000_1, reopen_s=(0.000_1,) * 4)


def step_of(random: Random) -> Step:
    return Step(
        fault=random.choice(list(Fault)),
        delay_s=random.choice((0.0, 1.5, 59.9, 61.0)),
        seconds=random.choice((None, 0.3, 8.0, 35.0, 200.0)),
        count=random.choice((1, 2, 3, 4)),
        code=random.choice(("6D", "0A", "0C", "ZZ", "B3")),
        wrong_by=random.choice((1, 100)),
    )


def play(seed: int) -> None:
    """One counter with one terminal and some customers."""
    random = Random(seed)  # noqa: S311 - a seed is wanted, not a secret
    world = World(Scenario(tuple(step_of(random) for _ in range(SALES * 3))), seed)
    till = till_on(world.open, timing=TIMING, clock=world.clock, ticks=world.ticks)
    booked = 0
    for _ in range(SALES):
        amount = random.choice((50, 300, 300, 1_250))
        stop_after = random.choice((None, None, None, 0.0, 1.0, 1.6, 30.0))
        before = len(world.books.movements)
        took = charge(till, world, amount, stop_after)
        taken = world.books.total
        booked += amount if took else 0
        assert len(world.books.movements) - before <= 1, f"seed {seed}: charged twice"
        assert booked == taken, f"seed {seed}: booked {booked}, taken {taken}"
        if took and random.random() < 0.3:
            booked -= amount if take_back(till, world) else 0
            assert booked == world.books.total, f"seed {seed}: a cancellation went wrong"


def play_all(seeds: Iterable[int]) -> None:
    for seed in seeds:
        play(seed)


def charge(till: Till, world: World, amount: int, stop_after: float | None) -> bool:
    """A sale until nobody is in doubt; True where the money is booked."""
    last = patiently(till, world)
    started = world.now_s
    till.stop = lambda: stop_after is not None and world.now_s - started >= stop_after  # type: ignore[method-assign]
    outcome, intent = till.charge(amount, before=last)
    if isinstance(outcome, Approved):
        newest = world.books.movements[-1]
        assert (int(outcome.record.sequence), outcome.record.amount.amount) == (
            newest.sequence,
            newest.amount,
        )
    if not isinstance(outcome, Unknown):
        return isinstance(outcome, Approved)
    patiently(till, world)
    verdict = till.recover(intent)
    assert isinstance(verdict, Approved | NotCharged), verdict
    return isinstance(verdict, Approved)


def take_back(till: Till, world: World) -> bool:
    """取消 of the newest charge; True where the money went back."""
    original = patiently(till, world).record
    assert original is not None
    till.stop = lambda: False  # type: ignore[method-assign]
    outcome, intent = till.cancel(original)
    if not isinstance(outcome, Unknown):
        return isinstance(outcome, Approved)
    patiently(till, world)
    verdict = till.recover(intent)
    assert isinstance(verdict, Approved | NotCharged), verdict
    return isinstance(verdict, Approved)


def patiently(till: Till, world: World) -> LastResult:
    """The last result, asked until the terminal is back."""
    for _ in range(60):
        try:
            till.terminal.clear_output(stop=lambda: False)
            return till.last()
        except DeviceError:
            world.now_s += 10.0
            world.collect()
    raise AssertionError("the terminal never came back")


@pytest.mark.parametrize("part", range(PARTS))
def test_no_fault_in_any_order_costs_a_yen(part: int) -> None:
    play_all(range(part * RUNS // PARTS, (part + 1) * RUNS // PARTS))


def broken_timeout(_self: MoneyRequest) -> Outcome:
    return Declined(ResultCode.CENTER_ERROR, "", "")


def broken_check(_self: MoneyRequest, record: object) -> Outcome:
    return Approved(record)  # type: ignore[arg-type]


def resends(self: MoneyRequest) -> Outcome:
    if self._early:
        return Unknown(UnknownCause.NO_ANSWER)
    self._card_seen, self._early = False, True
    self._talk.line.send(self._talk.request(self._job, self._content), self._claims, self._talk.set_aside)
    return self._wait()


@pytest.mark.parametrize(
    ("name", "broken"),
    [("_nothing_came", broken_timeout), ("_checked", broken_check), ("_nothing_came", resends)],
    ids=["timeout is declined", "any answer is ours", "sends B again"],
)
def test_a_broken_driver_is_caught(monkeypatch: pytest.MonkeyPatch, name: str, broken: object) -> None:
    monkeypatch.setattr(MoneyRequest, name, broken)
    with pytest.raises(AssertionError):
        play_all(range(40))
