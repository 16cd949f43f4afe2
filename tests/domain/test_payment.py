"""Payment states move along one table, and only there."""

from datetime import datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest

from pos.domain.basket import SheetReference
from pos.domain.books import Account, Entry, for_difference, for_sale
from pos.domain.brands import Brand, CancelRule, Contract
from pos.domain.canonical import canonical_bytes, revive
from pos.domain.catalog import PaperSize, RevenueAccount, TaxClass, Unit
from pos.domain.days import JST, FiscalYear
from pos.domain.drawer import DENOMINATIONS, CashCount
from pos.domain.evidence import Intent, judge
from pos.domain.ids import DayNumber, PaymentId, SaleId, StaffId
from pos.domain.money import Yen
from pos.domain.payment import (
    MOVES,
    AbortCause,
    Aborted,
    Approved,
    CashTaken,
    Conclusion,
    Declined,
    Direction,
    HighWaterMark,
    Method,
    NotCharged,
    Payment,
    PaymentState,
    ResultCode,
    Settlement,
    TransactionRecord,
    Unknown,
    UnknownCause,
    state_of,
)
from pos.domain.sale import Sale, SaleKind, SaleLine, SaleState
from pos.errors import EntryError, Reason, RefusedError

AT = datetime(2026, 11, 23, 10, tzinfo=JST)
MARK = HighWaterMark("000000000041", Yen(300), AT - timedelta(hours=1), "T0000001")


def record(**changes: object) -> TransactionRecord:
    facts: dict[str, object] = {
        "direction": Direction.CHARGE,
        "terminal_no": "T0000001",
        "sequence": "000000000042",
        "amount": Yen(500),
        "at": AT,
        "brand": Brand.T_MONEY,
        "card_last4": "1234",
        "approval_no": "1",
        "balance_before": Yen(5000),
        "balance_after": Yen(4500),
    }
    return TransactionRecord(**(facts | changes))  # type: ignore[arg-type]


CONCLUSIONS: list[tuple[Conclusion, PaymentState]] = [
    (Approved(record()), PaymentState.APPROVED),
    (CashTaken(), PaymentState.APPROVED),
    (Declined(ResultCode.DEFICIENT, "6B", "残高不足", Yen(3)), PaymentState.DECLINED),
    (Aborted(AbortCause.STOPPED), PaymentState.ABORTED),
    (Unknown(UnknownCause.NO_ANSWER), PaymentState.UNKNOWN),
    (NotCharged("mark"), PaymentState.NOT_CHARGED),
    (Settlement(StaffId("1"), StaffId("2"), True, Brand.ID, "r", "e"), PaymentState.APPROVED),
    (Settlement(StaffId("1"), StaffId("2"), False, Brand.ID, "r", "e"), PaymentState.NOT_CHARGED),
]


def payment(conclusion: Conclusion | None = None, method: Method = Method.E_MONEY) -> Payment:
    return Payment(
        PaymentId(uuid4()), SaleId(uuid4()), method, Direction.CHARGE, Yen(500), AT, conclusion=conclusion
    )


@pytest.mark.parametrize(("conclusion", "state"), CONCLUSIONS)
def test_every_conclusion_leads_to_its_state(conclusion: Conclusion, state: PaymentState) -> None:
    assert state_of(conclusion) is state
    assert state in MOVES[PaymentState.REQUESTED]


def test_only_open_states_move_and_never_back() -> None:
    for before, after in product(PaymentState, PaymentState):
        assert not (after in MOVES[before] and before in MOVES[after])
    assert {state for state in PaymentState if state.is_open} == {
        PaymentState.REQUESTED,
        PaymentState.UNKNOWN,
    }


@pytest.mark.parametrize(("conclusion", "_state"), CONCLUSIONS)
def test_canonical_bytes_come_back_as_the_same_value(conclusion: Conclusion, _state: PaymentState) -> None:
    value = payment(conclusion)
    stored = canonical_bytes(value)
    assert revive(Payment, stored) == value
    assert canonical_bytes(revive(Payment, stored)) == stored


def test_canonical_bytes_refuse_what_has_no_one_form() -> None:
    for wrong in (1.5, {1, 2}, object(), b"x"):
        with pytest.raises(TypeError):
            canonical_bytes(wrong)
    with pytest.raises(ValueError, match="not a stored"):
        revive(Payment, b'{"id": 1}')


