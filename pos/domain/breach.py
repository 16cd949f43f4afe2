"""A card that paid what the acquirer's contract does not cover: the money moved all the same."""

from pos.domain.brands import Contract
from pos.domain.payment import Approved, Direction
from pos.domain.sale import Sale
from pos.errors import Reason, RefusedError


def breach_of(contract: Contract, sale: Sale) -> RefusedError | None:
    """What to tell of a charge that was approved: BRAND_NOT_ACCEPTED (facts: brand, amount) or
    BRAND_OVER_CAP (facts: brand, amount, cap); None for everything that the contract covers.

    The brand is known only once the card has paid, so it is told after the fact and never undone here.
    """
    payment = sale.payment
    if payment is None or payment.direction is not Direction.CHARGE:
        return None
    if not isinstance(payment.conclusion, Approved):
        return None
    brand, amount = payment.conclusion.record.brand, payment.amount
    if not contract.accepts(brand):
        return RefusedError(Reason.BRAND_NOT_ACCEPTED, brand=brand, amount=amount)
    cap = contract.cap_of(brand)
    if amount > cap:
        return RefusedError(Reason.BRAND_OVER_CAP, brand=brand, amount=amount, cap=cap)
    return None
