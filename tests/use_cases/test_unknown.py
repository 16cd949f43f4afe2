"""処理未了 guided: what is known, the card's own word, a person's word, and the slip that is kept."""

from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest

from pos.checkout import newest
from pos.config import StaffSettings
from pos.counter import Counter
from pos.devices.simulator.books import Books, card_number
from pos.domain.brands import Brand, BrandRule, CancelRule, Contract
from pos.domain.guidance import Step
from pos.domain.ids import PaymentId
from pos.domain.inquiry import Source
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Method,
    NotCharged,
    Payment,
    PaymentState,
    Settlement,
    TransactionRecord,
    Unknown,
    UnknownCause,
)
from pos.domain.sale import Sale, SaleState
from pos.errors import AccessError, DeviceError, Reason, RefusedError
from pos.ports import ChargeRequest, PaymentTerminal
from pos.recovery import Recovery
from tests.support.proof import check_agrees, check_whole
from tests.support.terminals import fault
from tests.support.till import AUDITOR, CASHIER, CLERK, DEPUTY, HASTY, Till, never, quiet, yen_basket
from tests.use_cases.conftest import StartTill

OLD_USE = "20200401090000"


@dataclass(frozen=True)
class Silent:
    """A charge whose answer never reached the till, and what the terminal had told before."""

    payment: Payment
    record: TransactionRecord


def terminal_of(counter: Counter) -> PaymentTerminal:
    assert counter.terminal is not None
    return counter.terminal


def promise(till: Till, amount: int) -> Payment:
    counter = till.counter
    last = terminal_of(counter).query_last_successful_transaction_result(stop=never)
    assert last.clock_offset_s is not None
    sale = counter.ledger.promise_sale(
        yen_basket(counter, amount), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
        terminal_id=terminal_of(counter).id, mark=last.as_mark(), clock_offset_s=last.clock_offset_s,
    )  # fmt: skip
    assert sale.payment is not None
    return sale.payment


def leave_unknown(till: Till, payment: Payment, balance: Yen | None, last4: str) -> Payment:
    told = Unknown(UnknownCause.NO_ANSWER, "fell silent", balance, last4)
    counter = till.counter
    sale = counter.ledger.conclude(payment.id, told, at=counter.clock(), office=counter.office)
    assert sale.payment is not None
    return counter.recovery.open_questions()[-1].payment


def silent_charge(till: Till, amount: int = 300, *, told: bool = True) -> Silent:
    """The card pays at the real terminal; the till is left with what stood on the terminal's slip."""
    payment = promise(till, amount)
    outcome = terminal_of(till.counter).subtract_value(
        ChargeRequest(payment.amount, payment.requested_at, payment.mark, payment.clock_offset_s),
        stop=never, tell=quiet, received=lambda _: None,
    )  # fmt: skip
    assert isinstance(outcome, Approved)
    record = outcome.record
    balance, last4 = (record.balance_before, record.card_last4) if told else (None, "")
    return Silent(leave_unknown(till, payment, balance, last4), record)


def ask_card(till: Till, payment_id: PaymentId) -> object:
    return till.counter.recovery.ask_card(payment_id, stop=never, tell=quiet, by=CLERK)


# --- the card's own word


def test_terminal_and_card_together_settle_by_themselves(start_till: StartTill) -> None:
    till = start_till()
    silent = silent_charge(till)
    answer = till.counter.recovery.ask_card(silent.payment.id, stop=never, tell=quiet, by=CLERK)
    assert answer.reading is not None
    assert answer.reading.balance == silent.record.balance_after
    assert answer.sale is not None
    assert answer.sale.state is SaleState.SETTLED
    check_agrees(till.counter, 300)
    paper = till.counter.checkout.hand_out(answer.sale, CLERK).paper
    assert paper is not None
    assert silent.record.card_last4 in paper.text


def test_what_the_card_proved_bars_neither_the_next_payment_nor_lets_it_be_taken_back(
    start_till: StartTill,
) -> None:
    till = start_till()
    silent = silent_charge(till)
    sale = till.counter.recovery.ask_card(silent.payment.id, stop=never, tell=quiet, by=CLERK).sale
    assert sale is not None
    with pytest.raises(RefusedError) as refused:  # the books have no number that names it to the terminal
        till.cancel(sale)
    assert refused.value.reason in (Reason.CANCEL_REFUSED, Reason.CANCEL_NOT_LAST)
    assert till.pay(500).sale.state is SaleState.SETTLED
    check_agrees(till.counter, 800)


