"""What the simulated ZVT terminal keeps in mind between requests: registration, clock, what it owes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from pos.devices.simulator.books import Books, Movement, SimulatedCard
from pos.devices.simulator.scenario import Fault, Message, Phase, Scenario, Step
from pos.devices.simulator.voice import Play, Voice
from pos.devices.simulator.zvt import words
from pos.devices.simulator.zvt.support import SUPPORT
from pos.devices.simulator.zvt.talk import Talk, Then, nothing
from pos.devices.simulator.zvt.wire import Apdu, Framing, on_line
from pos.domain.days import JST

_PRINTS: Final = 0x82  # config byte: the counter prints the receipts, and wants them as print commands
_PROGRESS: Final = 0x08
_LOSES_REGISTRATION: Final = frozenset(
    {
        Fault.REBOOT,
        Fault.POWER_LOSS,
        Fault.POWER_LOSS_BEFORE_DEBIT,
        Fault.POWER_LOSS_AFTER_DEBIT,
    }
)
# Told like any other message, so that the counter's answer to it is not taken for one to the result.
_TOLD: Final = {
    Fault.EVENT_BETWEEN: Apdu(0x04FF, b"\x0e"),
    Fault.UNKNOWN_COMMAND: Apdu(0x0F77, b"\x2a\x01\x02"),
}


@dataclass
class Registration:
    """What the counter's 06 00 has set; None where there was none since the last restart."""

    config: int | None = None
    blocks: bool = False  # the counter also takes 06 D3

    @property
    def wants_progress(self) -> bool:
        return bool((self.config or 0) & _PROGRESS)

    @property
    def wants_print(self) -> bool:
        return (self.config or 0) & _PRINTS == _PRINTS


@dataclass
class Inside:
    """The terminal's own state and its two ways of speaking."""

    books: Books
    scenario: Scenario
    today: Callable[[], datetime]
    voice: Voice
    framing: Framing
    random: Random
    registration: Registration = field(default_factory=Registration)
    unconfirmed: Movement | None = None  # debited, and the counter has not said 80 00 00 to it
    newest: Apdu | None = None  # the money answer before this one
    on_restart: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.who = words.Voiceprint(self.scenario.terminal or SUPPORT.terminal, self.scenario.clear_pan)
        self.offset = timedelta(seconds=self.scenario.clock_offset_s)
        self.talk = Talk(self.voice, self.framing, self.happens, self._restart)
        self.voice.odd = {  # in the middle of an answer
            fault: partial(on_line, apdu.raw, self.framing) for fault, apdu in _TOLD.items()
        }

    def clock(self) -> datetime:
        return self.today() + self.offset

    def set_clock(self, at: datetime) -> None:
        self.offset = at.replace(tzinfo=JST) - self.today()

    # --- what happens ---------------------------------------------------------------------------

    def happens(self, play: Play, phase: Phase) -> bool:
        """Let the step's fault happen where this is its phase; True where it ends the request."""
        if play.happened or not play.step.happens(phase):
            return False
        told = self.newest if play.step.fault is Fault.REPLY_PREVIOUS else _TOLD.get(play.step.fault)
        if told is not None:
            play.happened = True
            self.talk.tell(told, Message.EVENT, Play())
            return False
        if not self.voice.happens(play, phase):
            return False
        self._restart(play)
        return True

    def _restart(self, play: Play) -> None:
        """Working memory is lost; a payment nobody confirmed is taken back once the terminal is up again."""
        self.talk.restart()
        if play.step.fault in _LOSES_REGISTRATION:
            self.registration = Registration()
        self.voice.later(play.step.lasting_s, self.take_back)
        self.on_restart()

    def take_back(self) -> None:
        """Money rules (b) to (d): what the counter did not confirm goes back to the card by itself."""
        movement, self.unconfirmed = self.unconfirmed, None
        if movement is not None and self.scenario.auto_reversal and not movement.cancelled:
            self.books.cancel(movement, self.clock(), by_itself=True)

    # --- speaking -------------------------------------------------------------------------------

    def progress(self, code: int, play: Play, text: str = "") -> None:
        """04 FF, where the registration wants it."""
        if self.registration.wants_progress:
            self.talk.tell(words.progress(code, text), Message.EVENT, play)

    def print_lines(self, lines: Sequence[str], play: Play, then: Then = nothing) -> None:
        """06 D3 or 06 D1, where the registration wants them."""
        if self.registration.wants_print:
            for each in words.print_messages(lines, block=self.registration.blocks):
                self.talk.tell(each, Message.EVENT, play, then)

    # --- cards ----------------------------------------------------------------------------------

    def looking_s(self, step: Step) -> float:
        """How long the visitor looks for the card."""
        return step.delay_s if step.delay_s is not None else self.random.uniform(*self.scenario.delay_s)

    def new_card(self, step: Step, amount: int) -> SimulatedCard:
        """The visitor's card: as the step says, else one that can pay."""
        balance = step.balance
        if step.fault is Fault.BALANCE_SHORT:
            balance = min(balance if balance is not None else amount - 1, amount - 1)
        if balance is None:
            balance = amount + self.random.randrange(0, 20_000, 10)
        return self.books.issue_card(step.card or self.random.choice(sorted(words.CARDS)), balance)
