"""The bars around every page: practice banner, status strip, message bar, function keys."""

from collections.abc import Callable, Mapping
from typing import Final

from PySide6.QtWidgets import QFrame, QGridLayout, QLabel

from pos.ui.frame import Until
from pos.ui.page import Function
from pos.ui.widgets.keys import Key
from pos.ui.widgets.layout import box, column, row, text

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
    """A note of what went well, above the errors: newest first, each until read or, where it is about an
    attempt, until the next one. The note leaves with its page."""

    def __init__(self) -> None:
        super().__init__()
        self._errors: list[tuple[str, Until]] = []
        self._label: QLabel = text("", wrap=True)
        self._more = text("", "soft")
        self._done = Key("確認しました", self.acknowledge, key="Esc", focusable=False)
        self._good: QLabel = text("", wrap=True)
        self._note = box("good", row(self._good, margin=(16, 8, 8, 8)))
        self._error = box(
            "bad", row(self._label, self._more, self._done, gap=12, margin=(16, 4, 8, 4), stretch={0: 1})
        )
        self.setLayout(column(self._note, self._error, gap=0))
        self.note("")

    @property
    def words(self) -> str:
        """What is shown now, the note first; empty where nothing is."""
        return "\n".join(each.text()[2:] for each in (self._good, self._label) if each.text())

    @property
    def has_error(self) -> bool:
        return bool(self._errors)

    def complain(self, words: str, until: Until = Until.READ) -> None:
        """One attempt has one complaint: the newer takes the place of the older."""
        if until is not Until.READ:
            self.withdraw()
        self._errors = [(each, how) for each, how in self._errors if each != words]
        self._errors.append((words, until))
        self._draw()

    def withdraw(self, *, only_left: bool = False) -> None:
        """The attempt is made again, or (`only_left`) its form is left: what was wrong with it goes."""
        stay = (Until.READ, Until.TRIED) if only_left else (Until.READ,)
        self._errors = [each for each in self._errors if each[1] in stay]
        self._draw()

    def note(self, words: str) -> None:
        self._good.setText(f"✓ {words}" if words else "")
        self._draw()

    def acknowledge(self) -> None:
        """The person has read the newest message."""
        if self._errors:
            self._errors.pop()
        self._draw()

    def _draw(self) -> None:
        self._label.setText(f"！ {self._errors[-1][0]}" if self._errors else "")
        self._more.setText(f"ほか{len(self._errors) - 1}件" if len(self._errors) > 1 else "")
        self._more.setVisible(len(self._errors) > 1)
        self._note.setVisible(bool(self._good.text()))
        self._error.setVisible(self.has_error)
        self.setAccessibleName(self.words)
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
