"""Login: the first thing that paints; the counter opens behind it."""

from PySide6.QtWidgets import QWidget

from pos.domain.sale import Sale
from pos.domain.staff import Staff
from pos.errors import OperatingError
from pos.ui.desk import Desk
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.situation import Situation
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
        self._early = False  # Enter was pressed before the ledger was open: it holds until then
        parts: list[QWidget | int] = [
            text("窓口会計", "title"),
            text(f"{office.name}　{office.counter_name}", "soft", wrap=True),
            8,
            self.person,
            4,
            self.enter_key,
            self.state,
        ]
        self.found_key = Key("この窓口を設定する（本番用の帳簿を作る）", self._found, kind="quiet", key="F9")
        if desk.settings.practice:
            parts.append(_aside(self.found_key))
        self.setLayout(row(centred(card(*parts, margin=32), 520)))
        self.setTabOrder(self.person.password.line, self.enter_key)
        for field in (self.person.number, self.person.password):
            field.line.textEdited.connect(self._forget_early)
        order = [*self.person.fields, self.enter_key]
        EnterMoves(self, [*order, self.found_key] if desk.settings.practice else order, submit=self.log_in)

    def functions(self) -> dict[int, Function]:
        """The assistant is there for practice only: an office's own counter is founded already."""
        return {9: Function("窓口設定", self._found)} if self.desk.settings.practice else {}

    def enter(self) -> None:
        self.person.wipe()
        self._early = False
        self._draw()
        self.person.setFocus()

    def counter_opened(self) -> None:
        """Only the state changes: what is typed, and where, is left alone."""
        self._draw()
        if self._early:
            self.log_in()

    def log_in(self) -> None:
        """Ask the counter who this is."""
        if not self.desk.is_open:
            self._early = True
            self.state.setText("帳簿が開きしだいログインします。お待ちください。")
            return
        self._early = False
        number, password = self.person.take()
        access = self.desk.counter.access
        self.state.setText("確認しています…")
        self.desk.run(lambda: access.login(number, password), self._welcome, self._refuse)

    def _welcome(self, staff: Staff) -> None:
        self.desk.arrive(staff)
        self.person.wipe()
        self.desk.refresh(self._begin)

    def _begin(self) -> None:
        """To work; open questions come before anything is sold, and what the recovery settled is said."""
        first = PageName.UNKNOWN if self.desk.situation.questions else home_of(self.desk)
        self.desk.go(first)
        if words := arrival_words(self.desk.situation, self.desk.released):
            self.desk.note(words)
        self.desk.released = ()

    def _refuse(self, error: OperatingError) -> None:
        self._draw()
        self.desk.tell(error)
        self.person.password.setFocus()

    def _draw(self) -> None:
        self.state.setText("" if self.desk.is_open else "帳簿を開いています…")

    def _forget_early(self, _words: str) -> None:
        """Whoever types on has not finished yet."""
        if self._early:
            self._early = False
            self._draw()

    def _found(self) -> None:
        self.desk.go(PageName.FOUNDING)


def arrival_words(situation: Situation, let_go: "tuple[Sale, ...]") -> str:
    """What happened to interrupted payments while nobody was logged in; empty where nothing did."""
    settled = "、".join(str(sale.number) for sale in situation.unissued)
    released = "、".join(str(sale.number) for sale in let_go)
    parts = [
        f"中断した取引 {settled} は成立していました。書類がまだ出ていません（F2 取引一覧）。"
        if settled
        else "",
        f"中断した取引 {released} は引き去られていませんでした（F2 取引一覧）。" if released else "",
    ]
    return "".join(parts)


def _aside(widget: QWidget) -> QWidget:
    holder = QWidget()
    holder.setLayout(column(widget))
    return holder
