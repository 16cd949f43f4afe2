"""How a simulated terminal speaks in virtual time: what is due when, faults on the way out, repeats
until acknowledged, and what happens at which phase. Shared by all protocols."""

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from functools import partial
from random import Random
from typing import Final

from pos.devices.simulator.damage import GARBAGE_BYTES, Framing, spoil
from pos.devices.simulator.scenario import Fault, Message, Phase, Step

NEVER: Final = float("-inf")
_LOSES_ALL: Final = frozenset({Fault.POWER_LOSS, Fault.POWER_LOSS_BEFORE_DEBIT, Fault.POWER_LOSS_AFTER_DEBIT})


class Back(StrEnum):
    """How a dead line comes back."""

    SAME = "same"
    RENAMED = "renamed"  # under another name
    REFUSED = "refused"  # its name is there at once, but opening fails until then


@dataclass(frozen=True)
class Send:
    """Put these bytes on the line."""

    content: bytes


@dataclass(frozen=True)
class HangUp:
    """The line goes dead and comes back after `seconds`."""

    seconds: float
    back: Back = Back.SAME


Action = Send | HangUp
_LINE_LOSSES: Final = {
    Fault.CABLE_PULLED: Back.SAME,
    Fault.RENAMED: Back.RENAMED,
    Fault.PORT_REFUSED: Back.REFUSED,
}


@dataclass(eq=False)
class Play:
    """A step while it is played: how often each message went out, and whether its happening happened."""

    step: Step = field(default_factory=Step)
    sent: Counter[Message] = field(default_factory=Counter)
    happened: bool = False


@dataclass(eq=False)
class _Open:
    """A message that waits for its acknowledgement."""

    raw: bytes
    message: Message
    play: Play
    gave_up: Callable[[], None]
    sends: int = 0
    unheard: int = 0


@dataclass(frozen=True)
class Manners:
    """A protocol's link rules: how long to wait for an ACK (s), how often to send in all."""

    ack_wait_s: float
    sends: int


