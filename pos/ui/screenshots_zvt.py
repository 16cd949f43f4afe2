"""Pictures of a day with a ZVT terminal: only the screens that differ from the other protocol's."""

from dataclasses import replace
from typing import Final

from pos.devices.zvt import Timing
from pos.ui.page import PageName
from pos.ui.screenshots_day import PracticeDay

SCENARIO: Final = """\
delay_s = [0.3, 0.3]
[[step]]
delay_s = 1.0
[[step]]
fault = "balance_short"
[[step]]
delay_s = 60
[[step]]
fault = "reply_lost"
"""
SHORTER: Final = replace(Timing().scaled(0.2), completion_s=4.0)


class ZvtDay(PracticeDay):
    """Touch, short balance, abort, 処理未了, totals and their reset, the conversation."""

    scenario = SCENARIO

    def play(self) -> None:
        self.begin()
        self.hands.press("F1")
        self.open_day()
        self.sell_for_e_money()
        self.be_refused()
        self.stop_a_payment()
        self.look_at_totals()
        self.leave_one_open()

    def shoot(self, name: str) -> None:
        super().shoot(f"zvt-{name}")

    def stop_a_payment(self) -> None:
        """中止 while the visitor looks for the card."""
        hands = self.hands
        hands.press("2", "3", "1", "F12", "2")
        hands.until(self._asks_for_a_card)
        hands.press("F6")
        self.shoot("stopping")
        hands.until(lambda: not self.window.page.holds and not self.window.desk.lane.busy)
        self.shoot("stopped")
        hands.press("Esc", "F6")
        hands.see(PageName.SALE)

    def look_at_totals(self) -> None:
        """The state, 中間計, 日計 and the conversation."""
        hands = self.hands
        hands.press("F11")
        hands.see(PageName.ADMIN)
        hands.press("Down")
        for name, key in (
            ("terminal", "F12"), ("interim-totals", "F6"), ("settlement-asks", "F7"), ("settlement", "F12"),
            ("conversation", "F9"),
        ):  # fmt: skip
            hands.press(key)
            hands.settle()
            self.shoot(name)
        hands.press("F1")
        hands.see(PageName.SALE)

    def leave_one_open(self) -> None:
        """A lost answer: the terminal takes it back by itself, and the counter finds that out."""
        hands = self.hands
        hands.press("2", "3", "1", "F12", "2")
        hands.see(PageName.UNKNOWN)
        hands.settle()
        self.shoot("unknown")
        self.window.desk.asking.setInterval(500)
        hands.until(lambda: not self.window.desk.situation.questions)
        hands.settle()
        self.shoot("found-out")
