"""処理未了票: made by itself when a payment becomes 処理未了, printed again, and no trouble to money."""

from dataclasses import replace

import pytest

from pos.checkout import SaleResult
from pos.counter import Counter
from pos.domain.brands import Brand
from pos.domain.ids import PaymentId, TerminalId
from pos.domain.money import Yen
from pos.domain.payment import Method, Payment, PaymentState
from pos.domain.sale import SaleState
from pos.errors import AccessError, EntryError, Reason, RefusedError
from tests.support.proof import check_whole
from tests.support.terminals import fault
from tests.support.till import AUDITOR, CASHIER, CLERK, DEPUTY, HASTY, Site, Till, never, yen_basket
from tests.use_cases.conftest import StartTill

LOST = fault("reply_lost")


def lost(start_till: StartTill) -> tuple[Till, SaleResult, Payment]:
    """A payment that nobody knows of."""
    till = start_till(LOST, timing=HASTY)
    result = till.pay(300)
    assert result.sale.payment is not None
    assert result.sale.payment.state is PaymentState.UNKNOWN
    return till, result, result.sale.payment


def settle(counter: Counter, payment_id: PaymentId, *, charged: bool) -> None:
    counter.recovery.settle(
        payment_id, charged=charged, brand=Brand.T_MONEY, reason="売上票で確認", evidence="売上票 000123",
        by=CASHIER, approver=DEPUTY,
    )  # fmt: skip


def test_the_clerk_has_the_slip_in_hand_at_once(start_till: StartTill) -> None:
    till, result, payment = lost(start_till)
    assert result.paper is not None
    assert (result.paper.copy, result.problems) == (0, ())
    assert result.paper.path.name == "U8-01-000001.pdf"
    assert result.paper.path.read_bytes().startswith(b"%PDF")
    assert "処理未了票" in result.paper.text
    assert "¥300" in result.paper.text
    slip = till.counter.ledger.unknown_slip(payment.id)
    assert slip is not None
    assert (slip.amount, slip.clerk_name, slip.practice) == (Yen(300), CLERK.name, False)
    assert slip.facts.terminal_no == "SIM00000000001"
    guide = till.counter.recovery.guide(payment.id)
    assert (guide.slip, guide.slip_prints) == (slip, 1)
    check_whole(till.counter)


def test_it_is_made_once_however_often_is_asked(start_till: StartTill) -> None:
    till, result, payment = lost(start_till)
    till.terminal.close()
    assert till.counter.checkout.hand_out(result.sale, CLERK).paper is None
    till.counter.recovery.ask(stop=never)
    assert till.counter.issuing.missing_slip(payment.id, CLERK) is None
    assert len(till.counter.ledger.slip_prints(payment.id)) == 1
    assert len(till.counter.ledger.unknown_slips()) == 1


def test_a_reprint_is_counted_marked_and_has_its_reason(start_till: StartTill) -> None:
    till, _, payment = lost(start_till)
    issuing = till.counter.issuing
    again = issuing.unknown_slip(payment.id, CLERK, "お客様の控えの紛失")
    assert (again.copy, again.path.name) == (1, "U8-01-000001-copy1.pdf")
    assert "再発行 1回目" in again.text
    assert "お客様の控えの紛失" in again.text
    for by, reason, expected in (
        (CLERK, " ", Reason.TEXT_REQUIRED),
        (CLERK, "長" * 61, Reason.TEXT_TOO_LONG),
    ):
        with pytest.raises(EntryError) as refused:
            issuing.unknown_slip(payment.id, by, reason)
        assert refused.value.reason is expected
    with pytest.raises(AccessError):
        issuing.unknown_slip(payment.id, replace(AUDITOR, roles=frozenset()), "紛失")
    assert len(till.counter.ledger.slip_prints(payment.id)) == 2


