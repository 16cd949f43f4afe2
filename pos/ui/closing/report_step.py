"""The day's paper on the screen: 日計表 after the close, 点検 before it."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from pos.domain.brands import Brand
from pos.domain.report import DayReport
from pos.ui.papers import show_paper
from pos.ui.widgets.facts import Fact, FactList
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, row, text
from pos.ui.widgets.paper_view import PaperView
from pos.wording import method_name

if TYPE_CHECKING:
    from pos.issuing import IssuedPaper
    from pos.ui.desk import Desk


class ReportStep(QWidget):
    """Key figures in large type beside the paper itself."""

    def __init__(self, desk: "Desk", leave: Callable[[], None]) -> None:
        super().__init__()
        self._desk = desk
        self.heading = text("", "title", wrap=True)
        self.total = text("", "total", right=True)
        self.facts = FactList()
        self.paper_words = text("", wrap=True)
        self.paper = PaperView()
        self.leave_key = Key("戻る", leave, kind="primary", key="F12")
        left = card(
            box("good", column(self.heading, margin=16)), text("当日の収納合計", "heading"), self.total,
            box("rule", column(margin=1)), self.facts, None, self.paper_words, self.leave_key,
        )  # fmt: skip
        self.setLayout(row(left, card(self.paper, margin=12), gap=12, stretch={0: 1, 1: 1}))

    def begin(self, heading: str, report: DayReport, paper: "IssuedPaper | None", words: str) -> None:
        self.heading.setText(heading)
        self.total.setText(str(report.total))
        self.facts.show_facts(_facts(report))
        self.paper_words.setText(words)
        self.leave_key.rename("終わる" if report.z_number is not None else "戻る")
        show_paper(self._desk, self.paper, paper)

    def take_focus(self) -> None:
        self.leave_key.setFocus()


def _facts(report: DayReport) -> list[Fact]:
    facts = [("取引", f"{report.sales}件"), ("公用", f"{report.official_issues}件　免除額 {report.waived}")]
    for each in report.methods:
        unknown = "（ブランド不明）" if each.brand == Brand.UNKNOWN else ""
        name = f"{method_name(each.method, each.brand)}{unknown}"
        facts.append((name, f"{each.payments}件　{each.amount}"))
        if each.cancellations:
            facts.append((f"{name} 取消", f"{each.cancellations}件　{each.cancelled}"))
    if report.cash is not None:
        facts += [("実在高", str(report.cash.counted)), ("過不足", str(report.cash.difference))]
    if report.unsettled:
        facts.append(("！ 処理未了", f"{len(report.unsettled)}件"))
    if report.z_number is not None:
        facts.append(("精算番号", str(report.z_number)))
    return [*facts, ("記録の末尾", report.chain.code)]
