"""取消: back by adding, with a second person, from the drawer or by the same terminal."""

from dataclasses import replace

import pytest

from pos.checkout import Checkout
from pos.counter import Counter
from pos.devices import open_drawer
from pos.domain.brands import CancelRule, Contract
from pos.domain.ids import SaleId
from pos.domain.money import Yen
from pos.domain.payment import Approved, Declined, Direction, Method
from pos.domain.receipt import Series
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.domain.staff import Staff
from pos.errors import AccessError, EntryError, OperatingError, Reason, RefusedError
from pos.recovery import Recovery
from pos.refund import Refunds
from tests.support.obliging import ObligingTerminal
from tests.support.proof import cash_booked, check_agrees, check_whole
from tests.support.terminals import fault
from tests.support.till import (
    AUDITOR,
    CASHIER,
    CLERK,
    FUND,
    HASTY,
    Site,
    drawer_of,
    never,
    quiet,
    yen_basket,
)
from tests.use_cases.conftest import StartTill


def test_s7a_cash_goes_back_and_the_original_stays(cash_counter: Counter) -> None:
    original = _cash_sale(cash_counter, 300)
    cancelled = _cancel(cash_counter, original)
    assert (cancelled.kind, cancelled.total, cancelled.cancels) == (
        SaleKind.CANCELLATION, Yen(-300), original.id,
    )  # fmt: skip
    assert (cancelled.ground, cancelled.clerk, cancelled.approver) == ("打ち間違い", CLERK.id, CASHIER.id)
    kept = cash_counter.ledger.sale(original.id)
    assert (kept.state, kept.total, kept.cancelled_by) == (SaleState.SETTLED, Yen(300), cancelled.id)
    number = cash_counter.ledger.receipt_of(cancelled.id).number
    assert (number.series, number.serial) == (Series.CANCELLATION, 1)
    assert cash_booked(cash_counter) == 30_000
    (row,) = cash_counter.days.report().cancellations
    assert (row.amount, row.reason, row.approver_name) == (Yen(300), "打ち間違い", CASHIER.name)
    check_whole(cash_counter)


def test_a_sale_is_cancelled_once(cash_counter: Counter) -> None:
    original = _cash_sale(cash_counter, 300)
    cancelled = _cancel(cash_counter, original)
    for sale, reason in ((original, Reason.ALREADY_CANCELLED), (cancelled, Reason.NOT_CANCELLABLE)):
        with pytest.raises(RefusedError) as refused:
            _cancel(cash_counter, sale)
        assert refused.value.reason is reason
    assert cash_booked(cash_counter) == 30_000
    check_whole(cash_counter)


@pytest.mark.parametrize(
    ("by", "approver", "why", "reason"),
    [
        (CLERK, None, "打ち間違い", Reason.APPROVER_REQUIRED),
        (CASHIER, CASHIER, "打ち間違い", Reason.APPROVER_IS_SAME_PERSON),
        (CLERK, AUDITOR, "打ち間違い", Reason.NOT_ALLOWED),
        (AUDITOR, CASHIER, "打ち間違い", Reason.NOT_ALLOWED),
        (replace(CLERK, active=False), CASHIER, "打ち間違い", Reason.NOT_ALLOWED),
        (CLERK, CASHIER, "  ", Reason.TEXT_REQUIRED),
        (CLERK, CASHIER, "長" * 61, Reason.TEXT_TOO_LONG),
    ],
)
def test_it_needs_rights_two_people_and_a_reason(
    cash_counter: Counter, by: Staff, approver: Staff | None, why: str, reason: Reason
) -> None:
    original = _cash_sale(cash_counter, 300)
    with pytest.raises((AccessError, EntryError)) as refused:
        _cancel(cash_counter, original, by=by, approver=approver, reason=why)
    assert refused.value.reason is reason
    assert cash_booked(cash_counter) == 30_300


def test_a_closed_day_stays_as_it_is(opened_site: Site) -> None:
    counter = opened_site.open()
    original = _cash_sale(counter, 300)
    counter.days.count(drawer_of(Yen(30_300)), CASHIER)
    counter.days.close(CASHIER, CLERK)
    opened_site.clock.turn(days=1)
    counter.days.open(opened_site.clock().date(), FUND, CASHIER)
    with pytest.raises(RefusedError) as refused:
        _cancel(counter, original)
    assert refused.value.reason is Reason.CANCEL_DIFFERENT_DAY
    counter.close()


def test_a_sale_that_nobody_knows(cash_counter: Counter) -> None:
    with pytest.raises(OperatingError) as refused:
        cash_counter.refunds.cancel(
            SaleId(cash_counter.ledger.identity.ledger_id), reason="?", by=CLERK, approver=CASHIER,
            stop=never, tell=quiet,
        )  # fmt: skip
    assert refused.value.reason is Reason.SALE_NOT_FOUND


def test_s5_the_terminal_takes_its_last_payment_back(start_till: StartTill) -> None:
    till = start_till()
    original = till.pay(300).sale
    result = till.cancel(original)
    assert (result.sale.state, result.sale.total) == (SaleState.SETTLED, Yen(-300))
    assert result.paper is not None
    assert till.charged == 0
    check_agrees(till.counter, 0)
    with pytest.raises(RefusedError) as refused:
        till.cancel(original)
    assert refused.value.reason is Reason.ALREADY_CANCELLED
    assert till.pay(100).sale.state is SaleState.SETTLED
    check_agrees(till.counter, 100)


