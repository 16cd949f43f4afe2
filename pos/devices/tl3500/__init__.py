"""Driver for SMARTRO TL3500/TL3600 contactless terminals (sold in Korea; public protocol)."""

from pos.devices.tl3500.terminal import USUAL_BAUD_RATE, Tl3500Terminal
from pos.devices.tl3500.timing import Timing

__all__ = ["USUAL_BAUD_RATE", "Timing", "Tl3500Terminal"]