@pytest.mark.parametrize("charged", [True, False])
def test_it_stays_in_the_record_with_its_outcome(start_till: StartTill, charged: bool) -> None:
    till, result, payment = lost(start_till)
    before = till.counter.ledger.unknown_slip(payment.id)
    settle(till.counter, payment.id, charged=charged)
    assert till.counter.ledger.unknown_slips() == (before,)
    again = till.counter.issuing.unknown_slip(payment.id, CLERK, "監査のため")
    word = "引去りあり" if charged else "引去りなし"
    assert f"「{word}」" in again.text.replace("\n", "").replace(" ", "")
    assert CASHIER.name in again.text
    assert DEPUTY.name in again.text
    assert "売上票 000123" in again.text
    assert result.paper is not None
    assert "その後の結果" not in result.paper.text
    check_whole(till.counter)


def test_what_never_was_unknown_has_no_slip(start_till: StartTill) -> None:
    till = start_till()
    sale = till.pay(300).sale
    assert sale.payment is not None
    with pytest.raises(RefusedError) as refused:
        till.counter.issuing.unknown_slip(sale.payment.id, CLERK)
    assert refused.value.reason is Reason.PAYMENT_NOT_OPEN
    assert till.counter.ledger.unknown_slips() == ()


def test_a_crash_before_the_slip_is_made_good_at_the_next_start(start_till: StartTill) -> None:
    """The promise was on disk and the terminal is gone: the start finds it, and makes the slip."""
    till = start_till()
    counter = till.counter
    sale = counter.ledger.promise_sale(
        yen_basket(counter, 300), method=Method.E_MONEY, clerk=CLERK.id, at=counter.clock(),
        terminal_id=TerminalId("T1"),
    )  # fmt: skip
    assert sale.payment is not None
    counter.close()
    till.terminal.close()
    again = till.site.open()
    try:
        (question,) = again.recovery.open_questions()
        assert question.payment.state is PaymentState.UNKNOWN
        (slip,) = again.ledger.unknown_slips()
        (print_,) = again.ledger.slip_prints(sale.payment.id)
        assert (slip.payment_id, print_.printed_by) == (sale.payment.id, CLERK.id)
        check_whole(again)
    finally:
        again.close()


# --- its trouble is its own


def test_a_printer_that_is_not_there_leaves_file_record_and_question(start_till: StartTill) -> None:
    till = start_till(LOST, timing=HASTY)
    settings = till.site.settings
    till.counter.close()
    jammed = replace(settings, paper=replace(settings.paper, printer="no-such-printer"))
    counter = Site(jammed, till.site.clock, HASTY).open()
    try:
        result = Till(till.site, counter, till.terminal).pay(300)
        assert result.sale.state is SaleState.PROMISED
        assert [each.reason for each in result.problems] == [Reason.PRINTER_UNAVAILABLE]
        assert result.paper is not None
        assert (result.paper.printed, result.paper.path.exists()) == (False, True)
        assert counter.recovery.open_questions()[0].payment.state is PaymentState.UNKNOWN
        check_whole(counter)
    finally:
        counter.close()


def test_a_slip_that_could_not_be_written_is_made_at_the_next_inquiry(start_till: StartTill) -> None:
    till = start_till(LOST, timing=HASTY)
    folder = till.counter.settings.papers_path / "2026"
    folder.parent.mkdir(mode=0o700, exist_ok=True)
    folder.write_bytes(b"")  # a file where the year's folder belongs
    result = till.pay(300)
    assert (result.sale.state, result.paper) == (SaleState.PROMISED, None)
    assert [each.reason for each in result.problems] == [Reason.FILE_NOT_WRITTEN]
    (question,) = till.counter.recovery.open_questions()
    till.terminal.close()
    till.counter.recovery.ask(stop=never)  # nor does its trouble disturb the asking
    assert till.counter.ledger.slip_prints(question.payment.id) == ()
    folder.unlink()
    till.counter.recovery.ask(stop=never)
    (print_,) = till.counter.ledger.slip_prints(question.payment.id)
    assert (folder / print_.file_name).exists()
    check_whole(till.counter)


def test_cash_goes_on_while_the_terminal_is_held(start_till: StartTill) -> None:
    till, _, _ = lost(start_till)
    till.terminal.close()
    with pytest.raises(RefusedError) as held:
        till.pay(100)
    assert held.value.reason is Reason.TERMINAL_HELD
    for amount in (100, 250):
        assert till.pay_cash(amount).sale.state is SaleState.SETTLED
    assert till.counter.days.report().total == Yen(350)
    check_whole(till.counter)
