"""Every wait of a ZVT conversation, with its unit and its source."""

from dataclasses import dataclass, field, replace
from typing import Self

from pos.devices.port import PortTiming


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, unless the name says otherwise. T1 to T4 are the specification's own (PA00P016)."""

    byte_gap_s: float = 0.2  # T1: between two bytes of one frame
    ack_s: float = 5.0  # T2: until 06 or 15
    sends: int = 3  # a frame and its two repeats
    accept_s: float = 5.0  # T3: command to 80 00 00 or 84 xx 00
    completion_s: float = 180.0  # T4: to 06 0F or 06 1E; each 04 FF and 04 0F starts it anew
    request_s: float = 300.0  # ours: no request that moves money is listened to longer, whatever comes
    flood_s: float = 20.0  # ours: messages that lie ready are read so long behind the end of a wait
    ending_s: float = 20.0  # ours: after the result is safe only paper and the card's way out are awaited
    linger_s: float = 0.5  # ours: the last acknowledgement of a conversation is not repeated
    busy_s: float = 2.0  # 84 9C 00: not ready, repeat in 2 s
    busy_tries: int = 5  # ours: then the terminal is called busy
    standby_s: float = 10.0  # ours: a terminal asked to abort ends its request within this
    inquiry_s: float = 30.0  # ours: status, last result and registration need neither card nor host
    log_off_s: float = 1.0  # ours: giving the port back must not keep anybody waiting
    port: PortTiming = field(default_factory=PortTiming)

    def scaled(self, factor: float) -> Self:
        """All waits times `factor`; for tests and the demo."""
        times = {name: getattr(self, name) * factor for name in _SECONDS}
        port = PortTiming(
            quiet_s=self.port.quiet_s * factor,
            settle_s=self.port.settle_s * factor,
            reopen_s=tuple(each * factor for each in self.port.reopen_s),
            pause_slice_s=self.port.pause_slice_s * factor,
        )
        return replace(self, **times, port=port)


_SECONDS = tuple(name for name in Timing.__dataclass_fields__ if name.endswith("_s"))
