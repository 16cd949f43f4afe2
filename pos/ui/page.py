"""What a screen is to the frame: a page with a name, its function keys, and a way back."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QWidget

from pos.ui.late import late_words

if TYPE_CHECKING:
    from pos.domain.sale import Sale
    from pos.ui.desk import Desk


class PageName(StrEnum):
    """Every screen of the counter."""

    LOGIN = "login"
    FIRST_PERSON = "first_person"
    FOUNDING = "founding"
    FOUNDED = "founded"
    TROUBLE = "trouble"
    HOME = "home"
    OPENING = "opening"
    SALE = "sale"
    PAYMENT = "payment"
    RESULT = "result"
    UNKNOWN = "unknown"
    SALES = "sales"
    CLOSING = "closing"
    ADMIN = "admin"


@dataclass(frozen=True)
class Function:
    """What a function key does on this page."""

    caption: str
    press: Callable[[], None]
    enabled: bool = True


def _nothing() -> None:
    """What a key without a meaning does."""


NO_KEY: Final = Function("", _nothing, enabled=False)


class Page(QWidget):
    """A screen. It draws what the desk knows and asks the desk to do things."""

    title = ""
    holds = False  # True: nobody may leave this page now (a payment is running)

    def __init__(self, desk: "Desk") -> None:
        super().__init__()
        self.desk = desk
        self.setProperty("box", "page")
        self.setAccessibleName(self.title)

    def enter(self) -> None:
        """The page comes to the front: show the newest state and take the focus."""

    def counter_opened(self) -> None:
        """The counter has opened behind this page, which stays in front."""

    def functions(self) -> dict[int, Function]:
        """The page's own function keys by number; the frame adds the common ones."""
        return {}

    def back(self) -> None:
        """Esc. Never stops a payment, never loses what was typed without being asked."""

    def release(self) -> None:
        """The job in hand has broken down: let go of what the page was holding."""
        self.holds = False

    def take_answer(self, sales: "tuple[Sale, ...]") -> None:
        """The terminal was asked behind this page; these are open no longer: said until it is read."""
        if sales:
            self.desk.complain(late_words(sales))

    def keys_changed(self) -> None:
        """Tell the frame that the function keys or the hold changed."""
        self.desk.changed.emit()
