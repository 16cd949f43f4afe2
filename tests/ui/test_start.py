"""The way in: login, a ledger that cannot be opened, founding, opening, yesterday left open."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import time_machine

from pos.system import LedgerLock
from pos.ui.app import make_window
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.start.founding import FoundedPage, FoundingPage
from pos.ui.start.opening import OpeningPage
from pos.ui.start.trouble import TroublePage
from tests.ui.conftest import CASHIER, CLERK, PASSWORD, _settings, log_in

Desk = Callable[..., Hands]
FIRST_PAINT = """
import sys, tempfile
from pathlib import Path
from PySide6.QtWidgets import QApplication
from pos.config import Settings
from pos.ui.app import make_window
from pos.ui.theme import dress
app = QApplication([]); dress(app)
window = make_window(Settings(data=Path(tempfile.mkdtemp())), lambda settings: sys.exit(3))
window.painted.connect(lambda: (print([name for name in HEAVY if name in sys.modules]), app.exit(0)))
window.show(); app.exec(); window.desk.lane.close()
"""


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    heavy = "HEAVY = ['sqlalchemy', 'reportlab', 'alembic', 'argon2', 'serial', 'pypdfium2', 'pos.counter']\n"
    done = subprocess.run(
        [sys.executable, "-c", heavy + FIRST_PAINT], capture_output=True, text=True, timeout=60, check=False,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": "."},
    )  # fmt: skip
    assert done.stdout.strip() == "[]", done.stderr


def test_a_wrong_password_is_said_until_it_is_tried_again(open_window: Desk) -> None:
    hands = open_window("staffed")
    hands.write(CASHIER)
    hands.press("Enter")
    hands.write("not the right word")
    hands.press("Enter")
    hands.settle()
    assert "職員番号またはパスワードが違います" in hands.window.messages.words
    hands.write(PASSWORD)
    hands.press("Enter")
    hands.see(PageName.OPENING)
    assert not hands.window.messages.has_error


def test_a_clerk_cannot_open_the_day_and_reads_who_can(open_window: Desk) -> None:
    hands = open_window("staffed")
    log_in(hands, CLERK, PageName.HOME)
    assert not hands.window.bar.keys[10].isEnabled()
    hands.press("F12")
    assert hands.window.here is PageName.HOME


def test_opening_takes_full_width_digits_and_refuses_others(open_window: Desk) -> None:
    hands = open_window("staffed")
    log_in(hands, CASHIER, PageName.OPENING)
    page = hands.window.page
    assert isinstance(page, OpeningPage)
    hands.press("F12")
    assert "0 を入力してください" in hands.window.messages.words
    page.grid.pieces[1_000].setText("99999")
    hands.press("Esc", "F12")
    assert "0から9999まで" in hands.window.messages.words
    page.grid.pieces[1_000].setText("٣")
    hands.press("Esc")
    hands.press("F12")
    assert "数字で入力してください" in hands.window.messages.words
    page.grid.pieces[1_000].setText("３０")
    assert page.difference.text() == "✓ 設定と同じです"
    page.day.write("昨日")
    hands.press("Esc", "F12")
    assert "日付として読めません" in hands.window.messages.words
    page.day.write("")
    hands.press("Esc", "F12")
    hands.see(PageName.SALE)


def test_a_ledger_in_use_says_who_has_it(open_window: Desk, tmp_path: Path) -> None:
    with LedgerLock(tmp_path / "practice"):
        hands = open_window("")
        assert hands.window.here is PageName.TROUBLE
        page = hands.window.page
        assert "別の画面で使われています" in page.words.text()  # type: ignore[attr-defined]
    hands.press("F5")
    hands.see(PageName.FIRST_PERSON)


def test_a_file_that_is_no_ledger_is_left_alone(open_window: Desk, tmp_path: Path) -> None:
    path = tmp_path / "practice" / "ledger.sqlite3"
    path.parent.mkdir()
    path.write_text("this is a letter, not a ledger " * 200)
    before = path.read_bytes()
    hands = open_window("")
    assert hands.window.here is PageName.TROUBLE
    assert path.read_bytes() == before


def test_founding_makes_the_offices_own_ledger(open_window: Desk, tmp_path: Path) -> None:
    hands = open_window("staffed")
    hands.window.show_page(PageName.FOUNDING)
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    page.counter_id.write("07")
    page.number.write("9001")
    page.name.write("髙橋 京子")
    page.password.write(PASSWORD)
    hands.press("F12")
    assert "2つのパスワードが違います" in hands.window.messages.words
    page.again.write(PASSWORD)
    hands.press("Esc", "F12")
    hands.see(PageName.FOUNDED)
    assert (tmp_path / "07" / "ledger.sqlite3").exists()
    assert (tmp_path / "07" / "settings.toml").exists()


def test_a_real_counter_without_a_ledger_begins_with_the_assistant(tmp_path: Path) -> None:
    from dataclasses import replace

    window = make_window(replace(_settings(tmp_path, driver="none"), practice=False))
    assert window.here is PageName.FOUNDING
    window.desk.lane.close()
    window.deleteLater()


def test_yesterday_left_open_is_closed_first(open_window: Desk) -> None:
    with time_machine.travel("2027-02-01 09:00", tick=True):
        hands = open_window()
        log_in(hands, CASHIER, PageName.HOME)
        assert hands.window.desk.situation.left_open
        hands.press("F10")
        hands.see(PageName.CLOSING)


def test_the_assistant_is_reached_by_its_key(open_window: Desk) -> None:
    hands = open_window("staffed")
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    page.counter_id.write("７")
    page.office.write("")
    hands.press("F12")
    assert page.office.line.hasFocus()
    page.office.write("道路課")
    page.number.write("9001")
    page.name.write("髙橋 京子")
    page.password.write(PASSWORD)
    page.again.write(PASSWORD)
    hands.press("Esc", "F12")
    hands.settle()
    assert page.counter_id.line.hasFocus()
    assert "窓口番号" in hands.window.messages.words
    assert page.office.line.property("wrong") == "false"


def test_no_promise_about_a_ledger_that_cannot_be_read(open_window: Desk, tmp_path: Path) -> None:
    path = tmp_path / "practice" / "ledger.sqlite3"
    path.parent.mkdir()
    path.write_text("this is a letter, not a ledger " * 200)
    hands = open_window("")
    page = hands.window.page
    assert isinstance(page, TroublePage)
    assert "失われていません" not in page.advice.text()
    assert "path:" not in page.detail.text()


def test_what_the_recovery_found_is_told_on_arrival(open_window: Desk) -> None:
    hands = open_window("opened", 'fault = "reply_lost"')
    log_in(hands)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.UNKNOWN)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.press("Esc")
    hands.window.desk.leave()
    hands.see(PageName.LOGIN)
    hands.window.desk.check_terminal()  # as at a start: nobody is there to take the paper
    hands.settle()
    log_in(hands)
    assert "中断した取引 1 は成立していました" in hands.window.messages.words
    assert "F2 取引一覧" in hands.window.messages.words


def test_the_assistant_tries_a_terminal_before_anything_is_made(open_window: Desk, tmp_path: Path) -> None:
    from pos.devices.simulator_process import start_simulator

    hands = open_window("staffed")
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    assert not page.try_key.isVisible()  # 端末なし
    page.terminal.driver.setFocus()
    hands.press("Down")
    assert page.terminal.driver.currentText() == "TL3500"
    assert page.terminal.password.isHidden()
    hands.press("F6")
    assert "「端末の接続先」を入力してください" in hands.window.messages.words
    assert page.terminal.port.line.hasFocus()
    with start_simulator(tmp_path / "shelf", protocol="zvt") as simulator:
        page.terminal.driver.setFocus()
        hands.press("Esc", "Down")
        assert page.terminal.password.isVisible()
        page.terminal.port.write(simulator.address)
        hands.press("F6")
        hands.settle()
        assert page.answer.text().startswith("✓ つながりました。端末識別番号 52500042")
    page.terminal.port.write(str(tmp_path / "nothing"))
    hands.press("F6")
    hands.settle()
    assert "端末につながりません" in page.answer.text()
    assert not (tmp_path / "01").exists()


def test_enter_brings_the_field_into_sight(open_window: Desk) -> None:
    hands = open_window("staffed")
    hands.window.resize(1097, 617)
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    hands.breathe()
    assert page.cashier.line.visibleRegion().boundingRect().height() != page.cashier.line.height()
    hands.press("Enter", "Enter", "Enter", "Enter")
    hands.breathe()
    assert page.cashier.line.hasFocus()
    assert page.cashier.line.visibleRegion().boundingRect().height() == page.cashier.line.height()


def test_the_first_page_also_leads_to_the_offices_own_counter(open_window: Desk, tmp_path: Path) -> None:
    hands = open_window("")
    assert hands.window.here is PageName.FIRST_PERSON
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    hands.press("Esc")
    assert hands.window.here is PageName.FIRST_PERSON
    hands.window.desk.founded = tmp_path / "01"
    hands.window.show_page(PageName.FOUNDED)
    end = hands.window.page
    assert isinstance(end, FoundedPage)
    assert f'madoguchi --data "{tmp_path / "01"}"' in end.words.text()
