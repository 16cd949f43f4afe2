"""The fast keys: products down, sizes across; a touch or two digits choose product and size."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from pos.domain.catalog import Fee
from pos.ui.sale.entry import SIZE_KEYS, Entry, ProductKey, product_keys
from pos.ui.widgets.keys import WideKey
from pos.ui.widgets.layout import text


class FastKeys(QWidget):
    """Draws the fee table as keys; says which was touched."""

    def __init__(
        self, touch_product: Callable[[ProductKey], None], touch_fee: Callable[[ProductKey, Fee], None]
    ) -> None:
        super().__init__()
        self._touch_product = touch_product
        self._touch_fee = touch_fee
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(6)
        self._products: list[tuple[ProductKey, WideKey]] = []
        self._fees: list[tuple[Fee, WideKey]] = []
        self._drawn: tuple[ProductKey, ...] = ()

    def show_fees(self, fees: Sequence[Fee]) -> None:
        """Draw the keys of these fees."""
        products = product_keys(fees)
        if products == self._drawn:
            return
        self._clear()
        self._drawn = products
        for across, (digit, size) in enumerate(SIZE_KEYS.items(), start=1):
            label = text(f"{digit}　{size.value}", "strong")
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            self._grid.addWidget(label, 0, across)
            self._grid.setColumnStretch(across, 2)
        self._grid.setColumnStretch(0, 5)
        for down, product in enumerate(products, start=1):
            self._add_row(down, product)

    def show_entry(self, entry: Entry) -> None:
        """Mark what has been chosen so far."""
        for product, key in self._products:
            key.show_on(entry.product is not None and product.code == entry.product.code)
        for fee, key in self._fees:
            key.show_on(entry.fee == fee)

    def _add_row(self, down: int, product: ProductKey) -> None:
        name = f"{product.digit}　{product.name}" if product.digit else product.name
        key = WideKey(name, lambda: self._touch_product(product))
        key.setMinimumHeight(48)
        self._products.append((product, key))
        self._grid.addWidget(key, down, 0)
        if product.sizeless is not None:
            self._grid.addWidget(self._fee_key(product, product.sizeless), down, 1, 1, len(SIZE_KEYS))
            return
        for across, size in enumerate(SIZE_KEYS.values(), start=1):
            fee = product.fee(size)
            if fee is not None:
                self._grid.addWidget(self._fee_key(product, fee), down, across)

    def _fee_key(self, product: ProductKey, fee: Fee) -> WideKey:
        per_unit = f" / {fee.unit.value}" if product.sizeless else ""
        key = WideKey(f"{fee.price}{per_unit}", lambda: self._touch_fee(product, fee))
        key.setAccessibleName(f"{fee.title} {fee.price} {fee.unit.value}")
        key.setMinimumHeight(48)
        self._fees.append((fee, key))
        return key

    def _clear(self) -> None:
        self._products, self._fees = [], []
        while item := self._grid.takeAt(0):
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()