def test_a_card_that_was_not_touched_settles_as_not_charged(start_till: StartTill, tmp_path: Path) -> None:
    last4 = old_card(tmp_path / "terminal", 5_000)
    till = start_till()
    payment = leave_unknown(till, promise(till, 300), Yen(5_000), last4)
    answer = till.counter.recovery.ask_card(payment.id, stop=never, tell=quiet, by=CLERK)
    assert answer.sale is not None
    assert answer.sale.state is SaleState.ABANDONED
    assert answer.proposal is not None
    assert isinstance(answer.proposal.verdict, NotCharged)
    check_agrees(till.counter, 0)


def old_card(folder: Path, balance: int) -> str:
    """The visitor's card was last used years ago; its last four digits."""
    folder.mkdir(mode=0o700)
    books = Books(folder / "terminal-books.json")
    card = books.issue_card("T", balance)
    card.last_at, card.last_amount, card.status = OLD_USE, 80, "O"
    books.save()
    return card_number(0)[-4:]


@pytest.mark.parametrize("wrong", ["card", "balance"])
def test_another_card_or_balance_settles_nothing(start_till: StartTill, wrong: str) -> None:
    till = start_till()
    record = silent_charge(till, told=False).record
    (question,) = till.counter.recovery.open_questions()
    assert record.balance_before is not None
    balance, last4 = record.balance_before, record.card_last4
    if wrong == "card":
        last4 = "0000"
    else:
        balance = balance + Yen(10)
    ask_card(till, question.payment.id)
    proposal = till.counter.recovery.weigh(question.payment.id, balance_before=balance, card_last4=last4)
    assert (proposal.charged, proposal.certain) == (None, False)
    assert till.counter.recovery.open_questions()


def test_what_a_person_typed_is_proposed_and_a_named_person_confirms_it(start_till: StartTill) -> None:
    till = start_till()
    silent = silent_charge(till, told=False)
    recovery, payment = till.counter.recovery, silent.payment
    answer = recovery.ask_card(payment.id, stop=never, tell=quiet, by=CLERK)
    assert (answer.sale, answer.proposal and answer.proposal.charged) == (None, None)
    assert recovery.guide(payment.id).next_step is Step.ASK_TERMINAL
    assert Step.ENTER_BALANCE in [each.step for each in recovery.guide(payment.id).steps]
    proposal = recovery.weigh(
        payment.id, balance_before=silent.record.balance_before, card_last4=silent.record.card_last4
    )
    assert (proposal.charged, proposal.certain, proposal.brand) == (True, False, silent.record.brand)
    assert len(recovery.open_questions()) == 1  # weighing moves nothing
    settled = settle(recovery, payment.id, charged=True, brand=proposal.brand)
    assert settled.state is SaleState.SETTLED
    check_agrees(till.counter, 300)


def settle(recovery: Recovery, payment_id: PaymentId, *, charged: bool, **changes: object) -> Sale:
    usual: dict[str, object] = {
        "brand": Brand.T_MONEY, "reason": "残高が減っていた", "evidence": "残高照会", "by": CASHIER,
        "approver": DEPUTY,
    }  # fmt: skip
    return recovery.settle(payment_id, charged=charged, **{**usual, **changes})  # type: ignore[arg-type]


def test_a_reading_without_an_open_question_is_refused(start_till: StartTill) -> None:
    till = start_till()
    silent = silent_charge(till)
    ask_card(till, silent.payment.id)
    for ask in (ask_card, lambda t, p: t.counter.recovery.weigh(p), lambda t, p: t.counter.recovery.guide(p)):
        with pytest.raises(RefusedError) as refused:
            ask(till, silent.payment.id)
        assert refused.value.reason is Reason.PAYMENT_NOT_OPEN


def test_a_dead_terminal_reads_no_card_and_nothing_changes(start_till: StartTill) -> None:
    till = start_till()
    silent = silent_charge(till)
    till.terminal.close()
    with pytest.raises(DeviceError):
        ask_card(till, silent.payment.id)
    assert till.counter.recovery.guide(silent.payment.id).reading is None
    with pytest.raises(AccessError):
        till.counter.recovery.ask_card(silent.payment.id, stop=never, tell=quiet, by=AUDITOR)


# --- what was asked is kept


