"""Tells the conformance suite about this driver and the simulator of its terminal (guide, section 7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from example_terminal import Timing

from pos.devices.port import PortTiming
from tests.conformance.happenings import Happening
from tests.conformance.site import Nowhere, OtherEnd, Site

BRISK = Timing(answer_s=0.5, port=PortTiming(quiet_s=0.05, settle_s=0.5, reopen_s=(0.1, 0.2, 0.4, 0.8)))


@contextmanager
def start(folder: Path, happenings: Sequence[Happening]) -> Iterator[OtherEnd]:  # noqa: ARG001 - yours will play them
    """Start your simulator in `folder` (not there yet); it plays the happenings in order, one for each
    money request, then ordinary cards. Deaf is longer than the driver waits, and over within 15 s."""
    yield Nowhere(str(folder / "no-simulator-yet"))


SITE = Site("example", "example", start, BRISK)
