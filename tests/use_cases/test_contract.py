"""The acquirer's contract at the counter: what it does not cover is told, what it forbids is refused."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, replace

import pytest

from pos.checkout import Checkout, SaleResult
from pos.counter import Counter
from pos.devices import open_drawer
from pos.domain.brands import Brand, BrandRule, CancelRule, Contract
from pos.domain.money import Yen
from pos.domain.payment import Declined, Direction, HighWaterMark, ResultCode
from pos.domain.sale import Sale, SaleState
from pos.errors import Reason, RefusedError
from pos.recovery import Recovery
from pos.refund import Refunds
from pos.wording import say
from tests.support.clocks import WallClock
from tests.support.obliging import ObligingTerminal
from tests.support.proof import check_whole, e_money_booked
from tests.support.till import CASHIER, CLERK, Site, never, quiet, settings_of, yen_basket
from tests.use_cases.conftest import StartTill

OTHERS = BrandRule(Brand.OTHER, accepted=False, cancel=CancelRule.NEVER)
ANY = CancelRule.ANY


@dataclass
class Desk:
    """The counter's use cases under a contract, with an obliging terminal."""

    counter: Counter
    terminal: ObligingTerminal
    clock: WallClock
    contract: Contract

    @property
    def checkout(self) -> Checkout:
        each, terminal, contract = self.counter, self.terminal, self.contract
        recovery = Recovery(
            each.ledger, terminal, each.issuing, each.office, contract, each.settings.staff, self.clock
        )
        drawer = open_drawer("")
        return Checkout(
            each.ledger, terminal, recovery, each.issuing, drawer, each.office, contract, self.clock
        )

    def pay(self, amount: int, card: str = "1111") -> SaleResult:
        self.terminal.card_last4 = card
        self.clock.turn(minutes=1)
        basket = yen_basket(self.counter, amount)
        return self.checkout.pay_e_money(basket, CLERK, stop=never, tell=quiet)

    def cancel(self, sale: Sale) -> Sale:
        each = self.counter
        refunds = Refunds(
            each.ledger, self.checkout, each.office, self.contract, each.settings.staff, self.clock
        )
        return refunds.cancel(
            sale.id, reason="打ち間違い", by=CLERK, approver=CASHIER, stop=never, tell=quiet
        ).sale

    def refusal(self, sale: Sale) -> RefusedError:
        """Why it is not taken back; nothing moved and nothing was promised."""
        before = (len(self.terminal.cancels), e_money_booked(self.counter))
        with pytest.raises(RefusedError) as refused:
            self.cancel(sale)
        assert (len(self.terminal.cancels), e_money_booked(self.counter)) == before
        assert self.counter.ledger.sale(sale.id).cancelled_by is None
        assert "―" not in say(refused.value)
        return refused.value


@pytest.fixture
def desk(cash_counter: Counter, clock: WallClock) -> Desk:
    return Desk(cash_counter, ObligingTerminal(clock), clock, Contract(Yen(20_000), ANY))


def under(desk: Desk, *rules: BrandRule) -> Desk:
    desk.contract = Contract.of_rules(rules, OTHERS, cap=Yen(20_000), acquirer="○○決済")
    return desk


def breaches(counter: Counter) -> list[str]:
    with closing(sqlite3.connect(counter.settings.ledger_path)) as ledger:
        rows = ledger.execute("SELECT * FROM journal").fetchall()
    return [text for row in rows if "contract breach" in (text := str(row))]


def test_a_card_that_the_contract_covers_is_no_news(desk: Desk) -> None:
    result = under(desk, BrandRule(Brand.WAON, cap=Yen(300))).pay(300)
    assert (result.sale.state, result.problems) == (SaleState.SETTLED, ())
    assert breaches(desk.counter) == []


def test_a_brand_outside_the_contract_is_booked_kept_and_told(desk: Desk) -> None:
    under(desk, BrandRule(Brand.NANACO), BrandRule(Brand.WAON, accepted=False))
    result = desk.pay(300)
    assert result.sale.state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 300
    assert result.paper is not None
    (told,) = result.problems
    assert result.problem is told
    assert (told.reason, told.facts) == (
        Reason.BRAND_NOT_ACCEPTED, {"brand": Brand.WAON, "amount": Yen(300)},
    )  # fmt: skip
    assert say(told).startswith("WAONは")
    assert "¥300" in say(told)
    (kept,) = breaches(desk.counter)
    assert "brand_not_accepted" in kept
    assert "waon" in kept
    check_whole(desk.counter)


def test_an_amount_over_the_cap_of_the_brand_is_booked_kept_and_told(desk: Desk) -> None:
    under(desk, BrandRule(Brand.WAON, cap=Yen(200)), BrandRule(Brand.NANACO, cap=Yen(500)))
    result = desk.pay(250)
    (told,) = result.problems
    assert told.reason is Reason.BRAND_OVER_CAP
    assert "¥200" in say(told)
    assert e_money_booked(desk.counter) == 250
    assert len(breaches(desk.counter)) == 1
    desk.terminal.brand = Brand.NANACO
    assert desk.pay(250).problems == ()


