"""Keys to press: each shows what it does and, where there is one, the key of the keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from pos.ui.widgets.layout import set_role, text

MIN_WIDTH = 128  # px; a key is as easy to hit as it is to read


class Key(QPushButton):
    """A button with a caption, an optional second line and the keyboard key that does the same."""

    def __init__(
        self,
        caption: str,
        press: Callable[[], None],
        *,
        kind: str = "",
        key: str = "",
        note: str = "",
        focusable: bool = True,
    ) -> None:
        super().__init__()
        strong = "heading" if kind in ("primary", "danger") else ""
        self._captions = [text(caption, strong), text(note, "soft"), text(key, "chip")]
        if kind not in ("key", "function", "quiet"):
            self.setMinimumWidth(MIN_WIDTH)
        layout = QVBoxLayout(self)
        side = 1 if kind == "function" else 6  # twelve of them stand side by side
        layout.setContentsMargins(side, 4, side, 4)
        layout.setSpacing(2)
        for label in self._captions:
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(label, alignment=Qt.AlignmentFlag.AlignCenter)
        self._captions[2].setVisible(bool(key))
        self.setProperty("kind", kind)
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if focusable else Qt.FocusPolicy.NoFocus)
        self._key = key
        self.rename(caption, note)
        self.clicked.connect(lambda _checked=False: press())

    def rename(self, caption: str, note: str = "") -> None:
        """Another caption and second line; the accessible name follows."""
        self._captions[0].setText(caption)
        self._captions[0].setVisible(bool(caption))
        self._captions[1].setText(note)
        self._captions[1].setVisible(bool(note))
        self.setAccessibleName(f"{caption} {note}".strip())
        self.setAccessibleDescription(f"キー {self._key}" if self._key else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Enter presses the key that has the focus, as Space does; a held Enter does not."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)
        elif not event.isAutoRepeat():
            self.click()

    def show_on(self, on: bool) -> None:
        """Mark the key as the chosen one (also as checked, for a screen reader)."""
        if self.property("on") == ("true" if on else "false"):
            return
        self.setCheckable(True)
        self.setChecked(on)
        self.setProperty("on", "true" if on else "false")
        for widget in (self, *self._captions):
            widget.style().unpolish(widget)
            widget.style().polish(widget)

    def embolden(self, role: str = "heading") -> None:
        """Set the caption in a bold face."""
        set_role(self._captions[0], role)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        layout = self.layout()
        inside = QSize() if layout is None else layout.sizeHint()
        return inside.expandedTo(QSize(48, 48))

    def minimumSizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return self.sizeHint()


class WideKey(Key):
    """A key that fills its cell: fast keys, number pad."""

    def __init__(self, caption: str, press: Callable[[], None], **more: str) -> None:
        super().__init__(caption, press, kind=more.pop("kind", "key"), focusable=False, **more)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.embolden()


def tab_key(caption: str, press: Callable[[], None], key: str = "") -> QPushButton:
    """One entry of a side list; checkable, one of its neighbours at a time."""
    button = QPushButton(f"{key}  {caption}" if key else caption)
    button.setProperty("kind", "tab")
    button.setCheckable(True)
    button.setAutoExclusive(True)
    button.setAutoDefault(True)  # Enter presses it
    button.setAccessibleName(caption)
    button.clicked.connect(lambda _checked=False: press())
    return button


def chip(words: str) -> QLabel:
    """The picture of a keyboard key beside a text."""
    return text(words, "chip")


def disable_all(*widgets: QWidget) -> None:
    for widget in widgets:
        widget.setEnabled(False)
