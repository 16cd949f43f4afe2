"""A card's own word: what it says now (残高照会), and what was known of it before a payment."""

from dataclasses import dataclass
from datetime import datetime

from pos.domain.brands import Brand
from pos.domain.money import Yen


@dataclass(frozen=True, slots=True)
class CardReading:
    """readValue: what the card itself says; `last_at` by the terminal's clock.

    `last_amount` and `last_at` are None where the terminal does not tell them.
    """

    brand: Brand
    card_last4: str
    balance: Yen
    last_amount: Yen | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class CardBefore:
    """The card just before the payment: 取引前残高, and its last four digits, "" where nobody knows."""

    balance: Yen
    last4: str
