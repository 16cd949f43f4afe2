"""Our two drivers, each at its simulator's process, over a pty and over TCP."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos.devices.port import PortTiming
from pos.devices.simulator.books import card_number
from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.devices.tl3500 import Timing as Tl3500Timing
from pos.devices.zvt import Timing as ZvtTiming
from tests.conformance.happenings import Happening
from tests.conformance.site import OtherEnd, Site
from tests.support.terminals import AT_ONCE

PACE: Final = 0.05  # a second of the simulator lasts 50 ms
TL3500: Final[Mapping[Happening, str]] = {
    Happening.PAYS: "",
    Happening.BALANCE_SHORT: 'fault = "balance_short"',
    Happening.REFUSED: 'fault = "reject"\ncode = "71"',
    Happening.NOBODY_COMES: 'fault = "no_card"',
    Happening.REPLY_LOST: 'fault = "reply_lost"',
    Happening.SILENT: 'fault = "silent"\nseconds = 40',
    Happening.DEAD: 'fault = "dead"\nseconds = 40',
    Happening.WRONG_AMOUNT: 'fault = "reply_wrong_amount"',
    Happening.OTHER_TERMINAL: 'fault = "reply_wrong_terminal"',
    Happening.LATE_REPLY: 'fault = "reply_late"\nseconds = 30',
    Happening.CUT_BEFORE: 'fault = "power_loss_before_debit"\nseconds = 4',
    Happening.CUT_AFTER: 'fault = "power_loss_after_debit"\nseconds = 4',
}
ZVT: Final[Mapping[Happening, str]] = {
    Happening.PAYS: "",
    Happening.BALANCE_SHORT: 'fault = "balance_short"',
    Happening.REFUSED: 'fault = "reject"\ncode = "78"',
    Happening.NOBODY_COMES: 'fault = "no_card"',
    Happening.REPLY_LOST: 'fault = "reply_lost"',
    Happening.SILENT: 'fault = "silent"\nseconds = 40',
    Happening.DEAD: 'fault = "dead"\nseconds = 40',
    Happening.WRONG_AMOUNT: 'fault = "reply_wrong_amount"',
    Happening.OTHER_TERMINAL: 'fault = "reply_wrong_terminal"',
    Happening.LATE_REPLY: 'fault = "reply_late"\nseconds = 30',
    Happening.CUT_BEFORE: 'fault = "power_loss_before_debit"\nseconds = 4',
    Happening.CUT_AFTER: 'fault = "power_loss_after_debit"\nseconds = 4',
}
BRISK_TL3500: Final = replace(
    Tl3500Timing(),
    ack_s=0.5,
    answer_s=3.0,
    charge_answer_s=0.6,
    card_wait_s=0.6,
    touch_again_s=0.5,
    standby_s=2.0,
    frame_gap_s=0.3,
    quiet_s=0.05,
    reopen_s=(0.1, 0.2, 0.4, 0.8),
)
BRISK_ZVT: Final = replace(
    ZvtTiming(),
    ack_s=0.5,
    accept_s=0.5,
    completion_s=1.0,
    ending_s=1.0,
    linger_s=0.05,
    busy_s=0.1,
    standby_s=1.0,
    inquiry_s=2.0,
    log_off_s=0.3,
    port=PortTiming(quiet_s=0.05, settle_s=0.5, reopen_s=(0.1, 0.2, 0.4, 0.8)),
)


class Simulated:
    """A simulator's process as the other end."""

    def __init__(self, process: SimulatorProcess) -> None:
        self._process = process
        self.address = process.address

    def charges(self) -> Sequence[int]:
        return [each.amount for each in self._process.books().charges]

    def taken(self) -> int:
        return self._process.books().total

    def card_numbers(self) -> Sequence[str]:
        return [card_number(index) for index in range(len(self.charges()) + 3)]


def simulated(
    protocol: str, steps: Mapping[Happening, str], *, tcp: bool
) -> Callable[[Path, Sequence[Happening]], AbstractContextManager[OtherEnd]]:
    """Starts that protocol's simulator with a scenario of the happenings."""

    @contextmanager
    def start(folder: Path, happenings: Sequence[Happening]) -> Iterator[OtherEnd]:
        folder.mkdir(mode=0o700, parents=True)
        file = folder / "scenario.toml"
        file.write_text(AT_ONCE + "".join(f"[[step]]\n{steps[each]}\n" for each in happenings), "utf-8")
        with start_simulator(folder, file, protocol=protocol, pace=PACE, tcp=tcp) as process:
            yield Simulated(process)

    return start


OURS: Final = (
    Site("tl3500-serial", "tl3500", simulated("tl3500", TL3500, tcp=False), BRISK_TL3500),
    Site("tl3500-tcp", "tl3500", simulated("tl3500", TL3500, tcp=True), BRISK_TL3500, through_counter=False),
    Site("zvt-serial", "zvt", simulated("zvt", ZVT, tcp=False), BRISK_ZVT),
    Site("zvt-tcp", "zvt", simulated("zvt", ZVT, tcp=True), BRISK_ZVT, through_counter=False),
)
