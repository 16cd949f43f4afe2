"""開局: the business date and the change fund by 金種."""

from datetime import date
from typing import TYPE_CHECKING

from pos.domain.days import japanese_date
from pos.domain.money import ZERO
from pos.errors import OperatingError
from pos.ui.desk import Desk
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.widgets.count_grid import CountGrid
from pos.ui.widgets.dates import DateField
from pos.ui.widgets.fields import EnterMoves
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, column, plain, row, scrolling, set_role, text

if TYPE_CHECKING:
    from pos.domain.day import BusinessDay

ADVICE = (
    "引き出しのつり銭を数え、金種ごとの枚数を入力します。空欄は0枚です。すべて空欄のままでは開局できません。"
)


class OpeningPage(Page):
    """Shows what the change fund should be; a difference is shown, not forbidden."""

    title = "開局"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.day = DateField("営業日")
        self.expected = text("", "amount", right=True)
        self.counted = text("", "amount", right=True)
        self.difference = text("", "strong", right=True)
        self.grid = CountGrid(self._draw)
        self.open_key = Key("開局する", self.open, kind="primary", key="F12")
        side = card(
            self.day, 8, text("つり銭準備金（設定）", "soft"), self.expected,
            text("数えた合計", "soft"), self.counted, self.difference, None, self.open_key,
        )  # fmt: skip
        side.setFixedWidth(288)
        left = card(
            text("開局", "title"),
            text(ADVICE, "soft", wrap=True),
            4, self.grid, None,
        )  # fmt: skip
        inner = plain(row(left, side, gap=16))
        self.setLayout(column(scrolling(inner), margin=16))
        EnterMoves(self, [*self.grid.fields, self.day, self.open_key])

    def enter(self) -> None:
        if self.desk.situation.day is not None:
            self.desk.go(PageName.HOME)
            return
        self.expected.setText(str(self.desk.settings.day.change_fund))
        self.day.write_date(self.desk.situation.suggested)
        self.grid.write(None)
        self.grid.setFocus()

    def functions(self) -> dict[int, Function]:
        return {12: Function("開局する", self.open, not self.desk.working)}

    def open(self) -> None:
        """Open the day with what was counted."""
        try:
            chosen, count = self.day.date(self._today()), self.grid.count()
        except OperatingError as error:
            self.desk.tell(error)
            return
        days, by = self.desk.counter.days, self.desk.person
        self.desk.run(lambda: days.open(chosen, count, by), self._opened)

    def _opened(self, day: "BusinessDay") -> None:
        def begin() -> None:
            self.desk.go(home_of(self.desk))
            words = japanese_date(day.business_date, weekday=True)
            self.desk.note(f"{words}を開局しました。つり銭は{day.change_fund}です。")

        self.desk.refresh(begin)

    def _today(self) -> date:
        return self.desk.situation.suggested or self.desk.counter.clock().date()

    def _draw(self) -> None:
        total = self.grid.total()
        self.counted.setText("―" if total is None else str(total))
        if total is None:
            self.difference.setText("枚数に読めないものがあります")
            return
        difference = total - self.desk.settings.day.change_fund
        same = difference == ZERO
        sign = "+" if difference > ZERO else ""
        self.difference.setText("✓ 設定と同じです" if same else f"設定との差 {sign}{difference}")
        set_role(self.difference, "good" if same else "bad")
