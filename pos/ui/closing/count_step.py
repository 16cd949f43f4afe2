"""Step 1 of the close: the money by 金種, without any hint of what it should be."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos.domain.drawer import CashCount
from pos.errors import OperatingError
from pos.ui.widgets.count_grid import CountGrid
from pos.ui.widgets.fields import EnterMoves
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, plain, row, scrolling, text
from pos.wording import say

if TYPE_CHECKING:
    from pos.recovery import OpenQuestion


class CountStep(QWidget):
    """Gives a `CashCount`; shows only the sum of what was typed."""

    def __init__(self, take: Callable[[CashCount], None], look: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        self.heading = text("", "title", wrap=True)
        self.advice = text("", "soft", wrap=True)
        self.wrong = text("", "bad", wrap=True)
        self.sum = text("¥0", "amount", right=True)
        self.grid = CountGrid(self._draw)
        self.unsettled = text("", wrap=True)
        self.unsettled_box = box("amberSoft", column(self.unsettled, margin=12))
        self.report_key = Key("点検（途中の集計を見る）", look, key="F9")
        self.done_key = Key("数え終わり", self.submit, kind="primary", key="F12")
        side = card(
            text("数えた合計", "soft"), self.sum, self.wrong, self.unsettled_box, None,
            self.report_key, self.done_key,
        )  # fmt: skip
        side.setFixedWidth(288)
        left = card(self.heading, self.advice, 4, self.grid, None)
        self.setLayout(column(scrolling(plain(row(left, side, gap=12)))))
        EnterMoves(self, [*self.grid.fields, self.done_key, self.report_key])

    def begin(self, day: str, questions: "tuple[OpenQuestion, ...]", *, may_close: bool) -> None:
        """A new count; what is unsettled is said at once."""
        self.heading.setText(f"{day}の締め　① 現金を数える")
        self.advice.setText(
            "引き出しの現金をすべて数え、金種ごとの枚数を入力してください。帳簿の金額は、数え終わるまで表示されません。"
            if may_close
            else "締めは出納員が行います。点検（途中の集計）は見られます。"
        )
        self.grid.setEnabled(may_close)
        self.done_key.setEnabled(may_close)
        self.grid.write(None)
        self.wrong.hide()
        self.unsettled.setText(unsettled_words(questions))
        self.unsettled_box.setVisible(bool(questions))

    def again(self) -> None:
        """A recount begins empty: the numbers must come from the drawer, not from the screen."""
        self.grid.write(None)
        self.wrong.hide()

    def take_focus(self) -> None:
        self.grid.setFocus() if self.grid.isEnabled() else self.report_key.setFocus()

    def submit(self) -> None:
        """Hand the count on, or say what is not a number."""
        try:
            count = self.grid.count()
        except OperatingError as error:
            self.wrong.setText(f"！ {say(error)}")
            self.wrong.show()
            return
        self._take(count)

    def _draw(self) -> None:
        total = self.grid.total()
        self.sum.setText("―" if total is None else str(total))
        self.wrong.hide()


def unsettled_words(questions: "tuple[OpenQuestion, ...]") -> str:
    """The open questions that the close will list."""
    if not questions:
        return ""
    rows = [f"取引 {q.sale.number}　{q.payment.requested_at:%H:%M}　{q.payment.amount}" for q in questions]
    return "\n".join(["！ 処理未了があります（日計表に載ります）", *rows])
