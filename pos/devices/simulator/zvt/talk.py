"""How the simulated ZVT terminal gets an APDU heard (PA00P016): one message at a time, repeated, given up.

A serial message is heard twice over: 06 on the link, then 80 00 00 or 84 yy as the answer. T2 and T3 are
both 5 s, so one timer serves both. Over TCP nothing is repeated: the network has done that already.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final

from pos.devices.simulator.scenario import Fault, Message, Phase
from pos.devices.simulator.voice import Play, Voice
from pos.devices.simulator.zvt.wire import Apdu, Framing, on_line

ANSWER_WAIT_S: Final = 5.0  # T2 and T3
SENDS: Final = {Framing.SERIAL: 3, Framing.TCP: 1}  # at most two repeats (PA00P016)
ACCEPTED: Final = 0x8000
NOT_READY: Final = 0x849C


@dataclass(frozen=True)
class Reply:
    """What the counter answered to a message: its control field, 0 where it stayed silent."""

    control: int = 0

    @property
    def accepted(self) -> bool:
        return self.control == ACCEPTED

    @property
    def silent(self) -> bool:
        return self.control == 0

    @property
    def again(self) -> bool:
        """84 9C: not ready, the same message once more in a while."""
        return self.control == NOT_READY


Then = Callable[[Reply], None]


def nothing(_reply: Reply) -> None:
    """For messages whose answer changes nothing."""


@dataclass(eq=False)
class _Said:
    """A message or an answer of ours that waits to be heard."""

    apdu: Apdu
    message: Message
    play: Play
    then: Then = field(default=nothing)
    sends: int = 0
    unheard: int = 0  # acknowledgements of it that the scenario lost


class Talk:
    """Answers to the counter's commands at once; messages of ours one after another.

    `happens` is asked after an answer; `restarted` is told where a fault during it cost the terminal its
    working memory.
    """

    def __init__(
        self,
        voice: Voice,
        framing: Framing,
        happens: Callable[[Play, Phase], bool],
        restarted: Callable[[Play], None],
    ) -> None:
        self._voice = voice
        self._framing = framing
        self._happens = happens
        self._restarted = restarted
        self._answer: _Said | None = None
        self._open: _Said | None = None
        self._queue: deque[_Said] = deque()
        self.has_spoken = True

    @property
    def answering(self) -> bool:
        """True while our 80 00 00 or 84 xx waits for its 06."""
        return self._answer is not None

    def answer(self, apdu: Apdu, play: Play) -> None:
        """80 00 00 or 84 xx to a command; the counter only acknowledges it on the link."""
        said = _Said(apdu, Message.ACK, play)
        if self._framing is Framing.SERIAL:
            self._answer = said
        self._send(said)

    def tell(self, apdu: Apdu, message: Message, play: Play, then: Then = nothing) -> None:
        """A message that wants an answer; `then` is called once with it."""
        self._queue.append(_Said(apdu, message, play, then))
        self._go_on()

    def swallows(self, apdu: Apdu) -> bool:
        """True where the scenario loses the counter's acknowledgement on its way to us."""
        said = self._open
        if said is None or apdu.control != ACCEPTED:
            return False
        step = said.play.step
        if step.fault is not Fault.OUR_ACK_LOST or said.message is not (step.on or Message.ANSWER):
            return False
        said.unheard += 1
        return said.unheard <= step.count

    def hear_link(self, *, good: bool) -> None:
        """06 or 15 from the counter: about our answer if one is open, else about our message."""
        said = self._answer or self._open
        if said is None:
            return
        if not good:
            self._again(said)
        elif said is self._answer:
            self._answer = None
            self._go_on()

    def hear_answer(self, apdu: Apdu) -> None:
        """80 00 00 or 84 yy: the open message is done; without one it is a duplicate."""
        self._answer = None  # it speaks: it has heard us
        said, self._open = self._open, None
        if said is not None:
            said.then(Reply(apdu.control))
        self._go_on()

    def restart(self) -> None:
        """What the counter still says is an answer to nothing that this terminal remembers."""
        self.forget()
        self.has_spoken = False

    def forget(self) -> None:
        """Nothing is open or planned any more."""
        self._answer = self._open = None
        self._queue.clear()

    def _go_on(self) -> None:
        if self._answer is None and self._open is None and self._queue:
            self._open = self._queue.popleft()
            self._send(self._open)

    def _send(self, said: _Said) -> None:
        said.sends += 1
        self.has_spoken = True
        play, over_before = said.play, self._voice.restarted(said.play)
        self._voice.say_or_cut(on_line(said.apdu.raw, self._framing), said.message, play)
        if self._voice.restarted(play) and not over_before:
            self._restarted(play)
            return
        self._voice.later(ANSWER_WAIT_S, partial(self._late, said, said.sends))
        if said.message is Message.ANSWER:
            self._happens(play, Phase.AFTER_ANSWER)

    def _late(self, said: _Said, sends: int) -> None:
        if said in (self._answer, self._open) and said.sends == sends:
            self._again(said)

    def _again(self, said: _Said) -> None:
        """Once more, or nobody is there."""
        if said.sends < SENDS[self._framing]:
            self._send(said)
            return
        if said is self._answer:
            self._answer = None
        else:
            self._open = None
            said.then(Reply())
        self._go_on()
