"""How the simulated terminal speaks: what is due when, and answers repeated until acknowledged."""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from random import Random

from pos.devices.simulator.scenario import Fault, Step

ACK_WAIT_S = 3.0  # the terminal repeats an answer that nobody acknowledged
ANSWER_SENDS = 3
BYTE_GAP_S = 0.002
GARBAGE_BYTES = 40


@dataclass(frozen=True)
class Send:
    """Put these bytes on the line."""

    content: bytes


@dataclass(frozen=True)
class HangUp:
    """The power is gone: the line goes dead and comes back after `seconds`."""

    seconds: float


@dataclass(eq=False)
class Answer:
    """An answer that waits for its ACK."""

    raw: bytes
    step: Step
    sends: int = 0


class Voice:
    """What goes out, now or later. Times are monotonic seconds given from outside."""

    def __init__(self, random: Random, pace: float) -> None:
        self.now = 0.0
        self._random = random
        self._pace = pace
        self._agenda: list[tuple[float, int, Callable[[], None]]] = []
        self._order = 0
        self._out: list[Send | HangUp] = []
        self._answer: Answer | None = None
        self.previous = b""  # the money answer before this one

    def advance(self, now: float) -> list[Send | HangUp]:
        """Everything that is due by `now`."""
        self.now = now
        while self._agenda and self._agenda[0][0] <= now:
            heapq.heappop(self._agenda)[2]()
        out, self._out = self._out, []
        return out

    def due(self) -> float | None:
        """When something happens next by itself."""
        return self._agenda[0][0] if self._agenda else None

    def after(self, seconds: float) -> float:
        """The moment so many scenario seconds from now."""
        return self.now + seconds * self._pace

    def later(self, seconds: float, what: Callable[[], None]) -> None:
        self._order += 1
        heapq.heappush(self._agenda, (self.after(seconds), self._order, what))

    def put(self, content: bytes) -> None:
        self._out.append(Send(content))

    def reply(self, raw: bytes, step: Step) -> None:
        """An answer that must be acknowledged, damaged as the step says."""
        self._answer = Answer(raw, step)
        self.repeat()
        self.previous = raw
        if step.fault is Fault.REPLY_DUPLICATE:
            self.put(raw)

    def acknowledged(self) -> None:
        self._answer = None

    def repeat(self) -> None:
        """The answer once more: on NAK, or because its ACK did not come."""
        answer = self._answer
        if answer is None or answer.sends >= ANSWER_SENDS:
            return
        answer.sends += 1
        self._put_answer(answer.raw, answer.step, damaged=answer.sends <= answer.step.count)
        self.later(ACK_WAIT_S, partial(self._repeat_if, answer))

    def power_off(self, seconds: float) -> None:
        """Everything planned is forgotten; the line goes dead."""
        self._out.append(HangUp(seconds * self._pace))
        self._agenda.clear()
        self._answer = None

    def _repeat_if(self, answer: Answer) -> None:
        if self._answer is answer:
            self.repeat()

    def _put_answer(self, raw: bytes, step: Step, *, damaged: bool) -> None:
        if step.fault is Fault.SPLIT_BYTES:
            for place in range(len(raw)):
                self.later(BYTE_GAP_S * place, partial(self.put, raw[place : place + 1]))
        elif step.fault is Fault.WRONG_BCC and damaged:
            self.put(raw[:-1] + bytes([raw[-1] ^ 0x40]))
        elif step.fault is Fault.REPLY_TRUNCATED and damaged:
            self.put(raw[:100])
        elif step.fault is Fault.GARBAGE_BEFORE:
            self.put(self._random.randbytes(GARBAGE_BYTES) + raw)
        else:
            self.put(raw)
