"""The words of scenario files: faults, phases, messages, steps. The format: docs/simulator.md."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Message(StrEnum):
    """What a line fault damages (`on`): the link's or protocol's "I heard you", a progress message, the
    answer that tells the result, and what ends the conversation where the protocol has one."""

    ACK = "ack"
    EVENT = "event"
    ANSWER = "answer"
    COMPLETION = "completion"


class Phase(StrEnum):
    """Where in a request something happens (`phase`), in this order."""

    BEFORE_ACK = "before_ack"
    AFTER_ACK = "after_ack"
    BEFORE_CARD = "before_card"
    CARD_IN_FIELD = "card_in_field"
    AFTER_DEBIT = "after_debit"
    BEFORE_ANSWER = "before_answer"
    DURING_ANSWER = "during_answer"
    AFTER_ANSWER = "after_answer"
    BEFORE_COMPLETION = "before_completion"


class Fault(StrEnum):
    """Everything that may go wrong; docs/simulator.md tells each."""

    NONE = "none"
    # cards and visitors
    BALANCE_SHORT = "balance_short"
    REJECT = "reject"
    REJECT_SHORT = "reject_short"
    CARD_EXPIRED = "card_expired"
    CARD_LOCKED = "card_locked"
    OVER_CAP = "over_cap"
    TOUCH_AGAIN = "touch_again"
    TOUCH_AGAIN_ONLY = "touch_again_only"
    OTHER_CARD = "other_card"
    CARD_REMOVED = "card_removed"
    NO_CARD = "no_card"
    UNFINISHED_PAID = "unfinished_paid"
    UNFINISHED_FAILED = "unfinished_failed"
    # the link
    ACK_LOST = "ack_lost"
    OUR_ACK_LOST = "our_ack_lost"
    NAK = "nak"
    BUSY = "busy"
    # damaged messages
    LOST = "lost"
    WRONG_CHECK = "wrong_check"
    TRUNCATED = "truncated"
    BYTE_DROPPED = "byte_dropped"
    BYTE_INSERTED = "byte_inserted"
    BYTE_FLIPPED = "byte_flipped"
    DUPLICATE = "duplicate"
    SPLIT_BYTES = "split_bytes"
    GAP = "gap"
    GLUED = "glued"
    GARBAGE_BEFORE = "garbage_before"
    LENGTH_LARGE = "length_large"
    LENGTH_SMALL = "length_small"
    LENGTH_MAX = "length_max"
    CONTROL_BYTES = "control_bytes"
    # answers that are not right
    REPLY_LOST = "reply_lost"
    REPLY_LATE = "reply_late"
    REPLY_WRONG_AMOUNT = "reply_wrong_amount"
    REPLY_WRONG_TERMINAL = "reply_wrong_terminal"
    REPLY_WRONG_SEQUENCE = "reply_wrong_sequence"
    REPLY_WRONG_CURRENCY = "reply_wrong_currency"
    REPLY_UNKNOWN_FIELD = "reply_unknown_field"
    REPLY_BARE = "reply_bare"
    COMPLETION_ABORT = "completion_abort"
    NUMBER_JUMPED = "number_jumped"
    # things that happen at a phase
    REPLY_PREVIOUS = "reply_previous"
    EVENT_BETWEEN = "event_between"
    UNKNOWN_COMMAND = "unknown_command"
    NOISE = "noise"
    SILENT = "silent"
    DEAD = "dead"
    REBOOT = "reboot"
    POWER_LOSS = "power_loss"
    POWER_LOSS_BEFORE_DEBIT = "power_loss_before_debit"
    POWER_LOSS_AFTER_DEBIT = "power_loss_after_debit"
    CABLE_PULLED = "cable_pulled"
    RENAMED = "renamed"
    PORT_REFUSED = "port_refused"
    # the last result
    LAST_OLDER = "last_older"
    LAST_NONE = "last_none"
    LAST_REJECTED = "last_rejected"
    # the terminal's own state
    UNWELL = "unwell"
    PAPER_OUT = "paper_out"
    LOG_NEAR_FULL = "log_near_full"
    LOG_FULL = "log_full"


OLD_WORDS: Final = {
    "wrong_bcc": Fault.WRONG_CHECK,
    "wrong_crc": Fault.WRONG_CHECK,
    "reply_duplicate": Fault.DUPLICATE,
    "reply_truncated": Fault.TRUNCATED,
}
_F, _P = Fault, Phase
# Damage to one message on its way out; `on` says which.
LINE_FAULTS: Final = frozenset(
    {
        _F.LOST, _F.WRONG_CHECK, _F.TRUNCATED, _F.BYTE_DROPPED, _F.BYTE_INSERTED, _F.BYTE_FLIPPED,
        _F.DUPLICATE, _F.SPLIT_BYTES, _F.GAP, _F.GLUED, _F.GARBAGE_BEFORE, _F.LENGTH_LARGE, _F.LENGTH_SMALL,
        _F.LENGTH_MAX, _F.CONTROL_BYTES,
    }
)  # fmt: skip
# Those whose `on` a step may choose.
CHOOSES_ON: Final = LINE_FAULTS | {_F.OUR_ACK_LOST}
# What happens at a phase, and the phase where the step does not say.
HAPPENINGS: Final = {
    _F.REPLY_PREVIOUS: _P.BEFORE_ANSWER,
    _F.EVENT_BETWEEN: _P.BEFORE_ANSWER,
    _F.UNKNOWN_COMMAND: _P.BEFORE_ANSWER,
    _F.NOISE: _P.BEFORE_ANSWER,
    _F.SILENT: _P.AFTER_ACK,
    _F.DEAD: _P.BEFORE_ACK,
    _F.REBOOT: _P.CARD_IN_FIELD,
    _F.POWER_LOSS: _P.CARD_IN_FIELD,
    _F.POWER_LOSS_BEFORE_DEBIT: _P.CARD_IN_FIELD,
    _F.POWER_LOSS_AFTER_DEBIT: _P.AFTER_DEBIT,
    _F.CABLE_PULLED: _P.CARD_IN_FIELD,
    _F.RENAMED: _P.CARD_IN_FIELD,
    _F.PORT_REFUSED: _P.CARD_IN_FIELD,
}
# Their name says when they happen.
FIXED_PHASE: Final = frozenset({_F.DEAD, _F.POWER_LOSS_BEFORE_DEBIT, _F.POWER_LOSS_AFTER_DEBIT})
# Those that need a card or money: no [[inquiry]] has them.
MONEY_ONLY: Final = frozenset(
    {
        _F.BALANCE_SHORT, _F.REJECT, _F.REJECT_SHORT, _F.CARD_EXPIRED, _F.CARD_LOCKED, _F.OVER_CAP,
        _F.TOUCH_AGAIN, _F.TOUCH_AGAIN_ONLY, _F.OTHER_CARD, _F.CARD_REMOVED, _F.UNFINISHED_PAID,
        _F.UNFINISHED_FAILED, _F.POWER_LOSS_BEFORE_DEBIT, _F.POWER_LOSS_AFTER_DEBIT, _F.COMPLETION_ABORT,
        _F.NUMBER_JUMPED,
    }
)  # fmt: skip
# Those of an [[inquiry]] of one kind.
ABOUT_LAST: Final = frozenset({_F.LAST_OLDER, _F.LAST_NONE, _F.LAST_REJECTED})
ABOUT_STATUS: Final = frozenset({_F.UNWELL})
INQUIRY_ONLY: Final = ABOUT_LAST | ABOUT_STATUS
_SECONDS: Final = {
    _F.SILENT: 120.0, _F.DEAD: 120.0, _F.BUSY: 5.0, _F.REPLY_LATE: 10.0, _F.GAP: 0.25,
    _F.UNFINISHED_PAID: 60.0, _F.UNFINISHED_FAILED: 60.0, _F.REBOOT: 5.0,
}  # fmt: skip


class Inquiry(StrEnum):
    """What a question that moves no money is about (`of` of an [[inquiry]])."""

    LAST = "last"
    STATUS = "status"
    BALANCE = "balance"
    STANDBY = "standby"
    REGISTRATION = "registration"
    TOTALS = "totals"


# What a ZVT terminal says to 06 91: 80 00 00 and 06 0F, 80 00 00 alone, 84 83.
CLOCK_WORDS: Final = ("completed", "plain", "refused")


class ScenarioError(ValueError):
    """The scenario file is wrong; the text names the file and the place."""


@dataclass(frozen=True)
class Step:
    """One request. None: left to chance, or as the fault has it."""

    fault: Fault = Fault.NONE
    on: Message | None = None
    phase: Phase | None = None
    card: str | None = None
    balance: int | None = None
    delay_s: float | None = None
    seconds: float | None = None
    count: int = 1
    byte: int | None = None
    code: str | None = None
    message: str = "거래거절"
    wrong_by: int = 100
    # of an [[inquiry]] only
    of: Inquiry | None = None
    after: int = 0

    @property
    def lasting_s(self) -> float:
        return self.seconds if self.seconds is not None else _SECONDS.get(self.fault, 1.0)

    def damages(self, message: Message) -> bool:
        """True where the fault is one of the line and this kind of message is the one it hits."""
        if self.fault is Fault.ACK_LOST:
            return message is Message.ACK
        usual = Message.ACK if self.fault is Fault.GLUED else Message.ANSWER
        return self.fault in LINE_FAULTS and (self.on or usual) is message

    @property
    def hides(self) -> int:
        """How many of its newest transactions the terminal does not tell as its last."""
        return 1 + self.count if self.fault is Fault.LAST_OLDER else 0

    def happens(self, phase: Phase) -> bool:
        """True where the fault is something that happens, and this is when."""
        usual = HAPPENINGS.get(self.fault)
        if usual is None:
            return False
        return phase is (usual if self.fault in FIXED_PHASE else self.phase or usual)


@dataclass(frozen=True)
class Scenario:
    """All of a file; without one every card pays. `number` is the terminal's newest number at the start."""

    steps: tuple[Step, ...] = ()
    inquiries: tuple[Step, ...] = ()
    terminal: str = ""  # "": as the protocol's simulator is delivered
    clock_offset_s: int = 0
    delay_s: tuple[float, float] = (0.8, 2.5)
    number: int = 0
    daily_total_off: int = 0
    auto_reversal: bool = True  # ZVT: takes back by itself what the counter did not confirm
    clear_pan: bool = False  # ZVT: card numbers in clear, so that the counter must mask them
    set_clock: str = CLOCK_WORDS[0]  # ZVT 06 91
    password: str = ""  # ZVT: the cashier's; "": any is right


@dataclass(frozen=True)
class Support:
    """What a protocol's simulator serves; anything else is refused when the file is read."""

    protocol: str
    faults: frozenset[Fault]
    on: frozenset[Message]
    phases: frozenset[Phase]
    inquiries: frozenset[Inquiry]
    cards: frozenset[str]
    terminal: str  # its number where the file gives none
    terminal_width: int
    code: str = ""  # pattern that a step's `code` must match; "": any
