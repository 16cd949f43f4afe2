"""Reading scenario files (TOML) and refusing what the chosen protocol cannot do."""

import tomllib
from dataclasses import fields
from enum import StrEnum
from pathlib import Path
from re import fullmatch
from typing import Any, Final

from pos.devices.simulator.scenario import (
    ABOUT_LAST,
    ABOUT_STATUS,
    CHOOSES_ON,
    CLOCK_WORDS,
    FIXED_PHASE,
    HAPPENINGS,
    INQUIRY_ONLY,
    MONEY_ONLY,
    OLD_WORDS,
    Fault,
    Inquiry,
    Message,
    Phase,
    Scenario,
    ScenarioError,
    Step,
    Support,
)
from pos.wording.simulator import simulator_problem

_KINDS: Final[dict[str, tuple[type, ...]]] = {
    "balance": (int,), "count": (int,), "wrong_by": (int,), "byte": (int,), "after": (int,), "code": (str,),
    "message": (str,), "card": (str,), "delay_s": (int, float), "seconds": (int, float),
}  # fmt: skip
_WORDS: Final[dict[str, type[StrEnum]]] = {"fault": Fault, "on": Message, "phase": Phase, "of": Inquiry}
_HEAD: Final = {
    "terminal": str, "clock_offset_s": int, "delay_s": list, "number": int, "daily_total_off": int,
    "auto_reversal": bool, "clear_pan": bool, "set_clock": str, "password": str,
}  # fmt: skip
_LARGE: Final = 10**9
_OF_INQUIRIES: Final = frozenset({"of", "after"})


def load_scenario(path: Path | None, support: Support) -> Scenario:
    """Raises ScenarioError naming the file and what is wrong in it."""
    if path is None:
        return Scenario(terminal=support.terminal)
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        steps = _steps(content.pop("step", []), support, "step")
        inquiries = _steps(content.pop("inquiry", []), support, "inquiry")
        return Scenario(steps, inquiries, **_head(content, support))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ScenarioError) as cause:
        raise ScenarioError(f"{path}: {simulator_problem(str(cause))}") from cause


def _head(content: dict[str, Any], support: Support) -> dict[str, Any]:
    for key, value in content.items():
        if key not in _HEAD or type(value) is not _HEAD[key]:
            raise ScenarioError(f"{key} = {value!r} is not known")
        wide = isinstance(value, str) and not value.isascii()
        if wide or (isinstance(value, int) and abs(value) >= _LARGE):
            raise ScenarioError(f"{key} = {value!r}")
    content.setdefault("terminal", support.terminal)
    if len(content["terminal"]) > support.terminal_width:
        raise ScenarioError(f"terminal has more than {support.terminal_width} characters")
    digits, named = support.terminal.isdecimal(), content["terminal"]
    if digits and not (named.isdecimal() and len(named) == support.terminal_width):
        raise ScenarioError(f"terminal wants {support.terminal_width} digits")
    if content.get("set_clock", CLOCK_WORDS[0]) not in CLOCK_WORDS:
        raise ScenarioError(f"set_clock is one of {', '.join(CLOCK_WORDS)}")
    if "password" in content and not (
        support.protocol == "zvt" and fullmatch("[0-9]{6}", content["password"])
    ):
        raise ScenarioError("password wants six digits, of a ZVT terminal")
    if "delay_s" in content:
        pair = [float(each) for each in content["delay_s"] if type(each) in (int, float)]
        if len(pair) != 2 or not 0 <= pair[0] <= pair[1]:
            raise ScenarioError("delay_s wants [shortest, longest]")
        content["delay_s"] = (pair[0], pair[1])
    return content


def _steps(tables: object, support: Support, kind: str) -> tuple[Step, ...]:
    if not isinstance(tables, list):
        raise ScenarioError(f"{kind} wants [[{kind}]]")
    steps = []
    for number, each in enumerate(tables, 1):
        try:
            steps.append(_step(each, support, kind))
        except ScenarioError as wrong:
            raise ScenarioError(f"{kind} {number}: {wrong}") from None
    return tuple(steps)


def _step(content: dict[str, Any], support: Support, kind: str) -> Step:
    if not isinstance(content, dict):
        raise ScenarioError(f"{content!r} is no table")
    known = {field.name for field in fields(Step)}
    if kind == "step":
        known -= _OF_INQUIRIES
    else:
        content.setdefault("of", Inquiry.LAST)
    unknown = sorted(set(content) - known)
    if unknown:
        raise ScenarioError(f"{unknown[0]} is not known")
    fault = content.get("fault", "none")
    content["fault"] = OLD_WORDS.get(fault, fault) if isinstance(fault, str) else fault
    for key, words in _WORDS.items():
        if key in content:
            content[key] = _word(words, key, content[key])
    for key, kinds in _KINDS.items():
        if key in content and not _fits(key, content[key], kinds):
            raise ScenarioError(f"{key} = {content[key]!r}")
    step = Step(**content)
    _check(step, support)
    return step


def _fits(key: str, value: object, kinds: tuple[type, ...]) -> bool:
    if type(value) not in kinds:
        return False
    if isinstance(value, str):
        return key == "message" or value.isascii()
    return key == "wrong_by" or (isinstance(value, int | float) and 0 <= value < _LARGE)


def _word(words: type[StrEnum], key: str, value: object) -> StrEnum:
    try:
        return words(str(value))
    except ValueError:
        raise ScenarioError(f"{key} {value!r} is not known") from None


def _check(step: Step, support: Support) -> None:
    """What fits neither the fault nor the protocol would be played as if it were not there: refused."""
    name = f"fault {step.fault.value!r}"
    if step.fault not in support.faults:
        raise ScenarioError(f"{name} is not known to {support.protocol}")
    if step.of is None and step.fault in INQUIRY_ONLY:
        raise ScenarioError(f"{name} stands in an [[inquiry]]")
    if step.of is not None and step.fault in MONEY_ONLY:
        raise ScenarioError(f"{name} stands in a [[step]]")
    for faults, kind in ((ABOUT_LAST, Inquiry.LAST), (ABOUT_STATUS, Inquiry.STATUS)):
        if step.fault in faults and step.of is not kind:
            raise ScenarioError(f"{name} wants of = {kind.value!r}")
    if step.of is not None and step.of not in support.inquiries:
        raise ScenarioError(f"of {step.of.value!r} is not known to {support.protocol}")
    if step.on is not None and (step.fault not in CHOOSES_ON or step.on not in support.on):
        raise ScenarioError(f"on {step.on.value!r} does not fit {name}")
    no_phase = step.fault not in HAPPENINGS or step.fault in FIXED_PHASE
    if step.phase is not None and (no_phase or step.phase not in support.phases):
        raise ScenarioError(f"phase {step.phase.value!r} does not fit {name}")
    _check_words(step, support)


def _check_words(step: Step, support: Support) -> None:
    if step.card is not None and step.card not in support.cards:
        raise ScenarioError(f"card {step.card!r} is not one of {', '.join(sorted(support.cards))}")
    if step.code is not None and not fullmatch(support.code or ".*", step.code):
        raise ScenarioError(f"code {step.code!r} is none of {support.protocol}")
