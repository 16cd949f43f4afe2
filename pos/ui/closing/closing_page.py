"""締め: count first, then see what the books expect, then settle with a second person. And 点検 (X)."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget

from pos.domain.days import japanese_date
from pos.domain.report import DayReport
from pos.domain.staff import Right
from pos.errors import OperatingError
from pos.ui.closing.compare_step import CompareStep, Settling
from pos.ui.closing.count_step import CountStep
from pos.ui.closing.report_step import ReportStep
from pos.ui.desk import Desk
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.papers import printed_words
from pos.ui.widgets.layout import column
from pos.wording import say

if TYPE_CHECKING:
    from pos.business_day import CashComparison, ClosedDay
    from pos.domain.drawer import CashCount
    from pos.issuing import IssuedPaper


class ClosingPage(Page):
    """Three steps in one page; the expected amount is not asked of the ledger before a count is stored."""

    title = "点検・精算"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._closed = False
        self.counting = CountStep(self.store_count, self.show_report)
        self.comparing = CompareStep(self.settle, self.recount)
        self.report = ReportStep(desk, self._leave_report)
        self.steps = QStackedWidget()
        for step in (self.counting, self.comparing, self.report):
            self.steps.addWidget(step)
        self.setLayout(column(self.steps, margin=12))

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        day = self.desk.situation.day
        if day is None:
            self.desk.go(PageName.HOME)
            return
        self._closed = False
        words = japanese_date(day.business_date, weekday=True)
        self.counting.begin(words, self.desk.situation.questions, may_close=self.desk.may(Right.CLOSE_DAY))
        self._show(self.counting)

    def functions(self) -> dict[int, Function]:
        free = not self.desk.working
        here = self.steps.currentWidget()
        if here is self.counting:
            return {
                9: Function("点検", self.show_report, free),
                12: Function("数え終り", self.counting.submit, free and self.desk.may(Right.CLOSE_DAY)),
            }
        if here is self.comparing:
            return {
                4: Function("数え直す", self.recount, free),
                12: Function("精算する", self.comparing.submit, free),
            }
        return {12: Function("終わる" if self._closed else "戻る", self._leave_report, free)}

    def back(self) -> None:
        """A count that is being compared stays: counting again is a deliberate key (F4)."""
        here = self.steps.currentWidget()
        if here is self.comparing:
            self.desk.note("数えた枚数はそのままです。数え直すときは F4 を押してください。")
        elif here is self.report:
            self._leave_report()
        else:
            self.desk.go(home_of(self.desk))

    # --- counting and comparing -----------------------------------------------------------------

    def store_count(self, count: "CashCount") -> None:
        """The count is in the ledger before anything is compared with it (blind count)."""
        days, by = self.desk.counter.days, self.desk.person

        def store() -> "CashComparison":
            days.count(count, by)
            return days.comparison(by)

        self.desk.run(store, self._compared)

    def _compared(self, comparison: "CashComparison") -> None:
        second = self.desk.settings.day.second_person
        self.comparing.begin(comparison, self.desk.situation.questions, second_person=second)
        self._show(self.comparing)

    def recount(self) -> None:
        """Count again; the first count stays in the books for ever."""
        self.counting.again()
        self._show(self.counting)

    # --- settling -------------------------------------------------------------------------------

    def settle(self, settling: Settling) -> None:
        """精算: the day's one irrevocable step."""
        counter, by = self.desk.counter, self.desk.person

        def close() -> "ClosedDay":
            witness = None
            if settling.witness_number or self.desk.settings.day.second_person:
                witness = counter.access.confirm(
                    settling.witness_number, settling.witness_password, Right.WITNESS, other_than=by
                )
            return counter.days.close(by, witness, settling.reason)

        self.desk.run(close, self._settled, self._not_settled)

    def _settled(self, closed: "ClosedDay") -> None:
        self._closed = True
        words = printed_words(closed.paper)
        self.report.begin("✓ 精算が完了しました", closed.report, closed.paper, words)
        self._show(self.report)
        self.desk.refresh()
        if closed.problem is not None:
            self.desk.complain(say(closed.problem))

    def _not_settled(self, error: OperatingError) -> None:
        self.desk.tell(self.comparing.refused(error))

    # --- 点検 -----------------------------------------------------------------------------------

    def show_report(self) -> None:
        """点検 (X): the figures so far; resets nothing and does not tell the expected cash."""
        counter, by = self.desk.counter, self.desk.person

        def make() -> "tuple[DayReport, IssuedPaper]":
            report = counter.days.report()
            return report, counter.issuing.day_report(report, by)

        self.desk.run(make, lambda made: self._reported(*made))

    def _reported(self, report: DayReport, paper: "IssuedPaper") -> None:
        self.report.begin("点検（営業中の集計）", report, paper, printed_words(paper))
        self._show(self.report)

    def _leave_report(self) -> None:
        if self._closed:
            self.desk.refresh(partial(self._go_home))
        else:
            self._show(self.counting)

    def _go_home(self) -> None:
        self.desk.go(home_of(self.desk))

    def _show(self, step: "CountStep | CompareStep | ReportStep") -> None:
        self.steps.setCurrentWidget(step)
        step.take_focus()
        self.keys_changed()
