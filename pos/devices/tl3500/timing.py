"""Every wait of a TL3500 conversation, with its unit and its source."""

from dataclasses import dataclass, replace
from typing import Self

from pos.devices.port import REOPEN_S, PortTiming


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds, unless the name says otherwise."""

    ack_s: float = 3.0  # TL3500 protocol: ACK within 3 s
    sends: int = 3  # TL3500 protocol: after 3 failures the link has failed
    answer_s: float = 30.0  # TL3500 protocol: response wait
    charge_answer_s: float = 30.0  # the same, with the card in the field; a server may be asked
    card_wait_s: float = 60.0  # ours: how long a visitor may look for the card (EMV kiosks: 30-60)
    money_s: float = 180.0  # ours: no request takes longer, whatever the terminal goes on to say
    stop_again_s: float = 10.0  # ours: 中止 counts again so long after the last word of a card in the field
    touch_again_s: float = 20.0  # ours: after 6F and 74 the same visitor has the card in hand
    standby_s: float = 5.0  # ours: E needs neither card nor server
    frame_gap_s: float = 1.2  # terminals.md §5: gaps up to 1,000 ms inside a frame are met
    quiet_s: float = 0.3  # terminals.md §4.5: drain until 300 ms of silence after a reopen
    reopen_s: tuple[float, ...] = REOPEN_S
    pause_slice_s: float = 0.1  # how often stop() is asked while nothing is open

    @property
    def port(self) -> PortTiming:
        """What the port takes of it."""
        return PortTiming(self.quiet_s, self.ack_s, self.reopen_s, self.pause_slice_s)

    def scaled(self, factor: float) -> Self:
        """All waits times `factor`; for tests and the demo."""
        return replace(
            self,
            ack_s=self.ack_s * factor,
            answer_s=self.answer_s * factor,
            charge_answer_s=self.charge_answer_s * factor,
            card_wait_s=self.card_wait_s * factor,
            money_s=self.money_s * factor,
            stop_again_s=self.stop_again_s * factor,
            touch_again_s=self.touch_again_s * factor,
            standby_s=self.standby_s * factor,
            frame_gap_s=self.frame_gap_s * factor,
            quiet_s=self.quiet_s * factor,
            reopen_s=tuple(each * factor for each in self.reopen_s),
            pause_slice_s=self.pause_slice_s * factor,
        )
