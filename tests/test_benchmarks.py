"""Each benchmark runs once on next to nothing, and both sides do the same work; never their times."""

import pytest

from benchmarks import __main__ as command
from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Gauge, Measured, Sample, in_turn
from benchmarks.report import lines_of, summary
from pos.system import HAS_PTY

LITTLE = Extent(seed=3, rounds=1, sales=70, idle_s=0.2, baud_rates=(115_200,))


@pytest.mark.parametrize("name", sorted(command.BENCHMARKS))
def test_both_sides_do_the_same(name: str) -> None:
    """Each raises where its two sides did not write, read, draw or find the same."""
    if name in ("charge", "progress") and not HAS_PTY:
        pytest.skip("a paced line needs a pty")
    findings = command.benchmark(name)(LITTLE)
    assert findings
    for finding in findings:
        assert all(lines_of(finding))
        if isinstance(finding, Comparison):
            assert len(finding.ours.samples) == len(finding.reference.samples) > 0


def test_sides_take_turns() -> None:
    order: list[str] = []

    def side(name: str) -> Sample:
        order.append(name)
        return Sample(1.0, 2.0)

    first, second = in_turn(2, lambda: side("a"), lambda: side("b"), warm_up=1)
    assert "".join(order) == "ababab"
    assert len(first) == len(second) == 2


def compared(ours: float, reference: float, bound: Bound, *, speed: bool = False) -> Comparison:
    one, other = Measured("ours", (Sample(ours, 1.0),)), Measured("theirs", (Sample(reference, 1.0),))
    return Comparison("G0", "something", one, other, bound, speed=speed)


def test_a_goal_is_reached_by_the_ratio_of_medians() -> None:
    assert compared(1.3, 1.0, Bound(1.3)).reached
    assert not compared(1.4, 1.0, Bound(1.3)).reached
    assert compared(1.4, 1.0, Bound(0.7, at_least=True), speed=True).reached
    assert not compared(1.5, 1.0, Bound(0.7, at_least=True), speed=True).reached
    assert Figure("G0", "a size", 61, "kB", Bound(60)).reached is False
    assert Figure("G0", "a size", 61, "kB").reached is None


def test_median_and_p99() -> None:
    measured = Measured("a", tuple(Sample(float(n), 0.0) for n in range(1, 101)))
    assert measured.median(Gauge.CPU) == 50.5
    assert measured.p99(Gauge.CPU) == 99.0


def test_the_gate_fails_a_missed_goal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    missed: list[Finding] = [compared(2.0, 1.0, Bound(1.3))]

    def measure(_extent: Extent) -> list[Finding]:
        return missed

    monkeypatch.setattr(command, "benchmark", {"settled-sale": measure}.get)
    assert command.main(["settled-sale"]) == 0
    assert command.main(["settled-sale", "--gate"]) == 1
    assert "MISSED" in capsys.readouterr().out
    assert list(summary(missed))[1].startswith("G0")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(SystemExit) as refused:
        command.main(["nothing"])
    assert refused.value.code == 2
