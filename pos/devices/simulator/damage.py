"""Line faults as pure functions: one whole message in, the pieces that go out, each with its pause."""

from collections.abc import Callable
from random import Random
from typing import Final, Protocol

from pos.devices.simulator.scenario import Fault, Step

Pieces = list[tuple[float, bytes]]  # pause before it in scenario seconds, bytes
BYTE_GAP_S: Final = 0.002
GARBAGE_BYTES: Final = 40
LENGTH_MAX: Final = 65_535
LENGTH_OFF: Final = 7


class Framing(Protocol):
    """What damage must know of a protocol's frames."""

    def length_of(self, raw: bytes) -> int:
        """The length that the frame names."""

    def with_length(self, raw: bytes, length: int) -> bytes:
        """The same frame naming another length, its check right for that."""

    def with_wrong_check(self, raw: bytes) -> bytes:
        """The same frame with a check (BCC, CRC) that does not fit."""

    def with_control_bytes(self, raw: bytes) -> bytes:
        """The same frame, right in every way, with 02, 03, 06, 10, 15 in a field of text."""


def spoil(raw: bytes, step: Step, framing: Framing, random: Random) -> Pieces:
    """The message as `step.fault` has it. `step.byte` names the place, else chance does."""
    if step.fault in _SPOILED:
        return [(0.0, _SPOILED[step.fault](raw, framing))]
    place = min(step.byte if step.byte is not None else random.randrange(max(len(raw), 1)), len(raw) - 1)
    match step.fault:
        case Fault.BYTE_DROPPED:
            return [(0.0, raw[:place] + raw[place + 1 :])]
        case Fault.BYTE_INSERTED:
            return [(0.0, raw[:place] + random.randbytes(1) + raw[place:])]
        case Fault.BYTE_FLIPPED:
            flipped = raw[place] ^ 1 << random.randrange(8)
            return [(0.0, raw[:place] + bytes([flipped]) + raw[place + 1 :])]
        case Fault.TRUNCATED:
            return [(0.0, raw[: step.byte if step.byte is not None else len(raw) * 2 // 3])]
        case Fault.SPLIT_BYTES:
            return [(BYTE_GAP_S if at else 0.0, raw[at : at + 1]) for at in range(len(raw))]
        case Fault.GAP:
            return [(0.0, raw[: place + 1]), (step.lasting_s, raw[place + 1 :])]
        case Fault.GARBAGE_BEFORE:
            return [(0.0, random.randbytes(GARBAGE_BYTES) + raw)]
    return [(0.0, raw)]


def _shorter(raw: bytes, framing: Framing) -> bytes:
    return framing.with_length(raw, max(framing.length_of(raw) - LENGTH_OFF, 0))


_SPOILED: Final[dict[Fault, Callable[[bytes, Framing], bytes]]] = {
    Fault.ACK_LOST: lambda _raw, _framing: b"",
    Fault.LOST: lambda _raw, _framing: b"",
    Fault.DUPLICATE: lambda raw, _framing: raw + raw,
    Fault.WRONG_CHECK: lambda raw, framing: framing.with_wrong_check(raw),
    Fault.CONTROL_BYTES: lambda raw, framing: framing.with_control_bytes(raw),
    Fault.LENGTH_LARGE: lambda raw, framing: framing.with_length(raw, framing.length_of(raw) + LENGTH_OFF),
    Fault.LENGTH_SMALL: _shorter,
    Fault.LENGTH_MAX: lambda raw, framing: framing.with_length(raw, LENGTH_MAX),
}
