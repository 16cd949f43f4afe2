"""A driver that the site has installed: offered by its name, tried, and told plainly where it is broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.start.founding import FoundingPage
from pos.ui.terminal.fields import TerminalFields, offered_drivers
from tests.third_driver.installed import install
from tests.third_driver.simulator import Simulator
from tests.ui.conftest import CHIEF, PASSWORD, Desk
from tests.ui.test_terminal_panel import into_terminal, panel

BROKEN = """[madoguchi.terminals]
gone = no_such_package:open_driver
torn = torn_driver:open_driver
mute = tests.third_driver:__name__
"""


@pytest.fixture
def installed(tmp_path: Path) -> Iterator[Path]:
    folder = install(tmp_path / "site-packages")
    info = folder / "broken_terminals-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: broken-terminals\nVersion: 0.1.0\n", "utf-8")
    (info / "entry_points.txt").write_text(BROKEN, "utf-8")
    (folder / "torn_driver.py").write_text("def open_driver(:\n", "utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(folder))
        yield folder


def assistant(open_window: Desk) -> tuple[Hands, FoundingPage]:
    hands = open_window("staffed")
    hands.press("F9")
    page = hands.window.page
    assert isinstance(page, FoundingPage)
    return hands, page


def choose(fields: TerminalFields, driver: str, port: str) -> None:
    fields.driver.setCurrentIndex(fields.driver.findData(driver))
    fields.port.write(port)


@pytest.mark.usefixtures("installed")
def test_it_is_offered_and_tried_in_the_assistant(open_window: Desk) -> None:
    hands, page = assistant(open_window)
    names = [page.terminal.driver.itemText(n) for n in range(page.terminal.driver.count())]
    assert names[:3] == ["端末なし（現金のみ）", "TL3500", "ZVT"]
    assert "sakura" in names
    with Simulator(()) as simulator:
        choose(page.terminal, "sakura", simulator.address)
        assert page.terminal.password.isHidden()
        hands.press("F6")
        hands.settle()
        assert page.answer.text().startswith("✓ つながりました")


@pytest.mark.usefixtures("installed")
@pytest.mark.parametrize("driver", ["gone", "torn", "mute"])
def test_a_broken_one_is_told_and_nothing_is_made(open_window: Desk, tmp_path: Path, driver: str) -> None:
    hands, page = assistant(open_window)
    choose(page.terminal, driver, "COM3")
    hands.press("F6")
    hands.settle()
    assert page.answer.text().startswith("！ 「端末の種類」を直してください")
    assert f"端末「{driver}」のドライバーを読み込めません" in page.answer.text()
    page.number.write("9001")
    page.name.write("髙橋 京子")
    page.password.write(PASSWORD)
    page.again.write(PASSWORD)
    hands.press("F12")
    hands.settle()
    assert f"端末「{driver}」のドライバーを読み込めません" in hands.window.messages.words
    assert hands.window.here is PageName.FOUNDING
    assert not (tmp_path / "01").exists()


@pytest.mark.usefixtures("installed")
def test_practice_offers_what_can_be_simulated(open_window: Desk) -> None:
    hands = into_terminal(open_window, CHIEF)
    hands.press("F3")
    fields = panel(hands).form.form
    assert [fields.driver.itemData(n) for n in range(fields.driver.count())] == ["none", "tl3500", "zvt"]
    assert "sakura" in offered_drivers(practice=False)


@pytest.mark.usefixtures("dressed")
def test_one_that_was_taken_out_is_not_silently_another() -> None:
    from pos.config import TerminalSettings

    fields = TerminalFields(practice=False, every=True)
    fields.write(TerminalSettings(driver="gone-since", port="COM3"))
    assert fields.read(TerminalSettings()).driver == "gone-since"
    fields.deleteLater()
