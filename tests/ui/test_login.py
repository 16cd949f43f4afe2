"""The login while the ledger is still being opened: what is typed stays, an early Enter is kept."""

import shutil
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from pos.config import Settings
from pos.counter import Counter, open_counter
from pos.ui.app import make_window
from pos.ui.hands import Hands
from pos.ui.main_window import MainWindow
from pos.ui.page import PageName
from pos.ui.start.founding import FoundingPage
from pos.ui.start.login import LoginPage
from tests.ui.conftest import CASHIER, PASSWORD, Desk, _settings, log_in

Held = tuple[Hands, threading.Event]


@pytest.fixture(params=["none"])
def held(tmp_path: Path, templates: Path, request: pytest.FixtureRequest) -> Iterator[Held]:
    """A window whose ledger opens when the event is set; the parameter is the driver."""
    shutil.copytree(templates / "opened", tmp_path / "practice", ignore=shutil.ignore_patterns("*.lock"))
    may_open = threading.Event()

    def open_late(settings: Settings) -> Counter:
        may_open.wait(20)
        return open_counter(settings)

    window: MainWindow = make_window(_settings(tmp_path / "practice", driver=request.param), open_late)
    window.resize(1280, 800)
    window.show()
    hands = Hands(window)
    hands.until(lambda: window.desk.lane.busy)
    yield hands, may_open
    may_open.set()
    hands.close_window()


def let_open(hands: Hands, may_open: threading.Event) -> None:
    may_open.set()
    hands.until(lambda: hands.window.desk.is_open)
    hands.settle()


def login_page(hands: Hands) -> LoginPage:
    page = hands.window.page
    assert isinstance(page, LoginPage)
    return page


def test_what_was_typed_before_the_ledger_opened_stays_where_it_was(held: Held) -> None:
    hands, may_open = held
    page = login_page(hands)
    assert "帳簿を開いています" in page.state.text()
    hands.write(CASHIER)
    hands.press("Enter")
    hands.write(PASSWORD[:6])
    let_open(hands, may_open)
    hands.write(PASSWORD[6:])
    assert page.person.number.words == CASHIER
    assert page.person.password.words == PASSWORD
    assert page.state.text() == ""
    hands.press("Enter")
    hands.see(PageName.SALE)


def test_an_enter_pressed_too_early_logs_in_once_the_ledger_is_open(held: Held) -> None:
    hands, may_open = held
    hands.write(CASHIER)
    hands.press("Enter")
    hands.write(PASSWORD)
    hands.press("Enter")
    assert "帳簿が開きしだいログインします" in login_page(hands).state.text()
    may_open.set()
    hands.see(PageName.SALE)


def test_who_types_on_after_an_early_enter_has_not_finished(held: Held) -> None:
    hands, may_open = held
    hands.write(CASHIER)
    hands.press("Enter")
    hands.write(PASSWORD[:-1])
    hands.press("Enter")
    hands.write(PASSWORD[-1])
    let_open(hands, may_open)
    assert hands.window.here is PageName.LOGIN
    assert login_page(hands).person.password.words == PASSWORD
    assert not hands.window.messages.has_error


def test_the_assistant_is_not_taken_away_when_the_ledger_opens(held: Held) -> None:
    hands, may_open = held
    hands.press("F9")
    let_open(hands, may_open)
    assert isinstance(hands.window.page, FoundingPage)
    hands.press("Esc")
    assert hands.window.here is PageName.LOGIN


def test_the_login_is_empty_after_a_logout(open_window: Desk) -> None:
    hands = open_window()
    log_in(hands)
    hands.window.desk.leave()
    hands.see(PageName.LOGIN)
    page = login_page(hands)
    assert page.person.number.words == ""
    assert page.person.password.words == ""


def test_ctrl_l_on_the_login_page_does_nothing(open_window: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    hands = open_window()
    errors: list[BaseException] = []
    monkeypatch.setattr(sys, "excepthook", lambda _kind, error, _trace: errors.append(error))
    QTest.keyClick(hands.focus, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hands.settle()
    assert errors == []
    assert hands.window.here is PageName.LOGIN
    log_in(hands)
    QTest.keyClick(hands.focus, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    hands.see(PageName.LOGIN)


@pytest.mark.parametrize(
    ("held", "words"), [("none", "― 端末なし"), ("tl3500", "… 確認中")], indirect=["held"]
)
def test_a_configured_terminal_is_not_called_missing(held: Held, words: str) -> None:
    hands, may_open = held
    assert hands.window.strip.terminal.text() == words
    let_open(hands, may_open)
    assert hands.window.strip.terminal.text() != "… 確認中"