def test_more_than_any_brand_may_pay_is_refused_before_the_terminal_is_asked(desk: Desk) -> None:
    under(desk, BrandRule(Brand.WAON, cap=Yen(200)), BrandRule(Brand.NANACO, cap=Yen(500)))
    with pytest.raises(RefusedError) as refused:
        desk.pay(550)
    assert (refused.value.reason, refused.value.facts["cap"]) == (Reason.AMOUNT_OVER_CAP, Yen(500))
    assert desk.terminal.questions == 0


def test_a_card_whose_brand_the_terminal_does_not_tell_is_no_breach(desk: Desk) -> None:
    under(desk, BrandRule(Brand.WAON, cap=Yen(200)))
    desk.terminal.brand = Brand.UNKNOWN
    assert desk.pay(200).problems == ()
    desk.terminal.brand = Brand.OTHER
    (told,) = desk.pay(200).problems
    assert say(told).startswith("このカードは")


@pytest.mark.parametrize("brand", [Brand.WAON, Brand.CREDIT], ids=["listed", "not listed"])
def test_a_brand_that_is_never_cancelled_is_refused_before_the_terminal_is_asked(
    desk: Desk, brand: Brand
) -> None:
    under(desk, BrandRule(Brand.WAON, cancel=CancelRule.NEVER), BrandRule(Brand.NANACO, cancel=ANY))
    desk.terminal.brand = brand
    sale = desk.pay(300).sale
    asked = desk.terminal.questions
    refused = desk.refusal(sale)
    assert (refused.reason, refused.facts["brand"]) == (Reason.CANCEL_NOT_FOR_BRAND, brand)
    assert desk.terminal.questions == asked
    desk.terminal.brand = Brand.NANACO
    assert desk.cancel(desk.pay(300).sale).state is SaleState.SETTLED


def test_only_the_last_for_one_brand_and_any_for_another(desk: Desk) -> None:
    under(desk, BrandRule(Brand.TRANSIT_IC, cancel=CancelRule.LAST_ONLY), BrandRule(Brand.WAON, cancel=ANY))
    desk.terminal.brand = Brand.TRANSIT_IC
    transit = desk.pay(300).sale
    desk.terminal.brand = Brand.WAON
    waon = desk.pay(200).sale
    desk.pay(100)
    assert desk.refusal(transit).reason is Reason.CANCEL_NOT_LAST
    assert desk.cancel(waon).state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 400
    check_whole(desk.counter)


def test_a_terminal_that_only_knows_its_last_is_not_asked_for_more_than_that(desk: Desk) -> None:
    under(desk, BrandRule(Brand.WAON, cancel=ANY))
    desk.terminal.only(CancelRule.LAST_ONLY)
    older = desk.pay(300).sale
    newer = desk.pay(200).sale
    assert desk.refusal(older).reason is Reason.CANCEL_NOT_LAST
    desk.terminal.only(CancelRule.NEVER)
    assert desk.refusal(newer).reason is Reason.CANCEL_REFUSED


@pytest.mark.parametrize(("days_later", "cancelled"), [(0, True), (1, True), (2, False)])
def test_a_cancellation_is_possible_until_its_last_day(desk: Desk, days_later: int, cancelled: bool) -> None:
    under(desk, BrandRule(Brand.WAON, cancel=ANY, cancel_within_days=1))
    sale = desk.pay(300).sale
    desk.clock.turn(days=days_later)  # a business day that was left open
    if cancelled:
        assert desk.cancel(sale).state is SaleState.SETTLED
        return
    refused = desk.refusal(sale)
    assert refused.reason is Reason.CANCEL_TOO_LATE
    assert "令和8年11月25日" in say(refused)


@pytest.mark.parametrize("same", [True, False])
def test_a_cancellation_may_be_bound_to_the_terminal_that_took_the_payment(desk: Desk, same: bool) -> None:
    under(desk, BrandRule(Brand.WAON, cancel=ANY, cancel_same_terminal=same))
    sale = desk.pay(300).sale
    desk.terminal.terminal_no = "T-0002"  # another device under the same name in the settings
    desk.terminal.records.clear()
    desk.pay(100)
    if not same:
        assert desk.cancel(sale).state is SaleState.SETTLED
        return
    refused = desk.refusal(sale)
    assert (refused.reason, refused.facts["terminal_no"]) == (Reason.CANCEL_OTHER_TERMINAL, "T-0001")


def test_a_card_that_was_used_since_cannot_be_paid_back(desk: Desk) -> None:
    under(desk, BrandRule(Brand.WAON, cancel=ANY, cancel_card_unused=True))
    first, other = desk.pay(300).sale, desk.pay(200, card="2222").sale
    again = desk.pay(100).sale
    refused = desk.refusal(first)
    assert (refused.reason, refused.facts["number"]) == (Reason.CANCEL_CARD_USED, again.number)
    for sale in (other, again):
        assert desk.cancel(sale).state is SaleState.SETTLED
    under(desk, BrandRule(Brand.WAON, cancel=ANY))
    assert desk.cancel(first).state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 0