def test_s5_an_older_payment_is_refused_and_nothing_moves(start_till: StartTill) -> None:
    till = start_till()
    older = till.pay(300).sale
    till.pay(100)
    with pytest.raises(RefusedError) as refused:
        till.cancel(older)
    assert refused.value.reason is Reason.CANCEL_NOT_LAST
    assert till.counter.ledger.sale(older.id).cancelled_by is None
    check_agrees(till.counter, 400)
    assert till.charged == 400


def test_a_contract_that_never_cancels_refuses_before_the_terminal_is_asked(start_till: StartTill) -> None:
    till = start_till()
    original = till.pay(300).sale
    till.counter.close()
    terminal = replace(till.site.settings.terminal, cancel=CancelRule.NEVER, port="/dev/no-such-port")
    counter = Site(replace(till.site.settings, terminal=terminal), till.site.clock, HASTY).open()
    with pytest.raises(RefusedError) as refused:
        _cancel(counter, original)
    assert refused.value.reason is Reason.CANCEL_REFUSED
    counter.close()


@pytest.mark.parametrize("rule", [CancelRule.ANY, CancelRule.LAST_ONLY])
def test_what_only_the_card_proved_is_never_taken_back(cash_counter: Counter, rule: CancelRule) -> None:
    """Its record has no number of the terminal: whatever it took back might be another payment."""
    terminal, ledger = ObligingTerminal(cash_counter.clock), cash_counter.ledger
    terminal.only(rule)
    sale = ledger.promise_sale(
        yen_basket(cash_counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=cash_counter.clock(),
        terminal_id=terminal.id,
    )  # fmt: skip
    assert sale.payment is not None
    by_card = replace(terminal.write(Direction.CHARGE, Yen(300)), sequence="", approval_no="")
    original = ledger.conclude(
        sale.payment.id, Approved(by_card), at=cash_counter.clock(), office=cash_counter.office
    )
    each, contract = cash_counter, Contract(Yen(20_000), rule)
    staff = each.settings.staff
    recovery = Recovery(ledger, terminal, each.issuing, each.office, contract, staff, each.clock)
    checkout = Checkout(
        ledger, terminal, recovery, each.issuing, open_drawer(""), each.office, contract, each.clock
    )
    refunds = Refunds(ledger, checkout, each.office, contract, staff, each.clock)
    with pytest.raises(RefusedError) as refused:
        refunds.cancel(original.id, reason="打ち間違い", by=CLERK, approver=CASHIER, stop=never, tell=quiet)
    assert refused.value.reason is Reason.CANCEL_REFUSED
    assert (terminal.cancels, terminal.questions) == ([], 0)
    assert ledger.sale(original.id).cancelled_by is None


def test_a_cancellation_that_the_terminal_declines_leaves_the_sale(start_till: StartTill) -> None:
    till = start_till("", fault("reject"))
    original = till.pay(300).sale
    result = till.cancel(original)
    assert result.sale.state is SaleState.ABANDONED
    assert result.sale.payment is not None
    assert isinstance(result.sale.payment.conclusion, Declined)
    check_agrees(till.counter, 300)
    assert till.cancel(original).sale.state is SaleState.SETTLED  # the first attempt blocks nothing
    check_agrees(till.counter, 0)
    assert till.charged == 0


def test_a_cancellation_whose_reply_is_lost_is_settled_by_asking(start_till: StartTill) -> None:
    till = start_till("", fault("reply_lost"), timing=HASTY)
    original = till.pay(300).sale
    assert till.cancel(original).sale.state is SaleState.PROMISED
    with pytest.raises(RefusedError) as refused:
        till.cancel(original)  # asks the terminal first: it was cancelled
    assert refused.value.reason in (Reason.ALREADY_CANCELLED, Reason.CANCEL_IN_PROGRESS)
    till.counter.recovery.ask(stop=never)
    assert till.counter.ledger.sale(original.id).cancelled_by is not None
    check_agrees(till.counter, 0)
    assert till.charged == 0


def test_what_was_never_paid_cannot_be_cancelled(start_till: StartTill) -> None:
    till = start_till(fault("reject"), fault("reply_lost"), timing=HASTY)
    abandoned, promised = till.pay(300).sale, till.pay(300).sale
    assert (abandoned.state, promised.state) == (SaleState.ABANDONED, SaleState.PROMISED)
    for sale in (abandoned, promised):
        with pytest.raises(RefusedError) as refused:
            till.cancel(sale)
        assert refused.value.reason is Reason.NOT_CANCELLABLE


def _cash_sale(counter: Counter, amount: int) -> Sale:
    return counter.checkout.pay_cash(yen_basket(counter, amount), Yen(1_000), CLERK).sale


def _cancel(
    counter: Counter,
    sale: Sale,
    *,
    by: Staff = CLERK,
    approver: Staff | None = CASHIER,
    reason: str = "打ち間違い",
) -> Sale:
    return counter.refunds.cancel(
        sale.id, reason=reason, by=by, approver=approver, stop=never, tell=quiet
    ).sale
