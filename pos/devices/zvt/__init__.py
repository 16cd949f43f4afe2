"""Driver for terminals that speak ZVT (Germany, Austria, Switzerland; public specification)."""

from pos.devices.zvt.terminal import USUAL_BAUD_RATE, ZvtTerminal
from pos.devices.zvt.timing import Timing

__all__ = ["USUAL_BAUD_RATE", "Timing", "ZvtTerminal"]
