"""What the screens need to know of the counter, taken in one look on the lane."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING

from pos.config import Settings
from pos.domain.payment import Direction
from pos.domain.sale import SaleKind, SaleState

if TYPE_CHECKING:
    from pos.counter import Counter
    from pos.domain.catalog import Fee
    from pos.domain.day import BusinessDay
    from pos.domain.guidance import Guidance, OpenQuestion
    from pos.domain.ids import StaffId
    from pos.domain.sale import Sale


class TerminalLight(Enum):
    """The terminal as the status strip shows it: a mark and a word, never a colour alone."""

    NONE = "― 端末なし"
    OPENING = "… 確認中"  # the counter is not open (yet)
    UNSEEN = "○ 未確認"
    READY = "● 使用可"
    STOPPED = "× 停止中・現金のみ"
    HELD = "！ 未了で保留"


def first_light(settings: Settings) -> TerminalLight:
    """Before the counter is open: only that no terminal is configured is known."""
    return TerminalLight.NONE if settings.terminal.driver == "none" else TerminalLight.OPENING


@dataclass(frozen=True)
class Situation:
    """Day, fees and open questions as they were at the last look."""

    needs_administrator: bool = False
    day: "BusinessDay | None" = None
    left_open: bool = False
    suggested: date | None = None
    fees: "tuple[Fee, ...]" = ()
    questions: "tuple[OpenQuestion, ...]" = ()
    guides: "tuple[Guidance, ...]" = ()  # one for each question, in the same order
    names: "Mapping[StaffId, str]" = field(default_factory=dict)  # of people, where there are questions
    unissued: "tuple[Sale, ...]" = ()  # settled, but their paper was never made

    returnable: "Sale | None" = None  # was an open question at the last look, and was not charged

    @property
    def overdue(self) -> int:
        """How many open questions the acquirer no longer looks into."""
        return sum(1 for each in self.guides if each.days_left is not None and each.days_left < 0)


def look(counter: "Counter", open_before: "tuple[OpenQuestion, ...]" = ()) -> Situation:
    """One look at the counter; runs on the lane. `open_before`: the questions of the look before."""
    day, questions = counter.days.current(), counter.recovery.open_questions()
    return Situation(
        needs_administrator=counter.access.needs_administrator,
        day=day,
        left_open=day is not None and counter.days.left_open(),
        suggested=None if day else counter.days.suggested_date(),
        fees=counter.checkout.fees() if day else (),
        questions=questions,
        guides=tuple(counter.recovery.guide(each.payment.id) for each in questions),
        names={each.id: each.name for each in counter.access.staff()} if questions else {},
        unissued=counter.checkout.unissued(),
        returnable=_not_charged(counter, open_before, questions),
    )


def _not_charged(
    counter: "Counter", before: "tuple[OpenQuestion, ...]", now: "tuple[OpenQuestion, ...]"
) -> "Sale | None":
    """The newest sale that was an open question and took no money: the visitor may still be waiting."""
    open_now = {each.sale.id for each in now}
    ended = (counter.ledger.sale(each.sale.id) for each in before if each.sale.id not in open_now)
    released = [sale for sale in ended if (sale.state, sale.kind) == (SaleState.ABANDONED, SaleKind.SALE)]
    return released[-1] if released else None


def new_charges(before: Situation, now: Situation) -> bool:
    """True where a payment has become an open question since the last look."""
    known = {each.payment.id for each in before.questions}
    return any(
        each.payment.id not in known and each.payment.direction is Direction.CHARGE for each in now.questions
    )


def released_since(counter: "Counter", began: datetime) -> "tuple[Sale, ...]":
    """Today's interrupted sales that the recovery since then found not charged; runs on the lane."""
    day = counter.days.current()
    sales = () if day is None else counter.ledger.sales_of_day(day.number)
    return tuple(sale for sale in sales if sale.state is SaleState.ABANDONED and _ended(sale, began))


def _ended(sale: "Sale", began: datetime) -> bool:
    payment = sale.payment
    if payment is None or payment.concluded_at is None:
        return False
    return payment.requested_at < began <= payment.concluded_at


def open_at(settings: Settings) -> "Counter":
    """Open the counter of the settings; runs on the lane."""
    # Imported here, on the lane: SQLAlchemy, reportlab and argon2 cost more than Qt itself (G1).
    from pos.counter import open_counter

    return open_counter(settings)
