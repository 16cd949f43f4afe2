"""What a terminal did without our books: told once, whatever came before it, and never given to another."""

from dataclasses import dataclass, replace

import pytest

from pos.checkout import Checkout
from pos.config import StaffSettings
from pos.counter import Counter
from pos.devices import open_drawer
from pos.domain.brands import Brand, CancelRule, Contract
from pos.domain.money import Yen
from pos.domain.payment import Declined, Direction, HighWaterMark, ResultCode, TransactionRecord
from pos.domain.sale import Sale, SaleState
from pos.errors import Reason, RefusedError
from pos.readiness import Readiness
from pos.recovery import Recovery
from pos.refund import Refunds
from pos.wording import say
from tests.support.clocks import WallClock
from tests.support.obliging import CAN, ObligingTerminal
from tests.support.proof import check_whole, e_money_booked
from tests.support.till import CASHIER, CLERK, DEPUTY, never, quiet, yen_basket

CONTRACT = Contract(Yen(20_000), CancelRule.ANY)
NO = Declined(ResultCode.DEFICIENT, "71", "credit insufficient")


@dataclass
class Desk:
    """Real books and rules, and a terminal that a test may use by hand."""

    counter: Counter
    terminal: ObligingTerminal
    clock: WallClock

    @property
    def recovery(self) -> Recovery:
        c = self.counter
        return Recovery(c.ledger, self.terminal, c.issuing, c.office, CONTRACT, StaffSettings(), c.clock)

    @property
    def checkout(self) -> Checkout:
        c = self.counter
        return Checkout(
            c.ledger, self.terminal, self.recovery, c.issuing, open_drawer(""), c.office, CONTRACT, c.clock
        )

    def pay(self, amount: int) -> Sale:
        self.clock.turn(minutes=1)
        return self.checkout.pay_e_money(yen_basket(self.counter, amount), CLERK, stop=never, tell=quiet).sale

    def cancel(self, sale: Sale) -> Sale:
        self.clock.turn(minutes=1)
        refunds = Refunds(
            self.counter.ledger, self.checkout, self.counter.office, CONTRACT, StaffSettings(), self.clock
        )
        return refunds.cancel(
            sale.id, reason="打ち間違い", by=CLERK, approver=CASHIER, stop=never, tell=quiet
        ).sale

    def settle(self, sale: Sale, *, charged: bool) -> None:
        assert sale.payment is not None
        self.recovery.settle(
            sale.payment.id, charged=charged, brand=Brand.WAON, reason="控え", evidence="端末の画面",
            by=CASHIER, approver=DEPUTY,
        )  # fmt: skip

    def by_hand(self, amount: int, way: Direction = Direction.CHARGE, cancels: str = "") -> TransactionRecord:
        self.clock.turn(minutes=1)
        return self.terminal.write(way, Yen(amount), cancels)

    def refused_by_hand(self, amount: int) -> None:
        self.terminal.refused[self.by_hand(amount).sequence] = NO

    def told(self, amount: int = 100) -> RefusedError:
        """Of the next payment, once: after it the terminal is free again."""
        before = (len(self.terminal.charges), e_money_booked(self.counter))
        with pytest.raises(RefusedError) as refused:
            self.pay(amount)
        assert (len(self.terminal.charges), e_money_booked(self.counter)) == before
        assert "―" not in say(refused.value)
        assert self.pay(amount).state is SaleState.SETTLED
        check_whole(self.counter)
        return refused.value


@pytest.fixture
def desk(cash_counter: Counter, clock: WallClock) -> Desk:
    """The terminal has served before."""
    desk = Desk(cash_counter, ObligingTerminal(clock), clock)
    desk.by_hand(80)
    return desk


# --- what each conclusion leaves behind


def test_a_stray_after_a_cancellation_is_told(desk: Desk) -> None:
    desk.cancel(desk.pay(300))
    desk.by_hand(700)
    told = desk.told()
    assert (told.reason, told.facts["amount"]) == (Reason.TERMINAL_MOVED, Yen(700))


