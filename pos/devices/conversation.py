"""What a driver tells of its conversation, for the record that a technician reads afterwards.

A driver stars card numbers before it tells a frame: nothing behind this door ever sees one.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Protocol

Fact = str | int
Facts = Mapping[str, Fact]


class Way(StrEnum):
    """Which way a frame went, seen from the counter."""

    IN = "in"
    OUT = "out"


class Conversation(Protocol):
    """Takes what is said, in order. Never raises: a full disk must not stop a payment."""

    def begin(self, operation: str, facts: Facts) -> None:
        """A conversation starts: the port's operation ("subtract_value" …), amount in yen, reference."""

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        """One frame or control byte. `name` is the protocol's own word ("B", "06 01", "ACK", "noise");
        `content` its bytes, card numbers starred; `facts` what was read out of it."""

    def note(self, event: str, facts: Facts) -> None:
        """What is no frame: "opened", "lost", "reopened", "silent", "stopped", "state" …"""

    def end(self, outcome: str, facts: Facts) -> None:
        """How it ended: "approved", "declined", "aborted", "unknown", "answered", "unreachable", "busy"."""


class Unrecorded:
    """For conversations that nobody keeps."""

    def begin(self, operation: str, facts: Facts) -> None:
        """Nothing."""

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        """Nothing."""

    def note(self, event: str, facts: Facts) -> None:
        """Nothing."""

    def end(self, outcome: str, facts: Facts) -> None:
        """Nothing."""
