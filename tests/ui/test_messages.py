"""The message bar: what happened stays until it is read, what was wrong with an attempt does not."""

import pytest

from pos.ui.audit.sales_page import SalesPage
from pos.ui.frame import Until
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.sale.payment_page import PaymentPage
from pos.ui.start.opening import OpeningPage
from pos.ui.widgets.bars import MessageBar
from tests.ui.conftest import CASHIER, CHIEF, PASSWORD, Desk, log_in
from tests.ui.test_sales import approve, open_list, sell


@pytest.fixture
def bar(dressed: None) -> MessageBar:  # noqa: ARG001 - Qt must be there
    return MessageBar()


def test_a_note_stands_above_the_errors(bar: MessageBar) -> None:
    bar.complain("一つ目です。")
    bar.complain("二つ目です。")
    bar.note("保存しました。")
    assert bar.words == "保存しました。\n二つ目です。"
    bar.acknowledge()
    assert bar.words == "保存しました。\n一つ目です。"
    bar.note("")
    bar.acknowledge()
    assert bar.words == ""
    assert bar.isHidden()


def test_the_next_attempt_withdraws_only_what_was_about_the_last_one(bar: MessageBar) -> None:
    bar.complain("起きたことです。", Until.READ)
    bar.complain("入力の誤りです。", Until.LEFT)
    bar.complain("端末が答えません。", Until.TRIED)
    assert bar.words == "端末が答えません。"
    bar.withdraw(only_left=True)
    assert bar.words == "端末が答えません。"
    bar.withdraw()
    assert bar.words == "起きたことです。"


def test_complaints_about_one_form_do_not_pile_up(open_window: Desk) -> None:
    hands = open_window("staffed")
    log_in(hands, CASHIER, PageName.OPENING)
    page = hands.window.page
    assert isinstance(page, OpeningPage)
    hands.press("F12")
    page.grid.pieces[1_000].setText("99999")
    hands.press("F12")
    assert hands.window.messages.words.count("\n") == 0
    page.grid.pieces[1_000].setText("30")
    hands.press("F12")
    hands.see(PageName.SALE)
    assert not hands.window.messages.has_error
    assert "開局しました" in hands.window.messages.words


def test_a_form_that_is_left_takes_its_complaint_along(till: Hands) -> None:
    sell(till, "143")
    page = open_list(till)
    till.press("F9", "F12")
    till.settle()
    assert "「再発行の理由」を入力してください" in till.window.messages.words
    page.reprint_form.back_key.click()
    assert not till.window.messages.has_error
    till.press("F9", "F12")
    till.settle()
    till.press("F1")
    till.see(PageName.SALE)
    assert not till.window.messages.has_error


def test_what_succeeded_at_last_is_all_that_is_said(till: Hands) -> None:
    sell(till, "143")
    page: SalesPage = open_list(till)
    till.press("F7")
    approve(page, CASHIER)  # the clerk themselves
    till.press("F12")
    till.settle()
    assert till.window.messages.has_error
    approve(page, CHIEF)
    till.press("F12")
    till.see(PageName.RESULT)
    assert not till.window.messages.has_error


def test_too_little_cash_is_forgotten_with_the_cash(till: Hands) -> None:
    till.press("1", "4", "3", "F12", "1")
    till.write("100")
    till.press("F12")
    till.settle()
    assert "足りません" in till.window.messages.words
    page = till.window.page
    assert isinstance(page, PaymentPage)
    page.back()
    assert not till.window.messages.has_error


def test_zero_copies_are_forgotten_with_the_next_good_line(till: Hands) -> None:
    till.press("1", "3", "0", "Enter")
    assert "1から999まで" in till.window.messages.words
    till.press("Back", "2", "Enter")
    assert not till.window.messages.has_error
    assert till.window.desk.basket.copies == 2


def test_a_refused_person_is_forgotten_with_the_form(open_window: Desk) -> None:
    hands = open_window("staffed")
    log_in(hands, CHIEF, PageName.OPENING)
    hands.press("F11")
    hands.see(PageName.ADMIN)
    hands.press("F3")
    people = hands.window.page.people  # type: ignore[attr-defined]
    people.password.write(PASSWORD)
    people.add()
    assert "2つのパスワードが違います" in hands.window.messages.words
    people.stop_editing()
    assert not hands.window.messages.has_error
