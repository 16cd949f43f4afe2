"""A fault of ours at the window: said with a number, nothing held for ever, open questions first."""

import pytest

from pos.ui.hands import Hands
from pos.ui.page import PageName
from tests.ui.test_payment import payment


def break_down() -> None:
    raise ZeroDivisionError


def test_a_breakdown_lets_go_of_the_page(till: Hands, caplog: pytest.LogCaptureFixture) -> None:
    till.press("1", "3", "2", "F12")
    page = payment(till)
    page.holds = True
    till.window.desk.run(break_down, lambda _none: None)
    till.settle()
    assert "サポート番号" in till.window.messages.words
    assert "ZeroDivisionError" in caplog.text
    assert not page.holds
    till.press("Esc", "2")
    till.see(PageName.RESULT)


def test_a_second_press_starts_nothing_while_a_job_runs(till: Hands) -> None:
    desk, started = till.window.desk, []
    assert desk.run(lambda: started.append(1), lambda _none: None)
    assert not desk.run(lambda: started.append(2), lambda _none: None)
    till.settle()
    assert started == [1]


@pytest.mark.parametrize("size", [(1097, 617), (1024, 768)])
def test_a_scaled_screen_still_shows_every_key(till: Hands, size: tuple[int, int]) -> None:
    """Full HD at 175 % leaves 1097 × 617 points: no page may force the window to be larger."""
    till.window.resize(*size)
    till.press("1", "3", "2", "Enter")
    for name in PageName:
        till.window.show_page(name)
        till.settle()
        till.breathe()
        page = till.window.page
        assert (till.window.width(), till.window.height()) == size, f"{name} needs {page.minimumSizeHint()}"
        assert page.minimumSizeHint().height() <= page.height(), name
