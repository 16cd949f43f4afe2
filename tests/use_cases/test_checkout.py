"""Taking money: cash, e-money and 公用, and every way it is refused before anything is promised."""

import os

import pytest

from pos.counter import Counter
from pos.domain.basket import Basket, OfficialUse
from pos.domain.catalog import PaperSize
from pos.domain.ids import DayNumber
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Declined, Method, ResultCode
from pos.domain.receipt import Series
from pos.domain.sale import SaleKind, SaleState
from pos.errors import AccessError, DeviceError, OperatingError, Reason, RefusedError
from pos.ports import Phase, Progress
from pos.system import HAS_PTY
from tests.support.proof import cash_booked, check_agrees, check_whole, e_money_booked
from tests.support.terminals import fault
from tests.support.till import (
    AUDITOR,
    CLERK,
    HASTY,
    Site,
    basket_of,
    never,
    quiet,
    settings_of,
    yen_basket,
)
from tests.use_cases.conftest import StartTill

FUND = 30_000


def test_s1_mixed_sizes_in_cash(cash_counter: Counter) -> None:
    basket = basket_of(cash_counter, {PaperSize.A3: 2, PaperSize.A1: 1})
    result = cash_counter.checkout.pay_cash(basket, Yen(1_000), CLERK)
    sale = result.sale
    assert (sale.state, sale.kind, sale.total) == (SaleState.SETTLED, SaleKind.SALE, Yen(500))
    assert sale.payment is not None
    assert sale.payment.change == Yen(500)
    assert [(each.size, each.copies, each.unit_price) for each in sale.lines] == [
        (PaperSize.A3, 2, Yen(100)), (PaperSize.A1, 1, Yen(300)),
    ]  # fmt: skip
    assert all(each.account.code and each.tax_class for each in sale.lines)
    receipt = cash_counter.ledger.receipt_of(sale.id)
    assert (receipt.number.series, receipt.number.serial) == (Series.RECEIPT, 1)
    assert result.paper is not None
    assert result.paper.path.read_bytes().startswith(b"%PDF")
    assert "大田区出納員" in result.paper.text
    assert (result.paper.copy, result.problem) == (0, None)
    assert cash_booked(cash_counter) == FUND + 500
    check_whole(cash_counter)


@pytest.mark.skipif(not HAS_PTY, reason="a drawer's port that a test can read")
def test_the_drawer_opens_for_cash_and_stays_shut_for_official_use(opened_site: Site) -> None:
    master, slave = os.openpty()
    settings = settings_of(opened_site.settings.data, drawer_port=os.ttyname(slave))
    counter = Site(settings, opened_site.clock).open()
    os.set_blocking(master, False)
    use = OfficialUse.of("公用", "大森税務署")
    counter.checkout.issue_official_use(yen_basket(counter, 150).for_official_use(use), CLERK)
    with pytest.raises(BlockingIOError):
        os.read(master, 64)
    counter.checkout.pay_cash(yen_basket(counter, 150), Yen(150), CLERK)
    assert os.read(master, 64).startswith(b"\x1bp")  # ESC p: the pulse that opens it
    counter.close()
    os.close(master)
    os.close(slave)


def test_a_drawer_that_is_not_there_never_undoes_money(opened_site: Site) -> None:
    settings = settings_of(opened_site.settings.data, drawer_port="/dev/no-such-drawer")
    counter = Site(settings, opened_site.clock).open()
    result = counter.checkout.pay_cash(yen_basket(counter, 150), Yen(150), CLERK)
    assert result.sale.state is SaleState.SETTLED
    assert result.problem is not None
    assert result.problem.reason is Reason.PRINTER_UNAVAILABLE
    assert result.paper is not None
    counter.close()


def test_too_little_cash_says_what_is_missing(cash_counter: Counter) -> None:
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.pay_cash(yen_basket(cash_counter, 500), Yen(450), CLERK)
    assert refused.value.reason is Reason.TENDER_TOO_SMALL
    assert refused.value.facts["missing"] == Yen(50)
    _nothing_was_sold(cash_counter)