@pytest.mark.parametrize("hidden", [True, False])
def test_a_cancellation_itself_is_no_news_whether_it_is_shown_or_not(desk: Desk, hidden: bool) -> None:
    desk.terminal.hides_cancels = hidden
    desk.terminal.capabilities = replace(CAN, last_shows_cancel=not hidden)
    first, second = desk.pay(300), desk.pay(400)
    assert desk.cancel(second).state is SaleState.SETTLED
    assert desk.cancel(first).state is SaleState.SETTLED
    desk.terminal.refusal = NO
    assert desk.pay(200).state is SaleState.ABANDONED
    desk.terminal.refusal = None
    taken_back = [each for each in desk.terminal.records if each.direction is Direction.CANCEL]
    assert desk.pay(100).state is SaleState.SETTLED
    if hidden:
        desk.terminal.refused.clear()
        assert desk.terminal.charges[0].mark != desk.terminal.charges[-1].mark
    assert len(taken_back) == 2


def test_the_charge_after_a_hidden_cancellation_is_found_again(desk: Desk) -> None:
    """The books know the number of the cancellation: the lost charge is the next one after it."""
    desk.terminal.hides_cancels = True
    desk.terminal.capabilities = replace(CAN, last_shows_cancel=False)
    desk.cancel(desk.pay(300))
    desk.terminal.loses = True
    lost = desk.pay(200)
    desk.terminal.loses = False
    assert lost.state is SaleState.PROMISED
    (found,) = desk.recovery.ask(stop=never)
    assert found.state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 200


def test_a_first_payment_that_a_person_denied_is_told(cash_counter: Counter, clock: WallClock) -> None:
    """A new terminal: that it had nothing at all before is known as well."""
    desk = Desk(cash_counter, ObligingTerminal(clock), clock)
    desk.terminal.loses = True
    sale = desk.pay(300)
    desk.terminal.loses = False
    desk.recovery.ask(stop=never)
    desk.settle(sale, charged=False)
    told = desk.told()
    assert (told.reason, told.facts["amount"]) == (Reason.TERMINAL_MOVED, Yen(300))


def unheard(desk: Desk, amount: int, *, moved: bool) -> Sale:
    desk.terminal.loses, desk.terminal.dead = moved, not moved
    sale = desk.pay(amount)
    desk.terminal.loses = desk.terminal.dead = False
    assert sale.state is SaleState.PROMISED
    return sale


def test_a_payment_that_a_person_booked_and_the_terminal_has_is_no_news(desk: Desk) -> None:
    desk.settle(unheard(desk, 300, moved=True), charged=True)
    assert desk.pay(100).state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 400
    assert desk.terminal.charges[-1].booked == HighWaterMark.of(desk.terminal.records[1])


def test_a_payment_that_a_person_booked_and_the_terminal_has_not_is_told(desk: Desk) -> None:
    desk.settle(unheard(desk, 300, moved=False), charged=True)
    told = desk.told()
    assert (told.reason, told.facts["amount"]) == (Reason.TERMINAL_LACKS, Yen(300))


def test_another_payment_in_its_place_is_told(desk: Desk) -> None:
    desk.settle(unheard(desk, 300, moved=False), charged=True)
    desk.by_hand(700)
    assert desk.told().reason is Reason.TERMINAL_MOVED


def test_a_refusal_in_its_place_is_told(desk: Desk) -> None:
    desk.settle(unheard(desk, 300, moved=False), charged=True)
    desk.refused_by_hand(300)
    assert desk.told().reason is Reason.TERMINAL_LACKS


def test_a_payment_that_a_person_booked_and_the_terminal_then_reversed_is_told(desk: Desk) -> None:
    desk.settle(unheard(desk, 300, moved=True), charged=True)
    desk.by_hand(300, Direction.CANCEL, desk.terminal.records[-1].sequence)
    told = desk.told()
    assert (told.reason, told.facts["count"]) == (Reason.TERMINAL_MOVED, 1)


def test_a_cancellation_that_a_person_denied_is_told(desk: Desk) -> None:
    sale = desk.pay(300)
    desk.terminal.loses = True
    cancelled = desk.cancel(sale)
    desk.terminal.loses = False
    desk.settle(cancelled, charged=False)
    assert desk.told().reason is Reason.TERMINAL_MOVED


