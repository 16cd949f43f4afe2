"""The same window on a ZVT terminal: charge, abort, short balance, 処理未了, totals, the way there."""

from pathlib import Path

from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.sale.result_page import ResultPage
from pos.ui.situation import TerminalLight
from tests.ui.conftest import CHIEF, CLERK, Desk, log_in
from tests.ui.test_payment import payment, sales, taken
from tests.ui.test_terminal_panel import open_terminal, panel, saved
from tests.ui.test_unknown import LOST, into_the_unknown, unknown


def zvt_till(open_window: Desk, *steps: str, who: str = CHIEF) -> Hands:
    hands = open_window("opened", *steps, driver="zvt")
    log_in(hands, who)
    return hands


def test_a_charge_takes_the_same_six_keys(open_window: Desk) -> None:
    hands = zvt_till(open_window)
    hands.pressed = 0
    hands.press("1", "3", "2", "Enter", "Enter", "2")
    hands.see(PageName.RESULT)
    assert hands.pressed == 6
    assert taken(hands) == 200
    assert hands.window.desk.light is TerminalLight.READY
    page = hands.window.page
    assert isinstance(page, ResultPage)
    assert "None" not in dict(page.facts.facts).get("カード残高", "")  # ZVT tells no balance before


def test_stop_ends_a_payment_that_waits_for_a_card(open_window: Desk) -> None:
    hands = zvt_till(open_window, "delay_s = 60")
    hands.press("1", "3", "2", "F12", "2")
    page = payment(hands)
    hands.until(lambda: "かざして" in page.progress.notice.text())
    hands.press("F6")
    hands.until(lambda: not page.holds)
    hands.settle()
    assert "中止しました。お金は動いていません" in page.outcome.text()
    assert taken(hands) == 0


def test_a_short_balance_is_said(open_window: Desk) -> None:
    hands = zvt_till(open_window, 'fault = "balance_short"')
    hands.press("1", "3", "2", "F12", "2")
    page = payment(hands)
    hands.until(lambda: not page.holds)
    hands.settle()
    assert "残高不足です" in page.outcome.text()
    assert sales(hands) == [(SaleState.ABANDONED, Yen(200))]


def test_an_unknown_outcome_ends_in_the_right_word(open_window: Desk) -> None:
    """The terminal is busy with taking it back, then it tells."""
    hands = into_the_unknown(open_window, driver="zvt")
    assert unknown(hands).amount.text() == "¥200"
    hands.window.desk.asking.setInterval(200)
    hands.until(lambda: not hands.window.desk.situation.questions)
    hands.settle()
    [(state, total)] = sales(hands)
    assert total == Yen(200)
    assert taken(hands) == (200 if state is SaleState.SETTLED else 0)
    assert state is not SaleState.PROMISED
    assert hands.window.here is not PageName.UNKNOWN


def test_interim_totals_are_shown_and_the_settlement_asks_first(open_window: Desk) -> None:
    hands = zvt_till(open_window)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.RESULT)
    hands.press("Enter")
    open_terminal(hands)
    hands.press("F6")
    hands.settle()
    daily = panel(hands).daily
    assert "合計 1件 ¥200" in daily.detail.text()
    assert [total.amount for total in daily.table.listing.rows] == [Yen(200)]
    hands.press("F7")
    assert "元に戻せません" in daily.summary.text()
    assert daily.table.listing.rows == ()
    hands.press("Esc", "F6")  # 日計 was not done
    hands.settle()
    assert "合計 1件 ¥200" in daily.detail.text()
    hands.press("F7", "F12")
    hands.settle()
    assert "日計が終わりました" in daily.summary.text()
    hands.press("F6")
    hands.settle()
    assert "合計 1件" not in daily.detail.text()


def test_no_settlement_while_a_question_is_open(open_window: Desk) -> None:
    hands = zvt_till(open_window, LOST)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.UNKNOWN)
    hands.press("F4")
    hands.see(PageName.SALE)
    open_terminal(hands)
    hands.press("F7", "F12")
    hands.settle()
    assert "処理未了の取引がある" in hands.window.messages.words


def test_a_clerk_may_look_at_totals_but_not_reset_them(open_window: Desk) -> None:
    hands = zvt_till(open_window, who=CLERK)
    open_terminal(hands)
    hands.press("F7")
    assert not panel(hands).editing
    hands.press("F6")
    hands.settle()
    assert panel(hands).editing


def test_the_other_protocol_is_chosen_and_used_at_once(open_window: Desk, tmp_path: Path) -> None:
    hands = open_window("opened")
    log_in(hands, CHIEF)
    open_terminal(hands)
    hands.press("F3", "Down", "F12")
    hands.see(PageName.LOGIN)
    hands.until(lambda: hands.window.desk.is_open)
    hands.settle()
    assert saved(tmp_path)["driver"] == "zvt"
    log_in(hands, CHIEF)
    hands.press("1", "3", "2", "F12", "2")
    hands.see(PageName.RESULT)
    assert taken(hands) == 200
    open_terminal(hands)
    assert "ZVT" in panel(hands).heading.text()
