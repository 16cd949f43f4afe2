"""Settings: defaults, the file as written and read, and every kind of mistake named with its line."""

import contextlib
import dataclasses
import os
import sys
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.config import (
    SECTIONS,
    OfficeSettings,
    Paper,
    Settings,
    TerminalSettings,
    load_settings,
    usual_data_folder,
    write_settings,
)
from pos.domain.brands import CancelRule
from pos.domain.catalog import FeeTable, PaperSize, TaxClass, Unit
from pos.domain.money import Yen
from pos.errors import Reason, SettingsError, StorageError
from pos.fee_seed import seed_fees
from pos.system import default_data_folder
from pos.wording import say
from pos.wording.settings import COMMENTS


def written(folder: Path, text: str) -> Path:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return folder


def refusal(folder: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        load_settings(data=written(folder, text))
    assert caught.value.reason is Reason.SETTINGS_INVALID
    assert caught.value.facts["file"] == str(folder / "settings.toml")
    assert caught.value.facts["problem"]
    return caught.value


def test_without_a_file_it_is_the_practice_counter(tmp_path: Path) -> None:
    settings = load_settings(data=tmp_path)
    assert settings == Settings(data=tmp_path)
    assert settings.practice
    assert settings.terminal.driver == "tl3500"


def test_without_a_folder_it_is_the_practice_folder() -> None:
    assert load_settings().data == default_data_folder("practice")


def test_a_named_file_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(tmp_path / "absent.toml")
    assert caught.value.facts["file"] == str(tmp_path / "absent.toml")


def test_a_named_file_and_a_folder_of_its_own(tmp_path: Path) -> None:
    file = tmp_path / "設定.toml"
    file.write_text("[day]\nchange_fund = 0\n", encoding="utf-8")
    settings = load_settings(file, data=tmp_path / "data")
    assert settings.day.change_fund == Yen(0)
    assert settings.data == tmp_path / "data"


def test_a_founded_counter_opens_by_itself(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("pos.config.default_data_folder", lambda name: tmp_path / name)
    for name in ("practice", "03"):
        (tmp_path / name).mkdir()
    assert usual_data_folder() == tmp_path / "practice"
    (tmp_path / "practice" / "ledger.sqlite3").touch()
    (tmp_path / "03" / "ledger.sqlite3").touch()
    assert usual_data_folder() == tmp_path / "03"
    (tmp_path / "04").mkdir()
    (tmp_path / "04" / "ledger.sqlite3").touch()
    assert usual_data_folder() == tmp_path / "practice"  # two: the person has to say which


def test_every_kind_of_value_is_read(tmp_path: Path) -> None:
    text = """\
practice = false
[office]
name = "世田谷区 道路管理課"
counter_id = "2B"
invoice_number = "T1234567890123"
[terminal]
driver = "tl3500"
port = 'socket://127.0.0.1:5000'
baud_rate = 9600
payment_cap = 50000
cancel = "never"
[certificate]
price = 450
tax_class = "out_of_scope"
confirmed = true
[paper]
receipt = "80mm"
"""
    settings = load_settings(data=written(tmp_path, text))
    assert settings.office.name == "世田谷区 道路管理課"
    assert settings.terminal == TerminalSettings(
        "tl3500",
        "T1",
        "socket://127.0.0.1:5000",
        9600,
        payment_cap=Yen(50_000),
        cancel=CancelRule.NEVER,
    )
    assert settings.certificate.tax_class is TaxClass.OUT_OF_SCOPE
    assert settings.paper.receipt is Paper.ROLL_80
    assert not settings.practice


def test_what_notepad_writes_is_read(tmp_path: Path) -> None:
    text = "\ufeffpractice = true\r\n[day]\r\nsecond_person = false\r\n"
    (tmp_path / "settings.toml").write_bytes(text.encode("utf-8"))
    assert not load_settings(data=tmp_path).day.second_person


MISTAKES = [
    ("practise = true", 1, "practise"),
    ("practice = 1", 1, "practice"),
    ("\n[offise]\nname = 'x'", 2, "offise"),
    ("office = 'x'", 1, "office"),
    ("[office]\nname = '道路課'\nnmae = 'x'", 3, "office.nmae"),
    ("[office]\nname = ''", 2, "office.name"),
    ("[office]\nname = 5", 2, "office.name"),
    ("[office]\nissuer = '''大田区\n本庁'''", 2, "office.issuer"),
    ("[office]\nname = '" + "道" * 41 + "'", 2, "office.name"),
    ("[office]\ncounter_id = '12345'", 2, "office.counter_id"),
    ("[office]\ncounter_id = '０1'", 2, "office.counter_id"),
    ("[office]\ncounter_id = 'a'", 2, "office.counter_id"),
    ("[office]\ncounter_id = '01\\n'\n", 2, "office.counter_id"),
    ("[office]\ncounter_id = 'CON'", 2, "office.counter_id"),
    ("[office]\ncounter_id = 'NUL'", 2, "office.counter_id"),
    ("[office]\ncounter_id = 'COM1'", 2, "office.counter_id"),
    ("[office]\ncounter_id = 'LPT9'", 2, "office.counter_id"),
    ("[office]\ninvoice_number = 'T123'", 2, "office.invoice_number"),
    ("[office]\ninvoice_number = '1234567890123'", 2, "office.invoice_number"),
    ("[terminal]\ndriver = 'paypay'", 2, "terminal.driver"),
    ("practice = false\n[terminal]\ndriver = 'tl3500'", 2, "terminal.port"),
    ("practice = false\n[terminal]\n\ndriver = 'zvt'\nport = ''", 5, "terminal.port"),
    ("[terminal]\nport = 'COM3'", 2, "terminal.port"),
    ("[terminal]\npassword = '12345'", 2, "terminal.password"),
    ("[terminal]\nbaud_rate = 12345", 2, "terminal.baud_rate"),
    ("[terminal]\npayment_cap = 0", 2, "terminal.payment_cap"),
    ("[terminal]\npayment_cap = -1", 2, "terminal.payment_cap"),
    ("[terminal]\npayment_cap = 99999999999999999999", 2, "terminal.payment_cap"),
    ("[terminal]\npayment_cap = '20000'", 2, "terminal.payment_cap"),
    ("[terminal]\npayment_cap = 200.0", 2, "terminal.payment_cap"),
    ("[terminal]\ncancel = 'sometimes'", 2, "terminal.cancel"),
    ("practice = false", 0, "terminal.port"),
    ("practice = false\n[terminal]\n'driver' = 'simulator'", 3, "terminal.driver"),
    ("[certificate]\nprice = 1_000_000", 2, "certificate.price"),
    ("[certificate]\ntax_class = '非課税'", 2, "certificate.tax_class"),
    ("[certificate]\nconfirmed = 'yes'", 2, "certificate.confirmed"),
    ("[day]\nchange_fund = true", 2, "day.change_fund"),
    ("[staff]\npassword_min_length = 4", 2, "staff.password_min_length"),
    ("[staff]\nlock_after_failures = 101", 2, "staff.lock_after_failures"),
    ("[paper]\nreceipt = 'B5'", 2, "paper.receipt"),
    ("[paper]\nreceipt = ['A4']", 2, "paper.receipt"),
    ("[office]\nname = '道路課", 2, ""),
    ("[office\nname = 'x'", 1, ""),
    ("[day]\nchange_fund = 30,000", 2, ""),
    ("[day]\nchange_fund = 1\nchange_fund = 2", 3, ""),
]


@pytest.mark.parametrize(("text", "line", "key"), MISTAKES)
def test_a_mistake_is_named_with_line_and_key(tmp_path: Path, text: str, line: int, key: str) -> None:
    error = refusal(tmp_path, text)
    assert (error.facts["line"], error.facts["key"]) == (line, key)
    assert str(error.facts["problem"]) in say(error)


@pytest.mark.parametrize("counter_id", ["COM", "CON1", "LPT", "NUL0", "AUX2", "1COM"])
def test_a_name_that_only_resembles_a_device_is_fine(tmp_path: Path, counter_id: str) -> None:
    settings = load_settings(data=written(tmp_path, f"[office]\ncounter_id = '{counter_id}'"))
    assert settings.office.counter_id == counter_id


def test_a_file_in_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes("[office]\nname = '道路課'\n".encode("cp932"))
    with pytest.raises(SettingsError) as caught:
        load_settings(data=tmp_path)
    assert caught.value.facts["line"] == 2


def test_a_folder_in_place_of_the_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError):
        load_settings(data=tmp_path)


@given(st.text(max_size=200))
def test_whatever_the_file_says_it_is_settings_or_a_named_mistake(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    folder = tmp_path_factory.getbasetemp() / "any"
    folder.mkdir(exist_ok=True)
    (folder / "settings.toml").write_bytes(text.encode("utf-8", "surrogatepass"))
    with contextlib.suppress(SettingsError):  # anything else fails the test
        load_settings(data=folder)


def test_what_is_written_reads_back_the_same(tmp_path: Path) -> None:
    settings = Settings(
        data=tmp_path / "窓口 01",
        practice=False,
        office=OfficeSettings(name='道路課 "本庁"', counter_id="7", invoice_number="T0000000000000"),
        terminal=TerminalSettings("tl3500", port="COM3", cancel=CancelRule.ANY),
    )
    path = write_settings(settings, settings.data / "settings.toml")
    assert load_settings(data=settings.data) == settings
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700


def test_every_key_is_explained_to_the_office(tmp_path: Path) -> None:
    keys = {f"{name}.{field.name}" for name, kind in SECTIONS.items() for field in dataclasses.fields(kind)}
    assert set(COMMENTS) == keys | set(SECTIONS) | {"practice"}
    text = write_settings(Settings(data=tmp_path), tmp_path / "settings.toml").read_text("utf-8")
    assert all(f"# {comment}\n" in text for comment in COMMENTS.values())


def test_settings_that_would_be_refused_are_not_written(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    with pytest.raises(SettingsError) as caught:
        write_settings(Settings(data=tmp_path, practice=False), path)
    assert caught.value.facts["key"] == "terminal.port"
    assert not path.exists()


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_a_storage_error(tmp_path: Path) -> None:
    with pytest.raises(StorageError):
        write_settings(Settings(data=tmp_path), Path("/proc/madoguchi/settings.toml"))


def test_the_fee_table_starts_as_the_ward_rules_say(tmp_path: Path) -> None:
    fees = FeeTable(seed_fees(Settings(data=tmp_path)))
    today = fees.on(date(2026, 11, 23))
    assert len(today) == 5 * 4 + 1
    prices = [(PaperSize.A4, 50), (PaperSize.A3, 100), (PaperSize.A2, 200), (PaperSize.A1, 300)]
    for code in "12345":
        for size, price in prices:
            fee = fees.find(code, size, date(2026, 11, 23))
            assert (fee.price, fee.unit, fee.confirmed) == (Yen(price), Unit.SHEET, False)
    assert [fee.product_name for fee in today[::4]] == [
        "土地境界図",
        "道路台帳現況平面図",
        "基準点等の成果",
        "地籍調査の成果",
        "その他",
        "行政証明",
    ]
    assert today[-1].unit is Unit.COPY
    assert today[-1].size is PaperSize.NONE
    assert fees.on(date(2001, 3, 31)) == ()


def test_a_driver_that_the_site_installed_may_be_named_but_cannot_be_practised(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    entry = EntryPoint("abacus", "site.abacus:open_driver", "madoguchi.terminals")
    text = "[terminal]\ndriver = 'abacus'\n"
    assert "abacus" not in str(refusal(tmp_path, text).facts["problem"])
    monkeypatch.setattr("pos.settings_rules.installed_drivers", lambda: {"abacus": entry})
    real = load_settings(data=written(tmp_path, f"practice = false\n{text}port = 'COM3'\n"))
    assert real.terminal.driver == "abacus"
    error = refusal(tmp_path, text)
    assert (error.facts["line"], error.facts["key"]) == (2, "terminal.driver")
    assert "abacus" in say(error)
    mistyped = refusal(tmp_path, "[terminal]\ndriver = 'abacs'\n")
    assert "abacus" in str(mistyped.facts["problem"])


def test_a_mistake_in_one_line_or_a_double_bracket_is_found_there(tmp_path: Path) -> None:
    assert refusal(tmp_path, "practice = true\nday = { change_fund = -1 }\n").facts["line"] == 2
    assert refusal(tmp_path, "practice = true\n\n[[day]]\n").facts["line"] == 3


def test_all_mistakes_of_a_file_are_told_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = """\
[terminal]
password = "12"
payment_cap = "many"
prot = "COM3"
[office]
name = ""
[paper]
receipt = "B5"
"""
    with pytest.raises(SettingsError) as caught:
        load_settings(data=written(tmp_path, text))
    assert (caught.value.facts["line"], caught.value.facts["key"]) == (2, "terminal.password")
    said = say(caught.value)
    places = ["2行目 terminal.password", "3行目 terminal.payment_cap", "4行目 terminal.prot",
              "6行目 office.name", "8行目 paper.receipt"]  # fmt: skip
    assert [said.index(each) for each in places] == sorted(said.index(each) for each in places)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[office]\nname = '道路課", "文字が閉じていません"),
        ("[office\nname = 'x'", "8文字目: 見出しの ] がありません"),
        ("[day]\nchange_fund = 30,000", "17文字目: 値のあとに余分な文字"),
        ("[day]\nchange_fund = 1\nchange_fund = 2", "2度あります"),
        ("[day]\n[day]\n", "同じ見出しが2度"),
        ("practice = yes", "値が正しくありません"),
        ("practice true", "= がありません"),
        ("= 1", "名前か [見出し]"),
        ('[terminal]\nport = "C:\\dev"', "と書いてください"),
        ('[terminal]\nport = "COM3\ndriver = "zvt"', "閉じていません"),
    ],
)
def test_what_is_no_toml_is_told_in_japanese(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(data=written(tmp_path, text))
    problem = str(caught.value.facts["problem"])
    assert told in problem
    assert not any(word in problem for word in ("Invalid", "Expected", "Cannot", "Un", "Illegal", "(at"))


@pytest.mark.parametrize(
    "port", ["socket://h:65536", "socket://h", "socket://:1", "hwgrep://", "socket://h:x"]
)
def test_an_address_that_can_never_be_one_is_refused(tmp_path: Path, port: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(data=written(tmp_path, f"practice = false\n[terminal]\nport = '{port}'\n"))
    assert (caught.value.facts["line"], caught.value.facts["key"]) == (3, "terminal.port")
    assert "接続先（ポート）" in str(caught.value.facts["problem"])
