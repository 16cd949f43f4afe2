"""What a step of a sale gives back is what a reader finds afterwards, though it was not read back."""

from pos.domain.basket import OfficialUse
from pos.domain.brands import Brand
from pos.domain.payment import Approved, Declined, ResultCode, Settlement, Unknown, UnknownCause
from pos.domain.sale import Sale
from pos.ledger import Ledger
from tests.ledger.counter import (
    CASHIER,
    CLERK,
    OFFICE,
    ask_terminal,
    at,
    basket,
    cancel_cash,
    conclude,
    pay_cash,
    record,
)


def is_stored(ledger: Ledger, *sales: Sale) -> bool:
    return all(ledger.sale(sale.id) == sale for sale in sales)


def test_a_promise_and_what_follows_it(till: Ledger) -> None:
    promised = ask_terminal(till, basket(), when=at(4))
    assert is_stored(till, promised)
    unknown = conclude(till, promised, Unknown(UnknownCause.NO_ANSWER), when=at(5))
    assert is_stored(till, unknown)
    approved = conclude(till, promised, Approved(record(promised.total)), when=at(6))
    assert is_stored(till, approved)


def test_a_declined_card(till: Ledger) -> None:
    promised = ask_terminal(till, basket(), when=at(4))
    declined = conclude(till, promised, Declined(ResultCode.DEFICIENT, "6B", "short"), when=at(5))
    assert is_stored(till, declined)


def test_settled_by_people(till: Ledger) -> None:
    promised = ask_terminal(till, basket(), when=at(4))
    conclude(till, promised, Unknown(UnknownCause.LINE_LOST), when=at(5))
    by_hand = Settlement(CLERK, CASHIER, True, Brand.WAON, "控えあり", "伝票 12")
    assert is_stored(till, conclude(till, promised, by_hand, when=at(6)))


def test_cash_and_its_cancellation(till: Ledger) -> None:
    sold = pay_cash(till, basket(), when=at(4))
    assert is_stored(till, sold)
    assert is_stored(till, cancel_cash(till, sold.id, when=at(5)))


def test_official_use(till: Ledger) -> None:
    use = basket().for_official_use(OfficialUse.of("相続税の調査のため", "大森税務署"))
    issued = till.issue_official_use(use, clerk=CLERK, at=at(4), office=OFFICE)
    assert is_stored(till, issued)
