"""What the 処理未了 page asks of the counter: plain functions for the lane."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pos.domain.guidance import CardAnswer, Guidance
from pos.domain.ids import PaymentId
from pos.domain.payment import Unknown
from pos.domain.sale import Sale
from pos.domain.staff import Right, Staff
from pos.ui.sale.settle_form import Verdict

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.counter import Counter
    from pos.issuing import IssuedPaper
    from pos.ports import Stop, Tell


@dataclass(frozen=True)
class Asked:
    """What an inquiry settled, and when it began: an older answer is none."""

    results: "list[SaleResult]"
    began: datetime


def ask_terminal(counter: "Counter", by: Staff, stop: "Stop") -> Asked:
    """端末に再照会, with the papers of what it settled."""
    began = counter.clock()
    return Asked(papers(counter, counter.recovery.ask(stop=stop, by=by), by), began)


def ask_card(
    counter: "Counter", payment_id: PaymentId, by: Staff, stop: "Stop", tell: "Tell"
) -> "tuple[CardAnswer, list[SaleResult]]":
    """残高照会, with the paper where it proved the payment."""
    answer = counter.recovery.ask_card(payment_id, stop=stop, tell=tell, by=by)
    return answer, papers(counter, (answer.sale,) if answer.sale else (), by)


def settle(counter: "Counter", payment_id: PaymentId, verdict: Verdict, by: Staff) -> "list[SaleResult]":
    """A person's word; the approver types number and password at this screen where one is needed."""
    approver = None
    if verdict.by_two:
        approver = counter.access.confirm(
            verdict.approver_number, verdict.approver_password, Right.APPROVE, other_than=by
        )
    sale = counter.recovery.settle(
        payment_id, charged=verdict.charged, brand=verdict.brand, reason=verdict.reason,
        evidence=verdict.evidence, by=by, approver=approver,
    )  # fmt: skip
    return papers(counter, (sale,), by)


def without_slip(guides: tuple[Guidance, ...]) -> tuple[PaymentId, ...]:
    """Payments that became 処理未了 and have no 処理未了票 yet."""
    return tuple(
        each.question.payment.id
        for each in guides
        if not each.slip_prints and isinstance(each.question.payment.conclusion, Unknown)
    )


def missing_slips(counter: "Counter", payment_ids: tuple[PaymentId, ...], by: Staff) -> int:
    """処理未了票 where there is none yet; how many were made."""
    made = [counter.issuing.missing_slip(each, by) for each in payment_ids]
    return sum(1 for each in made if each is not None)


def slip_again(counter: "Counter", payment_id: PaymentId, reason: str, by: Staff) -> "IssuedPaper":
    """再発行 of a 処理未了票."""
    return counter.issuing.unknown_slip(payment_id, by, reason)


def papers(counter: "Counter", sales: tuple[Sale, ...], by: Staff) -> "list[SaleResult]":
    """The papers of what is settled now."""
    return [counter.checkout.hand_out(sale, by) for sale in sales]
