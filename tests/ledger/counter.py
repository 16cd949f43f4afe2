"""A small counter for the ledger's tests: its fees, people and office, and a file with every kind of row."""

from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID

from pos.domain.basket import Basket, OfficialUse, SheetReference
from pos.domain.brands import Brand, UnknownMeans
from pos.domain.card import CardReading
from pos.domain.catalog import Fee, PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.days import JST
from pos.domain.drawer import CashCount, CountKind
from pos.domain.ids import CounterId, SaleId, StaffId, TerminalId
from pos.domain.inquiry import Source
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    Direction,
    HighWaterMark,
    Method,
    ResultCode,
    Settlement,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.domain.receipt import Office
from pos.domain.sale import Sale
from pos.domain.staff import Role, Staff
from pos.domain.unknown_slip import SlipFacts, SlipRule
from pos.ledger import Ledger, LedgerIdentity, LedgerKind, create_ledger

MORNING = datetime(2026, 11, 24, 8, 30, tzinfo=JST)
TODAY = MORNING.date()
TOMORROW = TODAY + timedelta(days=1)
IDENTITY = LedgerIdentity(
    CounterId("01"), UUID(int=7), LedgerKind.PRACTICE, "大田区 都市基盤整備部 道路課", MORNING
)
OFFICE = Office("大田区 都市基盤整備部 道路課", "大田区", "大田区出納員", "大田 花子", "道路課窓口")
COPIES = RevenueAccount("20-04-03", "諸収入・雑入・図面等複写代")
FEES_LAW = RevenueAccount("14-02-05", "使用料及び手数料・手数料・土木手数料")
SINCE = date(2026, 4, 1)
A4 = Fee("boundary", "土地境界図", PaperSize.A4, Unit.SHEET, Yen(50), COPIES, TaxClass.TAXABLE_10, SINCE)
A3 = Fee("boundary", "土地境界図", PaperSize.A3, Unit.SHEET, Yen(100), COPIES, TaxClass.TAXABLE_10, SINCE)
PROOF = Fee(
    "proof", "行政証明", PaperSize.NONE, Unit.COPY, Yen(300), FEES_LAW, TaxClass.NON_TAXABLE, SINCE, False
)
CLERK, CASHIER = StaffId("s01"), StaffId("s02")
T1, T2 = TerminalId("T1"), TerminalId("T2")
FLOAT = CashCount.of({1000: 20, 500: 10, 100: 50})  # ¥30,000
MARK = HighWaterMark("00041", Yen(300), MORNING, "9001")
READING = CardReading(Brand.WAON, "1234", Yen(1_700), Yen(300), MORNING)
SLIP_FACTS = SlipFacts(
    OFFICE, Brand.WAON, "1234", Yen(2_000), "9001", UnknownCause.NO_ANSWER, "東西決済", "03-0000-0000",
    (SlipRule(Brand.WAON, UnknownMeans.NOT_A_SALE, date(2027, 1, 19), balance_inquiry=True),),
)  # fmt: skip


def at(minutes: float) -> datetime:
    """So many minutes after the morning of the first day."""
    return MORNING + timedelta(minutes=minutes)


def record(
    amount: Yen, sequence: str = "00042", direction: Direction = Direction.CHARGE
) -> TransactionRecord:
    return TransactionRecord(direction, "9001", sequence, amount, at(9), Brand.WAON, "1234", "A1")


def basket(sheets: int = 3) -> Basket:
    return Basket().add(A4, sheets, SheetReference("大森西", "12-3", "45")).add(PROOF, 1)


def new_counter(path: Path) -> None:
    """A ledger with two people, no day yet."""
    with create_ledger(path, IDENTITY, (A4, A3, PROOF)) as ledger:
        ledger.add_staff(Staff(CLERK, "大森 一郎", frozenset({Role.CLERK})), "hash-1", by=None, at=at(0))
        ledger.add_staff(Staff(CASHIER, "蒲田 花子", frozenset({Role.CASHIER})), "hash-2", by=CLERK, at=at(0))


def pay_cash(ledger: Ledger, sold: Basket, *, when: datetime, tendered: int = 10_000) -> Sale:
    sale = ledger.promise_sale(sold, method=Method.CASH, clerk=CLERK, at=when, tendered=Yen(tendered))
    return conclude(ledger, sale, CashTaken(), when=when)


def ask_terminal(ledger: Ledger, sold: Basket, *, when: datetime, terminal: TerminalId = T1) -> Sale:
    return ledger.promise_sale(
        sold, method=Method.E_MONEY, clerk=CLERK, at=when, terminal_id=terminal, mark=MARK, clock_offset_s=3
    )


def conclude(ledger: Ledger, sale: Sale, conclusion: Conclusion, *, when: datetime) -> Sale:
    assert sale.payment is not None
    return ledger.conclude(sale.payment.id, conclusion, at=when, office=OFFICE)


