"""Where a person lands who cannot sell now: what the day's state is and who can change it."""

from pos.domain.days import japanese_date
from pos.domain.staff import Right
from pos.ui.desk import Desk
from pos.ui.page import Page, PageName
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import card, centred, row, text


class HomePage(Page):
    """A calm page with the one next step."""

    title = "窓口の状態"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.words = text("", "title", wrap=True)
        self.next = text("", wrap=True)
        self.open_key = Key("開局する", lambda: desk.go(PageName.OPENING), kind="primary")
        self.close_key = Key("前の営業日を締める", lambda: desk.go(PageName.CLOSING), kind="primary")
        self.sales_key = Key("取引一覧", lambda: desk.go(PageName.SALES), key="F2")
        self.admin_key = Key("管理", lambda: desk.go(PageName.ADMIN), key="F11")
        self.setLayout(row(centred(card(
            self.words, self.next, 8, self.open_key, self.close_key, row(self.sales_key, self.admin_key),
            margin=32,
        ), 640)))  # fmt: skip

    def enter(self) -> None:
        desk, situation = self.desk, self.desk.situation
        self.words.setText(self._state())
        self.next.setText(self._advice())
        self.open_key.setVisible(situation.day is None and desk.may(Right.OPEN_DAY))
        self.close_key.setVisible(situation.left_open and desk.may(Right.CLOSE_DAY))
        self.sales_key.setEnabled(desk.may(Right.LOOK_UP))
        self.admin_key.setEnabled(desk.may(Right.LOOK_UP))
        first = next((k for k in (self.open_key, self.close_key) if k.isVisibleTo(self)), self.sales_key)
        first.setFocus()

    def _state(self) -> str:
        day = self.desk.situation.day
        if day is None:
            return "営業日は開いていません"
        if self.desk.situation.left_open:
            return f"{japanese_date(day.business_date, weekday=True)}の営業日が締められていません"
        return f"{japanese_date(day.business_date, weekday=True)}の営業日が開いています"

    def _advice(self) -> str:
        desk, situation = self.desk, self.desk.situation
        if situation.left_open:
            mine = desk.may(Right.CLOSE_DAY)
            who = "その日付で締めてから今日を開局します。" if mine else "出納員に締めを依頼してください。"
            return f"今日の会計はまだ始められません。{who}"
        if situation.day is None:
            mine = desk.may(Right.OPEN_DAY)
            return "つり銭を数えて開局してください。" if mine else "出納員に開局を依頼してください。"
        return "会計は係員または出納員が行います。取引の閲覧はできます。"
