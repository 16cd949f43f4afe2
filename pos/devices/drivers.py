"""Which terminal drivers there are: our own, and those that a site installs beside us.

A site's driver (the usual case in Japan, where protocols come under NDA) is a package of its own that
names itself in the entry point group `madoguchi.terminals`; docs/terminals.md is its guide.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from pos.devices.conversation import Conversation, Unrecorded
from pos.devices.link import OpenLink, serial_line
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.domain.ids import TerminalId
from pos.errors import Reason, SettingsError
from pos.installed_drivers import installed_drivers
from pos.ports import PaymentTerminal
from pos.wording import settings as words

if TYPE_CHECKING:  # the simulator's process starts without reading how settings are read
    from pos.config import TerminalSettings

Timed = TypeVar("Timed")


@dataclass(frozen=True, slots=True)
class Wiring:
    """All that a driver is given. `timing` is the driver's own type, None for its usual one (tests
    shorten it); `simulated` tells that practice or a test stands at the other end of `port`."""

    settings: "TerminalSettings"
    port: str
    contract: Contract
    clock: Clock
    monotonic: Callable[[], float]
    conversation: Conversation = Unrecorded()  # noqa: RUF009 - it keeps nothing
    timing: object | None = None
    simulated: bool = False

    @property
    def terminal_id(self) -> TerminalId:
        return TerminalId(self.settings.id)

    def line(self, usual_baud_rate: int, stop_bits: int = 1) -> OpenLink:
        """A serial line (or socket://) that the driver may open again and again."""
        return serial_line(self.port, self.settings.baud_rate or usual_baud_rate, stop_bits)


OpenDriver = Callable[[Wiring], PaymentTerminal]


def driver(name: str) -> OpenDriver:
    """The driver of that name. Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem)
    where there is none, or where an installed one cannot be loaded."""
    if name in OURS:
        return OURS[name]
    found = installed_drivers().get(name)
    if found is None:
        raise refused("driver", words.NO_DRIVER.format(name=name))
    try:
        opens = found.load()
    except (ImportError, AttributeError, SyntaxError) as broken:
        raise _broken(name, f"{found.value}: {broken}") from broken
    if not callable(opens):
        raise _broken(name, f"{found.value}: {type(opens).__name__}")
    return opens  # type: ignore[no-any-return]


def _broken(name: str, detail: str) -> SettingsError:
    return refused("driver", words.BROKEN_DRIVER.format(name=name, detail=detail))


def refused(key: str, problem: str) -> SettingsError:
    """A terminal that these settings cannot open; the counter's own files name no line here."""
    facts = {"file": "settings.toml", "line": 0, "key": f"terminal.{key}", "problem": problem}
    return SettingsError(Reason.SETTINGS_INVALID, **facts)


def _tl3500(wiring: Wiring) -> PaymentTerminal:
    from pos.devices.tl3500 import USUAL_BAUD_RATE, Timing, Tl3500Terminal

    return Tl3500Terminal(
        wiring.terminal_id,
        wiring.line(USUAL_BAUD_RATE),
        contract=wiring.contract,
        shows_cancel=wiring.settings.last_shows_cancel or wiring.simulated,
        clock=wiring.clock,
        monotonic=wiring.monotonic,
        timing=_timing(wiring, Timing),
        port=wiring.port,
        conversation=wiring.conversation,
    )


def _zvt(wiring: Wiring) -> PaymentTerminal:
    from pos.devices.zvt import USUAL_BAUD_RATE, Timing, ZvtTerminal

    return ZvtTerminal(
        wiring.terminal_id,
        wiring.line(USUAL_BAUD_RATE, stop_bits=2),  # terminals.md §3: 8N2
        contract=wiring.contract,
        clock=wiring.clock,
        monotonic=wiring.monotonic,
        timing=_timing(wiring, Timing),
        port=wiring.port,
        password=wiring.settings.password,
        conversation=wiring.conversation,
        tells_booked=wiring.settings.tells_booked or wiring.simulated,
    )


def _timing(wiring: Wiring, kind: type[Timed]) -> Timed:
    """The driver's usual times, unless others were given. Raises TypeError for another driver's."""
    if wiring.timing is None:
        return kind()
    if not isinstance(wiring.timing, kind):
        raise TypeError(f"{wiring.settings.driver} takes {kind.__module__}.{kind.__name__} as its timing")
    return wiring.timing


OURS: Final[Mapping[str, OpenDriver]] = {"tl3500": _tl3500, "zvt": _zvt}