def cancel_cash(ledger: Ledger, original: SaleId, *, when: datetime) -> Sale:
    sale = ledger.promise_cancellation(original, reason="枚数違い", clerk=CLERK, approver=CASHIER, at=when)
    return conclude(ledger, sale, CashTaken(), when=when)


def full_counter(path: Path) -> None:
    """A closed day and an open one, with at least one row in every table."""
    new_counter(path)
    from pos.ledger import open_ledger

    with open_ledger(path) as ledger:
        _people(ledger)
        _first_day(ledger)
        _second_day(ledger)


def _unknown(ledger: Ledger, sale: Sale) -> None:
    """Asked twice, its slip handed out and printed again."""
    assert sale.payment is not None
    payment = sale.payment.id
    nothing = Unknown(UnknownCause.NO_EVIDENCE, "nothing fits")
    ledger.note_inquiry(payment, Source.TERMINAL, nothing, by=None, at=at(1444), clock_offset_s=2)
    ledger.note_inquiry(
        payment, Source.CARD, nothing, by=CLERK, at=at(1444), reading=READING, clock_offset_s=2
    )
    ledger.issue_unknown_slip(payment, SLIP_FACTS, by=CLERK, at=at(1444))
    for reason, name in (("", "u1.pdf"), ("紛失", "u1-copy1.pdf")):
        ledger.record_slip_print(payment, by=CLERK, reason=reason, sha256="dd", file_name=name, at=at(1444))


def _people(ledger: Ledger) -> None:
    ledger.record_login("s01", succeeded=False, at=at(1))
    ledger.record_login("s01", succeeded=True, at=at(1))
    ledger.unlock_staff(CLERK, by=CASHIER, at=at(1))
    ledger.change_staff(
        Staff(CASHIER, "蒲田 花", frozenset({Role.CASHIER, Role.AUDITOR})), by=CASHIER, at=at(2)
    )
    ledger.record_event("application started", by=None, facts={"version": "0.1.0"}, at=at(2))


def _first_day(ledger: Ledger) -> None:
    ledger.open_day(TODAY, FLOAT, by=CASHIER, at=at(3))
    cash = pay_cash(ledger, basket(), when=at(4))
    number = ledger.receipt_of(cash.id).number
    ledger.record_print(number, by=CLERK, reason="", sha256="aa", file_name="r1.pdf", at=at(4))
    ledger.record_print(number, by=CLERK, reason="汚損", sha256="bb", file_name="r1-1.pdf", at=at(5))
    paid = ask_terminal(ledger, basket(2), when=at(6))
    assert paid.payment is not None
    ledger.note_result(paid.payment.id, Approved(record(paid.total)), at=at(6))
    conclude(ledger, paid, Approved(record(paid.total)), when=at(7))
    declined = ask_terminal(ledger, basket(9), when=at(8))
    conclude(ledger, declined, Declined(ResultCode.DEFICIENT, "T05", "残高不足", Yen(10)), when=at(8))
    cancel_cash(ledger, cash.id, when=at(9))
    ledger.note_stray(T1, record(Yen(100), "00043"), at=at(9))
    use = basket().for_official_use(OfficialUse("道路台帳の整備", "国土交通省"))
    ledger.issue_official_use(use, clerk=CLERK, at=at(10), office=OFFICE)
    late = ask_terminal(ledger, basket(4), when=at(11), terminal=T2)
    conclude(ledger, late, Unknown(UnknownCause.LINE_LOST), when=at(11))
    ledger.record_count(CountKind.CLOSING, CashCount.of({1000: 29}), by=CASHIER, at=at(500))
    ledger.record_count(CountKind.CLOSING, CashCount.of({1000: 29, 500: 1}), by=CASHIER, at=at(501))
    day = ledger.close_day(OFFICE, by=CASHIER, witness=CLERK, reason="数え直しても不足", at=at(502)).day
    ledger.record_day_print(day, by=CASHIER, sha256="cc", file_name="z1.pdf", at=at(503))


def _second_day(ledger: Ledger) -> None:
    ledger.open_day(TOMORROW, FLOAT, by=CASHIER, at=at(1440))
    (late,) = ledger.open_payments()
    proof = Settlement(CLERK, CASHIER, True, Brand.NANACO, "控えあり", "伝票 00043")
    ledger.conclude(late.id, proof, at=at(1441), office=OFFICE)
    pay_cash(ledger, Basket().add(A3, 2), when=at(1442))
    open_question = ask_terminal(ledger, basket(1), when=at(1443))
    conclude(ledger, open_question, Unknown(UnknownCause.NO_ANSWER), when=at(1444))
    _unknown(ledger, open_question)
    half_way = ask_terminal(ledger, basket(2), when=at(1445), terminal=T2)
    assert half_way.payment is not None
    ledger.note_result(half_way.payment.id, Approved(record(half_way.total, "00044")), at=at(1445))
