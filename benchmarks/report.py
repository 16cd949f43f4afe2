"""Findings as lines for a terminal."""

from collections.abc import Iterable

from benchmarks.measure import Comparison, Figure, Finding, Gauge, Measured

NAME_WIDTH = 34


def lines_of(finding: Finding) -> Iterable[str]:
    """One finding, with everything that belongs to it."""
    yield f"{finding.goal:4} {finding.what}"
    if isinstance(finding, Comparison):
        yield _side(finding.ours)
        yield _side(finding.reference)
        yield _ratio(finding)
    else:
        yield _figure(finding)
    for note in finding.notes:
        yield f"       {note}"


def summary(findings: Iterable[Finding]) -> Iterable[str]:
    """One line for each finding that has a goal."""
    yield "goal  reached  value   bound      what"
    for each in findings:
        if each.bound is not None:
            yield f"{each.goal:4}  {_word(each):7}  {_value(each):7} {each.bound!s:9}  {each.what}"


def _side(side: Measured) -> str:
    cpu, wall = (f"{gauge.value} {_times(side, gauge)}" for gauge in Gauge)
    return f"       {side.name:{NAME_WIDTH}} {cpu}   {wall}   n={len(side.samples)}"


def _times(side: Measured, gauge: Gauge) -> str:
    return f"{side.median(gauge) * 1000:9.3f} ms (p99 {side.p99(gauge) * 1000:9.3f})"


def _ratio(comparison: Comparison) -> str:
    name = "speed of ours / reference" if comparison.speed else "ours / reference"
    ratios = "   ".join(f"{gauge.value} {_times_more(comparison, gauge):>9}" for gauge in Gauge)
    said = f"       {name:{NAME_WIDTH}} {ratios}"
    if comparison.bound is None:
        return said
    return f"{said}   goal: {comparison.gate.value} {comparison.bound}: {_word(comparison)}"


def _times_more(comparison: Comparison, gauge: Gauge) -> str:
    """The wire needs no CPU: nothing to compare with."""
    compared = comparison.reference.median(gauge) > 0
    return f"{comparison.ratio(gauge):.3f}" if compared else "-"


def _figure(figure: Figure) -> str:
    said = f"       {figure.value:.3f} {figure.unit}".rstrip()
    return said if figure.bound is None else f"{said}   goal: {figure.bound}: {_word(figure)}"


def _value(finding: Finding) -> str:
    value = finding.ratio(finding.gate) if isinstance(finding, Comparison) else finding.value
    return f"{value:.3f}"


def _word(finding: Finding) -> str:
    return {True: "yes", False: "MISSED", None: "-"}[finding.reached]
