"""What the desk needs from the window around the pages."""

from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol

from pos.ui.page import PageName

if TYPE_CHECKING:
    from pos.domain.sale import Sale


class Until(Enum):
    """How long an error stands where nobody acknowledges it."""

    READ = auto()  # it happened: only a person takes it away
    TRIED = auto()  # about one attempt: until the next one is made
    LEFT = auto()  # about what was typed: until the next attempt, or its form or page is left


class Frame(Protocol):
    """The window: it shows pages and messages, and owns no rule."""

    def show_page(self, name: PageName) -> None: ...

    def complain(self, words: str, until: Until = Until.READ) -> None:
        """An error: stays until somebody acknowledges it, or as long as `until` says."""

    def withdraw(self, *, only_left: bool = False) -> None:
        """A new attempt is made, or (`only_left`) a form is left: its complaints go."""

    def note(self, words: str) -> None:
        """Good news: leaves with the page."""

    def open_counter(self) -> None:
        """Open the ledger and the devices behind the page."""

    def release_page(self) -> None:
        """Nothing runs any more for the page in front."""

    def take_answer(self, sales: "tuple[Sale, ...]") -> None:
        """The terminal was asked about open questions behind the page in front; these are open no longer."""
