"""Settling a 処理未了 by a person's word: charged or not, why, with what evidence, who approves."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QComboBox, QRadioButton, QWidget

from pos.domain.brands import Brand
from pos.domain.entry import clean_text
from pos.domain.guidance import Guidance, Proposal
from pos.errors import EntryError, OperatingError, Reason
from pos.ui.sale.unknown_words import evidence_words, settling_words
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import EnterMoves, Field
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import column, plain, row, text
from pos.ui.widgets.person_panel import PersonPanel
from pos.wording import BRANDS

Tell = Callable[[OperatingError], None]
ARROWS = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Left, Qt.Key.Key_Right)
CHOOSE = "引去りの有無"
CONFIRM = "この内容で確定"
ALONE = "この金額は、設定により1人で確定できます。理由と証拠が記録に残ります。"


@dataclass(frozen=True)
class Verdict:
    """What the person says; the approver's password is used once and kept nowhere."""

    charged: bool
    brand: Brand
    reason: str
    evidence: str
    approver_number: str
    approver_password: str
    by_two: bool


class Outcome(QRadioButton):
    """One of two outcomes; an arrow chooses the other one, also while nothing is chosen yet."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        other = next((each for each in self.group().buttons() if each is not self), None)
        if event.key() in ARROWS and other is not None:
            other.setChecked(True)
            other.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)


class SettleForm(QWidget):
    """Nothing is chosen beforehand."""

    def __init__(self, take: Callable[[Verdict], None], back: Callable[[], None], tell: Tell) -> None:
        super().__init__()
        self._take, self._tell = take, tell
        self.charged = Outcome("引去りあり（売上として成立）")
        self.not_charged = Outcome("引去りなし（不成立）")
        self._choice = QButtonGroup(self)
        self._choice.buttonToggled.connect(lambda _button, _on: self._name_outcome())
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
        self.evidence = Field("証拠（残高照会の結果、決済事業者の回答など）", limit=120)
        self.approver = PersonPanel("承認者の")
        self.second = text("", "heading", wrap=True)
        self.proposal = text("", wrap=True)
        self._needs_approver = True
        self.done_key = Key(CONFIRM, self.submit, kind="danger", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        left = column(
            text("この未了を確定する", "title"), self.proposal,
            text(CHOOSE, "soft"), row(self.charged, self.not_charged, None), text("ブランド", "soft"),
            self.brand, self.reason, self.evidence, None, gap=12,
        )  # fmt: skip
        right = column(
            self.second, self.approver, None,
            row(self.back_key, self.done_key, stretch={1: 1}), gap=12,
        )  # fmt: skip
        self.setLayout(row(plain(left), plain(right), gap=32, stretch={0: 3, 1: 2}))
        EnterMoves(self, [
            self.charged, self.not_charged, self.brand, self.reason, self.evidence,
            *self.approver.fields, self.done_key, self.back_key,
        ])  # fmt: skip

    def begin(self, guide: Guidance, proposal: Proposal) -> None:
        """Nothing is chosen beforehand; what a 残高照会 proved is offered as brand and evidence, and said."""
        self._choice.setExclusive(False)
        for button in (self.charged, self.not_charged):
            button.setChecked(False)
        self._choice.setExclusive(True)
        self._name_outcome()
        brand = proposal.brand if proposal.reading else guide.known.brand
        self.brand.setCurrentIndex(list(BRANDS).index(brand))
        self.reason.write("")
        self.evidence.write(evidence_words(proposal))
        self.approver.wipe()
        self._show_second_person(needed=guide.needs_approver)
        self.proposal.setText(settling_words(proposal, guide))
        self.charged.setFocus()

    def _show_second_person(self, *, needed: bool) -> None:
        self._needs_approver = needed
        self.second.setText("承認者（本人が入力）" if needed else ALONE)
        self.approver.setVisible(needed)

    @property
    def fields(self) -> list[QWidget]:
        return [self.reason, self.evidence, *(self.approver.fields if self._needs_approver else [])]

    @property
    def outcome(self) -> str:
        """What would be settled now: on the confirming key, so that nobody confirms the other one."""
        if self._choice.checkedButton() is None:
            return CONFIRM
        return "引去りありで確定" if self.charged.isChecked() else "引去りなしで確定"

    def _name_outcome(self) -> None:
        self.done_key.rename(self.outcome)

    def submit(self) -> None:
        """Hand the verdict on, or say that nothing was chosen."""
        clear(self.fields)
        if self._choice.checkedButton() is None:
            self.charged.setFocus()
            self._tell(EntryError(Reason.TEXT_REQUIRED, label=CHOOSE))
            return
        try:
            verdict = self._verdict()
        except OperatingError as error:
            self._tell(point_at(error, self.fields))
            return
        self._take(verdict)

    def _verdict(self) -> Verdict:
        """The own fields are checked first, so that the second person types the password once.

        Raises EntryError; then nothing that was typed is lost.
        """
        reason = clean_text(self.reason.words, label="理由", limit=120, required=True)
        evidence = clean_text(self.evidence.words, label="証拠", limit=120, required=True)
        brand = list(BRANDS)[self.brand.currentIndex()]
        number, password = self._second_person()
        return Verdict(
            self.charged.isChecked(), brand, reason, evidence, number, password, self._needs_approver
        )

    def _second_person(self) -> tuple[str, str]:
        if not self._needs_approver:
            return "", ""
        for field in (self.approver.number, self.approver.password):
            if not field.words.strip():
                raise EntryError(Reason.TEXT_REQUIRED, label=field.label)
        return self.approver.take()
