"""Driver for the terminal of this site: the door that the entry point names."""

from example_terminal.terminal import ExampleTerminal
from example_terminal.timing import Timing
from pos.devices.drivers import Wiring
from pos.ports import PaymentTerminal

__all__ = ["ExampleTerminal", "Timing", "open_driver"]
USUAL_BAUD_RATE = 9_600


def open_driver(wiring: Wiring) -> PaymentTerminal:
    """The terminal of these settings. Nothing is opened yet: the first call does that."""
    return ExampleTerminal(wiring, wiring.line(USUAL_BAUD_RATE))
