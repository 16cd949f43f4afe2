"""処理未了 at the window: not closed by accident, holds the terminal, is settled with a trace."""

from collections.abc import Callable

import pytest

from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.ui.frame import Until
from pos.ui.hands import Hands
from pos.ui.lane import StopSwitch
from pos.ui.page import PageName
from pos.ui.sale.sale_page import SalePage
from pos.ui.sale.unknown_page import UnknownPage
from pos.ui.situation import TerminalLight
from tests.ui.conftest import CASHIER, CHIEF, PASSWORD, cut_off, log_in
from tests.ui.test_payment import payment, sales, taken

Desk = Callable[..., Hands]
LOST = 'fault = "reply_lost"'


def into_the_unknown(
    open_window: Desk, *, more: tuple[str, ...] = (), lost: str = LOST, driver: str = "tl3500"
) -> Hands:
    hands = open_window("opened", lost, driver=driver, rest=more)
    log_in(hands)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.UNKNOWN)
    return hands


def unknown(hands: Hands) -> UnknownPage:
    page = hands.window.page
    assert isinstance(page, UnknownPage)
    return page


def test_it_says_what_to_do_and_esc_does_not_close_it(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    for _ in range(3):
        hands.press("Esc")
    assert unknown(hands).amount.text() == "¥200"
    assert hands.window.desk.light is TerminalLight.HELD
    assert hands.window.strip.questions.text() == "処理未了 1件"


def test_asking_the_terminal_again_settles_it_without_a_second_charge(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F5")
    hands.see(PageName.RESULT)
    assert taken(hands) == 200
    assert sales(hands) == [(SaleState.SETTLED, Yen(200))]
    assert hands.window.desk.light is TerminalLight.READY
    assert not hands.window.strip.questions.isVisible()


def test_later_lets_cash_go_on_and_holds_the_terminal(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F4")
    hands.see(PageName.SALE)
    assert hands.window.strip.questions.isVisible()
    hands.press("1", "4", "1", "F12")
    assert not payment(hands).e_money_key.isEnabled()
    hands.press("2", "1")
    hands.write("50")
    hands.press("F12")
    hands.see(PageName.RESULT)
    assert sorted(sales(hands), key=str) == [(SaleState.PROMISED, Yen(200)), (SaleState.SETTLED, Yen(50))]


def test_a_named_person_settles_it_with_a_second_one(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7", "Space", "Tab")  # 引去りあり, then the brand
    page = unknown(hands)
    assert page.form.charged.isChecked()
    page.form.brand.setFocus()
    hands.press("Enter")
    for words in ("端末の売上票で確認", "伝票 0001", CASHIER):
        hands.write(words)
        hands.press("Enter")
    hands.write(PASSWORD)
    hands.press("F12")
    hands.settle()
    assert "別の職員" in hands.window.messages.words  # the approver is somebody else
    hands.press("Esc")
    page.form.approver.number.write(CHIEF)
    page.form.approver.password.setFocus()
    hands.write(PASSWORD)
    hands.press("F12")
    hands.see(PageName.RESULT)
    assert sales(hands) == [(SaleState.SETTLED, Yen(200))]


def test_nothing_chosen_is_not_settled(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7", "F12")
    assert "引去りの有無" in hands.window.messages.words
    hands.settle()
    assert hands.window.desk.situation.questions


def test_what_was_said_of_a_form_goes_with_it(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7", "F12")
    assert "引去りの有無" in hands.window.messages.words
    unknown(hands).form.back_key.click()
    assert not unknown(hands).in_form
    assert "引去りの有無" not in hands.window.messages.words


@pytest.mark.parametrize("until", [Until.READ, Until.TRIED])
def test_what_happened_stays_when_a_form_is_left(open_window: Desk, until: Until) -> None:
    hands = into_the_unknown(open_window)
    hands.window.desk.complain("端末の記録が合いません", until)
    hands.press("F7")
    unknown(hands).form.back_key.click()
    assert "端末の記録が合いません" in hands.window.messages.words


def test_the_card_itself_is_read(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F9")
    hands.settle()
    assert "残高" in unknown(hands).finding.text()


def test_a_sale_settled_behind_the_scenes_still_gets_its_paper(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.window.desk.check_terminal()  # asks about open questions too, with nobody to take a paper
    hands.until(lambda: bool(hands.window.desk.situation.unissued))
    assert hands.window.strip.unissued.text() == "書類未発行 1件（F2）"
    hands.press("F2")
    hands.see(PageName.SALES)
    hands.until(lambda: "番号 1" in hands.window.messages.words)
    hands.press("F9")
    hands.see(PageName.RESULT)
    hands.until(lambda: not hands.window.strip.unissued.isVisible())


def test_a_basket_that_may_be_paid_cannot_be_taken_again(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    for away in ("F2", "F11", "F10", "F1"):
        hands.press(away)
        hands.settle()
    hands.see(PageName.SALE)
    assert hands.window.desk.basket.lines == ()
    page = hands.window.page
    assert isinstance(page, SalePage)
    page.undo()
    hands.press("F12")
    assert "明細がありません" in hands.window.messages.words


def test_a_breakdown_that_leaves_a_question_takes_the_basket_along(
    open_window: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    hands = open_window("opened", LOST)
    log_in(hands)
    hands.press("1", "3", "2", "Enter")
    desk = hands.window.desk
    checkout, basket, clerk = desk.counter.checkout, desk.basket, desk.person

    def cut_off() -> None:
        checkout.pay_e_money(basket, clerk, stop=StopSwitch(), tell=lambda _progress: None)
        raise ZeroDivisionError

    desk.run(cut_off, lambda _none: None)
    hands.see(PageName.UNKNOWN)
    assert desk.basket.lines == ()
    assert "ZeroDivisionError" in caplog.text


def test_the_arrows_choose_and_the_confirming_key_names_what_was_chosen(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7")
    form = unknown(hands).form
    assert form.charged.hasFocus()
    hands.press("Enter", "Enter")
    assert form.brand.hasFocus()
    form.charged.setFocus()
    hands.press("Down")
    assert form.not_charged.isChecked()
    assert "引去りなしで確定" in form.done_key.accessibleName()
    hands.press("Up")
    assert "引去りありで確定" in form.done_key.accessibleName()
    hands.press("F12")
    hands.settle()
    assert "「理由」を入力してください" in hands.window.messages.words
    form.reason.write("売上票")
    form.evidence.write("伝票 1")
    hands.press("F12")
    hands.settle()
    assert "「承認者の職員番号」を入力してください" in hands.window.messages.words
    assert form.approver.number.line.hasFocus()


def test_the_confirming_key_alone_says_that_nothing_was_chosen(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7")
    unknown(hands).form.done_key.click()
    assert "引去りの有無" in hands.window.messages.words


def test_a_dead_line_is_said_and_cash_is_no_way_out(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    cut_off(hands)
    hands.press("F5")
    hands.settle()
    assert "問い合わせできませんでした" in unknown(hands).finding.text()
    hands.press("F9")
    hands.settle()
    assert unknown(hands).finding.isHidden()
    assert "残高照会ができませんでした" in hands.window.messages.words
    assert "現金" not in hands.window.messages.words
