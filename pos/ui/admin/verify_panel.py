"""記録の検証: recompute the journal's chain and compare every table with it."""

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QProgressBar, QWidget

from pos.ui.desk import Desk
from pos.ui.page import Function
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, row, set_role, text
from pos.ui.widgets.tables import Column, RowsTable

if TYPE_CHECKING:
    from pos.ledger import Problem, Verification

WHAT = "帳簿のすべての記録を計算し直し、あとから書き換えられていないかを確かめます。何も変更しません。"


class VerifyPanel(QWidget):
    """Says 'unaltered', or names each record that is not."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.summary = text("", "heading", wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("検証の進み具合")
        columns = (
            Column["Problem"]("場所", lambda problem: problem.where, width=320),
            Column["Problem"]("内容", lambda problem: problem.what),
        )
        self.table: RowsTable[Problem] = RowsTable("見つかった問題", columns)
        self.verify_key = Key("検証する", self.verify, kind="primary", key="F12")
        self.setLayout(column(
            text("記録の検証", "title"), text(WHAT, wrap=True), self.bar, self.summary, self.table,
            row(None, self.verify_key), gap=12, stretch={4: 1},
        ))  # fmt: skip

    def enter(self) -> None:
        self.summary.setText("")
        self.bar.setRange(0, 1)
        self.bar.setValue(0)
        self.table.show_rows(())

    def functions(self) -> dict[int, Function]:
        return {12: Function("検証する", self.verify, not self._desk.working)}

    def verify(self) -> None:
        ledger, tell = self._desk.counter.ledger, self._desk.lane.posts(self._progress)
        self.summary.setText("検証しています…")
        set_role(self.summary, "heading")
        self._desk.run(lambda: ledger.verify(tell), self._show)

    def _progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def _show(self, found: "Verification") -> None:
        self.bar.setRange(0, 1)
        self.bar.setValue(1)
        self.table.show_rows(found.problems)
        size = f"記録 {found.records:,}件、取引 {found.sales:,}件"
        if found.ok:
            self.summary.setText(f"✓ 記録は書き換えられていません（{size}、末尾 {found.head.code}）。")
        else:
            words = f"！ {len(found.problems)}件の問題があります（{size}）。管理者に連絡してください。"
            self.summary.setText(words)
        set_role(self.summary, "good" if found.ok else "bad")
