"""What the 処理未了 page asks of the counter: plain functions for the lane."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from pos.domain.guidance import CardAnswer, Guidance, Proposal
from pos.domain.ids import PaymentId
from pos.domain.money import Yen
from pos.domain.payment import Unknown
from pos.domain.sale import Sale
from pos.domain.staff import Right, Staff
from pos.errors import EntryError, Reason
from pos.ui.sale.settle_form import Verdict

if TYPE_CHECKING:
    from pos.checkout import SaleResult
    from pos.counter import Counter
    from pos.issuing import IssuedPaper
    from pos.ports import Stop, Tell

OTHER_CARD: Final = (
    "残高照会をしたカード（末尾 {}）と違います。見間違いでなければ、同じカードで残高照会をやり直してください"
)


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


def compare(counter: "Counter", payment_id: PaymentId, before: Yen, last4: str) -> Proposal:
    """取引前残高 and card as a person typed them, against the newest 残高照会.

    Raises EntryError where that was another card: it says nothing about this payment.
    """
    proposal = counter.recovery.weigh(payment_id, balance_before=before, card_last4=last4)
    read = proposal.reading.card_last4 if proposal.reading else ""
    if last4 and read and last4 != read:
        raise EntryError(Reason.ENTRY_REFUSED, label="カード番号の末尾4桁", problem=OTHER_CARD.format(read))
    return proposal


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


def missing_slips(
    counter: "Counter", payment_ids: tuple[PaymentId, ...], by: Staff
) -> "tuple[IssuedPaper, ...]":
    """処理未了票 where there is none yet; those that were made."""
    made = (counter.issuing.missing_slip(each, by) for each in payment_ids)
    return tuple(each for each in made if each is not None)


def slip_again(counter: "Counter", payment_id: PaymentId, reason: str, by: Staff) -> "IssuedPaper":
    """再発行 of a 処理未了票."""
    return counter.issuing.unknown_slip(payment_id, by, reason)


def papers(counter: "Counter", sales: tuple[Sale, ...], by: Staff) -> "list[SaleResult]":
    """The papers of what is settled now."""
    return [counter.checkout.hand_out(sale, by) for sale in sales]
