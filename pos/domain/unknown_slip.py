"""処理未了票: what is known of a payment in the moment it became 処理未了, frozen for ever.

It is no receipt and proves no payment. It is kept with the terminal's own slip until the acquirer has
answered (domain.md 3.3); the payment's outcome stands beside it, never in it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from pos.domain.brands import Brand, Contract, UnknownMeans
from pos.domain.days import FiscalYear, aware, era_year
from pos.domain.ids import CounterId, PaymentId, SaleId
from pos.domain.inquiry import Inquiry, known_of
from pos.domain.money import Yen
from pos.domain.payment import Conclusion, Direction, Payment, Unknown, UnknownCause
from pos.domain.receipt import ChainMark, Office


@dataclass(frozen=True, slots=True)
class SlipNumber:
    """未了票番号: gap-free within counter and fiscal year; serial from 1."""

    counter: CounterId
    fiscal_year: FiscalYear
    serial: int

    def __str__(self) -> str:
        """U8-01-000003 (year of the era, counter, serial)."""
        year = era_year(self.fiscal_year.first_day)[2:-1].replace("元", "1")
        return f"U{year}-{self.counter}-{self.serial:06d}"


@dataclass(frozen=True, slots=True)
class SlipRule:
    """What the contract said of a brand when the slip was made. `inquiry_until`: the last date on which
    the acquirer looks into it, None where the contract names no limit."""

    brand: Brand
    means: UnknownMeans
    inquiry_until: date | None
    balance_inquiry: bool


@dataclass(frozen=True, slots=True)
class SlipFacts:
    """What the use case knows and the sale does not. `brand` UNKNOWN: `rules` has every brand that the
    contract names; otherwise just the one."""

    office: Office
    brand: Brand
    card_last4: str
    balance_before: Yen | None  # None: to be filled in by hand from the terminal's slip
    terminal_no: str  # 端末識別番号, "" where it was never told
    cause: UnknownCause
    acquirer: str
    contact: str
    rules: tuple[SlipRule, ...]


@dataclass(frozen=True, slots=True)
class UnknownSlip:
    """Everything that 処理未了票 shows."""

    number: SlipNumber
    payment_id: PaymentId
    sale_id: SaleId
    business_date: date
    sale_number: int
    attempt: int  # 支払番号: the n-th attempt to pay for the sale
    direction: Direction
    amount: Yen
    requested_at: datetime
    issued_at: datetime
    terminal_id: str
    practice: bool
    clerk_name: str
    facts: SlipFacts
    chain: ChainMark

    @property
    def payment_number(self) -> str:
        """取引番号-支払番号, as people read it out: 12-1."""
        return f"{self.sale_number}-{self.attempt}"


@dataclass(frozen=True, slots=True)
class SlipOutcome:
    """How it ended, for a reprint and the list; people by name."""

    conclusion: Conclusion
    at: datetime
    by: str  # "" where the terminal or the card proved it
    approver: str


def slip_rules(contract: Contract, brand: Brand, requested_at: datetime) -> tuple[SlipRule, ...]:
    """The brand's rule; for an unknown brand those of all that the contract accepts."""
    named = contract.brands_accepted() if brand is Brand.UNKNOWN else ()
    return tuple(_slip_rule(contract, each, requested_at) for each in named or (brand,))


def _slip_rule(contract: Contract, brand: Brand, requested_at: datetime) -> SlipRule:
    rule = contract.rule(brand)
    until = rule.inquiry_until(aware(requested_at).date())
    return SlipRule(brand, rule.unknown_means, until, rule.balance_inquiry)


def slip_facts(
    payment: Payment, inquiries: tuple[Inquiry, ...], contract: Contract, office: Office
) -> SlipFacts:
    """What is known now of a payment that is 処理未了."""
    known = known_of(payment, inquiries)
    told = payment.conclusion
    return SlipFacts(
        office=office,
        brand=known.brand,
        card_last4="" if known.misfit else known.card_last4,  # perhaps another visitor's
        balance_before=None if known.misfit else known.balance_before,
        terminal_no=known.terminal_no,
        cause=told.cause if isinstance(told, Unknown) else UnknownCause.INTERRUPTED,
        acquirer=contract.acquirer,
        contact=contract.contact,
        rules=slip_rules(contract, known.brand, payment.requested_at),
    )


def inquiry_deadline(rules: tuple[SlipRule, ...]) -> date | None:
    """The earliest of the deadlines, to be safe with a brand that nobody knows; None: none is named."""
    return min((rule.inquiry_until for rule in rules if rule.inquiry_until), default=None)
