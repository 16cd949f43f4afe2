"""Every wait of a SAKURA conversation in seconds."""

from dataclasses import dataclass, field

from pos.devices.port import PortTiming


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds; "sheet" is the maker's protocol sheet."""

    answer_s: float = 5.0  # ours: a question that asks no card
    card_wait_s: float = 70.0  # ours: longer than the terminal's own patience with the visitor
    charge_answer_s: float = 40.0  # ours: after the touch; the centre may be asked
    stop_answer_s: float = 10.0  # ours: after 13
    late_s: float = 62.0  # sheet: the final result follows 404 within 60 s
    standby_s: float = 10.0  # ours: how long clear_output waits for the terminal to stand idle
    poll_s: float = 0.2  # ours: between two questions for the state
    frame_gap_s: float = 1.0  # ours: a telegram that stands half for so long is noise
    port: PortTiming = field(default_factory=PortTiming)
