"""The ledger cannot be opened: what is the matter, who has it, what to do."""

from pos.errors import Reason
from pos.ui.desk import Desk
from pos.ui.page import Function, Page
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, card, centred, column, row, text
from pos.wording import say

UNHARMED = "記録は失われていません。"  # certain only where somebody else has the ledger open
WAIT = "会計はこの画面が消えるまで行わないでください。"


class TroublePage(Page):
    """Nothing can be sold; the sentence is for the clerk, the small print for a technician."""

    title = "帳簿を開けません"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.words = text("", wrap=True)
        self.detail = text("", "soft", wrap=True)
        self.again = Key("もう一度開く", self._open_again, kind="primary", key="F5")
        self.close_key = Key("閉じる", self._close)
        note = box("bad", column(self.words, self.detail, margin=16))
        self.advice = text("", wrap=True)
        self.setLayout(row(centred(card(
            text("帳簿を開けません", "title"), note, self.advice,
            4, row(self.again, self.close_key), margin=32,
        ), 720)))  # fmt: skip

    def enter(self) -> None:
        error = self.desk.trouble
        if error is not None:
            self.words.setText(f"！ {say(error)}")
            self.advice.setText((UNHARMED if error.reason is Reason.LEDGER_IN_USE else "") + WAIT)
            technical = str(error.facts.get("detail", ""))
            self.detail.setText(f"技術情報: {technical}")
            self.detail.setVisible(bool(technical))
        self.again.setFocus()

    def functions(self) -> dict[int, Function]:
        return {5: Function("開き直す", self._open_again)}

    def _open_again(self) -> None:
        self.desk.open_again()

    def _close(self) -> None:
        self.window().close()
