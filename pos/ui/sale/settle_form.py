"""Settling a 処理未了 by a person's word: charged or not, why, with what evidence, who approves."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QWidget

from pos.domain.brands import Brand
from pos.errors import EntryError, Reason
from pos.ui.widgets.fields import EnterMoves, Field
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, plain, row, text
from pos.ui.widgets.person_panel import PersonPanel
from pos.wording import BRANDS

CHOOSE = "引去りの有無"


@dataclass(frozen=True)
class Verdict:
    """What the person says; the approver's password is used once and kept nowhere."""

    charged: bool
    brand: Brand
    reason: str
    evidence: str
    approver_number: str
    approver_password: str


class SettleForm(QWidget):
    """Nothing is chosen beforehand."""

    def __init__(self, take: Callable[[Verdict], None], back: Callable[[], None]) -> None:
        super().__init__()
        self._take = take
        self.charged = QRadioButton("引去りあり（売上として成立）")
        self.not_charged = QRadioButton("引去りなし（不成立）")
        self._choice = QButtonGroup(self)
        for button in (self.charged, self.not_charged):
            button.setAccessibleName(button.text())
            button.setMinimumHeight(44)
            self._choice.addButton(button)
        self.brand = QComboBox()
        self.brand.setAccessibleName("ブランド")
        self.brand.view().setAccessibleName("ブランドの候補")
        for brand, name in BRANDS.items():
            self.brand.addItem(name, brand.value)
        self.reason = Field("理由", limit=120)
        self.evidence = Field("証拠（売上票の伝票番号、残高照会の結果など）", limit=120)
        self.approver = PersonPanel("承認者の")
        self.done_key = Key("この内容で確定", self.submit, kind="danger", key="F12")
        self.back_key = Key("戻る", back)
        left = column(
            text("この未了を確定する", "title"), row(self.charged, self.not_charged, None),
            text("ブランド", "soft"), self.brand, self.reason, self.evidence, None, gap=12,
        )  # fmt: skip
        right = column(
            text("承認者（本人が入力）", "heading"), self.approver, None,
            row(self.back_key, self.done_key, stretch={1: 1}), gap=12,
        )  # fmt: skip
        self.setLayout(row(plain(left), plain(right), gap=32, stretch={0: 3, 1: 2}))
        EnterMoves(self, [
            self.brand, self.reason, self.evidence, *self.approver.fields, self.done_key, self.back_key,
        ])  # fmt: skip

    def begin(self) -> None:
        """Empty, with the first choice in focus."""
        self._choice.setExclusive(False)
        for button in (self.charged, self.not_charged):
            button.setChecked(False)
        self._choice.setExclusive(True)
        self.brand.setCurrentIndex(list(BRANDS).index(Brand.UNKNOWN))
        self.reason.write("")
        self.evidence.write("")
        self.approver.wipe()
        self.charged.setFocus()

    def submit(self) -> None:
        """Hand the verdict on. Raises EntryError where nothing was chosen."""
        if self._choice.checkedButton() is None:
            raise EntryError(Reason.TEXT_REQUIRED, label=CHOOSE)
        number, password = self.approver.take()
        brand = list(BRANDS)[self.brand.currentIndex()]
        verdict = Verdict(
            self.charged.isChecked(), brand, self.reason.words, self.evidence.words, number, password
        )
        self._take(verdict)
