"""What leads somebody through a 処理未了: what is known, what it proves, what to do next."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from pos.domain.brands import Brand
from pos.domain.card import CardReading
from pos.domain.evidence import Verdict
from pos.domain.inquiry import Inquiry, Known, Source
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, NotCharged, Payment
from pos.domain.sale import Sale
from pos.domain.unknown_slip import SlipRule, UnknownSlip


class Step(StrEnum):
    """What somebody can do about it, in the order in which it makes sense."""

    ASK_TERMINAL = "ask_terminal"  # 端末に再照会
    READ_CARD = "read_card"  # 残高照会 with the same card
    ENTER_BALANCE = "enter_balance"  # 取引前残高 and card from the terminal's own slip
    HAND_OUT_SLIP = "hand_out_slip"  # 処理未了票; done: it was made. Nobody knows whether it was handed over
    CALL_ACQUIRER = "call_acquirer"  # 売上調査依頼, before the deadline
    SETTLE = "settle"  # a named person, with evidence


@dataclass(frozen=True, slots=True)
class GuideStep:
    """`done_at` None: not done yet. Every step may be done again."""

    step: Step
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A payment whose outcome nobody knows yet, with its sale, and when it was last asked about."""

    sale: Sale
    payment: Payment
    last_inquiry: Inquiry | None = None


@dataclass(frozen=True, slots=True)
class Guidance:
    """Everything about one open payment. `rules`: the brand's, or every brand's where it is not known.

    `inquiry_until` is the last date for a 売上調査依頼, None where the contract names none; `days_left`
    counts from today (0: today is the last day, negative: too late). `weighed`: what the inquiries on record
    prove without anything typed. `slip_on_paper`: the printer took the slip since the counter was opened.
    `terminal_prints`: the terminal prints a slip of its own that somebody can read things off.
    """

    question: OpenQuestion
    age: timedelta
    known: Known
    rules: tuple[SlipRule, ...]
    acquirer: str
    contact: str
    inquiry_until: date | None
    days_left: int | None
    inquiries: tuple[Inquiry, ...]
    slip: UnknownSlip | None
    slip_prints: int
    steps: tuple[GuideStep, ...]
    needs_approver: bool
    weighed: "Proposal"
    slip_on_paper: bool
    terminal_prints: bool

    @property
    def next_step(self) -> Step:
        """The first that was not done yet; SETTLE where all were."""
        return next((each.step for each in self.steps if each.done_at is None), Step.SETTLE)

    @property
    def reading(self) -> CardReading | None:
        """The newest 残高照会."""
        return next((each.reading for each in reversed(self.inquiries) if each.reading), None)

    @property
    def asked(self) -> Inquiry | None:
        """The newest inquiry of the terminal."""
        return next((each for each in reversed(self.inquiries) if each.source is Source.TERMINAL), None)


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the evidence on record says. `certain`: it rests on what the devices told alone, so it may settle
    by itself; otherwise a named person confirms it. `charged` None: it proves nothing either way."""

    verdict: Verdict
    certain: bool
    brand: Brand
    reading: CardReading | None
    balance_before: Yen | None

    @property
    def charged(self) -> bool | None:
        match self.verdict:
            case Approved():
                return True
            case NotCharged() | Declined():
                return False
            case _:
                return None


@dataclass(frozen=True, slots=True)
class CardAnswer:
    """What came of 残高照会: `reading` None where nobody touched a card; `sale` where that settled it."""

    reading: CardReading | None
    proposal: Proposal | None
    sale: Sale | None