def test_nothing_to_sell_and_nothing_to_pay(cash_counter: Counter) -> None:
    use = OfficialUse.of("公用", "大森税務署")
    baskets = {
        Reason.BASKET_EMPTY: Basket(),
        Reason.NOTHING_TO_PAY: yen_basket(cash_counter, 50).for_official_use(use),
    }
    for reason, basket in baskets.items():
        with pytest.raises(RefusedError) as refused:
            cash_counter.checkout.pay_cash(basket, Yen(1_000), CLERK)
        assert refused.value.reason is reason
        with pytest.raises(RefusedError) as refused:
            cash_counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=quiet)
        assert refused.value.reason is reason
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.issue_official_use(Basket(official_use=use), CLERK)
    assert refused.value.reason is Reason.BASKET_EMPTY
    _nothing_was_sold(cash_counter)


def test_no_sale_without_an_open_day(new_counter: Counter) -> None:
    with pytest.raises(RefusedError) as refused:
        new_counter.checkout.fees()
    assert refused.value.reason is Reason.DAY_NOT_OPEN
    fee = new_counter.ledger.fee_table().fees[0]
    with pytest.raises(RefusedError) as refused:
        new_counter.checkout.pay_cash(Basket().add(fee, 1), Yen(1_000), CLERK)
    assert refused.value.reason is Reason.DAY_NOT_OPEN
    check_whole(new_counter)


def test_an_auditor_sells_nothing(cash_counter: Counter) -> None:
    basket = yen_basket(cash_counter, 50)
    checkout = cash_counter.checkout
    with pytest.raises(AccessError, match="not_allowed"):
        checkout.pay_cash(basket, Yen(50), AUDITOR)
    with pytest.raises(AccessError, match="not_allowed"):
        checkout.pay_e_money(basket, AUDITOR, stop=never, tell=quiet)
    with pytest.raises(AccessError, match="not_allowed"):
        checkout.issue_official_use(basket, AUDITOR)
    _nothing_was_sold(cash_counter)


def test_e_money_is_charged_once_and_booked_once(start_till: StartTill) -> None:
    till = start_till()
    phases: list[Phase] = []
    basket = yen_basket(till.counter, 300)

    def tell(progress: Progress) -> None:
        phases.append(progress.phase)

    result = till.counter.checkout.pay_e_money(basket, CLERK, stop=never, tell=tell)
    assert result.sale.state is SaleState.SETTLED
    assert till.charged == 300
    receipt = till.counter.ledger.receipt_of(result.sale.id)
    assert (receipt.number.series, receipt.method) == (Series.STATEMENT, Method.E_MONEY)
    assert receipt.record is not None
    before, after = receipt.record.balance_before, receipt.record.balance_after
    assert before is not None
    assert after == before - Yen(300)
    assert result.paper is not None
    assert "領収書" not in result.paper.text.splitlines()[0]
    assert Phase.WAIT_CARD in phases
    check_agrees(till.counter, 300)
    assert cash_booked(till.counter) == FUND


def test_over_the_cap_is_refused_before_the_terminal_is_asked(cash_counter: Counter) -> None:
    over = basket_of(cash_counter, {PaperSize.A1: 66, PaperSize.A2: 1, PaperSize.A4: 1})  # ¥20,050
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.pay_e_money(over, CLERK, stop=never, tell=quiet)
    assert refused.value.reason is Reason.AMOUNT_OVER_CAP
    assert refused.value.facts == {"amount": Yen(20_050), "cap": Yen(20_000)}
    at_the_cap = basket_of(cash_counter, {PaperSize.A1: 66, PaperSize.A2: 1})
    with pytest.raises(RefusedError) as refused:
        cash_counter.checkout.pay_e_money(at_the_cap, CLERK, stop=never, tell=quiet)
    assert refused.value.reason is Reason.TERMINAL_NOT_CONFIGURED
    _nothing_was_sold(cash_counter)


def test_s4_a_terminal_that_is_not_there_promises_nothing_and_cash_goes_on(opened_site: Site) -> None:
    settings = settings_of(opened_site.settings.data, "/dev/no-such-port")
    counter = Site(settings, opened_site.clock, HASTY).open()
    with pytest.raises(DeviceError) as unreachable:
        counter.checkout.pay_e_money(yen_basket(counter, 300), CLERK, stop=never, tell=quiet)
    assert unreachable.value.reason is Reason.TERMINAL_UNREACHABLE
    _nothing_was_sold(counter)
    assert counter.checkout.pay_cash(yen_basket(counter, 300), Yen(300), CLERK).sale.number == 1
    assert counter.recovery.open_questions() == ()
    counter.close()