def test_every_inquiry_is_kept_with_time_person_and_answer(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = till.pay(300).sale
    assert sale.payment is not None
    till.terminal.close()
    till.site.clock.turn(minutes=5)
    assert till.counter.recovery.ask(stop=never, by=CLERK) == ()
    (question,) = till.counter.recovery.open_questions()
    asked = question.last_inquiry
    assert asked is not None
    assert (asked.source, asked.by, asked.at) == (Source.TERMINAL, CLERK.id, till.site.clock())
    assert isinstance(asked.answer, Unknown)
    assert asked.answer.cause is UnknownCause.INTERRUPTED  # it did not answer
    guide = till.counter.recovery.guide(sale.payment.id)
    assert (guide.asked, guide.age >= timedelta(minutes=5)) == (asked, True)
    check_whole(till.counter)


def test_the_same_words_heard_again_and_again_are_kept_now_and_then(start_till: StartTill) -> None:
    till = start_till(fault("reply_lost"), timing=HASTY)
    sale = till.pay(300).sale
    assert sale.payment is not None
    till.terminal.close()
    till.counter.recovery.ask(stop=never)
    kept = len(till.counter.ledger.inquiries(sale.payment.id))
    for _ in range(5):
        till.site.clock.turn(seconds=20)
        till.counter.recovery.ask(stop=never)
    assert len(till.counter.ledger.inquiries(sale.payment.id)) == kept
    till.site.clock.turn(minutes=10)
    till.counter.recovery.ask(stop=never)
    assert len(till.counter.ledger.inquiries(sale.payment.id)) == kept + 1
    till.counter.recovery.ask(stop=never, by=CLERK)
    assert len(till.counter.ledger.inquiries(sale.payment.id)) == kept + 2


def test_the_guide_has_the_contracts_rule_and_counts_the_days(start_till: StartTill) -> None:
    till = start_till()
    silent = silent_charge(till)
    brand = silent.record.brand
    contract = Contract.of_rules(
        (BrandRule(brand, inquiry_days=55),), BrandRule(Brand.UNKNOWN), cap=Yen(20_000),
        acquirer="東西決済", contact="03-0000-0000",
    )  # fmt: skip
    recovery = with_rules(till.counter, contract, StaffSettings())
    guide = recovery.guide(silent.payment.id)
    assert (guide.days_left, guide.acquirer, guide.contact) == (55, "東西決済", "03-0000-0000")
    till.site.clock.turn(days=56)
    assert recovery.guide(silent.payment.id).days_left == -1  # told, and still open: time settles nothing
    assert guide.known.balance_before == silent.record.balance_before
    assert Step.CALL_ACQUIRER in [each.step for each in guide.steps]
    assert len(recovery.open_questions()) == 1


def with_rules(counter: Counter, contract: Contract, staff: StaffSettings) -> Recovery:
    return Recovery(
        counter.ledger, counter.terminal, counter.issuing, counter.office, contract, staff, counter.clock
    )


# --- a second person above an amount


@pytest.mark.parametrize(("limit", "amount", "two"), [(0, 50, True), (300, 300, False), (300, 350, True)])
def test_a_second_person_is_needed_above_the_limit(
    start_till: StartTill, limit: int, amount: int, two: bool
) -> None:
    till = start_till()
    payment = leave_unknown(till, promise(till, amount), None, "")
    plain = Contract(Yen(20_000), CancelRule.LAST_ONLY)
    recovery = with_rules(till.counter, plain, StaffSettings(settle_alone_up_to=Yen(limit)))
    assert recovery.guide(payment.id).needs_approver is two
    if two:
        with pytest.raises(AccessError) as refused:
            settle(recovery, payment.id, charged=False, approver=None)
        assert refused.value.reason is Reason.APPROVER_REQUIRED
    else:
        settle(recovery, payment.id, charged=False, approver=None)
        word = newest(till.counter.ledger.sale(payment.sale_id)).conclusion
        assert isinstance(word, Settlement)
        assert (word.staff, word.approver) == (CASHIER.id, None)
    check_whole(till.counter)


def test_a_given_approver_is_checked_below_the_limit_too(start_till: StartTill) -> None:
    till = start_till()
    payment = leave_unknown(till, promise(till, 50), None, "")
    plain = Contract(Yen(20_000), CancelRule.LAST_ONLY)
    recovery = with_rules(till.counter, plain, StaffSettings(settle_alone_up_to=Yen(9_999)))
    for approver, reason in (
        (CASHIER, Reason.APPROVER_IS_SAME_PERSON),
        (CLERK, Reason.NOT_ALLOWED),
        (replace(DEPUTY, active=False), Reason.NOT_ALLOWED),
    ):
        with pytest.raises(AccessError) as refused:
            settle(recovery, payment.id, charged=False, approver=approver)
        assert refused.value.reason is reason
    assert till.counter.recovery.open_questions()[0].payment.state is PaymentState.UNKNOWN
