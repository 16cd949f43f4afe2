"""Beside the list: why a paper is made again, why a sale is taken back and who approves it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from pos.ui.widgets.complaints import clear
from pos.ui.widgets.fields import EnterMoves, Field
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, row, text
from pos.ui.widgets.person_panel import PersonPanel


class ReprintForm(QWidget):
    """再発行: the reason is printed and kept."""

    def __init__(self, take: Callable[[str], None], back: Callable[[], None]) -> None:
        super().__init__()
        self.reason = Field("再発行の理由", hint="例: お客様の紛失", limit=60)
        self.done_key = Key("再発行する", self.submit, kind="primary", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        self._take = take
        self.heading = text("", "soft", wrap=True)
        self.setLayout(column(
            text("再発行", "title"), self.heading, text("「再発行」の印と回数、日付が入ります。", wrap=True),
            self.reason, None, row(self.back_key, self.done_key, stretch={1: 1}), gap=12,
        ))  # fmt: skip
        EnterMoves(self, [self.reason, self.done_key, self.back_key])

    def begin(self, heading: str) -> None:
        self.heading.setText(heading)
        self.reason.write("")
        self.reason.setFocus()

    def submit(self) -> None:
        clear([self.reason])
        self._take(self.reason.words)


class CancelForm(QWidget):
    """取消: the reason, and the approver at the same screen."""

    def __init__(self, take: Callable[[str, str, str], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        self.heading = text("", "strong", wrap=True)
        self.reason = Field("取消の理由", limit=60)
        self.approver = PersonPanel("承認者の")
        self.done_key = Key("取り消す", self.submit, kind="danger", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        warning = text("元の取引は残り、取消の記録が加わります。渡した書類を回収してください。", wrap=True)
        self.setLayout(column(
            text("取消", "title"), self.heading, box("note", column(warning, margin=12)), self.reason,
            text("承認者（本人が入力）", "heading"), self.approver, None,
            row(self.back_key, self.done_key, stretch={1: 1}),
        ))  # fmt: skip
        EnterMoves(self, [self.reason, *self.approver.fields, self.done_key, self.back_key])

    def begin(self, heading: str) -> None:
        self.heading.setText(heading)
        self.reason.write("")
        self.approver.wipe()
        self.reason.setFocus()

    @property
    def fields(self) -> list[QWidget]:
        return [self.reason, *self.approver.fields]

    def submit(self) -> None:
        clear(self.fields)
        self._take(self.reason.words, *self.approver.take())
