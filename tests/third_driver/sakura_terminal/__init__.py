"""Driver for a SAKURA terminal: fixed-length Shift_JIS telegrams over TCP or a serial line."""

from pos.devices.drivers import Wiring
from pos.ports import PaymentTerminal

from .terminal import SakuraTerminal
from .timing import Timing

__all__ = ["SakuraTerminal", "Timing", "open_driver"]
USUAL_BAUD_RATE = 19_200


def open_driver(wiring: Wiring) -> PaymentTerminal:
    """The terminal of these settings. Nothing is opened yet: the first call does that."""
    return SakuraTerminal(wiring, wiring.line(USUAL_BAUD_RATE))
