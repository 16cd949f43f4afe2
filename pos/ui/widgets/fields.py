"""Fields to type in: labelled, with the complaint below the field that it is about."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QScrollArea, QVBoxLayout, QWidget

from pos import wording
from pos.domain.entry import parse_number, parse_yen
from pos.domain.money import Yen
from pos.errors import EntryError, OperatingError, Reason
from pos.ui.widgets.layout import text


class Field(QWidget):
    """A label, an input line and a place for what is wrong with it."""

    def __init__(self, label: str, *, hint: str = "", limit: int = 200) -> None:
        super().__init__()
        self.label = label
        self.line = QLineEdit()
        self.line.setAccessibleName(label)
        self.line.setPlaceholderText(hint)
        self.line.setMaxLength(limit)
        self.line.textEdited.connect(lambda _text: self.complain(None))
        caption = text(label, "soft")
        caption.setBuddy(self.line)
        self._complaint = text("", "bad", wrap=True)
        self._complaint.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for each in (caption, self.line, self._complaint):
            layout.addWidget(each)
        self.setFocusProxy(self.line)

    @property
    def words(self) -> str:
        return self.line.text()

    def write(self, words: str) -> None:
        self.line.setText(words)
        self.complain(None)

    def complain(self, error: OperatingError | None) -> None:
        """Show what is wrong below the field, or nothing any more."""
        words = wording.say(error) if error else ""
        self._complaint.setText(f"！ {words}" if error else "")
        self._complaint.setVisible(error is not None)
        self.line.setAccessibleDescription(words)
        self.line.setProperty("wrong", "true" if error else "false")
        self.line.style().unpolish(self.line)
        self.line.style().polish(self.line)


class PasswordField(Field):
    """Dots instead of letters; no input method."""

    def __init__(self, label: str) -> None:
        super().__init__(label)
        self.line.setEchoMode(QLineEdit.EchoMode.Password)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)


class CodeField(Field):
    """Half-width codes such as 職員番号: the input method stays off."""

    def __init__(self, label: str, *, hint: str = "", limit: int = 40) -> None:
        super().__init__(label, hint=hint, limit=limit)
        self.line.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.line.setProperty("figures", "true")


class NumberField(CodeField):
    """Whole numbers; full-width digits that were pasted are read as digits (pos.domain.entry)."""

    def __init__(self, label: str, *, hint: str = "") -> None:
        super().__init__(label, hint=hint, limit=20)
        self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)

    def number(self, *, low: int, high: int) -> int:
        """What was typed. Raises EntryError; the field shows it too."""
        return self._checked(lambda: parse_number(self.words, low=low, high=high))

    def yen(self) -> Yen:
        """What was typed, as an amount. Raises EntryError; the field shows it too."""
        return Yen(self._checked(lambda: parse_yen(self.words).amount))

    def _checked(self, read: Callable[[], int]) -> int:
        try:
            if not self.words.strip():
                raise EntryError(Reason.TEXT_REQUIRED, label=self.label.split("（")[0])
            value = read()
        except OperatingError as error:
            self.complain(error)
            self.line.setFocus()
            self.line.selectAll()
            raise
        self.complain(None)
        return value


class EnterMoves(QObject):
    """Enter goes to the next field and at last to the confirming key, which it does not press;
    Enter on a key presses it (ecosystem habit of Japanese business software)."""

    def __init__(
        self, home: QWidget, order: list[QWidget], *, submit: Callable[[], None] | None = None
    ) -> None:
        super().__init__(home)
        self._order = [_focus_target(each) for each in order]
        self._submit = submit
        for first, second in zip(self._order, self._order[1:], strict=False):
            QWidget.setTabOrder(first, second)
        for widget in self._order:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return False
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or event.isAutoRepeat():
            return False
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if isinstance(watched, QPushButton) and not back:
            watched.click()
            return True
        self._move(watched, back=back)
        return True

    def _move(self, watched: QObject, *, back: bool) -> None:
        usable = [each for each in self._order if each.isEnabled() and each.isVisible()]
        here = next((i for i, each in enumerate(usable) if each is watched), 0)
        there = here - 1 if back else here + 1
        if there >= len(usable) or (self._submit and isinstance(usable[there], QPushButton)):
            if self._submit and not back:
                self._submit()
            return
        target = usable[max(there, 0)]
        target.setFocus(Qt.FocusReason.TabFocusReason)
        _scroll_to(target)
        if isinstance(target, QLineEdit):
            target.selectAll()


def _scroll_to(widget: QWidget) -> None:
    """Qt scrolls to what Tab reaches, not to what the focus is given to."""
    parent = widget.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    if parent is not None:
        parent.ensureWidgetVisible(widget, 0, 48)


def _focus_target(widget: QWidget) -> QWidget:
    proxy = widget.focusProxy()
    return proxy if proxy is not None else widget
