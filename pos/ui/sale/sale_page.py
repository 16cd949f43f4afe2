"""The sale: fast keys on the left, basket on the right; every key makes a new basket, no lane."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QStackedWidget

from pos.domain.basket import Basket, BasketLine
from pos.domain.catalog import Fee
from pos.errors import OperatingError, Reason, RefusedError
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.page import Function, Page, PageName
from pos.ui.sale.basket_view import BasketView
from pos.ui.sale.brought_back import CHANGED, basket_of
from pos.ui.sale.entry import Entry, ProductKey, product_keys
from pos.ui.sale.fast_keys import FastKeys
from pos.ui.sale.side_forms import AddresseeForm, OfficialUseForm, SheetForm, SideForm
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, column, plain, row, text
from pos.ui.widgets.number_pad import BACK, ENTER, FLAT, NumberPad

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.domain.sale import Sale

ENTER_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
ROOM_FOR_PAD = 540  # px
HELP = "例: 1 3 2 Enter で境界図A3が2枚　F12で会計　↑↓ 行　＋− 枚数"


class SalePage(Page):
    """Rings up lines; the money is taken on the payment page."""

    title = "売上"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.entry = Entry()
        self._past: list[Basket] = []
        self.fast = FastKeys(self._touch_product, self._touch_fee)
        self.prompt = text("", "heading")
        self.help = text(HELP, "soft")
        self.pad = NumberPad(self._touch_pad, FLAT)
        self.view = BasketView()
        self.pay_key = Key("会計", self.check_out, kind="primary", key="F12", focusable=False)
        self.pay_key.setMinimumHeight(72)
        self.undo_key = Key("元に戻す", self.undo, kind="quiet", key="Ctrl+Z", focusable=False)
        self.sheet_form = SheetForm(self._take_form, self._close_form)
        self.addressee_form = AddresseeForm(self._take_form, self._close_form)
        self.official_form = OfficialUseForm(self._take_form, self._close_form)
        self.side = QStackedWidget()
        self._put_together()

    # --- the frame ------------------------------------------------------------------------------

    def enter(self) -> None:
        fees = self.desk.situation.fees
        if not self.desk.basket.lines:
            self._past = []  # a new visitor, or a basket that became an open question: never brought back
        self.fast.show_fees(fees)
        if self.entry.products != product_keys(fees):
            self.entry = Entry(product_keys(fees))
        self._close_form()
        self._draw()

    def functions(self) -> dict[int, Function]:
        form = self._form()
        if form is not None:
            return {12: Function("決定", form.submit)}
        lines = bool(self.desk.basket.lines)
        return {
            3: Function("図面", self._open_sheet_form, lines),
            4: Function("受付・宛名", lambda: self._open_form(self.addressee_form)),
            6: Function("行取消", self.remove_line, lines),
            9: Function("明細を戻す", self.bring_back, self._can_bring_back()),
            7: Function("公用", lambda: self._open_form(self.official_form)),
            12: Function(self._pay_caption(), self.check_out, not self.desk.working),
        }

    def back(self) -> None:
        if self._form() is not None:
            self._close_form()
        else:
            self._enter(self.entry.cleared())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """On a low screen (175 % on full HD) the keyboard has the digits; the fast keys need the room."""
        super().resizeEvent(event)
        self.pad.setVisible(event.size().height() >= ROOM_FOR_PAD)

    # --- keys -----------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        key, words = event.key(), event.text()
        if words.isascii() and words.isdigit():
            self._enter(self.entry.digit(words))
        elif key in ENTER_KEYS:
            if not event.isAutoRepeat():
                self.press_enter()
        elif key == Qt.Key.Key_Backspace:
            self._enter(self.entry.back())
        elif not self._line_key(event):
            super().keyPressEvent(event)

    def _line_key(self, event: QKeyEvent) -> bool:
        """Keys about the chosen line; True where it was one."""
        key = event.key()
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._move(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self._change_copies(1 if key == Qt.Key.Key_Plus else -1)
        elif key == Qt.Key.Key_Delete:
            self.remove_line()
        elif key == Qt.Key.Key_Z and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.undo()
        else:
            return False
        return True

    def press_enter(self) -> None:
        """Enter moves on: the typed line into the basket; with nothing typed, to the payment."""
        if not self.entry.is_empty:
            self.add_line()
        elif self.desk.basket.lines:
            self.check_out()

    # --- the basket -----------------------------------------------------------------------------

    def add_line(self) -> bool:
        """The typed line into the basket; False where it is not whole yet."""
        entry = self.entry
        if entry.fee is None:
            return False
        try:
            line = BasketLine(entry.fee, entry.copies)  # 0 copies are refused here, also for a known line
            basket = self.desk.basket.add(line.fee, line.copies)
        except OperatingError as error:
            self.desk.tell(error)
            return False
        changed = (n for n, each in enumerate(basket.lines) if each not in self.desk.basket.lines)
        self._take(basket, next(changed, None))
        self._enter(entry.cleared())
        return True

    def remove_line(self) -> None:
        line = self.view.table.chosen
        if line is not None:
            self._take(self.desk.basket.remove(line), line)

    def undo(self) -> None:
        """The basket before the newest change; only here, before any payment."""
        if self._past:
            self.desk.basket = self._past.pop()
            self._draw()

    def bring_back(self) -> None:
        """明細を戻す: the lines of a payment that was not charged after all, at today's fees."""
        sale = self.desk.returnable
        if sale is None or not self._can_bring_back():
            return
        self.desk.returnable = None
        basket, changed = basket_of(sale, self.desk.situation.fees)
        self._take(basket)
        if changed:
            self.desk.complain(CHANGED.format(titles="、".join(changed)), Until.LEFT)

    def _can_bring_back(self) -> bool:
        return self.desk.returnable is not None and not self.desk.basket.lines

    def take_answer(self, sales: "tuple[Sale, ...]") -> None:
        super().take_answer(sales)
        self.view.offer(self.desk.returnable)

    def check_out(self) -> None:
        """会計: a typed line is taken along. 公用 is issued at once."""
        if not self.entry.is_empty and not self.add_line():
            return
        basket = self.desk.basket
        if not basket.lines:
            self.desk.tell(RefusedError(Reason.BASKET_EMPTY))
        elif basket.official_use is None:
            self.desk.go(PageName.PAYMENT)
        else:
            checkout, clerk = self.desk.counter.checkout, self.desk.person
            self.desk.run(lambda: checkout.issue_official_use(basket, clerk), self._issued)

    def _issued(self, result: "SaleResult") -> None:
        self.desk.result = result
        self.desk.go(PageName.RESULT)

    def _take(self, basket: Basket, line: int | None = None) -> None:
        self.desk.forget()
        self._past = [*self._past, self.desk.basket][-50:]
        self.desk.basket = basket
        self._draw(line)

    def _change_copies(self, by: int) -> None:
        line = self.view.table.chosen
        if line is None:
            return
        try:
            self._take(self.desk.basket.set_copies(line, self.desk.basket.lines[line].copies + by), line)
        except OperatingError as error:
            self.desk.tell(error)

    def _move(self, by: int) -> None:
        line, number = self.view.table.chosen, len(self.desk.basket.lines)
        if line is not None and 0 <= line + by < number:
            self.view.table.selectRow(line + by)

    # --- touching -------------------------------------------------------------------------------

    def _touch_product(self, product: ProductKey) -> None:
        self._enter(self.entry.choose_product(product))

    def _touch_fee(self, product: ProductKey, fee: Fee) -> None:
        self._enter(self.entry.choose_fee(product, fee))

    def _touch_pad(self, name: str) -> None:
        if name == ENTER:
            self.press_enter()
        elif name == BACK:
            self._enter(self.entry.back())
        else:
            entry = self.entry
            for digit in name:
                entry = entry.digit(digit)
            self._enter(entry)

    # --- forms ----------------------------------------------------------------------------------

    def _form(self) -> SideForm | None:
        current = self.side.currentWidget()
        return current if isinstance(current, SideForm) else None

    def _open_form(self, form: SideForm) -> None:
        self.side.setCurrentWidget(form)
        form.begin(self.desk.basket)
        self.keys_changed()

    def _open_sheet_form(self) -> None:
        line = self.view.table.chosen
        if line is not None:
            self.sheet_form.line = line
            self._open_form(self.sheet_form)

    def _take_form(self, basket: Basket) -> None:
        self._take(basket, self.view.table.chosen)
        self._close_form()

    def _close_form(self) -> None:
        self.side.setCurrentIndex(0)
        self.desk.forget()
        self.setFocus()
        self.keys_changed()

    # --- drawing --------------------------------------------------------------------------------

    def _enter(self, entry: Entry) -> None:
        self.entry = entry
        self.fast.show_entry(entry)
        words = _prompt(entry)
        self.prompt.setText(words)
        self.setAccessibleDescription(words)

    def _draw(self, line: int | None = None) -> None:
        basket = self.desk.basket
        self.view.offer(self.desk.returnable)
        self.view.show_basket(basket, current=len(basket.lines) - 1 if line is None else line)
        self.pay_key.rename(self._pay_caption())
        self.pay_key.setEnabled(bool(basket.lines))
        self.undo_key.setEnabled(bool(self._past))
        self._enter(self.entry)
        self.keys_changed()

    def _pay_caption(self) -> str:
        return "公用で交付" if self.desk.basket.official_use else "会計"

    def _put_together(self) -> None:
        entry = box("note", column(self.prompt, self.help, gap=2, margin=(12, 8, 12, 8)))
        left = column(card(self.fast, margin=8), entry, self.pad, stretch={0: 3, 2: 1})
        heading = row(text("明細", "heading"), None, self.undo_key)
        basket = column(heading, self.view, self.pay_key, stretch={1: 1})
        self.side.addWidget(plain(basket))
        for form in (self.sheet_form, self.addressee_form, self.official_form):
            self.side.addWidget(form)
        self.setLayout(row(left, card(self.side, margin=12), gap=12, margin=12, stretch={0: 11, 1: 10}))


def _prompt(entry: Entry) -> str:
    """What has been typed and what is due next."""
    if entry.product is None:
        return "品目の番号を押してください"
    if entry.fee is None:
        return f"{entry.product.name}　→　サイズ 4 3 2 1"
    return f"{entry.fee.title}　→　{entry.digits or '1'}{entry.fee.unit.value}　Enter"
