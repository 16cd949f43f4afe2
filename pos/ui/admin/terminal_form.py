"""端末の設定: driver, port, speed, password, contract; tried before it is saved, saved before it is used."""

from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QWidget

from pos.config import TerminalSettings
from pos.errors import EntryError, OperatingError, Reason
from pos.ui.terminal.fields import TerminalFields
from pos.ui.widgets.complaints import clear, point_at
from pos.ui.widgets.fields import EnterMoves
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, plain, row, scrolling, set_role, text

WHEN: Final = (
    "保存すると、窓口をいったん閉じて新しい設定で開き直します。もう一度ログインしてください。"
    "帳簿はそのままです。"
)
NOT_IN_PRACTICE: Final = "練習では試せません"


class TerminalForm(QWidget):
    """The fields, 接続を試す with its answer, and 保存."""

    def __init__(
        self,
        *,
        practice: bool,
        try_it: Callable[[], None],
        save: Callable[[], None],
        back: Callable[[], None],
    ) -> None:
        super().__init__()
        self._practice = practice
        self._before = TerminalSettings()
        self.form = TerminalFields(practice=practice, every=True)
        self.answer = text("", "strong", wrap=True)
        self.try_key = Key("接続を試す", try_it, key="F6")
        self.save_key = Key("保存して開き直す", save, kind="primary", key="F12")
        self.back_key = Key("戻る", back, key="Esc")
        note = box("note", column(text(WHEN, wrap=True), margin=12))
        fields = scrolling(plain(column(self.form, None)))
        self.setLayout(column(
            row(fields, plain(column(note, None)), gap=16, stretch={0: 3, 1: 2}),
            self.answer,  # outside of what scrolls: it is seen whatever stands above
            row(self.back_key, None, self.try_key, self.save_key, gap=12), gap=12, stretch={0: 1},
        ))  # fmt: skip
        EnterMoves(self, [*self.form.order, self.try_key, self.save_key, self.back_key])
        self.setFocusProxy(self.form)
        self.form.driver.currentIndexChanged.connect(lambda _index: self.show_what_applies())

    @property
    def can_try(self) -> bool:
        return not self._practice and self.form.driver.currentData() != "none"

    def begin(self, terminal: TerminalSettings) -> None:
        """Show what holds now."""
        self._before = terminal
        self.form.write(terminal)
        self.say("")
        clear(self.form.fields)
        self.show_what_applies()
        self.form.driver.setFocus()

    def read(self) -> TerminalSettings:
        """What was typed. Raises EntryError, shown at its field."""
        clear(self.form.fields)
        try:
            return self.form.read(self._before)
        except EntryError as error:
            raise point_at(error, self.form.fields) from error

    def refuse(self, error: OperatingError) -> OperatingError:
        """What the settings' rules refuse, at the field of their key; the error in the field's name."""
        field = self.form.by_key.get(str(error.facts.get("key", "")))
        if field is None or field.isHidden():
            return error
        plain_words = EntryError(Reason.ENTRY_REFUSED, label=field.label, problem=error.facts.get("problem"))
        return point_at(plain_words, [field])

    def say(self, words: str, role: str = "strong") -> None:
        """The answer of 接続を試す."""
        self.answer.setText(words)
        self.answer.setVisible(bool(words))
        set_role(self.answer, role)

    def show_what_applies(self) -> None:
        note = NOT_IN_PRACTICE if self._practice else ""
        self.try_key.rename("接続を試す", note)
        self.try_key.setEnabled(self.can_try)
