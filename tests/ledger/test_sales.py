"""Promise, fact, paper: what a sale leaves in the ledger at each point."""

from uuid import uuid4

import pytest

from pos.domain.basket import Basket, OfficialUse
from pos.domain.brands import Brand
from pos.domain.ids import PaymentId, SaleId
from pos.domain.money import ZERO, Yen
from pos.domain.payment import (
    MOVES,
    AbortCause,
    Aborted,
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    Direction,
    Method,
    NotCharged,
    PaymentState,
    ResultCode,
    Settlement,
    Unknown,
    UnknownCause,
    state_of,
)
from pos.domain.receipt import Series
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.errors import Reason, RefusedError
from pos.ledger import Ledger
from tests.ledger.counter import (
    CASHIER,
    CLERK,
    MARK,
    OFFICE,
    T1,
    T2,
    ask_terminal,
    at,
    basket,
    cancel_cash,
    conclude,
    pay_cash,
    record,
)

UNKNOWN = Unknown(UnknownCause.NO_ANSWER)
CONCLUSIONS: tuple[Conclusion, ...] = (
    Approved(record(Yen(450))),
    Declined(ResultCode.DEFICIENT, "T05", "残高不足"),
    Aborted(AbortCause.STOPPED),
    UNKNOWN,
    NotCharged("the mark is still the last"),
    Settlement(CLERK, CASHIER, False, Brand.UNKNOWN, "控えなし", "残高 変わらず"),
    Settlement(CLERK, CASHIER, True, Brand.WAON, "控えあり", "伝票 00042"),
)


def refused(reason: Reason) -> "pytest.RaisesExc[RefusedError]":
    return pytest.raises(RefusedError, check=lambda error: error.reason is reason)


def test_a_promise_holds_everything_that_was_known(till: Ledger) -> None:
    sale_id = SaleId(uuid4())
    sold = basket().addressed(application_no="8-123", addressee="㈱髙橋測量")
    sale = till.promise_sale(
        sold,
        method=Method.E_MONEY,
        clerk=CLERK,
        at=at(5),
        terminal_id=T1,
        mark=MARK,
        clock_offset_s=-4,
        sale_id=sale_id,
    )
    assert (sale.id, sale.number, sale.state, sale.total) == (sale_id, 1, SaleState.PROMISED, Yen(450))
    assert (sale.application_no, sale.addressee, sale.clerk) == ("8-123", "㈱髙橋測量", CLERK)
    assert sale.lines[0].sheet.town == "大森西"
    payment = sale.payment
    assert payment is not None
    assert (payment.mark, payment.clock_offset_s, payment.terminal_id) == (MARK, -4, T1)
    assert (payment.state, payment.direction) == (PaymentState.REQUESTED, Direction.CHARGE)
    assert till.open_payments() == (payment,)
    assert till.open_payment(T1) == payment
    assert till.open_payment(T2) is None
    assert till.find_sale(payment.id) == sale == till.sale(sale.id)


def test_a_cash_sale_gives_a_receipt_with_tender_and_change(till: Ledger) -> None:
    before = till.chain_mark()
    sale = pay_cash(till, basket(), when=at(5), tendered=1000)
    paper = till.receipt_of(sale.id)
    assert (str(paper.number), paper.tendered, paper.change) == ("R8-01-000001", Yen(1000), Yen(550))
    assert (paper.clerk_name, paper.practice, paper.record) == ("大森 一郎", True, None)
    assert paper.lines == sale.lines
    assert paper.chain.seq == before.seq + 1  # the promise; the fact's own record comes after it
    assert (sale.state, sale.settled_at) == (SaleState.SETTLED, at(5))


