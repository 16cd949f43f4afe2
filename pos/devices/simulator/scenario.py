"""Scenario files: what happens at the simulated terminal, request by request, in TOML.

    terminal = "SIM00000000001"      # its number, up to 14 characters
    clock_offset_s = 40              # its clock minus the computer's
    delay_s = [0.8, 2.5]             # how long visitors look for the card, where a step does not say

    [[step]]                         # first B or C: an ordinary card
    card = "T"                       # T T-money, E Cashbee, K RailPlus
    balance = 5000

    [[step]]                         # second: the card is debited, but no answer comes
    fault = "reply_lost"

    [[step]]                         # third: a no with its code
    fault = "reject"
    code = "6D"
    message = "카드이상"

    [[step]]                         # fourth: the cable is pulled after the debit, back after 2 s
    fault = "power_loss_after_debit"
    seconds = 2

Steps count requests that move money (B, C); after the last one every card pays. `seconds`, `count`,
`code`, `message`, `wrong_by` refine a fault. `--pace 0.1` makes every time of the file a tenth.

| fault | what happens |
|---|---|
| none | the card pays |
| balance_short | 6B, nothing debited |
| reject | X with `code`, nothing debited |
| touch_again, other_card | 6F or 74 first, then a new touch pays |
| touch_again_only | 6F, and nothing follows |
| no_card | nobody touches a card |
| reply_lost | debited, no answer |
| silent | accepted, then deaf and dumb for `seconds` (120); nothing debited |
| dead | not even accepted, deaf and dumb for `seconds` (120); nothing debited |
| ack_lost | the first `count` (1) ACKs are lost; the card pays |
| nak | the first `count` (1) copies are refused on the link; the card pays if one gets through |
| busy | every request refused on the link for `seconds` (5) |
| wrong_bcc, reply_truncated | the first `count` (1) copies of the answer are damaged |
| reply_duplicate | the answer comes twice |
| reply_wrong_amount | debited right, the answer names `wrong_by` (100) more |
| reply_wrong_terminal | debited right, the answer names another terminal |
| reply_previous | the answer before this one comes first, then the right one |
| reply_late | debited at once, answered after `seconds` (10), whatever happened in between |
| power_loss_before_debit | the line goes dead with the card in the field, back after `seconds` (1) |
| power_loss_after_debit | the same, but the card is debited |
| garbage_before | noise in front of the answer |
| split_bytes | the answer comes byte by byte |
"""

import tomllib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path
from typing import Any


class Fault(StrEnum):
    """See the table above."""

    NONE = "none"
    BALANCE_SHORT = "balance_short"
    REJECT = "reject"
    TOUCH_AGAIN = "touch_again"
    TOUCH_AGAIN_ONLY = "touch_again_only"
    OTHER_CARD = "other_card"
    NO_CARD = "no_card"
    REPLY_LOST = "reply_lost"
    SILENT = "silent"
    DEAD = "dead"
    ACK_LOST = "ack_lost"
    NAK = "nak"
    BUSY = "busy"
    WRONG_BCC = "wrong_bcc"
    REPLY_TRUNCATED = "reply_truncated"
    REPLY_DUPLICATE = "reply_duplicate"
    REPLY_WRONG_AMOUNT = "reply_wrong_amount"
    REPLY_WRONG_TERMINAL = "reply_wrong_terminal"
    REPLY_PREVIOUS = "reply_previous"
    REPLY_LATE = "reply_late"
    POWER_LOSS_BEFORE_DEBIT = "power_loss_before_debit"
    POWER_LOSS_AFTER_DEBIT = "power_loss_after_debit"
    GARBAGE_BEFORE = "garbage_before"
    SPLIT_BYTES = "split_bytes"


_SECONDS = {Fault.SILENT: 120.0, Fault.DEAD: 120.0, Fault.BUSY: 5.0, Fault.REPLY_LATE: 10.0}
_KINDS: dict[str, tuple[type, ...]] = {
    "balance": (int,),
    "count": (int,),
    "wrong_by": (int,),
    "code": (str,),
    "message": (str,),
    "card": (str,),
    "delay_s": (int, float),
    "seconds": (int, float),
}
_CARDS = ("T", "E", "K", "M", "U", "H", "P")


class ScenarioError(ValueError):
    """The scenario file is wrong; the text names the file and the place."""


@dataclass(frozen=True)
class Step:
    """One request that moves money. None: left to chance."""

    fault: Fault = Fault.NONE
    card: str | None = None
    balance: int | None = None
    delay_s: float | None = None
    seconds: float | None = None
    count: int = 1
    code: str = "6D"
    message: str = "거래거절"
    wrong_by: int = 100

    @property
    def lasting_s(self) -> float:
        return self.seconds if self.seconds is not None else _SECONDS.get(self.fault, 1.0)


@dataclass(frozen=True)
class Scenario:
    """All of a file; without one every card pays."""

    steps: tuple[Step, ...] = ()
    terminal: str = "SIM00000000001"
    clock_offset_s: int = 0
    delay_s: tuple[float, float] = (0.8, 2.5)


def load_scenario(path: Path | None) -> Scenario:
    """Raises ScenarioError naming the file and what is wrong in it."""
    if path is None:
        return Scenario()
    try:
        content = tomllib.loads(path.read_text("utf-8"))
        steps = tuple(_step(each, number) for number, each in enumerate(content.pop("step", []), 1))
        return Scenario(steps, **_head(content))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, ScenarioError) as cause:
        raise ScenarioError(f"{path}: {cause}") from cause


def _head(content: dict[str, Any]) -> dict[str, Any]:
    known = {"terminal": str, "clock_offset_s": int, "delay_s": list}
    for key, value in content.items():
        if key not in known or type(value) is not known[key]:
            raise ScenarioError(f"{key} = {value!r} is not known")
    if len(content.get("terminal", "")) > 14:
        raise ScenarioError("terminal has more than 14 characters")
    if "delay_s" in content:
        pair = [float(each) for each in content["delay_s"] if type(each) in (int, float)]
        if len(pair) != 2 or not 0 <= pair[0] <= pair[1]:
            raise ScenarioError("delay_s wants [shortest, longest]")
        content["delay_s"] = (pair[0], pair[1])
    return content


def _step(content: dict[str, Any], number: int) -> Step:
    known = {field.name for field in fields(Step)}
    unknown = sorted(set(content) - known)
    if unknown:
        raise ScenarioError(f"step {number}: {unknown[0]} is not known")
    try:
        content["fault"] = Fault(content.get("fault", "none"))
    except ValueError:
        raise ScenarioError(f"step {number}: fault {content['fault']!r} is not known") from None
    for key, kinds in _KINDS.items():
        if key in content and type(content[key]) not in kinds:
            raise ScenarioError(f"step {number}: {key} = {content[key]!r}")
    if content.get("card", "T") not in _CARDS:
        raise ScenarioError(f"step {number}: card {content['card']!r} is not one of {', '.join(_CARDS)}")
    return Step(**content)
