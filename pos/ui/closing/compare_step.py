"""Step 2 of the close: counted against expected, the reason, the witness."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos.domain.money import ZERO
from pos.errors import OperatingError
from pos.ui.closing.count_step import unsettled_words
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import EnterMoves, Field
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, plain, row, scrolling, set_role, text
from pos.ui.widgets.person_panel import PersonPanel

if TYPE_CHECKING:
    from pos.business_day import CashComparison
    from pos.recovery import OpenQuestion


@dataclass(frozen=True)
class Settling:
    """What closes the day."""

    reason: str
    witness_number: str
    witness_password: str


class CompareStep(QWidget):
    """A difference is told and explained, never forced away."""

    def __init__(self, settle: Callable[[Settling], None], recount: Callable[[], None]) -> None:
        super().__init__()
        self._settle = settle
        self.counted = text("", "amount", right=True)
        self.expected = text("", "amount", right=True)
        self.difference = text("", "total", right=True)
        self.verdict = text("", "good", wrap=True)
        self.attempt = text("", "soft", wrap=True)
        self.reason = Field("過不足の理由（帳簿と日計表に残ります）", limit=120)
        self.witness = PersonPanel("立会者の")
        self.unsettled = text("", wrap=True)
        self.unsettled_box = box("amberSoft", column(self.unsettled, margin=12))
        self.recount_key = Key("数え直す", recount, key="F4", note="はじめの数も残ります")
        self.close_key = Key("精算する", self.submit, kind="primary", key="F12")
        left = card(
            text("② 帳簿と比べる", "title"),
            row(text("実在高（数えた額）"), None, self.counted),
            row(text("理論在高（帳簿）"), None, self.expected),
            box("rule", column(margin=1)), row(text("過不足", "heading"), None, self.difference),
            self.verdict, self.attempt, None, self.unsettled_box,
        )  # fmt: skip
        right = card(
            text("③ 確かめて精算する", "title"), self.reason, text("立会者（本人が入力）", "heading"),
            self.witness, None, self.recount_key, self.close_key,
        )  # fmt: skip
        self.setLayout(column(scrolling(plain(row(left, right, gap=12, stretch={0: 1, 1: 1})))))
        order = [self.reason, *self.witness.fields, self.close_key, self.recount_key]
        EnterMoves(self, order)

    def begin(
        self, comparison: "CashComparison", questions: "tuple[OpenQuestion, ...]", *, second_person: bool
    ) -> None:
        """Show the comparison."""
        difference = comparison.difference
        same = difference == ZERO
        self.counted.setText(str(comparison.counted))
        self.expected.setText(str(comparison.expected))
        sign = "+" if difference > ZERO else ""
        self.difference.setText(f"{sign}{difference}")
        word = "過剰" if difference > ZERO else "不足"
        told = f"！ {abs(difference)}の{word}です。理由を入力してください。"
        self.verdict.setText("✓ 一致しています" if same else told)
        set_role(self.verdict, "good" if same else "bad")
        self.attempt.setText(f"{comparison.attempt}回目の計数")
        self.reason.setVisible(not same)
        self.witness.setVisible(second_person)
        self.unsettled.setText(unsettled_words(questions))
        self.unsettled_box.setVisible(bool(questions))

    def take_focus(self) -> None:
        (self.witness if self.reason.isHidden() else self.reason).setFocus()

    def refused(self, error: OperatingError) -> OperatingError:
        """Show the complaint at the field that it is about; returns it in that field's name."""
        return point_at(error, [self.reason, *self.witness.fields])

    def submit(self) -> None:
        clear([self.reason, *self.witness.fields])
        number, password = self.witness.take()
        self._settle(Settling(self.reason.words, number, password))