def test_e_money_gives_a_statement_with_the_terminals_record(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    conclude(till, sale, Approved(record(sale.total)), when=at(6))
    paper = till.receipt_of(sale.id)
    assert (paper.number.series, paper.record, paper.change) == (Series.STATEMENT, record(sale.total), None)


@pytest.mark.parametrize("first", CONCLUSIONS, ids=lambda c: type(c).__name__)
@pytest.mark.parametrize("second", CONCLUSIONS, ids=lambda c: type(c).__name__)
def test_moves_over_all_pairs(till: Ledger, first: Conclusion, second: Conclusion) -> None:
    sale = conclude(till, ask_terminal(till, basket(), when=at(5)), first, when=at(6))
    _agrees(till, sale, first)
    if state_of(second) in MOVES[state_of(first)]:
        _agrees(till, conclude(till, sale, second, when=at(7)), second)
    else:
        with refused(Reason.PAYMENT_NOT_OPEN):
            conclude(till, sale, second, when=at(7))
        _agrees(till, till.sale(sale.id), first)
    assert till.verify().ok


def _agrees(till: Ledger, sale: Sale, conclusion: Conclusion) -> None:
    assert sale.payment is not None
    assert (sale.payment.conclusion, sale.payment.state) == (conclusion, state_of(conclusion))
    states = {PaymentState.APPROVED: SaleState.SETTLED, PaymentState.UNKNOWN: SaleState.PROMISED}
    assert sale.state is states.get(sale.payment.state, SaleState.ABANDONED)
    assert bool(till.open_payments()) is sale.payment.state.is_open


def test_a_declined_card_burns_no_number(till: Ledger) -> None:
    declined = ask_terminal(till, basket(), when=at(5))
    conclude(till, declined, Declined(ResultCode.DEFICIENT, "T05", ""), when=at(5))
    sale = ask_terminal(till, basket(), when=at(6))
    conclude(till, sale, Approved(record(sale.total)), when=at(6))
    assert till.receipt_of(sale.id).number.serial == 1
    with refused(Reason.RECEIPT_NOT_FOUND):
        till.receipt_of(declined.id)


def test_one_open_question_per_terminal(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    before = till.chain_mark()
    with refused(Reason.TERMINAL_HELD):
        ask_terminal(till, basket(), when=at(6))
    assert till.chain_mark() == before
    ask_terminal(till, basket(), when=at(6), terminal=T2)
    pay_cash(till, basket(), when=at(6))
    conclude(till, sale, UNKNOWN, when=at(6))
    with refused(Reason.TERMINAL_HELD):
        ask_terminal(till, basket(), when=at(7))
    conclude(till, sale, NotCharged("mark"), when=at(8))
    ask_terminal(till, basket(), when=at(9))


def test_results_are_noted_while_the_payment_is_open(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    assert sale.payment is not None
    till.note_result(sale.payment.id, UNKNOWN, at=at(5))
    till.note_result(sale.payment.id, Approved(record(sale.total)), at=at(5))
    (payment,) = till.open_payments()
    assert payment.noted == Approved(record(sale.total))
    assert payment.state is PaymentState.REQUESTED
    done = conclude(till, sale, Approved(record(sale.total)), when=at(6))
    assert done.payment is not None
    assert done.payment.noted is None
    with refused(Reason.PAYMENT_NOT_OPEN):
        till.note_result(sale.payment.id, UNKNOWN, at=at(7))


def test_what_does_not_exist_is_not_found(till: Ledger) -> None:
    nothing = PaymentId(uuid4())
    with refused(Reason.SALE_NOT_FOUND):
        till.sale(SaleId(uuid4()))
    with refused(Reason.SALE_NOT_FOUND):
        till.find_sale(nothing)
    with refused(Reason.SALE_NOT_FOUND):
        till.conclude(nothing, CashTaken(), at=at(5), office=OFFICE)
    with refused(Reason.SALE_NOT_FOUND):
        till.note_result(nothing, UNKNOWN, at=at(5))


def test_no_sale_without_a_day_or_a_line(ledger: Ledger) -> None:
    with refused(Reason.DAY_NOT_OPEN):
        pay_cash(ledger, basket(), when=at(5))
    with refused(Reason.BASKET_EMPTY):
        pay_cash(ledger, Basket(), when=at(5))


def test_too_little_cash_is_refused_by_the_database_too(till: Ledger) -> None:
    with refused(Reason.TENDER_TOO_SMALL):
        pay_cash(till, basket(), when=at(5), tendered=100)
    assert till.sales_of_day(till.days()[0].number) == ()


def test_a_cancellation_mirrors_its_sale(till: Ledger) -> None:
    sale = pay_cash(till, basket(), when=at(5))
    cancelled = cancel_cash(till, sale.id, when=at(6))
    assert (cancelled.kind, cancelled.total, cancelled.cancels) == (SaleKind.CANCELLATION, Yen(-450), sale.id)
    assert (cancelled.ground, cancelled.approver, cancelled.lines[0].copies) == ("枚数違い", CASHIER, -3)
    assert till.sale(sale.id).cancelled_by == cancelled.id
    assert till.receipt_of(cancelled.id).cancels_number == "R8-01-000001"
    assert till.expected_cash(sale.day) == Yen(30_000)
    with refused(Reason.ALREADY_CANCELLED):
        cancel_cash(till, sale.id, when=at(7))
    with refused(Reason.NOT_CANCELLABLE):
        cancel_cash(till, cancelled.id, when=at(7))


def test_one_cancellation_at_a_time_and_a_failed_one_may_be_repeated(till: Ledger) -> None:
    sale = ask_terminal(till, basket(), when=at(5))
    conclude(till, sale, Approved(record(sale.total)), when=at(5))

    def ask() -> Sale:
        return till.promise_cancellation(
            sale.id, reason="誤り", clerk=CLERK, approver=None, at=at(6), terminal_id=T1, mark=MARK
        )

    first = ask()
    assert first.payment is not None
    assert (first.payment.direction, first.payment.amount) == (Direction.CANCEL, Yen(450))
    with refused(Reason.CANCEL_IN_PROGRESS):
        ask()
    conclude(till, first, Aborted(AbortCause.NO_CARD), when=at(7))
    assert till.sale(sale.id).cancelled_by is None
    conclude(till, ask(), Approved(record(sale.total, "00043", Direction.CANCEL)), when=at(8))
    assert till.day_report(sale.day, OFFICE, at=at(9)).total == ZERO


def test_nobody_approves_alone(till: Ledger) -> None:
    sale = pay_cash(till, basket(), when=at(5))
    with refused(Reason.APPROVER_IS_SAME_PERSON):
        till.promise_cancellation(sale.id, reason="x", clerk=CLERK, approver=CLERK, at=at(6))
    with refused(Reason.REASON_REQUIRED):
        till.promise_cancellation(sale.id, reason=" ", clerk=CLERK, approver=CASHIER, at=at(6))
    asked = conclude(till, ask_terminal(till, basket(), when=at(7)), UNKNOWN, when=at(7))
    with refused(Reason.APPROVER_IS_SAME_PERSON):
        conclude(till, asked, Settlement(CLERK, CLERK, True, Brand.WAON, "x", "y"), when=at(8))


def test_official_use_costs_nothing_and_is_counted(till: Ledger) -> None:
    use = basket().for_official_use(OfficialUse("道路台帳の整備", "国土交通省"))
    sale = till.issue_official_use(use, clerk=CLERK, at=at(5), office=OFFICE)
    assert (sale.kind, sale.state, sale.total, sale.listed_total) == (
        SaleKind.OFFICIAL_USE,
        SaleState.SETTLED,
        ZERO,
        Yen(450),
    )
    paper = till.receipt_of(sale.id)
    assert (str(paper.number), paper.ground, paper.body) == ("K8-01-000001", "道路台帳の整備", "国土交通省")
    with pytest.raises(ValueError, match="ground"):
        till.issue_official_use(basket(), clerk=CLERK, at=at(6), office=OFFICE)


def test_copies_of_a_paper_are_counted_with_their_reason(till: Ledger) -> None:
    number = till.receipt_of(pay_cash(till, basket(), when=at(5)).id).number

    def print_it(reason: str) -> int:
        return till.record_print(number, by=CLERK, reason=reason, sha256="ab", file_name="x.pdf", at=at(6))

    assert print_it("") == 0
    with refused(Reason.REASON_REQUIRED):
        print_it("")
    assert [print_it("紛失"), print_it("汚損")] == [1, 2]
    assert [(each.copy, each.reason) for each in till.prints(number)] == [(0, ""), (1, "紛失"), (2, "汚損")]


def test_a_print_of_no_paper_is_refused(till: Ledger) -> None:
    number = till.receipt_of(pay_cash(till, basket(), when=at(5)).id).number
    unknown = type(number)(number.counter, number.series, number.fiscal_year, 99)
    with refused(Reason.RECEIPT_NOT_FOUND):
        till.record_print(unknown, by=CLERK, reason="", sha256="", file_name="", at=at(6))


def test_sales_of_a_day_come_with_lines_and_payments(till: Ledger) -> None:
    sales = [pay_cash(till, basket(n), when=at(5 + n)) for n in (1, 2, 3)]
    assert list(till.sales_of_day(sales[0].day)) == sales
