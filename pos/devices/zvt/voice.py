"""What the ZVT driver tells of its conversation: frames with their starred bytes and a few facts."""

from collections.abc import Callable
from typing import Final, TypeVar

from pos.devices.conversation import Conversation, Fact, Facts, Way
from pos.devices.port import AnswerError
from pos.devices.zvt.codec import ACK, NAK, Apdu, Item, Signal
from pos.devices.zvt.commands import Control
from pos.devices.zvt.fields import Fields, completion_head, head_of
from pos.devices.zvt.redaction import redacted
from pos.devices.zvt.verdicts import code_name
from pos.domain.payment import Aborted, Approved, Declined, Outcome
from pos.errors import DeviceError

T = TypeVar("T")
_NUMBERS: Final = {
    0x0B: "trace",
    0x37: "original_trace",
    0x87: "receipt",
    0x29: "terminal",
    0x0C: "time",
    0x0D: "date",
}
_CODES: Final = {Control.PROGRESS, Control.ABORT}


class Voice:
    """Tells a conversation to whoever keeps it."""

    def __init__(self, conversation: Conversation) -> None:
        self._conversation = conversation

    def heard(self, way: Way, item: Item) -> None:
        """One message, or a control byte of the serial line."""
        if isinstance(item, Apdu):
            self._conversation.frame(way, item.name, redacted(item), facts_of(item))
        elif item is Signal.DAMAGED:
            self._conversation.frame(way, "noise", b"", {})
        else:
            self._conversation.frame(way, item.name, ACK if item is Signal.ACK else NAK, {})

    def note(self, event: str, facts: Facts) -> None:
        self._conversation.note(event, facts)

    def asked(self, operation: str, ask: Callable[[], T], facts: Facts | None = None) -> T:
        """An operation that moves no money, from its beginning to its end."""
        self._conversation.begin(operation, facts or {})
        try:
            answer = ask()
        except DeviceError as trouble:
            self._conversation.end("unreachable", _trouble(trouble))
            raise
        self._conversation.end("answered", {})
        return answer

    def moved(self, operation: str, facts: Facts, move: Callable[[], Outcome]) -> Outcome:
        """An operation that moves money."""
        self._conversation.begin(operation, facts)
        outcome: Outcome | None = None
        try:
            outcome = move()
        finally:
            if outcome is None:
                self._conversation.end("interrupted", {})
        self._conversation.end(type(outcome).__name__.lower(), outcome_facts(outcome))
        return outcome


def facts_of(apdu: Apdu) -> dict[str, Fact]:
    """What was read out of a message: amounts in yen, codes and numbers; nothing of a card."""
    facts: dict[str, Fact] = {}
    if apdu.control in _CODES and apdu.data:
        facts["code"] = code_name(apdu.data[0])
    if apdu.control == Control.PRINT_LINE:
        return facts
    head = completion_head(apdu.data) if apdu.control == Control.COMPLETION else head_of(apdu)
    try:
        return facts | _field_facts(Fields(apdu.data, head))
    except AnswerError as wrong:
        return facts | {"problem": str(wrong)}


def _field_facts(fields: Fields) -> dict[str, Fact]:
    facts: dict[str, Fact] = {}
    result = fields.byte(0x27)
    if result is not None:
        facts["code"] = code_name(result)
    amount = fields.digits(0x04)
    if amount is not None:
        facts["amount"] = int(amount)
    for tag, name in _NUMBERS.items():
        digits = fields.digits(tag)
        if digits is not None:
            facts[name] = digits
    return facts


def outcome_facts(outcome: Outcome) -> dict[str, Fact]:
    """The outcome in small plain values."""
    match outcome:
        case Approved(record=record):
            return {
                "amount": record.amount.amount,
                "trace": record.sequence,
                "receipt": record.receipt_no,
                "terminal": record.terminal_no,
            }
        case Declined():
            return {"code": outcome.code, "message": outcome.message}
        case Aborted():
            return {"cause": outcome.cause.value, "code": outcome.code, "message": outcome.message}
    return {"cause": outcome.cause.value, "message": outcome.message}


def _trouble(trouble: DeviceError) -> dict[str, Fact]:
    return {"reason": trouble.reason.value, "detail": str(trouble.facts.get("detail", ""))}
