"""管理 → 端末: choosing, trying and reading the terminal, all by keys."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from pos.ports import Health
from pos.ui.admin.admin_page import AdminPage
from pos.ui.admin.terminal_panel import TerminalPanel
from pos.ui.admin.terminal_status import health_rows
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.situation import TerminalLight
from tests.ui.conftest import CASHIER, CHIEF, CLERK, Desk, log_in
from tests.ui.test_payment import payment
from tests.ui.test_unknown import LOST

CONTRACT = """\
acquirer = "窓口ペイ"
contact = "加盟店窓口 03-0000-0000"
cap = 20000
[t_money]
cap = 100
[cashbee]
inquiry_days = 55
cancel = "never"
"""


def into_terminal(open_window: Desk, who: str = CHIEF, *steps: str, driver: str = "tl3500") -> Hands:
    hands = open_window("opened", *steps, driver=driver)
    log_in(hands, who)
    open_terminal(hands)
    return hands


def open_terminal(hands: Hands) -> None:
    hands.press("F11")
    hands.see(PageName.ADMIN)
    hands.press("Down")
    assert not hands.window.page.findChild(TerminalPanel).editing  # type: ignore[union-attr]


def panel(hands: Hands) -> TerminalPanel:
    page = hands.window.page
    assert isinstance(page, AdminPage)
    return page.terminal


def saved(tmp_path: Path) -> dict[str, Any]:
    settings = tomllib.loads((tmp_path / "practice" / "settings.toml").read_text(encoding="utf-8"))
    found: dict[str, Any] = settings["terminal"]
    return found


def test_abilities_and_state_are_in_words(open_window: Desk) -> None:
    hands = into_terminal(open_window)
    abilities = dict(panel(hands).status.abilities.listing.rows)
    assert abilities["前回取引の照会"] == "できます"
    assert abilities["取消"] == "直前の取引だけ"
    hands.press("F12")
    hands.settle()
    assert "端末は使えます" in panel(hands).summary
    assert dict(panel(hands).status.health.listing.rows)["カード読取部"] == "正常"


@pytest.mark.parametrize(
    "version", ["TL3500BP-JP V10.1.2 2026-03-31 build 4711", "M" * 45, "MADOGUCHI TL3500 SIMULATOR 1"]
)
def test_a_long_version_can_be_read_to_its_end(open_window: Desk, version: str) -> None:
    hands = into_terminal(open_window)
    hands.window.resize(1280, 768)
    table = panel(hands).status.health
    panel(hands).status.show_health(Health(True, "52500042", (("server", "ok"),), 0, version))
    hands.breathe()
    rows = table.listing.rows
    told = "".join(value for name, value in rows if name in ("版", ""))
    assert told.replace(" ", "") == version.replace(" ", "")
    for number, each in enumerate(rows):
        for side, words in enumerate(each):
            needed = table.sizeHintForIndex(table.listing.index(number, side)).width()
            assert needed <= table.columnWidth(side), (words, needed)


def test_a_version_that_is_not_told_is_a_dash() -> None:
    assert ("版", "―") in health_rows(Health(True, "52500042", (), 0))


def test_another_terminal_is_chosen_and_the_counter_opens_with_it(open_window: Desk, tmp_path: Path) -> None:
    hands = into_terminal(open_window)
    hands.press("F3")
    form = panel(hands).form
    assert form.form.driver.hasFocus()
    hands.press("Up")  # 端末なし
    assert not form.can_try
    hands.press("F12")
    hands.see(PageName.LOGIN)
    hands.until(lambda: hands.window.desk.is_open)
    hands.settle()
    assert "端末の設定を保存しました" in hands.window.messages.words
    assert saved(tmp_path)["driver"] == "none"
    log_in(hands)
    assert hands.window.desk.light is TerminalLight.NONE
    hands.press("1", "4", "1", "F12")
    assert not payment(hands).e_money_key.isEnabled()


def test_who_does_not_manage_reads_but_does_not_set(open_window: Desk) -> None:
    hands = into_terminal(open_window, CLERK)
    hands.press("F3")
    assert not panel(hands).editing
    hands.press("F4")
    assert panel(hands).editing
    assert [row[0].brand.value for row in panel(hands).contract.table.listing.rows] == ["unknown"]
    hands.press("Esc")
    assert not panel(hands).editing
    assert hands.window.here is PageName.ADMIN


def test_not_while_a_question_is_open(open_window: Desk, tmp_path: Path) -> None:
    hands = open_window("opened", LOST)
    log_in(hands)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.UNKNOWN)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.window.desk.leave()
    hands.see(PageName.LOGIN)
    log_in(hands, CHIEF, PageName.UNKNOWN)  # open questions come first
    open_terminal(hands)
    hands.press("F3")
    assert not panel(hands).editing
    assert "処理未了の取引がある" in hands.window.messages.words
    assert not (tmp_path / "practice" / "settings.toml").exists()


def test_a_contract_file_that_is_not_there_stands_at_its_field(open_window: Desk, tmp_path: Path) -> None:
    hands = into_terminal(open_window)
    hands.press("F3")
    form = panel(hands).form
    form.form.contract.write("nowhere.toml")
    hands.press("F12")
    hands.settle()
    assert form.form.contract.line.property("wrong") == "true"
    assert hands.window.desk.is_open
    assert hands.window.here is PageName.ADMIN
    assert not (tmp_path / "practice" / "settings.toml").exists()


def test_the_contract_is_shown_and_warns_before_a_card_is_touched(open_window: Desk, tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text(CONTRACT, encoding="utf-8")
    hands = into_terminal(open_window)
    hands.press("F3")
    panel(hands).form.form.contract.write(str(tmp_path / "contract.toml"))
    hands.press("F12")
    hands.see(PageName.LOGIN)
    hands.until(lambda: hands.window.desk.is_open)
    hands.settle()
    log_in(hands)
    open_terminal(hands)
    hands.press("F4")
    rows = panel(hands).contract.table.listing
    shown = [[column.write(row) for column in rows.columns] for row in rows.rows]
    assert shown[0][:4] == ["T-money", "○", "¥100", "直前の取引だけ"]
    assert shown[1][:6] == ["Cashbee", "○", "¥20,000", "できません", "売上でない", "55日以内"]
    assert shown[2][:2] == ["そのほか", "× なし"]
    assert "窓口ペイ" in panel(hands).contract.summary.text()
    hands.press("Esc", "F1")
    hands.see(PageName.SALE)
    hands.press("1", "3", "2", "F12")  # ¥200
    assert "T-money は1回の上限を超えるため使えません" in payment(hands).caps.text()
    hands.press("Esc", "F6", "1", "4", "1", "F12")  # ¥50
    assert payment(hands).caps.isHidden()


def test_a_terminal_without_totals_has_dead_keys(open_window: Desk) -> None:
    hands = into_terminal(open_window)
    hands.press("F6", "F7")
    assert not panel(hands).editing


@pytest.mark.parametrize("who", [CASHIER])
def test_the_last_conversation_is_a_key_away(open_window: Desk, who: str) -> None:
    hands = into_terminal(open_window, who)
    hands.press("F12")
    hands.settle()
    hands.press("F9")
    hands.settle()
    assert panel(hands).editing
    assert panel(hands).talk.summary.text()