class Voice:
    """What goes out, now or later. Times are monotonic seconds given from outside; scenario seconds
    are scaled by `pace`."""

    def __init__(self, random: Random, pace: float, framing: Framing, manners: Manners) -> None:
        self.now = 0.0
        self._random = Random(random.getrandbits(32))  # noqa: S311 - damage changes no other chance
        self._pace = pace
        self._framing = framing
        self._manners = manners
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._out: list[Action] = []
        self._free_at = NEVER  # until then bytes are on their way; what follows goes behind them
        self._deaf_until = NEVER
        self._held = b""  # glued in front of the next message
        self._open: _Open | None = None
        self.previous = b""  # the money answer before this one
        self.odd: dict[Fault, Callable[[], bytes]] = {}  # the protocol's event and unknown command

    # --- time -----------------------------------------------------------------------------------

    def advance(self, now: float) -> list[Action]:
        """Everything that is due by `now`."""
        while self._agenda and self._agenda[0][0] <= now:
            at, _, what = heapq.heappop(self._agenda)
            self.now = max(self.now, at)
            what()
        self.now = now
        out, self._out = self._out, []
        return out

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._agenda[0][0] if self._agenda else None

    def after(self, seconds: float) -> float:
        """The moment so many scenario seconds from now."""
        return self.now + seconds * self._pace

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        self._at(self.after(seconds), what)

    @property
    def deaf(self) -> bool:
        """True while the terminal neither hears nor speaks."""
        return self.now < self._deaf_until

    # --- words ----------------------------------------------------------------------------------

    def put(self, content: bytes) -> None:
        """Bytes as they are, behind what is still going out."""
        if self.deaf or not content:
            return
        content, self._held = self._held + content, b""
        if self.now < self._free_at:
            self._at(self._free_at, partial(self._emit, content))
        else:
            self._emit(content)

    def say(self, raw: bytes, message: Message, play: Play) -> None:
        """One message, damaged the first `count` times where the step damages this kind."""
        play.sent[message] += 1
        step = play.step
        if not (step.damages(message) and play.sent[message] <= step.count):
            self.put(raw)
        elif step.fault is Fault.GLUED:
            self._held += raw
        else:
            self._put_pieces(spoil(raw, step, self._framing, self._random))

    def say_until_heard(
        self, raw: bytes, message: Message, play: Play, gave_up: Callable[[], None] = lambda: None
    ) -> None:
        """A message that is repeated until `acknowledged`, as the protocol's manners have it.

        `gave_up` is called where nobody acknowledged the last one. DURING_ANSWER happens here.
        """
        self._open = _Open(raw, message, play, gave_up)
        self.repeat()

    @property
    def waits_for(self) -> Message | None:
        """The message whose acknowledgement is waited for."""
        return None if self._open is None else self._open.message

    def acknowledged(self) -> Message | None:
        """The counter heard us; which message that was, None where none was open or the ACK got lost."""
        waiting = self._open
        if waiting is None:
            return None
        step = waiting.play.step
        if step.fault is Fault.OUR_ACK_LOST and waiting.message is (step.on or Message.ANSWER):
            waiting.unheard += 1
            if waiting.unheard <= step.count:
                return None
        self._open = None
        return waiting.message

    def forget_open(self) -> None:
        """Nobody's acknowledgement is waited for any more."""
        self._open = None

    def repeat(self) -> bool:
        """The open message once more: on NAK, or because its ACK did not come. False: sent often enough."""
        waiting = self._open
        if waiting is None or waiting.sends >= self._manners.sends:
            return False
        waiting.sends += 1
        self.say_or_cut(waiting.raw, waiting.message, waiting.play)
        if self._open is waiting:  # nothing happened that made the terminal forget it
            self.later(self._manners.ack_wait_s, partial(self._repeat_if, waiting))
        return True

    # --- what happens ---------------------------------------------------------------------------

    def happens(self, play: Play, phase: Phase) -> bool:
        """Let the step's fault happen where this is its phase. True: the request is over by it, because
        the terminal restarted or fell silent; everything planned is forgotten then."""
        step = play.step
        if play.happened or not step.happens(phase):
            return False
        play.happened = True
        fault = step.fault
        if fault in _LINE_LOSSES:
            self._out.append(HangUp(step.lasting_s * self._pace, _LINE_LOSSES[fault]))
        elif fault in _LOSES_ALL:
            self._forget()
            self._out.append(HangUp(step.lasting_s * self._pace))
        elif fault in (Fault.SILENT, Fault.DEAD, Fault.REBOOT):
            self._forget()
            self._deaf_until = self.after(step.lasting_s)
        elif fault is Fault.REPLY_PREVIOUS:
            self.put(self.previous)
        elif fault is Fault.NOISE:
            self.put(self._random.randbytes(GARBAGE_BYTES))
        else:
            self.put(self.odd[fault]())
        return self.restarted(play)

    @staticmethod
    def restarted(play: Play) -> bool:
        """True once the step's fault has cost the terminal its working memory, or its voice."""
        forgets = play.step.fault in _LOSES_ALL | {Fault.SILENT, Fault.DEAD, Fault.REBOOT}
        return play.happened and forgets

    def say_or_cut(self, raw: bytes, message: Message, play: Play) -> None:
        """`say`, but an answer is cut in two where something happens during it."""
        if message is not Message.ANSWER or play.happened or not play.step.happens(Phase.DURING_ANSWER):
            self.say(raw, message, play)
            return
        self.put(raw[: len(raw) // 2])
        if not self.happens(play, Phase.DURING_ANSWER):
            self.put(raw[len(raw) // 2 :])

    def _forget(self) -> None:
        self._agenda.clear()
        self._open = None
        self._held = b""
        self._free_at = NEVER

    def _repeat_if(self, waiting: _Open) -> None:
        if self._open is waiting and not self.repeat():
            self._open = None
            waiting.gave_up()

    def _put_pieces(self, pieces: list[tuple[float, bytes]]) -> None:
        for pause_s, piece in pieces:
            if pause_s:
                self._free_at = max(self._free_at, self.now) + pause_s * self._pace
            self.put(piece)

    def _emit(self, content: bytes) -> None:
        if not self.deaf:
            self._out.append(Send(content))

    def _at(self, moment: float, what: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (moment, self._order, what))
