"""The close at the window: blind count, difference with reason, a second person."""

from PySide6.QtWidgets import QLabel

from pos.ui.closing.closing_page import ClosingPage
from pos.ui.hands import Hands
from pos.ui.page import PageName
from tests.ui.conftest import CASHIER, CLERK, PASSWORD


def closing(hands: Hands) -> ClosingPage:
    page = hands.window.page
    assert isinstance(page, ClosingPage)
    return page


def count(hands: Hands, thousands: str) -> None:
    page = closing(hands)
    page.counting.grid.write(None)
    for value, pieces in ((10_000, "1"), (5_000, "2"), (1_000, thousands)):
        page.counting.grid.pieces[value].setText(pieces)
    hands.press("F12")
    hands.settle()


def test_the_expected_amount_is_nowhere_before_the_count(till: Hands) -> None:
    till.press("1", "4", "7", "F12", "1")
    till.write("350")
    till.press("F12")
    till.see(PageName.RESULT)
    till.press("Enter", "F10")
    till.see(PageName.CLOSING)
    shown = [label.text() for label in closing(till).findChildren(QLabel)]
    assert not any("30,350" in words for words in shown)
    count(till, "10")
    assert closing(till).comparing.expected.text() == "¥30,350"
    assert closing(till).comparing.difference.text() == "-¥350"


def test_a_difference_needs_a_reason_and_a_close_needs_a_witness(till: Hands) -> None:
    till.press("F10")
    till.see(PageName.CLOSING)
    count(till, "9")
    page = closing(till)
    till.press("F4")  # recount
    count(till, "9")
    assert page.comparing.attempt.text() == "2回目の計数"
    page.comparing.witness.number.write(CASHIER)
    page.comparing.witness.password.write(PASSWORD)
    till.press("F12")
    till.settle()
    assert "別の職員" in till.window.messages.words
    page.comparing.witness.number.write(CLERK)
    page.comparing.witness.password.write(PASSWORD)
    till.press("Esc", "F12")
    till.settle()
    assert "理由を入力してください" in till.window.messages.words
    assert page.comparing.reason.line.hasFocus()
    till.write("つり銭の渡し間違い")
    page.comparing.witness.password.write(PASSWORD)
    till.press("Esc", "F12")
    till.settle()
    assert "精算が完了しました" in page.report.heading.text()
    till.press("Enter")
    till.see(PageName.OPENING)


def test_the_interim_report_resets_nothing(till: Hands) -> None:
    till.press("F10")
    till.see(PageName.CLOSING)
    till.press("F9")
    till.settle()
    assert "点検" in closing(till).report.heading.text()
    assert closing(till).report.paper.has_picture
    till.press("F12")
    assert till.window.desk.situation.day is not None


def test_nothing_counted_is_no_count(till: Hands) -> None:
    till.press("F10")
    till.see(PageName.CLOSING)
    page = closing(till)
    till.press("F12")
    till.settle()
    assert page.steps.currentWidget() is page.counting
    assert "0 を入力してください" in page.counting.wrong.text()
    page.counting.grid.pieces[1].setText("0")
    till.press("F12")
    till.settle()
    assert page.steps.currentWidget() is page.comparing


def test_esc_keeps_the_count(till: Hands) -> None:
    till.press("F10")
    till.see(PageName.CLOSING)
    count(till, "10")
    page = closing(till)
    till.press("Esc")
    assert page.steps.currentWidget() is page.comparing
    assert page.counting.grid.pieces[1_000].text() == "10"
    assert "F4" in till.window.messages.words


def test_a_witness_is_asked_for_by_name(till: Hands) -> None:
    till.press("F10")
    till.see(PageName.CLOSING)
    count(till, "10")
    till.press("F12")
    till.settle()
    assert "「立会者の職員番号」を入力してください" in till.window.messages.words
    assert closing(till).comparing.witness.number.line.hasFocus()
