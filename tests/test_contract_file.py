"""The contract's file: read as it says, and every kind of mistake named with file, line and key."""

import contextlib
import os
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.config import Settings, TerminalSettings, load_settings, write_settings
from pos.contract_file import EXAMPLE, LONGEST_DAYS, NAMED, contract_of, load_contract
from pos.domain.brands import Brand, BrandRule, CancelRule, Contract, UnknownMeans
from pos.domain.money import Yen
from pos.errors import Reason, SettingsError
from pos.wording import say

HEAD: Final = 'acquirer = "○○決済"\ncap = 50000\n'


def written(folder: Path, text: str) -> Path:
    path = folder / "契約.toml"
    path.write_text(text, encoding="utf-8")
    return path


def refusal(path: Path) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_contract(path)
    assert caught.value.reason is Reason.SETTINGS_INVALID
    assert caught.value.facts["file"] == str(path)
    assert caught.value.facts["problem"]
    assert "―" not in say(caught.value)
    return caught.value


def test_the_shipped_example_says_what_was_published() -> None:
    contract = load_contract(EXAMPLE)
    assert (contract.cap, contract.cancel) == (Yen(50_000), CancelRule.ANY)
    transit, nanaco = contract.rule(Brand.TRANSIT_IC), contract.rule(Brand.NANACO)
    assert (transit.cap, transit.cancel, transit.inquiry_days) == (Yen(20_000), CancelRule.LAST_ONLY, 55)
    assert transit.cancel_card_unused
    assert (nanaco.cancel, nanaco.unknown_means) == (CancelRule.NEVER, UnknownMeans.SALE)
    waon, id_ = contract.rule(Brand.WAON), contract.rule(Brand.ID)
    assert (waon.cancel, waon.cancel_within_days, waon.cancel_same_terminal) == (CancelRule.ANY, 14, True)
    assert (id_.unknown_means, id_.balance_inquiry) == (UnknownMeans.REDO, False)
    assert contract.brands_over(Yen(20_001)) == (Brand.TRANSIT_IC, Brand.QUICPAY)
    assert not contract.accepts(Brand.CREDIT)


