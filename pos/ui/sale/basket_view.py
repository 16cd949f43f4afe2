"""The basket as the clerk sees it: lines, what it is for, the total in large digits."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from pos.domain.basket import Basket, BasketLine
from pos.ui.widgets.layout import box, column, row, text
from pos.ui.widgets.tables import Column, RowsTable

if TYPE_CHECKING:
    from pos.domain.sale import Sale

EMPTY: Final = "品目のキーを押すと、ここに明細が並びます。"
OFFER: Final = "取引番号 {number}（{total}）は引き去られていません。F9 で明細を戻せます。"


def _title(line: BasketLine) -> str:
    return f"{line.fee.title}\n@{line.fee.price}　{line.sheet}".rstrip()


COLUMNS = (
    Column[BasketLine]("品目", _title),
    Column[BasketLine]("数量", lambda line: f"{line.copies}{line.fee.unit.value}", figures=True, width=64),
    Column[BasketLine]("金額", lambda line: str(line.amount), figures=True, width=84),
)


class BasketView(QWidget):
    """Lines above, total below; the page handles the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.table: RowsTable[BasketLine] = RowsTable("明細", COLUMNS)
        self.table.verticalHeader().setDefaultSectionSize(56)
        self.table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.empty = text(EMPTY, "soft", wrap=True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.purpose = text("", wrap=True)
        self.official = text("", "badge", wrap=True)
        self.copies = text("", "soft")
        self.total = text("¥0", "total", right=True)
        sums = box("well", row(column(text("合計", "heading"), self.copies, gap=2), self.total, margin=12))
        parts = (self.purpose, self.official, self.empty, self.table, sums)
        self.setLayout(column(*parts, stretch={2: 1, 3: 1}))

    def offer(self, sale: "Sale | None") -> None:
        """While the basket is empty: which lines could be brought back."""
        self.empty.setText(EMPTY if sale is None else OFFER.format(number=sale.number, total=sale.total))

    def show_basket(self, basket: Basket, *, current: int | None = None) -> None:
        """Draw the basket; `current` is the line to choose."""
        self.table.show_rows(basket.lines, current=current)
        self.table.scrollTo(self.table.currentIndex())
        self.table.setVisible(bool(basket.lines))
        self.empty.setVisible(not basket.lines)
        self.total.setText(str(basket.total))
        self.copies.setText(f"{len(basket.lines)}行　{basket.copies}点" if basket.lines else "")
        self._draw_purpose(basket)

    def _draw_purpose(self, basket: Basket) -> None:
        parts = [
            f"{label} {words}"
            for label, words in (("受付番号", basket.application_no), ("宛名", _sama(basket.addressee)))
            if words
        ]
        self.purpose.setText("　".join(parts))
        self.purpose.setVisible(bool(parts))
        use = basket.official_use
        if use is not None:
            self.official.setText(f"公用　{use.body}（{use.ground}）　免除額 {basket.listed_total}")
        self.official.setVisible(use is not None)


def _sama(name: str) -> str:
    return f"{name} 様" if name else ""
