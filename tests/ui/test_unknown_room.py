"""処理未了 on a small screen, and while a card is awaited: one state, one key, nothing lost."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea

from pos.ui.sale.unknown_view import PROHIBITIONS
from tests.ui.conftest import Desk
from tests.ui.test_guide import forgetful, read_card
from tests.ui.test_unknown import unknown


def test_a_card_that_is_awaited_leaves_one_key(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.press("F9")
    page = unknown(hands)
    assert page.view.part is page.view.waiting
    assert page.view.waiting.stop_key.isVisible()
    assert not page.view.ask_key.isVisible()
    assert {number for number, each in page.functions().items() if each.enabled} == {6}
    hands.press("Esc")  # stops nothing and hides nothing
    assert page.view.part is page.view.waiting
    assert not page.view.waiting.stop()
    hands.press("F6")
    assert page.view.waiting.stop()
    assert not page.view.waiting.stop_key.isEnabled()
    hands.settle()
    hands.settle()
    assert page.view.part is page.view.advice
    assert page.view.ask_key.isVisible()


def test_at_1280_by_768_the_guide_is_whole_also_below_a_message(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.window.resize(1280, 768)
    hands.press("F5")
    hands.settle()
    read_card(hands)
    hands.breathe()
    [area] = unknown(hands).view.guide.findChildren(QScrollArea)
    assert area.verticalScrollBar().maximum() == 0
    hands.window.desk.note("処理未了票を保存しました。")
    hands.breathe()
    assert area.verticalScrollBar().maximum() == 0


def test_what_does_not_fit_is_reached_by_keys_and_the_prohibitions_stay(open_window: Desk) -> None:
    hands = forgetful(open_window)
    [area] = unknown(hands).view.guide.findChildren(QScrollArea)
    hands.window.resize(1280, 1000)
    hands.breathe()
    assert area.focusPolicy() is Qt.FocusPolicy.NoFocus
    hands.window.resize(1097, 617)
    hands.breathe()
    assert area.verticalScrollBar().maximum() > 0
    assert area.focusPolicy() is Qt.FocusPolicy.StrongFocus
    head = [label for label in unknown(hands).view.prohibitions if label.isVisible()]
    assert [label.text() for label in head] == list(PROHIBITIONS)
    assert not any(area.isAncestorOf(label) for label in head)
