"""Tells the conformance suite about this driver and the simulator of its terminal (guide, section 7)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.conformance.happenings import Happening
from tests.conformance.site import Nowhere, OtherEnd, Site


@contextmanager
def start(folder: Path, happenings: Sequence[Happening]) -> Iterator[OtherEnd]:  # noqa: ARG001 - yours will play them
    """Start your simulator in `folder`; it plays the happenings in order, then ordinary cards."""
    yield Nowhere(str(folder / "no-simulator-yet"))


SITE = Site("example", "example", start)