def test_the_example_says_that_it_is_one_and_explains_every_key() -> None:
    text = EXAMPLE.read_text("utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    assert "例・要確認" in comments.splitlines()[0]
    assert "例・要確認" in tomllib.loads(text)["acquirer"]
    assert all(f"#   {field.name}" in comments for field in fields(BrandRule) if field.name != "brand")
    assert all(brand.value in comments for brand in NAMED)
    for choices in (CancelRule, UnknownMeans):
        assert all(member.value in comments for member in choices)


def test_a_file_with_everything_is_read_in_its_order(tmp_path: Path) -> None:
    text = """\
acquirer = '□□ペイ'
contact = "03-0000-0000"
cap = 30_000
[waon]
[credit]
accepted = false
[transit_ic]
cap = 20_000
cancel = "any"
cancel_within_days = 0
cancel_same_terminal = true
cancel_card_unused = true
unknown_means = "redo"
inquiry_days = 55
balance_inquiry = false
[others]
cap = 40_000
cancel = "never"
"""
    contract = load_contract(written(tmp_path, text))
    assert contract.rules == (
        BrandRule(Brand.WAON),
        BrandRule(Brand.CREDIT, accepted=False),
        BrandRule(
            Brand.TRANSIT_IC, True, Yen(20_000), CancelRule.ANY, 0, True, True, UnknownMeans.REDO, 55, False
        ),
    )  # fmt: skip
    assert (contract.acquirer, contract.contact) == ("□□ペイ", "03-0000-0000")
    assert contract.cap == Yen(40_000)
    assert contract.cap_of(Brand.QUICPAY) == Yen(40_000)


def test_brands_that_no_one_listed_are_outside_the_contract(tmp_path: Path) -> None:
    contract = load_contract(written(tmp_path, f"{HEAD}[waon]\n"))
    assert contract.accepts(Brand.WAON)
    assert not contract.accepts(Brand.NANACO)
    accepted = load_contract(written(tmp_path, f"{HEAD}[others]\n"))
    assert accepted.accepts(Brand.NANACO)


MISTAKES = [
    ("", 0, "acquirer"),
    ("# nothing but a comment\n", 0, "acquirer"),
    (HEAD, 0, ""),
    (f"{HEAD}[waon]\naccepted = false\n", 0, ""),
    ("cap = 1\n[waon]\n", 0, "acquirer"),
    ("acquirer = 'x'\n[waon]\n", 0, "cap"),
    ("acquirer = ' '\ncap = 1\n[waon]\n", 1, "acquirer"),
    ("acquirer = 5\ncap = 1\n[waon]\n", 1, "acquirer"),
    (f"acquirer = '{'社' * 61}'\ncap = 1\n[waon]\n", 1, "acquirer"),
    (f"contact = '{'0' * 121}'\n{HEAD}[waon]\n", 1, "contact"),
    ("acquirer = 'x'\ncap = 0\n[waon]\n", 2, "cap"),
    ("acquirer = 'x'\ncap = -20000\n[waon]\n", 2, "cap"),
    ("acquirer = 'x'\ncap = '20000'\n[waon]\n", 2, "cap"),
    ("acquirer = 'x'\ncap = true\n[waon]\n", 2, "cap"),
    ("acquirer = 'x'\ncap = 1e4\n[waon]\n", 2, "cap"),
    ("acquirer = 'x'\ncap = 1000001\n[waon]\n", 2, "cap"),
    (f"{HEAD}[wa0n]\n", 3, "wa0n"),
    (f"{HEAD}[WAON]\n", 3, "WAON"),
    (f"{HEAD}[unknown]\n", 3, "unknown"),
    (f"{HEAD}[other]\n", 3, "other"),
    (f"{HEAD}waon = 5\n", 3, "waon"),
    (f"{HEAD}[[waon]]\n", 3, "waon"),
    (f"{HEAD}fee = 3\n[waon]\n", 3, "fee"),
    (f"{HEAD}[waon]\n[waon]\n", 4, ""),
    (f"{HEAD}[waon]\nbrand = 'nanaco'\n", 4, "waon.brand"),
    (f"{HEAD}[waon]\ncap = 0\n", 4, "waon.cap"),
    (f"{HEAD}[waon]\n\ncap = -1\n", 5, "waon.cap"),
    (f"{HEAD}[waon]\ncap = 99999999999999999999\n", 4, "waon.cap"),
    (f"{HEAD}waon = {{ cap = -1 }}\n", 3, "waon.cap"),
    (f"{HEAD}waon.cap = -1\n", 3, "waon.cap"),
    (f"{HEAD}[waon]\naccepted = 'yes'\n", 4, "waon.accepted"),
    (f"{HEAD}[waon]\ncancel = 'sometimes'\n", 4, "waon.cancel"),
    (f"{HEAD}[waon]\ncancel = ['any']\n", 4, "waon.cancel"),
    (f"{HEAD}[waon]\ncancel_within_days = -1\n", 4, "waon.cancel_within_days"),
    (f"{HEAD}[waon]\ncancel_within_days = '14'\n", 4, "waon.cancel_within_days"),
    (f"{HEAD}[waon]\ncancel_within_days = 1.5\n", 4, "waon.cancel_within_days"),
    (f"{HEAD}[waon]\ncancel_within_days = {LONGEST_DAYS + 1}\n", 4, "waon.cancel_within_days"),
    (f"{HEAD}[waon]\ncancel_same_terminal = 1\n", 4, "waon.cancel_same_terminal"),
    (f"{HEAD}[waon]\nunknown_means = '売上'\n", 4, "waon.unknown_means"),
    (f"{HEAD}[waon]\ninquiry_days = -55\n", 4, "waon.inquiry_days"),
    (f"{HEAD}[waon]\ninquiry_days = 99999999999999999999\n", 4, "waon.inquiry_days"),
    (f"{HEAD}[waon]\n[others]\ninquiry_days = -1\n", 5, "others.inquiry_days"),
    (f"{HEAD}[waon]\n[others]\ncaps = 1\n", 5, "others.caps"),
    (f"{HEAD}[waon\n", 3, ""),
]


@pytest.mark.parametrize(("text", "line", "key"), MISTAKES)
def test_a_mistake_is_named_with_line_and_key(tmp_path: Path, text: str, line: int, key: str) -> None:
    error = refusal(written(tmp_path, text))
    assert (error.facts["line"], error.facts["key"]) == (line, key)
    assert str(error.facts["problem"]) in say(error)


def test_another_encoding_and_a_folder_are_named(tmp_path: Path) -> None:
    path = tmp_path / "契約.toml"
    path.write_bytes(f"{HEAD}[waon]\n".encode("cp932"))
    assert refusal(path).facts["line"] == 1
    path.unlink()
    path.mkdir()
    assert refusal(path).facts["line"] == 0


@settings(deadline=None)  # it writes a file each time
@given(st.text(max_size=200) | st.text(max_size=60).map(lambda text: f"{HEAD}[waon]\n{text}"))
def test_whatever_the_file_says_it_is_a_contract_or_a_named_mistake(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.toml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(SettingsError):  # anything else fails the test
        assert load_contract(path).cap > Yen(0)


def test_the_settings_name_the_file_from_their_own_folder_or_from_anywhere(tmp_path: Path) -> None:
    data = tmp_path / "01"
    data.mkdir()
    path = written(data, f"{HEAD}[waon]\n")
    for name in (path.name, str(path)):
        write_settings(Settings(data=data, terminal=TerminalSettings(contract=name)), data / "settings.toml")
        assert contract_of(load_settings(data=data)) == load_contract(path)
    without = Settings(data=data, terminal=TerminalSettings(payment_cap=Yen(5)))
    assert contract_of(without) == Contract(Yen(5), CancelRule.LAST_ONLY)


def test_a_file_that_is_not_there_is_named_with_the_key_that_names_it(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        contract_of(Settings(data=tmp_path, terminal=TerminalSettings(contract="無い.toml")))
    assert caught.value.facts["key"] == "terminal.contract"
    assert caught.value.facts["file"] == str(tmp_path / "settings.toml")
    assert str(tmp_path / "無い.toml") in say(caught.value)


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may read anything")
def test_a_file_that_may_not_be_read_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, HEAD)
    path.chmod(0)
    refusal(path)


def test_the_command_line_says_it_in_one_sentence(tmp_path: Path) -> None:
    written(tmp_path, f"{HEAD}[waon]\ncap = 0\n")
    terminal = TerminalSettings(driver="none", contract="契約.toml")
    write_settings(Settings(data=tmp_path, terminal=terminal), tmp_path / "settings.toml")
    told = subprocess.run(
        [sys.executable, "main.py", "--data", str(tmp_path), "doctor"],
        capture_output=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONUTF8": "1"}, cwd=Path(__file__).parent.parent,
    )  # fmt: skip
    assert told.returncode != 0
    assert "契約.toml 4行目 waon.cap" in told.stderr
    assert "Traceback" not in told.stderr


def test_all_mistakes_of_a_contract_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = (
        'acquirer = 5\ncap = 0\n[waon]\ncap = "x"\n[sauica]\n[id]\ncancel = "maybe"\ncancle_within_days = 3\n'
    )
    error = refusal(written(tmp_path, text))
    assert (error.facts["line"], error.facts["key"]) == (1, "acquirer")
    said = say(error)
    places = [said.index(f"{line}行目") for line in (1, 2, 4, 5, 7, 8)]
    assert places == sorted(places)
    assert said.count("行目") == 6
