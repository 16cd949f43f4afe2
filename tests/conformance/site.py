"""What the author of a driver gives the conformance suite: docs/terminals.md, section 7."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import Final, Protocol

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.devices.conversation import Facts, Way
from pos.domain.brands import CancelRule, Contract
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.money import Yen
from pos.domain.payment import Direction, Outcome, TransactionRecord
from pos.errors import DeviceError
from pos.ports import CancelRequest, ChargeRequest, LastResult, PaymentTerminal, Progress
from pos.system import now
from tests.conformance.happenings import Happening

CAP: Final = Yen(20_000)
PATIENCE_S: Final = 15.0  # how long a terminal that was cut off may take to come back, in real time


class OtherEnd(Protocol):
    """A terminal, or its simulator, at the other end of the line."""

    @property
    def address(self) -> str:
        """What goes into `terminal.port`."""

    def charges(self) -> Sequence[int]:
        """Yen of every charge that left a card, in order, those taken back later included."""

    def taken(self) -> int:
        """Yen that left the cards in all, less what went back: the truth of every test."""

    def card_numbers(self) -> Sequence[str]:
        """The full numbers of the cards that were shown; empty where the other end does not know."""


@dataclass(frozen=True)
class Site:
    """One driver with one way to reach its terminal.

    `start` starts the other end in a folder and plays the happenings in order, then ordinary cards.
    `timing` is the driver's own type, short enough for tests. `cannot` names what the other end
    cannot play: those tests are skipped, and the report says so. `through_counter` False: a second way to
    reach a terminal whose whole sales another site plays.
    """

    name: str
    driver: str
    start: Callable[[Path, Sequence[Happening]], AbstractContextManager[OtherEnd]]
    timing: object | None = None
    cannot: frozenset[Happening] = frozenset()
    through_counter: bool = True


@dataclass
class Heard:
    """A conversation record that tests can search."""

    said: list[tuple[str, str, bytes, Facts]] = field(default_factory=list)

    def begin(self, operation: str, facts: Facts) -> None:
        self.said.append(("begin", operation, b"", dict(facts)))

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        self.said.append((way.value, name, content, dict(facts)))

    def note(self, event: str, facts: Facts) -> None:
        self.said.append(("note", event, b"", dict(facts)))

    def end(self, outcome: str, facts: Facts) -> None:
        self.said.append(("end", outcome, b"", dict(facts)))


@dataclass
class Stand:
    """A driver at its terminal, and what it told."""

    terminal: PaymentTerminal
    other_end: OtherEnd
    heard: Heard
    told: list[Progress] = field(default_factory=list)
    noted: list[Outcome] = field(default_factory=list)
    stopped: bool = False
    reached: bool = False  # it answered before: only then is it worth waiting for

    def stop(self) -> bool:
        return self.stopped

    def last(self) -> LastResult:
        """The newest transaction; a terminal that answered before is asked until it is reachable again."""
        until = monotonic() + PATIENCE_S
        while True:
            try:
                self.terminal.clear_output(stop=never)
                last = self.terminal.query_last_successful_transaction_result(stop=never)
            except DeviceError:
                if not self.reached or monotonic() > until:
                    raise
            else:
                self.reached = True
                return last

    def charge(self, amount: int = 300) -> tuple[Outcome, Intent]:
        """One charge as the checkout makes it: the newest transaction is asked first."""
        last = self.last()
        request = ChargeRequest(Yen(amount), now(), last.as_mark(), last.clock_offset_s, last.as_mark())
        self.noted.clear()
        outcome = self.terminal.subtract_value(
            request, stop=self.stop, tell=self.told.append, received=self.noted.append
        )
        return outcome, Intent(
            Direction.CHARGE, Yen(amount), request.requested_at, request.mark, last.clock_offset_s
        )

    def cancel(self, original: TransactionRecord) -> tuple[Outcome, Intent]:
        """Take `original` back."""
        last = self.last()
        request = CancelRequest(original.amount, original, now(), last.as_mark(), last.clock_offset_s)
        self.noted.clear()
        outcome = self.terminal.cancel_value(
            request, stop=self.stop, tell=self.told.append, received=self.noted.append
        )
        shown = self.terminal.capabilities.last_shows_cancel
        return outcome, Intent(
            Direction.CANCEL, original.amount, request.requested_at, request.mark, last.clock_offset_s, shown
        )

    def verdict(self, intent: Intent) -> Verdict:
        """What recovery finds out."""
        last = self.last()
        return judge(intent, last.record, now(), last.refusal)


@contextmanager
def stand(site: Site, folder: Path, *happenings: Happening) -> Iterator[Stand]:
    """The site's terminal playing the happenings, with its driver on the line."""
    with ExitStack() as running:
        other_end = running.enter_context(site.start(folder, happenings))
        made = open_at(site, other_end.address)
        running.callback(made.terminal.close)
        made.other_end = other_end
        yield made


def open_at(site: Site, address: str) -> Stand:
    """The site's driver on an address, whatever is there."""
    heard = Heard()
    terminal = open_terminal(
        TerminalSettings(driver=site.driver),
        contract=Contract(CAP, CancelRule.LAST_ONLY),
        clock=now,
        timing=site.timing,
        address=address,
        conversation=heard,
    )
    assert terminal is not None
    return Stand(terminal, Nowhere(address), heard)


@dataclass(frozen=True)
class Nowhere:
    """An address with nothing behind it."""

    address: str

    def charges(self) -> Sequence[int]:
        return ()

    def taken(self) -> int:
        return 0

    def card_numbers(self) -> Sequence[str]:
        return ()


def never() -> bool:
    return False
