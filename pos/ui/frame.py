"""What the desk needs from the window around the pages."""

from typing import TYPE_CHECKING, Protocol

from pos.ui.page import PageName

if TYPE_CHECKING:
    from pos.domain.sale import Sale


class Frame(Protocol):
    """The window: it shows pages and messages, and owns no rule."""

    def show_page(self, name: PageName) -> None: ...

    def complain(self, words: str) -> None:
        """An error: stays until somebody acknowledges it."""

    def note(self, words: str) -> None:
        """Good news: leaves with the page."""

    def open_counter(self) -> None:
        """Open the ledger and the devices behind the page."""

    def release_page(self) -> None:
        """Nothing runs any more for the page in front."""

    def take_answer(self, sales: "tuple[Sale, ...]") -> None:
        """The terminal was asked about open questions behind the page in front; these are open no longer."""