def test_the_terminal_hears_what_the_books_account_for_and_which_payment_it_is(desk: Desk) -> None:
    first = desk.pay(300).sale
    second = desk.pay(200).sale
    before, after = desk.terminal.charges
    assert before.booked is None
    assert after.booked == HighWaterMark.of(desk.terminal.records[0])
    assert [each.payment and str(each.payment.id) for each in (first, second)] == [
        before.reference, after.reference,
    ]  # fmt: skip
    cancelled = desk.cancel(second)
    assert cancelled.payment is not None
    assert desk.terminal.cancels[0].reference == str(cancelled.payment.id)


def test_another_terminal_is_not_told_numbers_of_the_one_before(desk: Desk) -> None:
    desk.pay(300)
    desk.terminal.terminal_no = "T-0002"
    desk.terminal.records.clear()
    desk.pay(100)
    assert desk.terminal.charges[-1].booked is None
    desk.terminal.terminal_no = "T-0003"
    desk.terminal.write(Direction.CHARGE, Yen(50))
    desk.pay(100)
    assert desk.terminal.charges[-1].booked is None


def test_a_clock_that_nobody_knows_is_passed_on_as_such(desk: Desk) -> None:
    desk.terminal.offset_s = None
    assert desk.pay(300).sale.state is SaleState.SETTLED
    assert desk.terminal.charges[-1].clock_offset_s is None


def test_the_contract_of_the_file_is_in_force_at_the_counter(start_till: StartTill) -> None:
    till = start_till()
    till.counter.close()
    settings = till.site.settings
    (settings.data / "contract.toml").write_text(
        'acquirer = "○○決済"\ncap = 1000\n[waon]\n[others]\naccepted = false\ncancel = "never"\n', "utf-8"
    )
    terminal = replace(settings.terminal, contract="contract.toml")
    counter = Site(replace(settings, terminal=terminal), till.site.clock).open()
    try:
        assert counter.contract.acquirer == "○○決済"
        assert counter.terminal is not None
        assert counter.terminal.capabilities.maximum_amount == Yen(1_000)
        basket = yen_basket(counter, 300)
        result = counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=quiet)
        assert [each.reason for each in result.problems] == [Reason.BRAND_NOT_ACCEPTED]
        assert e_money_booked(counter) == till.charged == 300
        with pytest.raises(RefusedError) as refused:
            counter.refunds.cancel(
                result.sale.id, reason="?", by=CLERK, approver=CASHIER, stop=never, tell=quiet
            )
        assert refused.value.reason is Reason.CANCEL_NOT_FOR_BRAND
        with pytest.raises(RefusedError):
            counter.checkout.pay_e_money(yen_basket(counter, 1_050), CLERK, stop=never, tell=quiet)
    finally:
        counter.close()


def test_a_late_answer_of_a_brand_outside_the_contract_is_told_with_its_paper(desk: Desk) -> None:
    under(desk, BrandRule(Brand.NANACO))
    sale = desk.pay(300).sale
    again = desk.checkout.hand_out(sale, CLERK)  # as after a recovery
    assert Reason.BRAND_NOT_ACCEPTED in [each.reason for each in again.problems]


def test_settings_without_a_contract_ask_for_nothing_more(cash_counter: Counter) -> None:
    settings = settings_of(cash_counter.settings.data)
    assert cash_counter.contract == Contract(settings.terminal.payment_cap, settings.terminal.cancel)


def test_a_no_of_the_terminal_is_no_transaction_that_the_books_miss(desk: Desk) -> None:
    desk.pay(300)
    desk.terminal.refusal = Declined(ResultCode.DEFICIENT, "71", "")
    assert desk.pay(200).sale.state is SaleState.ABANDONED
    assert desk.pay(200).sale.state is SaleState.ABANDONED  # not TERMINAL_MOVED
    assert desk.terminal.charges[-1].booked is None  # a charge by hand may lie before that no
    desk.terminal.refusal = None
    assert desk.pay(100).sale.state is SaleState.SETTLED
    assert e_money_booked(desk.counter) == 400


def test_a_charge_by_hand_is_told_once(desk: Desk) -> None:
    desk.pay(300)
    desk.terminal.write(Direction.CHARGE, Yen(200))
    with pytest.raises(RefusedError) as refused:
        desk.pay(200)
    assert refused.value.reason is Reason.TERMINAL_MOVED
    assert desk.pay(200).sale.state is SaleState.SETTLED


@pytest.mark.parametrize(("cancels", "told"), [("000002", False), ("000001", True), ("", True)])
def test_what_the_terminal_took_back_is_told_only_where_it_was_booked(
    desk: Desk, cancels: str, told: bool
) -> None:
    desk.pay(300)  # 000001
    desk.terminal.write(Direction.CHARGE, Yen(200))  # 000002, never booked
    desk.terminal.write(Direction.CANCEL, Yen(200), cancels)
    if not told:
        assert desk.pay(100).sale.state is SaleState.SETTLED
        return
    with pytest.raises(RefusedError) as refused:
        desk.pay(100)
    assert (refused.value.reason, refused.value.facts["count"]) == (Reason.TERMINAL_SKIPPED, 2)
