"""A process of its own: the simulated terminal behind a pty whose bytes take as long as on a wire.

`python -m benchmarks.paced_terminal tl3500|zvt BAUD card|nobody`; says the pty's path, ends when stdin
closes.
"""

import os
import select
import sys
import time
import tty
from collections import deque
from datetime import datetime
from importlib import import_module
from math import ceil

from pos.devices.simulator.books import Books
from pos.devices.simulator.engine import Engine, engine_of, support_of
from pos.devices.simulator.scenario import Fault, Scenario, Step
from pos.devices.simulator.voice import Send
from pos.domain.days import JST

BITS_A_BYTE = {"tl3500": 10, "zvt": 11}  # 8N1 and 8N2: start bit, 8 data bits, stop bits
PIECE_S = 0.001  # bytes reach the reader in pieces of this length, as a USB adapter hands them over
WHENEVER = float("inf")


class Wire:
    """Both directions of a line; bytes are through when their last bit is (monotonic seconds)."""

    def __init__(self, protocol: str, baud_rate: int) -> None:
        self._byte_s = BITS_A_BYTE[protocol] / baud_rate
        self._piece = max(1, int(PIECE_S / self._byte_s))
        self._free = [0.0, 0.0]
        self.arriving: deque[tuple[float, bytes]] = deque()  # at the terminal
        self.leaving: deque[tuple[float, bytes]] = deque()  # at the counter

    def hear(self, content: bytes, now: float) -> None:
        self.arriving.append((self._through(0, len(content), now), content))

    def say(self, content: bytes, now: float) -> None:
        for number in range(ceil(len(content) / self._piece)):
            piece = content[number * self._piece : (number + 1) * self._piece]
            self.leaving.append((self._through(1, len(piece), now), piece))

    def due(self) -> float:
        """When the next bytes are through."""
        return min(queue[0][0] if queue else WHENEVER for queue in (self.arriving, self.leaving))

    def _through(self, way: int, count: int, now: float) -> float:
        self._free[way] = max(now, self._free[way]) + count * self._byte_s
        return self._free[way]


def terminal(protocol: str, presence: str) -> Engine:
    """One that thinks in no time, with a card on it at once or nobody there."""
    setattr(import_module(f"pos.devices.simulator.{protocol}.money"), "PROCESS_S", 0.0)  # noqa: B010
    steps = (Step(fault=Fault.NO_CARD),) if presence == "nobody" else ()
    scenario = Scenario(steps=steps, terminal=support_of(protocol).terminal, delay_s=(0.0, 0.0))
    return engine_of(protocol)(Books(), scenario, lambda: datetime.now(JST))


def serve(protocol: str, baud_rate: int, presence: str) -> None:
    """Until stdin closes."""
    master, slave = os.openpty()
    tty.setraw(slave)
    sys.stdout.write(f"{os.ttyname(slave)}\n")
    sys.stdout.flush()
    simulated, wire = terminal(protocol, presence), Wire(protocol, baud_rate)
    while True:
        now = time.monotonic()
        while wire.leaving and wire.leaving[0][0] <= now:
            os.write(master, wire.leaving.popleft()[1])
        while wire.arriving and wire.arriving[0][0] <= now:
            simulated.receive(wire.arriving.popleft()[1], now)
        for action in simulated.advance(now):
            if isinstance(action, Send):
                wire.say(action.content, now)
        next_at = min(wire.due(), simulated.due() or WHENEVER)
        timeout = None if next_at == WHENEVER else max(0.0, next_at - time.monotonic())
        ready, _, _ = select.select([master, sys.stdin], [], [], timeout)
        if master in ready:
            wire.hear(os.read(master, 4096), time.monotonic())
        if sys.stdin in ready:
            return


if __name__ == "__main__":
    serve(sys.argv[1], int(sys.argv[2]), sys.argv[3])
