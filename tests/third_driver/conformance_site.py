"""The SAKURA driver and its simulator, for the conformance suite."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pos.devices.port import PortTiming
from tests.conformance.happenings import Happening
from tests.conformance.site import OtherEnd, Site
from tests.third_driver.sakura_terminal import Timing
from tests.third_driver.simulator import Simulator

BRISK = Timing(
    answer_s=0.5,
    card_wait_s=0.7,
    charge_answer_s=0.5,
    stop_answer_s=0.4,
    late_s=0.8,
    standby_s=2.0,
    poll_s=0.05,
    frame_gap_s=0.3,
    port=PortTiming(quiet_s=0.05, settle_s=0.5, reopen_s=(0.1, 0.2, 0.4, 0.8)),
)


@contextmanager
def start(_folder: Path, happenings: Sequence[Happening]) -> Iterator[OtherEnd]:
    with Simulator(happenings) as simulator:
        yield simulator


SITE = Site("sakura", "sakura", start, BRISK)
HASTY = Site("sakura-hasty", "sakura-hasty", start, BRISK)
BLIND = Site("sakura-blind", "sakura-blind", start, BRISK)
