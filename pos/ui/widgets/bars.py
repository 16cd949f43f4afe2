"""The bars around every page: practice banner, status strip, message bar, function keys."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from pos.ui.page import Function
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, row, text

PRACTICE_WORDS: Final = "練習　―　このお金と書類は本物ではありません　―　練習"


def practice_banner() -> QFrame:
    """Permanent and unmistakable on the practice ledger."""
    label = text(PRACTICE_WORDS, "heading")
    banner = box("practice", row(None, label, None, margin=(8, 5, 8, 5)))
    banner.setAccessibleName("練習モード")
    return banner


class StatusStrip(QFrame):
    """Business date, counter, person, terminal, open questions, missing papers; and the way out."""

    def __init__(self, log_out: Callable[[], None]) -> None:
        super().__init__()
        self.setProperty("box", "strip")
        self.day = text("", "strong")
        self.counter = text("", "soft")
        self.terminal = text("", "strong")
        self.questions = text("", "badge")
        self.unissued = text("", "badge")
        self.person = text("", "strong")
        self.log_out = Key("ログアウト", log_out, kind="quiet", key="Ctrl+L", focusable=False)
        self.log_out.setAccessibleName("ログアウト Ctrl+L")
        self.setMinimumHeight(48)
        self.setLayout(
            row(
                self.day, 8, self.counter, None, text("端末", "soft"), self.terminal,
                self.questions, self.unissued, 16, text("担当", "soft"), self.person, self.log_out,
                margin=(16, 0, 8, 0),
            )
        )  # fmt: skip


class MessageBar(QFrame):
    """Errors stay until acknowledged, newest first; a note leaves with its page."""

    def __init__(self) -> None:
        super().__init__()
        self._errors: list[str] = []
        self._note = ""
        self._label: QLabel = text("", wrap=True)
        self._more = text("", "soft")
        self._done = Key("確認しました", self.acknowledge, key="Esc", focusable=False)
        self.setLayout(row(self._label, self._more, self._done, gap=12, margin=(16, 4, 8, 4), stretch={0: 1}))
        self._draw()

    @property
    def words(self) -> str:
        """What is shown now; empty where nothing is."""
        return self._errors[-1] if self._errors else self._note

    @property
    def has_error(self) -> bool:
        return bool(self._errors)

    def complain(self, words: str) -> None:
        if words in self._errors:
            self._errors.remove(words)
        self._errors.append(words)
        self._draw()

    def note(self, words: str) -> None:
        self._note = words
        self._draw()

    def acknowledge(self) -> None:
        """The person has read the newest message."""
        if self._errors:
            self._errors.pop()
        self._draw()

    def _draw(self) -> None:
        kind = "bad" if self._errors else "good"
        self._label.setText(("！ " if self._errors else "✓ ") + self.words if self.words else "")
        self._more.setText(f"ほか{len(self._errors) - 1}件" if len(self._errors) > 1 else "")
        self._done.setVisible(self.has_error)
        self.setProperty("box", kind)
        self.setAccessibleName(self.words)
        self.style().unpolish(self)
        self.style().polish(self)
        self.setVisible(bool(self.words))


class FunctionBar(QFrame):
    """F1 to F12 in fixed places; each is also a key to touch."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "keys")
        self._functions: Mapping[int, Function] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(8, 6, 8, 6)
        grid.setSpacing(4)
        self.keys = {number: self._key(number) for number in range(1, 13)}
        for number, key in self.keys.items():
            grid.addWidget(key, 0, number - 1)
            grid.setColumnStretch(number - 1, 1)

    def show_functions(self, functions: Mapping[int, Function]) -> None:
        self._functions = functions
        for number, key in self.keys.items():
            function = functions.get(number)
            key.rename(function.caption if function else "")
            key.setAccessibleName(f"F{number} {function.caption if function else '割当なし'}")
            key.setEnabled(function is not None and function.enabled)

    def press(self, number: int) -> None:
        """As if the key of the keyboard was pressed: nothing where it is not enabled."""
        function = self._functions.get(number)
        if function is not None and function.enabled:
            function.press()

    def _key(self, number: int) -> Key:
        key = Key("", lambda: self.press(number), kind="function", key=f"F{number}", focusable=False)
        key.setMinimumWidth(72)
        return key
