"""What the simulated TL3500 serves; where the protocol cannot say a thing, docs/simulator.md says so."""

from typing import Final

from pos.devices.simulator.scenario import Fault, Inquiry, Message, Phase, Support

# The protocol has no currency, no optional fields, and no words for paper or a full log that are public.
_NOT_SAID: Final = frozenset(
    {
        Fault.REPLY_WRONG_CURRENCY,
        Fault.REPLY_UNKNOWN_FIELD,
        Fault.REPLY_BARE,
        Fault.REJECT_SHORT,
        Fault.COMPLETION_ABORT,
        Fault.NUMBER_JUMPED,
        Fault.PAPER_OUT,
        Fault.LOG_NEAR_FULL,
        Fault.LOG_FULL,
    }
)
SUPPORT: Final = Support(
    protocol="tl3500",
    faults=frozenset(Fault) - _NOT_SAID,
    on=frozenset({Message.ACK, Message.EVENT, Message.ANSWER}),
    phases=frozenset(Phase),
    inquiries=frozenset({Inquiry.LAST, Inquiry.STATUS, Inquiry.BALANCE, Inquiry.STANDBY}),
    cards=frozenset("TEKMUHP"),
    terminal="SIM00000000001",
    terminal_width=14,
)
