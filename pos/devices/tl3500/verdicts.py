"""What TL3500 codes, events and sequence numbers mean for the counter; source terminals.md §2, §4."""

from datetime import datetime, timedelta
from typing import Final

from pos.devices.tl3500.codec import Frame
from pos.devices.tl3500.messages import Rejection
from pos.domain.evidence import CLOCK_TOLERANCE, Intent, follows
from pos.domain.payment import (
    Declined,
    HighWaterMark,
    Outcome,
    ResultCode,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.ports import Notice, Phase, Progress

NOTHING_TO_CANCEL: Final = "0"

# Codes that may be followed by a debit: not a definite "no money moved" (terminals.md §2).
TOUCH_AGAIN: Final = {"6F": Notice.TOUCH_AGAIN, "74": Notice.OTHER_CARD}

# The terminal's own no about the card or the request: nothing follows it. What a server or the network said
# (0A, 0C, 7A) may be followed by the approval.
CERTAIN: Final = frozenset({NOTHING_TO_CANCEL, "6B", "6D", "69", "71", "B3"})
_ROUNDING: Final = timedelta(seconds=2)  # stamps and offsets are whole seconds

_RESULTS: Final = {
    "6B": ResultCode.DEFICIENT,
    "6D": ResultCode.COMMAND_ERROR,  # bad prepaid card
    "69": ResultCode.COMMAND_ERROR,  # unusable card
    "71": ResultCode.COMMAND_ERROR,  # unregistered card
    "7A": ResultCode.CENTER_ERROR,  # scheme unavailable
    "0A": ResultCode.COMMUNICATION_ERROR,  # network
    "0C": ResultCode.COMMUNICATION_ERROR,  # server timeout
    "B3": ResultCode.COMMAND_ERROR,  # format
    "6F": ResultCode.NONE,
    "74": ResultCode.NONE,
}

_EVENTS: Final = {
    "R": Progress(Phase.CARD_IN_FIELD),
    "I": Progress(Phase.CARD_IN_FIELD),
    "M": Progress(Phase.CARD_IN_FIELD),
    "Q": Progress(Phase.CARD_IN_FIELD),
    "F": Progress(Phase.WAIT_CARD, Notice.TOUCH_AGAIN),
    "O": Progress(Phase.PROCESSING),
}


def declined(refusal: Rejection) -> Outcome:
    """A rejection with a known code is Declined; any other leaves open what happened."""
    result = _RESULTS.get(refusal.code)
    if result is None:
        return Unknown(UnknownCause.UNKNOWN_CODE, f"code {refusal.code!r} {refusal.message}".strip())
    return Declined(result, refusal.code, refusal.message)


def event_progress(frame: Frame) -> Progress:
    """What an '@' event tells the screen; an unknown one tells nothing new."""
    return _EVENTS.get(frame.data[:1].decode("ascii", "replace"), Progress(Phase.WAIT_CARD))


def is_old(record: TransactionRecord, mark: HighWaterMark | None) -> bool:
    """True for the transaction that the mark names, or one before it: an answer that came late."""
    if mark is None or follows(mark.sequence, record.sequence):
        return False
    if not (mark.sequence.isdigit() and record.sequence.isdigit()):
        return record.sequence == mark.sequence
    return int(record.sequence) <= int(mark.sequence)


def is_before(record: TransactionRecord, intent: Intent) -> bool:
    """True for a transaction from before the request, by the terminal's clock where that is known."""
    offset = intent.clock_offset_s
    return offset is not None and record.at < _shifted(intent.requested_at - CLOCK_TOLERANCE, offset)


def is_to_come(record: TransactionRecord, intent: Intent, waited_s: float) -> bool:
    """True for a transaction of later than now, by the terminal's clock where that is known. `waited_s`: how
    long ago the request was made; our clock may have been set meanwhile."""
    offset, now = intent.clock_offset_s, intent.requested_at + timedelta(seconds=waited_s)
    return offset is not None and record.at > _shifted(now + CLOCK_TOLERANCE, offset)


def is_said_before(frame: Frame, intent: Intent) -> bool:
    """True for an answer that left the terminal before the request, or at a time that is none."""
    offset = intent.clock_offset_s
    if frame.at is None or offset is None:
        return frame.at is None
    return frame.at < _shifted(intent.requested_at - _ROUNDING, offset)


def _shifted(at: datetime, offset_s: int) -> datetime:
    """Our time as the terminal's clock shows it."""
    return at + timedelta(seconds=offset_s)
