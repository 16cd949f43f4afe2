"""What the simulated ZVT terminal serves; what a fault is in this protocol: docs/simulator.md."""

from typing import Final

from pos.devices.simulator.scenario import Fault, Inquiry, Message, Phase, Support
from pos.devices.simulator.zvt.words import CARDS

SUPPORT: Final = Support(
    protocol="zvt",
    faults=frozenset(Fault),
    on=frozenset(Message),
    phases=frozenset(Phase),
    inquiries=frozenset(Inquiry),
    cards=frozenset(CARDS),
    terminal="52500042",
    terminal_width=8,
    code="[0-9A-Fa-f]{2}",
)
