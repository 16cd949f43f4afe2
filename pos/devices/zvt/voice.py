"""What the ZVT driver tells of its conversation: frames with their starred bytes and a few facts."""

from collections.abc import Callable
from typing import Final, TypeVar

from pos.devices.conversation import Conversation, Fact, Facts, Way
from pos.devices.conversation_outcome import record_facts, recorded_answer, recorded_outcome
from pos.devices.port import AnswerError
from pos.devices.zvt.codec import ACK, NAK, Apdu, Item, Signal
from pos.devices.zvt.commands import Control
from pos.devices.zvt.fields import Fields, completion_head, head_of
from pos.devices.zvt.redaction import redacted
from pos.devices.zvt.verdicts import code_name
from pos.domain.payment import Outcome
from pos.ports import CardReading, DailyLog, Health, LastResult

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

    def asked(self, operation: str, ask: Callable[[], T], facts_of_answer: Callable[[T], Facts]) -> T:
        """An operation that moves no money, from its beginning to its end."""
        return recorded_answer(self._conversation, operation, ask, facts_of_answer)

    def moved(self, operation: str, facts: Facts, move: Callable[[], Outcome]) -> Outcome:
        """An operation that moves money."""
        return recorded_outcome(self._conversation, operation, facts, move)


def last_facts(last: LastResult) -> Facts:
    """What the last transaction was."""
    if last.record is None:
        return {}
    refused = {} if last.refusal is None else {"code": last.refusal.code}
    return {**record_facts(last.record), **refused}


def health_facts(health: Health) -> Facts:
    """The state of the terminal's parts."""
    return {"terminal": health.terminal_no, **dict(health.parts)}


def card_facts(reading: CardReading | None) -> Facts:
    """A card's balance."""
    if reading is None:
        return {}
    return {"last4": reading.card_last4, "brand": reading.brand.value, "balance": reading.balance.amount}


def log_facts(log: DailyLog) -> Facts:
    """Which totals were told."""
    return {"kind": log.kind.name.lower(), "amount": sum(each.amount.amount for each in log.totals)}


def no_facts(_answer: None) -> Facts:
    """For questions without an answer."""
    return {}


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