@pytest.mark.parametrize("shown", [True, False])
def test_a_cancellation_that_a_person_booked_is_missed_only_where_it_would_be_shown(
    desk: Desk, shown: bool
) -> None:
    sale = desk.pay(300)
    desk.terminal.dead = True
    cancelled = desk.cancel(sale)
    desk.terminal.dead = False
    desk.settle(cancelled, charged=True)
    desk.terminal.capabilities = replace(CAN, last_shows_cancel=shown)
    if shown:
        assert desk.told().reason is Reason.TERMINAL_LACKS
    else:
        assert desk.pay(100).state is SaleState.SETTLED


@pytest.mark.parametrize("asked", [True, False])
def test_a_cancellation_refused_because_the_money_is_back_already_stays_open(desk: Desk, asked: bool) -> None:
    """B4 of a ZVT terminal: our books still have the sale, so it is no plain no."""
    sale = desk.pay(300)
    desk.terminal.refusal = Declined(ResultCode.NONE, "B4", "already reversed")
    cancelled = desk.cancel(sale)
    assert cancelled.state is SaleState.PROMISED
    desk.terminal.refusal = None
    if asked:
        desk.by_hand(300, Direction.CANCEL, sale_number(sale))
        desk.terminal.refused[desk.terminal.records[-1].sequence] = Declined(ResultCode.NONE, "B4", "")
    desk.terminal.capabilities = replace(CAN, last_shows_cancel=False)
    assert desk.recovery.ask(stop=never) == ()


def sale_number(sale: Sale) -> str:
    assert sale.payment is not None
    return str(getattr(sale.payment.conclusion, "record").sequence)  # noqa: B009 - an Approved


# --- gaps


def test_a_charge_below_a_refusal_is_told(desk: Desk) -> None:
    desk.pay(300)
    desk.by_hand(700)
    desk.refused_by_hand(700)
    told = desk.told()
    assert (told.reason, told.facts["count"]) == (Reason.TERMINAL_SKIPPED, 1)


def test_two_strays_are_told_with_their_number(desk: Desk) -> None:
    desk.pay(300)
    desk.by_hand(700)
    desk.by_hand(900)
    told = desk.told()
    assert (told.reason, told.facts["count"], told.facts["amount"]) == (
        Reason.TERMINAL_SKIPPED, 2, Yen(900),
    )  # fmt: skip
    assert "2件" in say(told)


def test_a_refusal_alone_is_no_gap_and_becomes_the_mark(desk: Desk) -> None:
    """A mark from the books would make the next charge look as if it did not follow."""
    desk.pay(300)
    desk.refused_by_hand(700)
    assert desk.pay(100).state is SaleState.SETTLED
    request = desk.terminal.charges[-1]
    assert request.mark == HighWaterMark.of(desk.terminal.records[2])
    assert request.booked is None  # what lies before that refusal must not be reversed by itself


def test_what_was_charged_and_reversed_below_our_feet_is_no_gap(desk: Desk) -> None:
    desk.pay(300)
    desk.by_hand(300, Direction.CANCEL, desk.by_hand(300).sequence)
    assert desk.pay(100).state is SaleState.SETTLED


def test_a_reversal_of_a_sale_of_yesterday_is_told(desk: Desk) -> None:
    """It is booked, on whatever day: only what came after all that is booked may vanish unseen."""
    yesterday = desk.pay(300)
    desk.pay(200)
    desk.by_hand(300, Direction.CANCEL, sale_number(yesterday))
    assert desk.told().reason is Reason.TERMINAL_MOVED


def test_the_same_record_under_another_year_is_no_news(desk: Desk) -> None:
    """A clock without a year is read by the nearest one."""
    desk.pay(300)
    last = desk.terminal.records[-1]
    desk.terminal.records[-1] = replace(last, at=last.at.replace(year=2025))
    assert desk.pay(100).state is SaleState.SETTLED


def test_strays_are_told_before_the_books_close(desk: Desk) -> None:
    desk.pay(300)
    desk.by_hand(700)
    readiness = Readiness(desk.counter.ledger, desk.terminal, desk.recovery, desk.clock)
    with pytest.raises(RefusedError) as refused:
        readiness.tell_strays()
    assert refused.value.reason is Reason.TERMINAL_MOVED
    readiness.tell_strays()
