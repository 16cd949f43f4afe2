"""Driver for SMARTRO TL3500/TL3600 contactless terminals (sold in Korea; public protocol)."""

from pos.devices.tl3500.terminal import Tl3500Terminal
from pos.devices.tl3500.timing import Timing

__all__ = ["Timing", "Tl3500Terminal"]
