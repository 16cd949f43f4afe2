"""The clerk's desk: who is working, what the counter's situation is, and the way to the lane.

Pages ask the desk to run a use case; the desk asks the frame to show a page or a message. It holds
values, never rules.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from pos import wording
from pos.config import Settings
from pos.domain.basket import Basket
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right, Staff
from pos.errors import AccessError, EntryError, OperatingError, Reason, RefusedError
from pos.ui.frame import Frame, Until
from pos.ui.lane import Lane, StopSwitch
from pos.ui.page import PageName
from pos.ui.situation import Situation, TerminalLight, first_light, look, new_charges

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.counter import Counter

T = TypeVar("T")
ASK_AGAIN_MS: Final = 20_000  # a payment that ends well after all does so within minutes (terminals.md §4)


class Desk(QObject):
    """Shared by all pages; lives in the GUI thread."""

    changed = Signal()  # person, situation, terminal or function keys: bars redraw

    def __init__(self, settings: Settings, frame: Frame) -> None:
        super().__init__()
        self.settings = settings
        self.lane = Lane(self._bug, self)
        self.situation = Situation()
        self.staff: Staff | None = None
        self.light = first_light(settings)
        self.basket = Basket()
        self.result: SaleResult | None = None
        self.trouble: OperatingError | None = None
        self.founded: Path | None = None
        self.released: tuple[Sale, ...] = ()  # not charged, as the recovery behind the pages found out
        self.returnable: Sale | None = None  # not charged after all: its lines can be sold again
        self.working = False
        self._frame = frame
        self._counter: Counter | None = None
        self._background = StopSwitch()
        self.asking = QTimer(self)
        self.asking.setInterval(ASK_AGAIN_MS)
        self.asking.timeout.connect(self.ask_again)

    @property
    def counter(self) -> "Counter":
        """The open counter. Raises LookupError before it is open: our bug, no page may ask then."""
        if self._counter is None:
            raise LookupError("the counter is not open yet")
        return self._counter

    @property
    def is_open(self) -> bool:
        return self._counter is not None

    @property
    def person(self) -> Staff:
        """Who is logged in. Raises LookupError where nobody is: our bug."""
        if self.staff is None:
            raise LookupError("nobody is logged in")
        return self.staff

    def may(self, right: Right) -> bool:
        return self.staff is not None and self.staff.may(right)

    # --- the lane -------------------------------------------------------------------------------

    def run(
        self,
        job: Callable[[], T],
        done: Callable[[T], None],
        failed: Callable[[OperatingError], None] | None = None,
    ) -> bool:
        """Start a use case, unless one is in hand already (a second press does nothing: False)."""
        if self.working:
            return False
        self._background.turn()
        self._frame.withdraw()
        self.working = True
        self.changed.emit()

        def finish(value: T) -> None:
            self._rest()
            done(value)

        def give_up(error: OperatingError) -> None:
            self._rest()
            (failed or self.tell)(error)

        self.lane.run(job, done=finish, failed=give_up)
        return True

    def refresh(self, then: Callable[[], None] | None = None) -> None:
        """Look at the counter anew; `then` follows once the situation is known."""
        counter, open_yet = self.counter, self.situation.questions

        def seen(situation: Situation) -> None:
            self.take_situation(situation)
            if then is not None:
                then()

        self.lane.run(lambda: look(counter, open_yet), done=seen, failed=self.warn)

    def take_situation(self, situation: Situation) -> None:
        if new_charges(self.situation, situation):
            self.basket = Basket()  # the question took it along: it may be paid already
        self.returnable = situation.returnable or self.returnable
        self.situation = situation
        if situation.questions:
            self.light = TerminalLight.HELD
        elif self.light is TerminalLight.HELD:
            self.light = TerminalLight.READY
        if bool(situation.questions) is not self.asking.isActive():
            self.asking.start() if situation.questions else self.asking.stop()
        self.changed.emit()

    def ask_again(self) -> None:
        """Ask the terminal about the open questions by itself: only while nothing else is in hand, and
        giving way at once to what a person starts. It settles what is proved, never by time."""
        if self.lane.busy or self.working or self._counter is None or not self.situation.questions:
            return
        recovery, stop = self.counter.recovery, StopSwitch()
        self._background = stop

        def answered(sales: tuple[Sale, ...]) -> None:
            self.refresh(lambda: self._frame.take_answer(sales))

        self.lane.run(lambda: recovery.ask(stop=stop), done=answered, failed=self.warn)

    def check_terminal(self) -> None:
        """Ask the terminal in the background how it is; any other job ends the wait."""
        counter = self.counter
        if counter.terminal is None:
            self.set_light(TerminalLight.NONE)
            return
        terminal, stop, let_go = counter.terminal, StopSwitch(), self.lane.posts(self.let_go)
        self._background = stop

        def ask() -> bool:
            let_go(tuple(s for s in counter.recovery.ask(stop=stop) if s.state is SaleState.ABANDONED))
            return terminal.check_health(stop=stop).ok

        def healthy(ok: bool) -> None:
            self.set_light(TerminalLight.READY if ok else TerminalLight.STOPPED)
            self.refresh()

        def silent(_error: OperatingError) -> None:
            self.set_light(TerminalLight.UNSEEN if stop() else TerminalLight.STOPPED)
            self.refresh()

        self.lane.run(ask, done=healthy, failed=silent)

    def let_go(self, sales: tuple[Sale, ...]) -> None:
        """Told to the next person who arrives."""
        self.released = (*self.released, *sales)

    def set_light(self, light: TerminalLight) -> None:
        self.light = light
        self.changed.emit()

    # --- the frame ------------------------------------------------------------------------------

    def go(self, name: PageName) -> None:
        self._frame.show_page(name)

    def tell(self, error: OperatingError) -> None:
        """Say what is the matter with what a person has tried, until it is tried again."""
        self.warn(error, Until.LEFT if _is_about_words(error) else Until.TRIED)

    def warn(self, error: OperatingError, until: Until = Until.READ) -> None:
        """Say what happened; note what it means for the terminal."""
        if error.reason is Reason.TERMINAL_UNREACHABLE:
            self.light = TerminalLight.STOPPED
        self._frame.complain(wording.say(error), until)
        self.changed.emit()

    def complain(self, words: str, until: Until = Until.READ) -> None:
        self._frame.complain(words, until)

    def forget(self) -> None:
        """A form is left, or what was typed is right now: nobody complains about it any more."""
        self._frame.withdraw(only_left=True)

    def note(self, words: str) -> None:
        self._frame.note(words)

    # --- coming and going -----------------------------------------------------------------------

    def opened(self, counter: "Counter", situation: Situation) -> None:
        self._counter = counter
        self.light = TerminalLight.NONE if counter.terminal is None else TerminalLight.UNSEEN
        self.take_situation(situation)

    def arrive(self, staff: Staff) -> None:
        """Somebody has logged in."""
        self.staff = staff
        self.basket = Basket()
        self.changed.emit()

    def leave(self) -> None:
        """Log out; the ledger notes it."""
        counter, staff = self.counter, self.person

        def left(_nothing: None) -> None:
            self.staff, self.returnable = None, None
            self.basket = Basket()
            self.changed.emit()
            self.go(PageName.LOGIN)

        self.run(lambda: counter.access.logout(staff), left)

    def open_again(self) -> None:
        """Try once more to open the counter."""
        self._frame.open_counter()

    def reopen(self, settings: Settings, words: str) -> None:
        """Close the counter, log its person out, and open it with other settings; `words` say why."""
        counter, staff = self.counter, self.person

        def close() -> None:
            counter.access.logout(staff)
            counter.close()

        def closed(_nothing: None) -> None:
            self._counter, self.staff, self.basket = None, None, Basket()
            self.settings, self.situation, self.light = settings, Situation(), first_light(settings)
            self.asking.stop()
            self.go(PageName.LOGIN)
            self.note(words)
            self.open_again()

        self.run(close, closed)

    def close_counter(self, then: Callable[[], None]) -> None:
        """Let the lane close the counter as its last job; `then` follows in any case."""
        counter, self._counter = self._counter, None
        self._background.turn()
        self.asking.stop()
        if counter is None:
            then()
            return

        def closed(_nothing: None) -> None:
            then()

        def not_closed(error: OperatingError) -> None:
            self.tell(error)
            then()

        self.lane.run(counter.close, done=closed, failed=not_closed)

    def _rest(self) -> None:
        self.working = False
        self.changed.emit()

    def _bug(self, number: str, _error: BaseException) -> None:
        self._rest()
        self._frame.complain(bug_words(number))
        self._frame.release_page()
        if self.is_open:
            self.refresh(self._look_for_questions)

    def _look_for_questions(self) -> None:
        """After a breakdown: a payment whose outcome nobody knows comes first."""
        if self.situation.questions and self.staff is not None:
            self.go(PageName.UNKNOWN)


def _is_about_words(error: OperatingError) -> bool:
    """Refused before anything happened; that the terminal is held is told on the next page too."""
    refused = isinstance(error, EntryError | AccessError | RefusedError)
    return refused and error.reason is not Reason.TERMINAL_HELD


def bug_words(number: str) -> str:
    """What the clerk reads when the program itself has failed."""
    return (
        f"プログラムの内部エラーです（サポート番号 {number}）。"
        "取引一覧で結果を確かめ、番号を管理者に伝えてください。"
    )
