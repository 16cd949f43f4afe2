"""A small campaign with a fixed seed, a run again from its number, and broken drivers that are caught."""

import pytest

from tests.devices.campaign.__main__ import main
from tests.devices.campaign.breaking import Break
from tests.devices.campaign.broken_tl3500 import BREAKS as TL3500_BREAKS
from tests.devices.campaign.broken_zvt import BREAKS as ZVT_BREAKS
from tests.devices.campaign.campaign import Finished, Run, finish
from tests.devices.campaign.sides import SIDES, TL3500, ZVT_SERIAL, ZVT_TCP, Side

SEED = 20_261_124
MOST = 2_000  # runs until a broken driver must have been caught


def every_case(side: Side, rounds: int = 1) -> list[Run]:
    return [Run(SEED, number, (side.name,)) for number in range(rounds * len(side.cases))]


def violations(runs: list[Run]) -> list[str]:
    return [f"{each.run}: {each.trouble}" for each in map(finish, runs) if each.told is None]


@pytest.mark.parametrize("side", SIDES.values(), ids=lambda side: side.name)
def test_no_fault_at_any_phase_costs_a_yen(side: Side) -> None:
    assert violations(every_case(side)) == []


@pytest.mark.parametrize("side", SIDES.values(), ids=lambda side: side.name)
def test_a_run_is_the_same_again(side: Side) -> None:
    run = Run(SEED, 31, (side.name,))
    assert run.play() == run.play()
    assert Run(SEED, 32, (side.name,)).case != run.case


def test_the_command_says_its_seed_and_covers_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--runs", "2", "--seed", "7", "--processes", "1", "--sides", "tl3500"]) == 1
    said = capsys.readouterr().out
    assert said.startswith("seed 7, 2 runs over tl3500")
    assert "2 runs in" in said
    assert "never met: tl3500: " in said  # two runs do not meet every case, and that fails the campaign
    assert main(["--seed", "7", "--only", "1", "--sides", "tl3500"]) == 0


def caught(side: Side, broken: Break) -> Finished | None:
    """The first run that catches it."""
    with pytest.MonkeyPatch.context() as patch:
        broken.by(patch)
        runs = [Run(SEED, number, (side.name,)) for number in range(MOST)]
        runs.sort(key=lambda run: run.case.fault not in broken.soonest)
        return next((each for each in map(finish, runs) if each.told is None), None)


@pytest.mark.parametrize("name", TL3500_BREAKS)
def test_a_broken_tl3500_driver_is_caught(name: str) -> None:
    found = caught(TL3500, TL3500_BREAKS[name])
    assert found is not None
    assert "ViolationError" in found.trouble


ON_SERIAL = ("a timeout is declined", "the charge is sent again", "any amount is ours", "a lost line is a no")
BROKEN_ZVT = [(ZVT_TCP, name) for name in ZVT_BREAKS] + [(ZVT_SERIAL, name) for name in ON_SERIAL]


@pytest.mark.parametrize(("side", "name"), BROKEN_ZVT, ids=lambda each: getattr(each, "name", each))
def test_a_broken_zvt_driver_is_caught(side: Side, name: str) -> None:
    found = caught(side, ZVT_BREAKS[name])
    assert found is not None
    assert "ViolationError" in found.trouble
