"""How a conversation ended, as its record keeps it: the same words for every driver."""

from collections.abc import Callable
from typing import TypeVar

from pos.devices.conversation import Conversation, Facts
from pos.domain.payment import Aborted, Approved, Declined, Outcome, TransactionRecord, Unknown
from pos.errors import DeviceError, OperatingError, Reason
from pos.ports import CancelRequest, ChargeRequest

T = TypeVar("T")


def request_facts(request: ChargeRequest | CancelRequest) -> Facts:
    """What is known before the first byte."""
    return {"amount": request.amount.amount, "reference": request.reference}


def record_facts(record: TransactionRecord) -> Facts:
    """A terminal's record of one transaction."""
    facts: dict[str, str | int] = {
        "direction": record.direction.value,
        "amount": record.amount.amount,
        "sequence": record.sequence,
        "brand": record.brand.value,
        "at": record.at.isoformat(),
    }
    optional = {"receipt_no": record.receipt_no, "cancels": record.cancels, "last4": record.card_last4}
    facts |= {name: text for name, text in optional.items() if text}
    balances = {"before": record.balance_before, "after": record.balance_after}
    return facts | {name: each.amount for name, each in balances.items() if each is not None}


def outcome_facts(outcome: Outcome) -> tuple[str, Facts]:
    """The word for `Conversation.end`, and its facts."""
    match outcome:
        case Approved(record=record):
            return "approved", record_facts(record)
        case Declined():
            facts = {"result": outcome.result.name.lower(), "code": outcome.code, "message": outcome.message}
            return "declined", facts
        case Aborted():
            aborted = {"cause": outcome.cause.value, "code": outcome.code, "message": outcome.message}
            return "aborted", aborted
        case Unknown():
            return "unknown", {"cause": outcome.cause.value, "message": outcome.message}


def recorded_outcome(
    conversation: Conversation, operation: str, facts: Facts, act: Callable[[], Outcome]
) -> Outcome:
    """Do it between `begin` and `end`. A crash leaves no `end`: that is how the record shows it."""
    conversation.begin(operation, facts)
    outcome = act()
    conversation.end(*outcome_facts(outcome))
    return outcome


def recorded_answer(
    conversation: Conversation, operation: str, ask: Callable[[], T], facts_of: Callable[[T], Facts]
) -> T:
    """The same for a question that moves no money; its trouble is told and raised again."""
    conversation.begin(operation, {})
    try:
        answer = ask()
    except OperatingError as trouble:
        detail = {"detail": str(trouble.facts.get("detail", "")), "code": str(trouble.facts.get("code", ""))}
        conversation.end(_word(trouble), detail)
        raise
    conversation.end("answered", facts_of(answer))
    return answer


def _word(trouble: OperatingError) -> str:
    words = {Reason.TERMINAL_UNREACHABLE: "unreachable", Reason.TERMINAL_BUSY: "busy"}
    return words.get(trouble.reason, "refused") if isinstance(trouble, DeviceError) else "refused"
