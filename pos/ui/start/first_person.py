"""The first person of a new ledger: the administrator."""

from pos.domain.staff import Staff
from pos.errors import OperatingError
from pos.ui.desk import Desk
from pos.ui.frame import Until
from pos.ui.navigation import home_of
from pos.ui.page import Function, Page, PageName
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import CodeField, EnterMoves, Field, PasswordField
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, centred, row, text

NOT_THE_SAME = "2つのパスワードが違います。もう一度、同じものを2回入力してください。"


class FirstPersonPage(Page):
    """Number, name and a long password, twice."""

    title = "最初の管理者"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        length = desk.settings.staff.password_min_length
        self.number = CodeField("職員番号", limit=20)
        self.name = Field("氏名", limit=30)
        self.password = PasswordField(f"パスワード（{length}文字以上。長い言葉の組み合わせがおすすめです）")
        self.again = PasswordField("パスワード（確認のため、もう一度）")
        self.enter_key = Key("管理者を登録する", self.register, kind="primary", key="F12")
        self.setLayout(row(centred(card(
            text("最初の管理者を登録します", "title"),
            text("この人が、ほかの職員を登録します。まだ誰も登録されていません。", "soft", wrap=True),
            self.number, self.name, self.password, self.again, 4, self.enter_key, margin=32,
        ), 600)))  # fmt: skip
        EnterMoves(self, [self.number, self.name, self.password, self.again, self.enter_key])

    def functions(self) -> dict[int, Function]:
        own = {12: Function("登録", self.register, not self.desk.working)}
        if self.desk.settings.practice:  # whoever installs the counter need not set up practice first
            own[9] = Function("本番の設定", self._found)
        return own

    def _found(self) -> None:
        self.desk.go(PageName.FOUNDING)

    def enter(self) -> None:
        self.number.setFocus()

    @property
    def fields(self) -> list[Field]:
        return [self.number, self.name, self.password]

    def register(self) -> None:
        """Register and log in at once."""
        clear(self.fields)
        if self.password.words != self.again.words:
            self.desk.complain(NOT_THE_SAME, Until.LEFT)
            self.password.setFocus()
            return
        access = self.desk.counter.access
        number, name, password = self.number.words, self.name.words, self.password.words
        self.desk.run(
            lambda: access.create_first_administrator(number, name, password), self._created, self._refused
        )

    def _refused(self, error: OperatingError) -> None:
        self.desk.tell(point_at(error, self.fields))

    def _created(self, staff: Staff) -> None:
        for field in (self.password, self.again):
            field.write("")
        self.desk.arrive(staff)
        self.desk.refresh(self._begin)

    def _begin(self) -> None:
        self.desk.go(home_of(self.desk))
        self.desk.note(f"{self.desk.person.name}さんを管理者として登録しました。")
