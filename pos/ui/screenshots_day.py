"""A practice day with a TL3500, played in the real window by keys, for the pictures of every screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from pos.ui.hands import Hands
from pos.ui.main_window import MainWindow
from pos.ui.page import PageName

if TYPE_CHECKING:
    from pos.ui.sale.unknown_page import UnknownPage

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
balance = 5000
[[inquiry]]
after = 3
fault = "last_none"
[[inquiry]]
after = 3
fault = "last_none"
"""
PASSWORD: Final = "a word for practice only"  # noqa: S105 - of a ledger that is thrown away
CHANGE_FUND: Final = ("1", "2", "", "10")  # ¥30,000 in ¥10,000, ¥5,000, ¥2,000 and ¥1,000


class PracticeDay:
    """From the first start to the close, one method per part of the day."""

    scenario = SCENARIO

    def __init__(self, window: MainWindow, folder: Path, taken: int = 0) -> None:
        self.window = window
        self.hands = Hands(window)
        self.folder = folder
        self.pictures: list[Path] = []
        self._taken = taken

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
        path = self.folder / f"{self._taken + len(self.pictures) + 1:02d}-{name}.png"
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
        hands.settle()
        self.shoot("unknown")
        hands.press("F5")
        hands.settle()
        hands.press("F9")
        hands.settle()
        self.shoot("unknown-card")
        self._compare()
        hands.press("F7")
        self.shoot("unknown-settle")
        hands.press("Esc", "F3")
        hands.write("お客様の紛失")
        hands.press("F12")
        hands.until(lambda: self._unknown().view.paper.has_picture)
        hands.settle()
        self.shoot("unknown-slip")
        hands.press("Esc", "F4")
        hands.see(PageName.SALE)
        self.shoot("sale-held")
        hands.press("F8")
        hands.see(PageName.UNKNOWN)
        hands.press("F5")
        self._result("result-recovered")

    def _compare(self) -> None:
        guide = self._unknown().chosen
        last4 = guide.reading.card_last4 if guide and guide.reading else ""
        self.hands.press("F6")
        for figures in ("5000", last4):
            self.hands.write(figures)
            self.hands.press("Enter")
        self.shoot("unknown-compare")
        self.hands.press("F12")
        self.hands.settle()
        self.shoot("unknown-compared")

    def _unknown(self) -> "UnknownPage":
        from pos.ui.sale.unknown_page import UnknownPage

        page = self.window.page
        if not isinstance(page, UnknownPage):
            raise TypeError(f"on {self.window.here}")
        return page

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
        self._look_at_terminal("terminal-contract", "terminal-conversation", "terminal-settings")
        hands.press("F1", "F11")
        for name in ("terminal", "verify", "fees"):
            hands.press("Down")
            hands.settle()
            hands.press("F12")
            hands.settle()
            self.shoot(name)

    def _look_at_terminal(self, *names: str) -> None:
        self.hands.press("Down", "F12")
        self.hands.settle()
        for name, key in zip(names, ("F4", "F9", "F3"), strict=True):
            self.hands.press(key)
            self.hands.settle()
            self.shoot(name)
            self.hands.press("Esc")

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
