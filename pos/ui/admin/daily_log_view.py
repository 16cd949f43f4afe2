"""中間計 and 日計 of the terminal: totals per brand as the terminal has them."""

from typing import Final

from PySide6.QtWidgets import QWidget

from pos.domain.money import ZERO
from pos.ports import DailyLog, DailyLogKind, DailyTotal
from pos.ui.widgets.layout import column, row, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import BRANDS

NAMES: Final = {DailyLogKind.REPORTING: "中間計", DailyLogKind.SETTLEMENT: "日計"}
ASK_REPORTING: Final = "端末の中間計を取り寄せています…"
CONFIRM: Final = "！ 日計を行うと、端末の集計は0に戻り、元に戻せません。"
HOW_TO_CONFIRM: Final = (
    "1日の終わりに1回だけ行います。行うときは F12（日計を行う）、やめるときは Esc を押してください。"
)
DONE: Final = {
    DailyLogKind.REPORTING: "✓ 端末の中間計です。端末の集計はそのまま残っています。",
    DailyLogKind.SETTLEMENT: "✓ 日計が終わりました。端末の集計は0に戻りました。",
}


class DailyLogView(QWidget):
    """Totals on the left, the lines that the terminal would have printed on the right."""

    def __init__(self) -> None:
        super().__init__()
        self.summary = text("", "heading", wrap=True)
        self.detail = text("", wrap=True)
        self.table: RowsTable[DailyTotal] = RowsTable("端末の集計", _columns())
        self.slip: RowsTable[str] = RowsTable(
            "端末の印字", (Column[str]("端末の印字", lambda line: line, fixed=True),)
        )
        self.slip.verticalHeader().setDefaultSectionSize(28)
        tables = row(self.table, self.slip, gap=12, stretch={0: 3, 1: 2})
        self.setLayout(column(self.summary, self.detail, tables, gap=8, stretch={2: 1}))
        self.setFocusProxy(self.table)

    def say(self, words: str, detail: str = "") -> None:
        """A question or a wait: nothing of an earlier answer stays beside it."""
        self.summary.setText(words)
        self.detail.setText(detail)
        self.table.show_rows(())
        self.slip.hide()

    def show_log(self, log: DailyLog) -> None:
        count = sum(each.count for each in log.totals)
        amount = sum((each.amount for each in log.totals), ZERO)
        words = f"合計 {count:,}件 {amount}" if log.totals else "取引データはありません"
        self.summary.setText(DONE[log.kind])
        self.detail.setText(f"端末識別番号 {log.terminal_no}　{words}")
        self.table.show_rows(log.totals)
        self.slip.show_rows(log.slip)
        self.slip.setVisible(bool(log.slip))
        self.table.setFocus()


def _columns() -> tuple[Column[DailyTotal], ...]:
    return (
        Column("ブランド", lambda total: BRANDS[total.brand], width=144),
        Column("端末での名前", lambda total: total.label),
        Column("件数", lambda total: f"{total.count:,}", figures=True, width=96),
        Column("金額", lambda total: str(total.amount), figures=True, width=136),
    )
