"""What the campaign must know of a protocol: its simulator, how its driver is made, its own codes of no."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from pos.devices.simulator.engine import support_of
from pos.devices.simulator.scenario import Fault, Scenario, Support
from pos.devices.simulator.tl3500.wire import Asked, Ear
from pos.devices.simulator.zvt.wire import Apdu, Framing, ear_for, framed
from pos.devices.tl3500 import Timing, Tl3500Terminal
from pos.devices.zvt.terminal import ZvtTerminal
from pos.devices.zvt.timing import Timing as ZvtTiming
from pos.domain.brands import CancelRule, Contract
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.ports import PaymentTerminal
from tests.devices.campaign.cases import Case, cases
from tests.devices.campaign.world import World

TERMINAL: Final = TerminalId("T1")
CONTRACT: Final = Contract(Yen(20_000), CancelRule.LAST_ONLY)
NO_TIME_S: Final = 0.000_1  # for waits on the real clock, while no port is open


# TCP hands bytes over whole or not at all; no driver could tell that a digit of a number is another.
ALTERED: Final = frozenset({Fault.BYTE_FLIPPED, Fault.BYTE_DROPPED, Fault.BYTE_INSERTED})


@dataclass(frozen=True)
class Side:
    """One protocol on one kind of line."""

    name: str
    protocol: str
    driver: Callable[[World], PaymentTerminal]
    codes: tuple[str | None, ...]  # refusals that a step may name; None: the usual one
    wants: Callable[[bytes], str]  # what was heard and wants an answer, a letter each; R is a result
    confirmation: bytes  # what tells the terminal that its result arrived
    baud_rate: int = 0  # 0: TCP

    @property
    def support(self) -> Support:
        return support_of(self.protocol)

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Every fault at every place."""
        return tuple(each for each in cases(self.support) if self.baud_rate or each.fault not in ALTERED)

    @cached_property
    def chances(self) -> tuple[Case, ...]:
        """Those of requests that move money: what may hit any of them."""
        return tuple(each for each in self.cases if each.of is None)

    def world(self, scenario: Scenario, seed: str) -> World:
        named = replace(scenario, terminal=self.support.terminal)
        return World(self.protocol, named, seed, self.baud_rate)


def tl3500(world: World) -> PaymentTerminal:
    """A driver just started, on a port that opens."""
    timing = replace(Timing(), pause_slice_s=NO_TIME_S, reopen_s=(NO_TIME_S,) * 4)
    return Tl3500Terminal(
        TERMINAL,
        world.open,
        contract=CONTRACT,
        clock=world.clock,
        monotonic=world.ticks,
        timing=timing,
        port="virtual",
        shows_cancel=True,  # the simulator's L does
    )


def zvt(world: World) -> PaymentTerminal:
    """The same for ZVT; the port's name tells it how the bytes are framed."""
    usual = ZvtTiming()
    port = replace(usual.port, pause_slice_s=NO_TIME_S, reopen_s=(NO_TIME_S,) * 4)
    return ZvtTerminal(
        TERMINAL,
        world.open,
        contract=CONTRACT,
        clock=world.clock,
        monotonic=world.ticks,
        timing=replace(usual, port=port),
        port="virtual" if world.baud_rate else "socket://virtual:20007",
        tells_booked=True,
    )


def _answers(heard: bytes) -> str:
    jobs = [each.job for each in Ear().hear(heard) if isinstance(each, Asked)]
    return "".join("R" if each in "bc" else "-" for each in jobs if each != "@")


def _messages(framing: Framing) -> Callable[[bytes], str]:
    def wants(heard: bytes) -> str:
        controls = [each.control for each in ear_for(framing).hear(heard) if isinstance(each, Apdu)]
        return "".join("R" if each == 0x040F else "-" for each in controls if each >> 8 not in (0x80, 0x84))

    return wants


_ACCEPTED: Final = b"\x80\x00\x00"
_ZVT_CODES: Final = (None, "6C", "64", "05", "B4", "FF", "9C", "A0")
_TL3500_CODES: Final = (None, "6D", "0A", "0C", "ZZ", "B3")
TL3500: Final = Side("tl3500", "tl3500", tl3500, _TL3500_CODES, _answers, b"\x06", 115_200)
ZVT_SERIAL: Final = Side(
    "zvt-serial", "zvt", zvt, _ZVT_CODES, _messages(Framing.SERIAL), framed(_ACCEPTED), 9_600
)
ZVT_TCP: Final = Side("zvt-tcp", "zvt", zvt, _ZVT_CODES, _messages(Framing.TCP), _ACCEPTED)
SIDES: Final = {each.name: each for each in (TL3500, ZVT_SERIAL, ZVT_TCP)}
