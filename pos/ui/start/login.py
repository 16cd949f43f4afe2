"""Login: the first thing that paints; the counter opens behind it."""

from PySide6.QtWidgets import QWidget

from pos.domain.staff import Staff
from pos.errors import OperatingError
from pos.ui.desk import Desk
from pos.ui.navigation import home_of
from pos.ui.page import Page, PageName
from pos.ui.widgets.fields import EnterMoves
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, centred, column, row, text
from pos.ui.widgets.person_panel import PersonPanel


class LoginPage(Page):
    """職員番号 and password; what is wrong stands in the message bar until it is read."""

    title = "ログイン"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        office = desk.settings.office
        self.person = PersonPanel()
        self.enter_key = Key("ログイン", self.log_in, kind="primary", key="Enter")
        self.state = text("", "soft")
        parts: list[QWidget | int] = [
            text("窓口会計", "title"),
            text(f"{office.name}　{office.counter_name}", "soft", wrap=True),
            8,
            self.person,
            4,
            self.enter_key,
            self.state,
        ]
        if desk.settings.practice:
            parts.append(self._founding_key())
        self.setLayout(row(centred(card(*parts, margin=32), 520)))
        self.setTabOrder(self.person.password.line, self.enter_key)
        EnterMoves(self, [*self.person.fields, self.enter_key], submit=self.log_in)

    def enter(self) -> None:
        self.person.wipe() if self.desk.is_open else None
        self._draw()
        self.person.setFocus()

    def log_in(self) -> None:
        """Ask the counter who this is."""
        if not self.desk.is_open:
            self.state.setText("準備中です。少しお待ちください。")
            return
        number, password = self.person.take()
        access = self.desk.counter.access
        self.state.setText("確認しています…")
        self.desk.run(lambda: access.login(number, password), self._welcome, self._refuse)

    def _welcome(self, staff: Staff) -> None:
        self.desk.arrive(staff)
        self.person.wipe()
        self.desk.refresh(lambda: self.desk.go(home_of(self.desk)))

    def _refuse(self, error: OperatingError) -> None:
        self._draw()
        self.desk.tell(error)
        self.person.password.setFocus()

    def _draw(self) -> None:
        self.state.setText("" if self.desk.is_open else "帳簿を開いています…")

    def _founding_key(self) -> QWidget:
        found = Key("この窓口を設定する（本番用の帳簿を作る）", self._found, kind="quiet")
        return _aside(found)

    def _found(self) -> None:
        self.desk.go(PageName.FOUNDING)


def _aside(widget: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(widget))
    return holder
