"""料金表: what is sold on the business day; 要確認 where only the ward can say."""

from PySide6.QtWidgets import QWidget

from pos.domain.catalog import Fee, PaperSize
from pos.ui.desk import Desk
from pos.ui.page import Function
from pos.ui.widgets.layout import column, text
from pos.ui.widgets.tables import Column, RowsTable
from pos.wording import TAX_CLASSES

COLUMNS = (
    Column[Fee]("品目", lambda fee: fee.product_name, width=184),
    Column[Fee]("サイズ", lambda fee: "" if fee.size is PaperSize.NONE else fee.size.value, width=72),
    Column[Fee]("単価", lambda fee: f"{fee.price}/{fee.unit.value}", figures=True, width=92),
    Column[Fee]("税区分", lambda fee: TAX_CLASSES[fee.tax_class], width=104),
    Column[Fee]("科目", lambda fee: f"{fee.account.code} {fee.account.name}"),
    Column[Fee]("適用開始", lambda fee: f"{fee.valid_from:%Y/%m/%d}", width=140),
    Column[Fee]("確認", lambda fee: "" if fee.confirmed else "！ 要確認", width=104),
)
NOTE = "「要確認」の科目・税区分・料金は、区の確認が済むまで仮の設定です（設定ファイルで直します）。"


class FeesPanel(QWidget):
    """A view; fees change by adding new ones with a later date."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.table: RowsTable[Fee] = RowsTable("料金表", COLUMNS)
        self.setLayout(column(
            text("料金表", "title"), text(NOTE, "soft", wrap=True), self.table, gap=12, stretch={2: 1},
        ))  # fmt: skip

    def enter(self) -> None:
        counter = self._desk.counter

        def read() -> tuple[Fee, ...]:
            day = counter.days.current()
            return counter.ledger.fee_table().on(day.business_date if day else counter.days.suggested_date())

        self._desk.lane.run(read, done=self.table.show_rows, failed=self._desk.tell)

    def functions(self) -> dict[int, Function]:
        return {}