def sale(*lines: SaleLine) -> Sale:
    return Sale(
        SaleId(uuid4()), DayNumber(1), AT.date(), FiscalYear(2026), 1, SaleKind.SALE, SaleState.SETTLED,
        lines, (), StaffId("1"), AT,
    )  # fmt: skip


def line(amount: int, code: str) -> SaleLine:
    return SaleLine(
        "1", "土地境界図", PaperSize.A3, Unit.SHEET, Yen(amount), 1, Yen(amount), Yen(amount),
        RevenueAccount(code, code), TaxClass.TAXABLE_10, SheetReference(),
    )  # fmt: skip


def test_entries_of_a_sale_sum_to_zero_per_account_and_brand() -> None:
    sold = sale(line(200, "B"), line(200, "B"), line(100, "A"))
    assert for_sale(sold, payment(Approved(record()))) == (
        Entry(Account.CLEARING, "t_money", Yen(500)),
        Entry(Account.REVENUE, "A", Yen(-100)),
        Entry(Account.REVENUE, "B", Yen(-400)),
    )
    assert for_sale(sold, payment(CashTaken(), Method.CASH))[0] == Entry(Account.CASH, "", Yen(500))


def test_a_difference_of_nothing_has_no_entries() -> None:
    assert for_difference(Yen(0)) == ()
    assert sum(entry.amount.amount for entry in for_difference(Yen(-100))) == 0


def test_cash_count_adds_up_and_refuses_nonsense() -> None:
    assert CashCount.of({10_000: 1, 100: 3}).total == Yen(10_300)
    assert CashCount.of({}).pieces == tuple((value, 0) for value in DENOMINATIONS)
    with pytest.raises(EntryError):
        CashCount.of({100: -1})
    with pytest.raises(EntryError):
        CashCount.of({100: 10_000})
    with pytest.raises(ValueError, match="no"):
        CashCount.of({200: 1})


def test_the_contract_caps_a_payment() -> None:
    contract = Contract(Yen(20_000), CancelRule.LAST_ONLY)
    contract.check_amount(Yen(20_000))
    for amount, reason in ((20_001, Reason.AMOUNT_OVER_CAP), (0, Reason.NOTHING_TO_PAY)):
        with pytest.raises(RefusedError) as caught:
            contract.check_amount(Yen(amount))
        assert caught.value.reason is reason


def intent(mark: HighWaterMark | None = MARK, offset: int = 0) -> Intent:
    return Intent(Direction.CHARGE, Yen(500), AT, mark, offset)


def old() -> TransactionRecord:
    return record(sequence=MARK.sequence, amount=MARK.amount, at=MARK.at)


def test_evidence_that_proves_a_charge() -> None:
    assert judge(intent(), record(), AT) == Approved(record())
    late = record(at=AT + timedelta(days=1))
    assert judge(intent(offset=86_400), late, AT) == Approved(late)
    wrapped = HighWaterMark("999999999999", Yen(1), AT, "T0000001")
    first = record(sequence="000000000001")
    assert judge(intent(wrapped), first, AT) == Approved(first)


def test_evidence_that_proves_no_charge() -> None:
    assert isinstance(judge(intent(), old(), AT), NotCharged)


@pytest.mark.parametrize(
    "last",
    [
        None,
        record(sequence="000000000043"),
        record(sequence="000000000040"),
        record(sequence="x"),
        record(amount=Yen(501)),
        record(terminal_no="T0000002"),
        record(at=AT - timedelta(minutes=3)),
        record(at=AT + timedelta(minutes=3)),
        record(direction=Direction.CANCEL),
        record(sequence=MARK.sequence),
    ],
)
def test_everything_else_stays_unknown(last: TransactionRecord | None) -> None:
    assert isinstance(judge(intent(), last, AT), Unknown)


def test_without_a_mark_nothing_is_proved() -> None:
    assert isinstance(judge(intent(None), record(), AT), Unknown)


@pytest.mark.parametrize(("shows_cancel", "verdict"), [(False, Unknown), (True, NotCharged)])
def test_a_cancellation_is_not_proved_undone_by_a_terminal_that_shows_charges_only(
    shows_cancel: bool, verdict: type
) -> None:
    asked = Intent(Direction.CANCEL, MARK.amount, AT, MARK, 0, shows_cancel)
    assert isinstance(judge(asked, old(), AT), verdict)