def test_s10_a_short_balance_takes_nothing_and_burns_no_number(start_till: StartTill) -> None:
    till = start_till(fault("balance_short"))
    short = till.pay(500)
    assert short.sale.state is SaleState.ABANDONED
    assert short.paper is None
    declined = short.sale.payment.conclusion if short.sale.payment else None
    assert isinstance(declined, Declined)
    assert declined.result is ResultCode.DEFICIENT
    assert till.charged == 0
    assert till.pay_cash(500).sale.state is SaleState.SETTLED
    assert till.pay(500).sale.state is SaleState.SETTLED
    receipt = till.counter.ledger.receipt_of(till.counter.ledger.sales_of_day(_day(till.counter))[-1].id)
    assert (receipt.number.series, receipt.number.serial) == (Series.STATEMENT, 1)
    check_agrees(till.counter, 500)


@pytest.mark.parametrize("name", ["touch_again", "other_card", "reply_duplicate", "split_bytes", "ack_lost",
                                  "garbage_before", "nak", "wrong_bcc"])  # fmt: skip
def test_rough_conversations_charge_once(start_till: StartTill, name: str) -> None:
    till = start_till(fault(name))
    assert till.pay(250).sale.state is SaleState.SETTLED
    assert till.pay(100).sale.state is SaleState.SETTLED
    check_agrees(till.counter, till.charged)
    assert till.charged == 350


def test_stop_before_a_card_came_charges_nothing(start_till: StartTill) -> None:
    till = start_till(fault("no_card"))
    asked: list[Phase] = []

    def tell(progress: Progress) -> None:
        asked.append(progress.phase)

    result = till.counter.checkout.pay_e_money(
        yen_basket(till.counter, 300), CLERK, stop=lambda: Phase.WAIT_CARD in asked, tell=tell
    )
    assert result.sale.state is SaleState.ABANDONED
    conclusion = result.sale.payment.conclusion if result.sale.payment else None
    assert isinstance(conclusion, Aborted)
    assert conclusion.cause is AbortCause.STOPPED
    check_agrees(till.counter, 0)


def test_s11_official_use_takes_no_money_and_no_receipt_number(cash_counter: Counter) -> None:
    use = OfficialUse.of("公用", "大森税務署")
    basket = basket_of(cash_counter, {PaperSize.A3: 3}).for_official_use(use)
    result = cash_counter.checkout.issue_official_use(basket, CLERK)
    assert (result.sale.total, result.sale.listed_total) == (Yen(0), Yen(300))
    assert result.paper is not None
    assert "大森税務署" in result.paper.text
    cash_counter.checkout.pay_cash(yen_basket(cash_counter, 50), Yen(50), CLERK)
    sales = cash_counter.ledger.sales_of_day(_day(cash_counter))
    numbers = [cash_counter.ledger.receipt_of(each.id).number for each in sales]
    assert [(each.series, each.serial) for each in numbers] == [(Series.OFFICIAL_USE, 1), (Series.RECEIPT, 1)]
    report = cash_counter.days.report()
    assert (report.official_issues, report.waived) == (1, Yen(300))
    assert sum(each.official_copies for each in report.sheets) == 3
    assert cash_booked(cash_counter) == FUND + 50
    check_whole(cash_counter)


def test_paper_that_cannot_be_written_leaves_the_sale_and_comes_later(cash_counter: Counter) -> None:
    papers = cash_counter.settings.papers_path
    papers.mkdir(mode=0o700, exist_ok=True)
    (papers / "2026").write_text("a file stands where the year's folder should be", "utf-8")
    result = cash_counter.checkout.pay_cash(yen_basket(cash_counter, 50), Yen(50), CLERK)
    assert result.sale.state is SaleState.SETTLED
    assert isinstance(result.problem, OperatingError)
    assert result.problem.reason is Reason.FILE_NOT_WRITTEN
    (papers / "2026").unlink()
    paper = cash_counter.issuing.reprint(result.sale.id, "用紙切れ", CLERK)
    assert paper.copy == 0  # nobody ever held the original


def _day(counter: Counter) -> DayNumber:
    day = counter.days.current()
    assert day is not None
    return day.number


def _nothing_was_sold(counter: Counter) -> None:
    assert counter.ledger.sales_of_day(_day(counter)) == ()
    assert (cash_booked(counter), e_money_booked(counter)) == (FUND, 0)
    check_whole(counter)
