"""管理 at the window: people are registered with care, the last administrator stays."""

from pos.ui.admin.admin_page import AdminPage
from pos.ui.hands import Hands
from pos.ui.page import PageName
from tests.ui.conftest import CHIEF, PASSWORD, Desk, log_in


def into_people(open_window: Desk) -> tuple[Hands, AdminPage]:
    hands = open_window()
    log_in(hands, CHIEF)
    hands.press("F11")
    hands.see(PageName.ADMIN)
    hands.settle()
    page = hands.window.page
    assert isinstance(page, AdminPage)
    return hands, page


def test_the_last_administrator_is_told_what_to_do_first(open_window: Desk) -> None:
    hands, page = into_people(open_window)
    rows = page.people.table.listing.rows
    page.people.table.selectRow(next(n for n, each in enumerate(rows) if each.id == CHIEF))
    hands.press("F4")
    hands.settle()
    assert "先に別の管理者を登録してください" in hands.window.messages.words


def test_a_first_password_is_typed_twice_and_refusals_stand_at_their_fields(open_window: Desk) -> None:
    hands, page = into_people(open_window)
    people = page.people
    hands.press("F3", "F12")
    hands.settle()
    assert "「職員番号」を入力してください" in hands.window.messages.words
    assert people.number.line.hasFocus()
    people.number.write("1009")
    people.name.write("田中 三郎")
    people.password.write(PASSWORD)
    hands.press("Esc", "F12")
    assert "2つのパスワードが違います" in hands.window.messages.words
    people.password.write("short")
    people.again.write("short")
    hands.press("Esc", "F12")
    hands.settle()
    assert people.password.line.hasFocus()
    assert people.number.line.property("wrong") == "false"
    people.password.write(PASSWORD)
    people.again.write(PASSWORD)
    hands.press("Esc", "F12")
    hands.settle()
    assert any(each.id == "1009" for each in people.table.listing.rows)
