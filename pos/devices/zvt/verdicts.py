"""What ZVT result codes and progress codes mean for the counter; source terminals.md §3, PA00P015 ch. 10."""

from typing import Final

from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Declined, ResultCode
from pos.ports import Notice, Phase, Progress

SUCCESS: Final = 0x00
ABORTED: Final = 0x6C  # abort key, timeout, or our 06 B0
REVERSING: Final = frozenset({0x05, 0x45})  # 04 FF: the terminal takes the payment back by itself
_HOST_CODES: Final = range(0x01, 0x64)
_REMOVE_CARD: Final = 0x40  # 04 FF codes from here to 5D: the same, and "remove card"

# The terminal would not even begin.
_NOT_READY: Final = frozenset(
    {0x6B, 0x83, 0x85, 0x9A, 0x9C, 0xA0, 0xBF, 0xC2, 0xCC, 0xDC, 0xE0, 0xE3, 0xE4, 0xF0}
)
_RESULTS: Final = {
    ResultCode.DEFICIENT: (0x71,),
    ResultCode.NO_CARD: (ABORTED,),
    ResultCode.COMMUNICATION_ERROR: (0x7D, 0x9B, 0xA1, 0xA3),
    ResultCode.LOG_OVERFLOW: (0x6A, 0xB1, 0xB2),
    ResultCode.DAILY_LOG_OVERFLOW: (0x77, 0xF0),
    ResultCode.COMMAND_ERROR: (
        0x64, 0x65, 0x66, 0x67, 0x68, 0x6E, 0x6F, 0x72, 0x73, 0x74, 0x75, 0x76, 0x78, 0x79, 0x7A, 0x7B,
        0x7C, 0x7E, 0xB4, 0xB5, 0xB7, 0xB8, 0xC0, 0xC1, 0xC3, 0xC4, 0xC5, 0xC6, 0xC8, 0xC9, 0xCB, 0xCD,
        0xD2, 0xDD, 0xDE, 0xE9, 0xEA, 0xEB, 0xEC,
    ),
}  # fmt: skip
_BY_CODE: Final = {code: result for result, codes in _RESULTS.items() for code in codes}
# The card's own no, or nobody's card. What a host or the terminal's own parts refuse may still be done
# by the other side, late; 72 (chip error) says that nobody knows what the chip did.
_CERTAIN: Final = frozenset({ABORTED, 0x71, 0x78})

_CARD: Final = Progress(Phase.CARD_IN_FIELD)
_HOST: Final = Progress(Phase.PROCESSING)
_PROGRESS: Final = {
    0x00: Progress(Phase.WAIT_CARD),
    0x01: _CARD,
    0x02: _CARD,
    0x04: _HOST,
    0x05: Progress(Phase.RECOVERING),
    0x06: _HOST,
    0x0A: Progress(Phase.WAIT_CARD, Notice.TOUCH),
    0x0B: Progress(Phase.CARD_IN_FIELD, Notice.REMOVE_CARD),
    0x0C: Progress(Phase.WAIT_CARD, Notice.TOUCH_AGAIN),
    0x11: _CARD,
    0x14: Progress(Phase.PROCESSING, Notice.BALANCE_SHORT),
    0x15: _CARD,
    0x16: Progress(Phase.PROCESSING, Notice.BALANCE_SHORT),
    0x18: _HOST,
    0x1B: _HOST,
    0x1C: _HOST,
    0x1D: _HOST,
    0x2B: _HOST,
    0x68: _CARD,
    0xD2: _HOST,
    0xD3: _HOST,
    0xF2: _HOST,
    0xF3: _HOST,
}


def code_name(code: int) -> str:
    """A code as the specification writes it: "6C"."""
    return f"{code:02X}"


def is_certain(code: int) -> bool:
    """True for a refusal after which the terminal itself knows that no money moved."""
    return code in _CERTAIN


def declined(code: int, message: str, balance: Yen | None = None) -> Declined:
    """A refusal in the words of the port; 01 to 63 are the host's."""
    host = ResultCode.CENTER_ERROR if code in _HOST_CODES else ResultCode.NONE
    return Declined(_BY_CODE.get(code, host), code_name(code), message, balance)


def refused(refusal: Declined, *, stopped: bool) -> Declined | Aborted:
    """A refusal by what it means: 6C is nobody's card or 中止, and some codes say "not begun"."""
    code = int(refusal.code, 16)
    if code == ABORTED:
        cause = AbortCause.STOPPED if stopped else AbortCause.NO_CARD
        return Aborted(cause, refusal.code, refusal.message)
    if code in _NOT_READY:
        return Aborted(AbortCause.BUSY, refusal.code, refusal.message)
    return refusal


def progress_of(code: int) -> Progress | None:
    """What a 04 FF tells the screen; None where it tells nothing new ("please wait")."""
    if _REMOVE_CARD < code < _REMOVE_CARD + 0x1E:
        under = _PROGRESS.get(code - _REMOVE_CARD, _CARD)
        return Progress(under.phase, under.notice if under.notice is not Notice.NONE else Notice.REMOVE_CARD)
    return _PROGRESS.get(code)
