"""The frame around the pages: banner, status, messages, function keys, navigation. It owns no rule."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QPaintEvent, QShortcut
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from pos.config import Settings
from pos.domain.days import japanese_date
from pos.domain.sale import SaleKind, SaleState
from pos.errors import OperatingError
from pos.system import now
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.navigation import common_functions, first_page, make_page
from pos.ui.page import Page, PageName
from pos.ui.situation import Situation, look, open_at, released_since
from pos.ui.widgets.bars import FunctionBar, MessageBar, StatusStrip, practice_banner
from pos.ui.widgets.layout import column, plain

if TYPE_CHECKING:
    from pos.counter import Counter
    from pos.domain.sale import Sale

    Opened = tuple[Counter, Situation, tuple[Sale, ...]]


class MainWindow(QMainWindow):
    """One window; pages inside it. No dialogs, so nothing can hide behind anything."""

    shown = Signal(str)  # the name of the page that has come to the front
    painted = Signal()  # once, after the first paint
    closed = Signal()  # the counter is closed, the lane has ended

    def __init__(self, settings: Settings, opener: "Callable[[Settings], Counter]" = open_at) -> None:
        super().__init__()
        self._opener = opener
        self.setWindowTitle("窓口会計" + ("（練習）" if settings.practice else ""))
        self.setMinimumSize(1000, 600)
        self._first_paint_due = True
        self._closing = False
        self._pages: dict[PageName, Page] = {}
        self._here = PageName.LOGIN
        self.desk = Desk(settings, self)
        self.messages = MessageBar()
        self.strip = StatusStrip(self.desk.leave)
        self.bar = FunctionBar()
        self._stack = QStackedWidget()
        self._put_together(settings)
        self._bind_keys()
        self.desk.changed.connect(self._redraw)
        self._redraw()

    @property
    def page(self) -> Page:
        """The page in front."""
        return self._pages[self._here]

    @property
    def is_closing(self) -> bool:
        """True once everything is given back and the window is about to go."""
        return self._closing

    @property
    def here(self) -> PageName:
        return self._here

    def show_page(self, name: PageName) -> None:
        """Bring a page to the front (made on first use)."""
        if name not in self._pages:
            self._pages[name] = make_page(name, self.desk)
            self._stack.addWidget(self._pages[name])
        if name is not self._here:
            self.messages.note("")
            self.messages.withdraw(only_left=True)
        self._here = name
        page = self._pages[name]
        self._stack.setCurrentWidget(page)
        page.enter()
        self._redraw()
        self.shown.emit(name.value)

    def complain(self, words: str, until: Until = Until.READ) -> None:
        self.messages.complain(words, until)

    def withdraw(self, *, only_left: bool = False) -> None:
        """A new attempt also ends the news of the one before."""
        self.messages.withdraw(only_left=only_left)
        if not only_left:
            self.messages.note("")

    def note(self, words: str) -> None:
        self.messages.note(words)

    def open_counter(self) -> None:
        """Open ledger and devices on the lane; the page in front stays usable meanwhile."""
        settings = self.desk.settings

        def open_and_look() -> "Opened":
            began = now()
            counter = self._opener(settings)
            return counter, look(counter), released_since(counter, began)

        self.desk.lane.run(open_and_look, done=self._opened, failed=self._refused)

    def _opened(self, opened: "Opened") -> None:
        counter, situation, self.desk.released = opened
        self.desk.opened(counter, situation)
        let_go = [sale for sale in self.desk.released if sale.kind is SaleKind.SALE]
        self.desk.returnable = let_go[-1] if let_go else None
        first = first_page(self.desk)
        if self._here in (first, PageName.FOUNDING):
            self.desk.check_terminal()
            self.page.counter_opened()  # somebody may be typing there
        else:
            self.show_page(first)
            self.desk.check_terminal()

    def _refused(self, error: OperatingError) -> None:
        self.desk.trouble = error
        self.show_page(PageName.TROUBLE)

    def release_page(self) -> None:
        self.page.release()
        self._redraw()

    def take_answer(self, sales: "tuple[Sale, ...]") -> None:
        """To the page in front; with nobody there it waits for the next person."""
        if self.desk.staff is None:
            self.desk.let_go(tuple(sale for sale in sales if sale.state is SaleState.ABANDONED))
        else:
            self.page.take_answer(sales)
            self._redraw()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        super().paintEvent(event)
        if self._first_paint_due:
            self._first_paint_due = False
            QTimer.singleShot(0, self, self.painted.emit)  # what stands on the window is painted after it

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """Not while a payment is in hand: its result must be written down first."""
        if self._closing:
            self.closed.emit()
        else:
            event.ignore()
            self._ask_to_close()

    def _ask_to_close(self) -> None:
        if self.desk.working:
            self.complain("処理中のため、まだ閉じられません。結果が出てから閉じてください。")
            return
        self.setEnabled(False)
        self.desk.close_counter(self._really_close)

    def _really_close(self) -> None:
        self._closing = True
        self.desk.lane.close()
        QTimer.singleShot(0, self.close)  # after this event: Qt ignores a close within a close

    def _put_together(self, settings: Settings) -> None:
        parts: list[QWidget] = [self.strip, self.messages, self._stack, self.bar]
        if settings.practice:
            parts.insert(0, practice_banner())
        body = plain(column(*parts, gap=0))
        body.setProperty("box", "page")
        layout = body.layout()
        if layout is not None:
            layout.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setCentralWidget(body)

    def _bind_keys(self) -> None:
        for number in range(1, 13):
            shortcut = QShortcut(QKeySequence(f"F{number}"), self)
            shortcut.setAutoRepeat(False)
            shortcut.activated.connect(lambda n=number: self.bar.press(n))
        for keys, press in (("Esc", self._escape), ("Ctrl+L", self._log_out)):
            QShortcut(QKeySequence(keys), self).activated.connect(press)

    def _escape(self) -> None:
        if self.messages.has_error:
            self.messages.acknowledge()
        elif not self.desk.working:
            self.page.back()

    def _log_out(self) -> None:
        if self.desk.staff is not None and self.strip.log_out.isEnabled():
            self.desk.leave()

    def _redraw(self) -> None:
        desk, page = self.desk, self._pages.get(self._here)
        holds = page is not None and page.holds
        functions = {} if holds else common_functions(desk, self._here)
        self.bar.show_functions(functions | (page.functions() if page is not None else {}))
        self._draw_strip(holds=holds)

    def _draw_strip(self, *, holds: bool) -> None:
        desk, strip, day = self.desk, self.strip, self.desk.situation.day
        words = "営業日　―" if day is None else f"営業日　{japanese_date(day.business_date, weekday=True)}"
        strip.day.setText(words)
        office = desk.settings.office
        strip.counter.setText(f"{office.counter_name}（{office.counter_id}）")
        strip.terminal.setText(desk.light.value)
        number = len(desk.situation.questions)
        late = f"（！ 期限切れ {desk.situation.overdue}件）" if desk.situation.overdue else ""
        strip.questions.setText(f"処理未了 {number}件{late}")
        strip.questions.setVisible(number > 0)
        missing = len(desk.situation.unissued)
        strip.unissued.setText(f"書類未発行 {missing}件（F2）")
        strip.unissued.setVisible(missing > 0)
        strip.person.setText(desk.staff.name if desk.staff else "―")
        strip.log_out.setVisible(desk.staff is not None)
        strip.log_out.setEnabled(not desk.working and not holds)
