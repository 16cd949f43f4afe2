"""What was asked about an open payment, whom, and what the answer proved; kept for the list of 未了."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from pos.domain.brands import Brand
from pos.domain.card import CardReading
from pos.domain.ids import PaymentId, StaffId
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, NotCharged, Payment, Unknown, UnknownCause

KEPT_EVERY: Final = timedelta(minutes=10)
_UNHEARD: Final = (UnknownCause.INTERRUPTED, UnknownCause.BUSY)


class Source(StrEnum):
    """Who was asked: the terminal for its last result, or the card for its balance (残高照会)."""

    TERMINAL = "terminal"
    CARD = "card"


@dataclass(frozen=True, slots=True)
class Inquiry:
    """The n-th inquiry about a payment. `by` None: the counter asked on its own.

    `clock_offset_s` is the terminal's clock minus ours at that moment, None where it did not say.
    """

    payment_id: PaymentId
    number: int
    source: Source
    at: datetime
    by: StaffId | None
    answer: Approved | Declined | NotCharged | Unknown
    reading: CardReading | None = None
    clock_offset_s: int | None = None

    @property
    def unheard(self) -> bool:
        """The terminal was asked and told nothing: it was away, or busy with something else."""
        return isinstance(self.answer, Unknown) and self.answer.cause in _UNHEARD


def is_news(inquiry: Inquiry, kept: tuple[Inquiry, ...]) -> bool:
    """Whether an inquiry is worth keeping behind those that are kept.

    The counter asks again every few seconds: what a person asked and what is heard anew always is, the same
    words again only now and then, so that a question open for weeks does not fill the ledger.
    """
    if inquiry.by is not None or not kept:
        return True
    same = (kept[-1].source, kept[-1].answer) == (inquiry.source, inquiry.answer)
    return not same or inquiry.at - kept[-1].at >= KEPT_EVERY


@dataclass(frozen=True, slots=True)
class Known:
    """What the terminal told of an open payment before it fell silent; UNKNOWN, "" and None where not.

    `misfit`: they stood in an answer that did not fit. It may be of another payment, even with the same
    card: a hint for people only.
    """

    brand: Brand
    card_last4: str
    balance_before: Yen | None
    terminal_no: str
    misfit: bool

    @property
    def sure(self) -> bool:
        """Card and balance before, from an answer about this very payment."""
        return self.card_last4 != "" and self.balance_before is not None and not self.misfit


def known_of(payment: Payment, inquiries: tuple[Inquiry, ...] = ()) -> Known:
    """From the outcome, a result that arrived, and a reading of the very same card."""
    told = next((each for each in (payment.conclusion, payment.noted) if isinstance(each, Unknown)), None)
    record = payment.noted.record if isinstance(payment.noted, Approved) else None
    last4 = (told.card_last4 if told else "") or (record.card_last4 if record else "")
    balance = told.balance_before if told else None
    if balance is None and record is not None:
        balance = record.balance_before
    read = next((each.reading for each in reversed(inquiries) if each.reading), None)
    same_card = read is not None and last4 != "" and read.card_last4 == last4
    return Known(
        brand=record.brand if record else read.brand if read and same_card else Brand.UNKNOWN,
        card_last4=last4,
        balance_before=balance,
        terminal_no=payment.mark.terminal_no if payment.mark else record.terminal_no if record else "",
        misfit=told is not None and told.cause is UnknownCause.WRONG_ANSWER,
    )
