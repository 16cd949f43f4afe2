"""Every page: names for a screen reader, plain text, an order that follows the eye."""

from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QLabel, QLineEdit, QWidget

from pos.ui.hands import Hands
from pos.ui.page import Page, PageName

FORMS = (PageName.LOGIN, PageName.FIRST_PERSON, PageName.FOUNDING)


def walk(page: Page) -> list[QWidget]:
    return [each for each in page.findChildren(QWidget) if each.focusPolicy() != Qt.FocusPolicy.NoFocus]


def needs_name(widget: QWidget) -> bool:
    if isinstance(widget, QAbstractScrollArea):
        return not widget.accessibleName() and widget.metaObject().className() != "QScrollArea"
    return isinstance(widget, (QAbstractButton, QLineEdit))


def test_everything_that_takes_the_focus_has_a_name(till: Hands) -> None:
    for name in PageName:
        till.window.show_page(name)
        till.settle()
        for widget in walk(till.window.page):
            assert not needs_name(widget) or widget.accessibleName(), f"{name}: {widget}"
            assert "&" not in widget.accessibleName()
    for label in till.window.findChildren(QLabel):
        assert label.textFormat() is Qt.TextFormat.PlainText, label.text()


@pytest.mark.parametrize("name", FORMS)
def test_tab_goes_down_each_column(till: Hands, name: PageName) -> None:
    till.window.show_page(name)
    till.breathe()
    first = QApplication.focusWidget()
    seen: list[QPoint] = []
    while (now := QApplication.focusWidget()) is not None and len(seen) < 40:
        seen.append(now.mapTo(till.window, QPoint(0, 0)))
        till.press("Tab")
        if QApplication.focusWidget() is first:
            break
    assert len(seen) >= 3
    for before, after in pairwise(seen):
        assert after.y() > before.y() or after.x() > before.x(), f"{name}: {before} then {after}"


def test_keys_are_large_enough_to_touch(till: Hands) -> None:
    for name in (PageName.SALE, PageName.PAYMENT, PageName.CLOSING):
        if name is PageName.PAYMENT:
            till.press("1", "3", "2", "Enter")
        till.window.show_page(name)
        till.breathe()
        for button in till.window.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.height() >= 46, f"{name}: {button.accessibleName()} {button.height()}"


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768)])
def test_nothing_is_cut_off(till: Hands, size: tuple[int, int]) -> None:
    """A label that does not wrap is never narrower than its words (as far as the window's size allows)."""
    till.window.resize(*size)
    till.press("1", "3", "2", "Enter")
    for name in (PageName.SALE, PageName.PAYMENT, PageName.CLOSING, PageName.ADMIN):
        till.window.show_page(name)
        till.settle()
        till.breathe()
        assert (till.window.width(), till.window.height()) == size, name
        for label in till.window.findChildren(QLabel):
            if label.isVisible() and not label.wordWrap() and label.text():
                wanted = label.sizeHint().width()
                assert label.width() >= wanted - 1, f"{name}: {label.text()} {label.width()} < {wanted}"
