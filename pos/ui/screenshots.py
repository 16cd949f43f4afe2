"""Pictures of every screen: a practice day played in the real window, by keys, against the simulator.

`python -m pos.ui.screenshots FOLDER` (make screenshots). Without a display Qt draws off screen.
"""

import os
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QApplication

from pos.config import Settings
from pos.ui.app import make_window
from pos.ui.hands import Hands
from pos.ui.main_window import MainWindow
from pos.ui.page import PageName
from pos.ui.theme import dress

SIZE: Final = (1280, 800)
SCENARIO: Final = """\
delay_s = [0.3, 0.3]
[[step]]
card = "T"
balance = 5000
delay_s = 1.0
[[step]]
fault = "balance_short"
[[step]]
fault = "reply_lost"
"""
PASSWORD: Final = "a word for practice only"  # noqa: S105 - of a ledger that is thrown away
CHANGE_FUND: Final = ("1", "2", "", "10")  # ¥30,000 in ¥10,000, ¥5,000, ¥2,000 and ¥1,000


def take_screenshots(folder: Path) -> list[Path]:
    """Play the day and save a PNG per screen into `folder`; returns the files, in order."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError("another kind of Qt application is running")
    dress(app)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="madoguchi-", ignore_cleanup_errors=True) as data:
        window = _open(Path(data))
        day = PracticeDay(window, folder)
        try:
            day.play()
        finally:
            day.hands.close_window()
    return day.pictures


def _open(data: Path) -> MainWindow:
    from pos.counter import open_counter
    from pos.devices.tl3500 import Timing

    scenario = data / "scenario.toml"
    scenario.write_text(SCENARIO, encoding="utf-8")
    opener = partial(open_counter, scenario=scenario, timing=Timing().scaled(0.1))
    window = make_window(Settings(data=data / "practice"), opener)
    window.resize(*SIZE)
    window.show()
    return window


class PracticeDay:
    """From the first start to the close, one method per part of the day."""

    def __init__(self, window: MainWindow, folder: Path) -> None:
        self.window = window
        self.hands = Hands(window)
        self.folder = folder
        self.pictures: list[Path] = []

    def play(self) -> None:
        """The whole day."""
        self.begin()
        self.add_colleague()
        self.open_day()
        self.sell_for_cash()
        self.sell_for_e_money()
        self.be_refused()
        self.issue_for_official_use()
        self.meet_an_unknown()
        self.look_back()
        self.look_after()
        self.close_day()

    def shoot(self, name: str) -> None:
        """Save the window as it is now."""
        self.hands.breathe()
        path = self.folder / f"{len(self.pictures) + 1:02d}-{name}.png"
        self.window.grab().save(str(path))
        self.pictures.append(path)

    def begin(self) -> None:
        hands = self.hands
        hands.until(self.window.isVisible)
        self.shoot("login")
        hands.see(PageName.FIRST_PERSON)
        for words in ("1001", "山田 花子", PASSWORD, PASSWORD):
            hands.write(words)
            hands.press("Enter")
        self.shoot("first-person")
        hands.press("F12")
        hands.see(PageName.OPENING)

    def add_colleague(self) -> None:
        hands = self.hands
        hands.press("F11")
        hands.see(PageName.ADMIN)
        hands.press("F3")
        self.shoot("add-person")
        for words in ("1002", "鈴木 一郎"):
            hands.write(words)
            hands.press("Enter")
        hands.press("Enter", "Space", "Enter", "Enter", "Enter")  # 係員 and 出納員
        hands.write(PASSWORD)
        hands.press("Enter")
        hands.write(PASSWORD)
        hands.press("F12")
        hands.settle()
        self.shoot("people")

    def open_day(self) -> None:
        hands = self.hands
        hands.press("F1")
        hands.see(PageName.OPENING)
        for pieces in CHANGE_FUND:
            hands.write(pieces)
            hands.press("Enter")
        self.shoot("opening")
        hands.press("F12")
        hands.see(PageName.SALE)
        self.shoot("sale-empty")

    def sell_for_cash(self) -> None:
        hands = self.hands
        hands.press("1", "3", "2", "Enter", "2", "1", "1", "Enter", "6", "Enter", "Up")
        hands.press("F3")
        hands.write("蒲田五丁目")
        hands.press("Enter")
        hands.write("A-12")
        self.shoot("sheet")
        hands.press("F12", "F4")
        hands.write("8-1234")
        hands.press("Enter")
        hands.write("㈱大田測量")
        self.shoot("addressee")
        hands.press("F12", "1", "2")
        self.shoot("sale")
        hands.press("Esc", "F12")
        self.shoot("payment")
        hands.press("1")
        hands.write("1000")
        self.shoot("cash")
        hands.press("F12")
        self._result("result-cash")

    def sell_for_e_money(self) -> None:
        hands = self.hands
        hands.press("1", "3", "2", "F12", "2")
        hands.until(self._asks_for_a_card)
        self.shoot("touch")
        self._result("result-e-money")

    def be_refused(self) -> None:
        hands = self.hands
        hands.press("4", "1", "3", "F12", "2")
        hands.until(lambda: not self.window.page.holds and not self.window.desk.lane.busy)
        self.shoot("balance-short")
        hands.press("1")
        hands.write("100")
        self.shoot("cash-too-little")
        hands.press("Esc", "Esc", "F6")
        hands.see(PageName.SALE)

    def issue_for_official_use(self) -> None:
        hands = self.hands
        hands.press("1", "3", "3", "Enter", "F7")
        hands.write("大田税務署")
        self.shoot("official-use")
        hands.press("F12")
        self.shoot("sale-official-use")
        hands.press("F12")
        self._result("result-official-use")

    def meet_an_unknown(self) -> None:
        hands = self.hands
        hands.press("2", "3", "1", "F12", "2")
        hands.see(PageName.UNKNOWN)
        self.shoot("unknown")
        hands.press("F7")
        self.shoot("unknown-settle")
        hands.press("Esc", "F4")
        hands.see(PageName.SALE)
        self.shoot("sale-held")
        hands.press("F8")
        hands.see(PageName.UNKNOWN)
        hands.press("F5")
        self._result("result-recovered")

    def look_back(self) -> None:
        hands = self.hands
        hands.press("F2")
        hands.see(PageName.SALES)
        self.shoot("sales")
        hands.press("F9")
        hands.write("お客様の紛失")
        self.shoot("reprint")
        hands.press("F12")
        hands.settle()
        hands.press("Down", "Down", "Down", "Down")
        hands.press("F7")
        hands.write("サイズ誤り")
        hands.press("Enter")
        hands.write("1002")
        hands.press("Enter")
        hands.write(PASSWORD)
        self.shoot("cancel")
        hands.press("F12")
        self._result("result-cancel")

    def look_after(self) -> None:
        hands = self.hands
        hands.press("F11")
        hands.see(PageName.ADMIN)
        for name in ("terminal", "verify", "fees"):
            hands.press("Down")
            hands.settle()
            hands.press("F12")
            hands.settle()
            self.shoot(name)

    def close_day(self) -> None:
        hands = self.hands
        hands.press("F10")
        hands.see(PageName.CLOSING)
        hands.press("F9")
        hands.settle()
        self.shoot("interim-report")
        hands.press("F12")
        for pieces in ("1", "2", "", "9", "1", "4"):
            hands.write(pieces)
            hands.press("Enter")
        self.shoot("count")
        hands.press("F12")
        hands.settle()
        self.shoot("compare")
        for words in ("つり銭の渡し間違い", "1002", PASSWORD):
            hands.write(words)
            hands.press("Enter")
        hands.press("F12")
        hands.settle()
        self.shoot("day-report")
        hands.press("F12")
        hands.see(PageName.OPENING)

    def _result(self, name: str) -> None:
        self.hands.see(PageName.RESULT)
        self.shoot(name)
        self.hands.press("Enter")
        self.hands.see(PageName.SALE)

    def _asks_for_a_card(self) -> bool:
        return "かざして" in self.window.page.accessibleDescription()


def main() -> int:
    """`python -m pos.ui.screenshots FOLDER`."""
    if len(sys.argv) != 2:
        sys.stderr.write("usage: python -m pos.ui.screenshots FOLDER\n")
        return 2
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for path in take_screenshots(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
