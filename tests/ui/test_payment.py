"""Selling and paying at the window: few keys, no second charge, words for every outcome."""

from collections.abc import Callable

from PySide6.QtTest import QTest

from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.ui.hands import NAMED, Hands
from pos.ui.page import PageName
from pos.ui.sale.payment_page import PaymentPage
from pos.ui.sale.sale_page import SalePage
from pos.ui.situation import TerminalLight
from tests.ui.conftest import cut_off, log_in

Desk = Callable[..., Hands]


def payment(hands: Hands) -> PaymentPage:
    page = hands.window.page
    assert isinstance(page, PaymentPage)
    return page


def sales(hands: Hands) -> list[tuple[SaleState, Yen]]:
    """All sales of the day, straight from the ledger."""
    desk = hands.window.desk
    found: list[tuple[SaleState, Yen]] = []
    day = desk.situation.day
    assert day is not None
    ledger, number = desk.counter.ledger, day.number
    desk.lane.run(
        lambda: ledger.sales_of_day(number),
        done=lambda all_of: found.extend((sale.state, sale.total) for sale in all_of),
        failed=desk.tell,
    )
    hands.settle()
    return found


def taken(hands: Hands) -> int:
    """Yen that truly left the cards, by the simulator's own books."""
    simulator = hands.window.desk.counter.simulator
    assert simulator is not None
    return simulator.books().total


def test_a_typical_e_money_sale_takes_at_most_six_keys(till: Hands) -> None:
    till.pressed = 0
    till.press("1", "3", "2", "Enter", "Enter", "2")  # 境界図, A3, 2 sheets; all on the tenkey
    till.see(PageName.RESULT)
    assert till.pressed == 6
    assert taken(till) == 200
    till.press("Enter")
    till.pressed = 0
    till.press("2", "1", "1", "2", "F12", "2")  # twelve sheets of A1, with the function key
    till.see(PageName.RESULT)
    assert till.pressed == 6
    assert taken(till) == 3_800


def test_cash_shows_change_and_enter_pays_only_once(till: Hands) -> None:
    till.press("1", "4", "3", "F12", "1")
    page = payment(till)
    till.write("1000")
    assert page.cash.change.text() == "¥850"
    till.press("Enter")  # moves to the confirming key, does not press it
    assert page.cash.take_key.hasFocus()
    for _ in range(3):  # an impatient finger
        QTest.keyClick(page.cash.take_key, NAMED["Enter"])
    till.see(PageName.RESULT)
    assert sales(till) == [(SaleState.SETTLED, Yen(150))]


def test_full_width_digits_are_read_and_others_refused(till: Hands) -> None:
    till.press("1", "4", "3", "F12", "1")
    page = payment(till)
    page.cash.take_key.click()
    assert "「預り金」を入力してください" in page.cash.tendered.line.accessibleDescription()
    for words, complaint in (("٣٠٠", True), ("1_000", True), ("+200", True), ("２００", False)):
        page.cash.tendered.write(words)
        page.cash.take_key.click()
        assert (page.cash.tendered.line.property("wrong") == "true") is complaint, words
        if complaint:
            assert "数字で入力" in page.cash.tendered.line.accessibleDescription()
    till.see(PageName.RESULT)


def test_too_little_cash_cannot_be_taken(till: Hands) -> None:
    till.press("1", "4", "3", "F12", "1")
    till.write("100")
    page = payment(till)
    assert page.cash.change_label.text() == "不足"
    assert page.cash.change.text() == "¥50"
    till.press("F12")
    till.settle()
    assert "¥50足りません" in till.window.messages.words
    assert till.window.here is PageName.PAYMENT
    till.press("Esc")  # acknowledges the message
    assert not till.window.messages.has_error


def test_stop_ends_a_payment_that_waits_for_a_card(open_window: Desk) -> None:
    hands = open_window("opened", "delay_s = 60")
    log_in(hands)
    hands.press("1", "3", "2", "F12", "2")
    page = payment(hands)
    hands.until(lambda: "かざして" in page.progress.notice.text())
    assert page.holds
    hands.press("Esc")  # never stops a payment
    hands.press("Enter")  # nor does one Enter too many
    assert not page.progress.stop()
    hands.press("F1")  # nor does one leave it
    assert payment(hands).running
    hands.press("F6")
    hands.until(lambda: not page.holds)
    hands.settle()
    assert "中止しました。お金は動いていません" in page.outcome.text()
    assert taken(hands) == 0
    assert sales(hands) == [(SaleState.ABANDONED, Yen(200))]


def test_a_short_balance_is_said_and_cash_can_follow(open_window: Desk) -> None:
    hands = open_window("opened", 'fault = "balance_short"')
    log_in(hands)
    hands.press("1", "3", "2", "F12", "2")
    hands.until(lambda: bool(payment(hands).outcome.text()))
    hands.settle()
    assert "残高不足" in payment(hands).outcome.text()
    hands.press("1")
    hands.write("200")
    hands.press("F12")
    hands.see(PageName.RESULT)
    assert taken(hands) == 0


def test_without_a_terminal_only_cash(open_window: Desk) -> None:
    hands = open_window("opened", driver="none")
    log_in(hands)
    assert hands.window.desk.light is TerminalLight.NONE
    hands.press("1", "3", "2", "F12", "2")
    hands.settle()
    assert not payment(hands).e_money_key.isEnabled()
    assert payment(hands).panels.currentIndex() == 0


def test_a_terminal_that_vanishes_leaves_cash_and_says_so(till: Hands) -> None:
    cut_off(till)
    till.press("1", "3", "2", "F12", "2")
    till.until(lambda: till.window.messages.has_error)
    till.settle()
    assert "決済端末につながりません" in till.window.messages.words
    assert till.window.desk.light is TerminalLight.STOPPED
    assert not payment(till).e_money_key.isEnabled()
    till.press("Esc", "1")
    till.write("200")
    till.press("F12")
    till.see(PageName.RESULT)
    assert sales(till) == [(SaleState.SETTLED, Yen(200))]


def test_an_amount_over_the_cap_cannot_be_sent_and_the_key_says_why(till: Hands) -> None:
    till.press("1", "1", "9", "9", "F12", "2")
    till.settle()
    key = payment(till).e_money_key
    assert not key.isEnabled()
    assert "1回の上限¥20,000を超えています" in key.accessibleName()
    assert sales(till) == []


def test_official_use_costs_nothing_and_is_counted(till: Hands) -> None:
    till.press("1", "3", "3", "Enter", "F7")
    till.write("大田税務署")
    till.press("F12", "F12")
    till.see(PageName.RESULT)
    assert sales(till) == [(SaleState.SETTLED, Yen(0))]


def test_the_basket_can_be_undone_and_zero_copies_are_refused(till: Hands) -> None:
    page = till.window.page
    assert isinstance(page, SalePage)
    till.press("1", "3", "2", "Enter", "+", "F6")
    assert till.window.desk.basket.lines == ()
    page.undo()
    assert till.window.desk.basket.copies == 3
    till.press("1", "3", "0", "Enter")
    assert "1から999まで" in till.window.messages.words
    assert till.window.desk.basket.copies == 3


def test_checking_out_nothing_says_so(till: Hands) -> None:
    till.press("F12")
    assert "明細がありません" in till.window.messages.words
