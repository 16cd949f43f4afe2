"""Scenario files: what docs/simulator.md says is what the simulators do; what is wrong is named."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from pos.devices.simulator.engine import PROTOCOLS, support_of
from pos.devices.simulator.scenario import OLD_WORDS, Fault, Inquiry, Message, Phase, ScenarioError, Step
from pos.devices.simulator.scenario_file import load_scenario
from pos.devices.simulator.tl3500.support import SUPPORT

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "simulator.md"


def documented() -> dict[Fault, tuple[str, str]]:
    """The fault table of docs/simulator.md: what each protocol's column says."""
    rows = [
        line.split("|")[1:4] for line in DOCUMENT.read_text("utf-8").splitlines() if line.startswith("| `")
    ]
    table: dict[Fault, tuple[str, str]] = {}
    for names, tl3500, zvt in rows:
        if tl3500.strip() not in ("●", "–"):
            continue
        for name in re.findall(r"`(\w+)`", names):
            assert Fault(name) not in table, name
            table[Fault(name)] = (tl3500.strip(), zvt.strip())
    return table


def test_the_document_has_every_fault_of_every_protocol() -> None:
    signs = {True: "●", False: "–"}
    supports = [support_of(protocol) for protocol in PROTOCOLS]
    served = {fault: tuple(signs[fault in each.faults] for each in supports) for fault in Fault}
    assert documented() == served


def test_the_document_has_every_phase_key_and_message() -> None:
    text = DOCUMENT.read_text("utf-8")
    words = set(re.findall(r"`(\w+)`", text))
    assert {*Phase, *Message, *Inquiry} <= words
    assert {field.name for field in fields(Step)} <= words
    assert set(OLD_WORDS) <= words


def test_the_examples_of_the_document(tmp_path: Path) -> None:
    examples = re.findall(r"```toml\n# (\w+)\n(.*?)```", DOCUMENT.read_text("utf-8"), re.DOTALL)
    scenarios = {}
    for protocol, text in examples:
        file = tmp_path / f"{protocol}.toml"
        file.write_text(text, "utf-8")
        scenarios[protocol] = load_scenario(file, support_of(protocol))
    tl3500, zvt = scenarios["tl3500"], scenarios["zvt"]
    assert [each.fault.value for each in tl3500.steps] == [
        "none",
        "reply_lost",
        "cable_pulled",
        "byte_flipped",
    ]
    assert tl3500.steps[0] == Step(card="T", balance=5_000)
    assert tl3500.steps[2].happens(Phase.DURING_ANSWER)
    assert tl3500.steps[3].damages(Message.ANSWER)
    assert [(each.of, each.after) for each in tl3500.inquiries] == [(Inquiry.LAST, 2)] * 2
    assert zvt.steps[0].damages(Message.COMPLETION)
    assert not zvt.auto_reversal


@pytest.mark.parametrize(
    "wrong",
    [
        "[[step]]\nfault = 'explodes'",
        "[[step]]\nspeed = 3",
        "[[step]]\nbalance = '500'",
        "[[step]]\nbalance = true",
        "[[step]]\nseconds = -1",
        "[[step]]\nbyte = -1",
        "[[step]]\ncode = '残高'",
        "[[step]]\nfault = ['none']",
        "[[step]]\nfault = 'wrong_check'\non = 'completion'",  # ZVT's
        "[[step]]\nfault = 'reply_lost'\non = 'ack'",
        "[[step]]\nfault = 'power_loss'\nphase = 'lunch'",
        "[[step]]\nfault = 'dead'\nphase = 'after_debit'",
        "[[step]]\nfault = 'reply_wrong_currency'",  # ZVT's
        "[[step]]\nfault = 'last_older'",
        "[[step]]\nof = 'last'",
        "[[inquiry]]\nof = 'balance'\nfault = 'last_none'",
        "[[inquiry]]\nfault = 'unwell'",
        "[[inquiry]]\nfault = 'other_card'",
        "[[inquiry]]\nof = 'totals'",  # ZVT's
        "step = 3",
        "step = [3]",
        "clock_offset_s = 99999999999",
        "terminal = '端末'",
        "[[step]]\ncard = 'Z'",
        "[[step]",
        "delay_s = [3, 1]",
        "delay_s = 3",
        "terminal = 'LONGER THAN FOURTEEN'",
        "speed = 3",
    ],
)
def test_a_wrong_scenario_names_its_file(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "scenario.toml"
    file.write_text(wrong)
    with pytest.raises(ScenarioError, match=r"scenario\.toml"):
        load_scenario(file, SUPPORT)
