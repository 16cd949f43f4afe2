"""管理 → 端末 → 設定 at a counter that is no practice: what is tried, and what is wrong with a file."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget

from pos.config import OfficeSettings, Settings, TerminalSettings
from pos.counter import found_counter
from pos.devices.simulator_process import start_simulator
from pos.ui.app import make_window
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.start.founding import FoundingPage
from tests.ui.conftest import CHIEF, PASSWORD, Desk, log_in
from tests.ui.test_terminal_panel import open_terminal, panel


@pytest.fixture
def real(tmp_path: Path) -> Iterator[Hands]:
    """An office's own counter without a terminal, its administrator logged in."""
    office = replace(OfficeSettings(), counter_id="01")
    settings = Settings(
        data=tmp_path / "01", practice=False, office=office, terminal=TerminalSettings(driver="none")
    )
    found_counter(settings, CHIEF, "山田 花子", PASSWORD)
    window = make_window(settings)
    window.resize(1097, 617)
    window.show()
    hands = Hands(window)
    hands.until(lambda: window.desk.is_open)
    hands.settle()
    log_in(hands, CHIEF, PageName.OPENING)
    yield hands
    hands.close_window()


def in_sight(hands: Hands, widget: QWidget) -> bool:
    hands.breathe()
    return widget.isVisible() and widget.visibleRegion().boundingRect().height() == widget.height()


def test_the_key_to_try_lives_as_soon_as_a_terminal_is_chosen(real: Hands, tmp_path: Path) -> None:
    open_terminal(real)
    real.press("F3")
    real.settle()
    form = panel(real).form
    key = real.window.bar.keys[6]
    assert not key.isEnabled()
    form.form.driver.setFocus()
    real.press("Down")
    assert key.isEnabled()
    real.press("Down")
    assert form.form.driver.currentData() == "zvt"
    with start_simulator(tmp_path / "shelf", protocol="zvt") as simulator:
        form.form.port.write(simulator.address)
        real.window.complain("前の知らせです。")
        real.press("F6")
        real.until(lambda: form.answer.text().startswith("✓"))
        assert in_sight(real, form.answer)
        real.press("F12")
        real.see(PageName.LOGIN)
        real.until(lambda: real.window.desk.is_open)
        real.settle()
        log_in(real, CHIEF, PageName.OPENING)
        open_terminal(real)
        real.press("F3")  # begun with a terminal: it can be tried at once
        assert key.isEnabled()


def test_what_is_wrong_with_a_contract_is_mended_and_saved_again(real: Hands, tmp_path: Path) -> None:
    (tmp_path / "contract.toml").write_text("cap = 20000\nnonsense = 1\n", encoding="utf-8")
    open_terminal(real)
    real.press("F3")
    form = panel(real).form.form
    form.driver.setCurrentIndex(form.driver.findData("zvt"))
    form.port.write("COM3")
    form.contract.write(str(tmp_path / "contract.toml"))
    real.press("F12")
    real.settle()
    assert real.window.messages.words.endswith("直して保存し直してください。")
    assert "開いてください" not in real.window.messages.words


def test_the_assistants_answer_is_in_sight_below_a_banner(open_window: Desk, tmp_path: Path) -> None:
    hands = open_window("staffed")
    hands.window.resize(1097, 617)
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    page.terminal.driver.setCurrentIndex(page.terminal.driver.findData("zvt"))
    page.terminal.port.write(str(tmp_path / "nothing"))
    hands.window.complain("前の知らせです。")
    hands.press("F6")
    hands.until(lambda: page.answer.text().startswith("！"))
    assert in_sight(hands, page.answer)
