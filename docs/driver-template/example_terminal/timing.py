"""Every wait of the driver in seconds, each with its source: the maker's sheet, or "ours".

The conformance suite gives a short one through `Site.timing`, so that a timeout takes no minute of a test.
"""

from dataclasses import dataclass, field

from pos.devices.port import PortTiming


@dataclass(frozen=True, slots=True)
class Timing:
    """Add what your protocol needs: the answer to a question, the wait for a card, the centre's answer …"""

    answer_s: float = 5.0  # ours: a question that asks no card
    port: PortTiming = field(default_factory=PortTiming)
