"""While a question is open the counter asks the terminal by itself; nothing settles by time."""

from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.ui.page import PageName
from pos.ui.situation import TerminalLight
from tests.ui.conftest import Desk, cut_off, log_in
from tests.ui.test_payment import sales, taken
from tests.ui.test_unknown import into_the_unknown, unknown

SOON_MS = 20
NOT_SOON_MS = 600_000
PATIENT_MS = 60_000  # a dead line is opened again with patience, on a busy machine with more


def test_a_late_success_is_found_without_a_key(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    assert hands.window.desk.asking.interval() == 20_000
    hands.window.desk.asking.setInterval(SOON_MS)
    hands.see(PageName.RESULT)
    assert sales(hands) == [(SaleState.SETTLED, Yen(200))]
    assert taken(hands) == 200
    hands.settle()
    assert not hands.window.desk.asking.isActive()


def test_it_is_told_on_any_page_until_it_is_read(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.press("1", "4", "1", "Enter")  # the next visitor is being served
    hands.window.desk.asking.setInterval(SOON_MS)
    hands.until(lambda: hands.window.messages.has_error)
    assert "取引番号 1は成立していました" in hands.window.messages.words
    assert "F2" in hands.window.messages.words
    assert hands.window.here is PageName.SALE
    assert len(hands.window.desk.basket.lines) == 1
    assert hands.window.desk.light is TerminalLight.READY
    assert hands.window.strip.unissued.text() == "書類未発行 1件（F2）"


def test_a_half_typed_form_about_the_settled_payment_gives_way(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F7", "Space", "Enter", "Enter", "Enter")
    hands.write("端末の売上票")
    hands.window.desk.asking.setInterval(SOON_MS)
    hands.see(PageName.RESULT)
    assert sales(hands) == [(SaleState.SETTLED, Yen(200))]


def test_a_silent_terminal_settles_nothing_however_often_it_is_asked(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    cut_off(hands)
    hands.press("F7", "Space", "Enter", "Enter", "Enter")
    hands.write("端末の売上票")
    hands.window.desk.asking.setInterval(SOON_MS)

    def asked() -> int:
        guides = hands.window.desk.situation.guides
        return len(guides[0].inquiries) if guides else 0

    hands.until(lambda: asked() >= 1, ms=PATIENT_MS)
    hands.window.desk.asking.setInterval(NOT_SOON_MS)  # stopped, it would be started by the next look
    hands.settle()
    assert asked() >= 1
    assert hands.window.here is PageName.UNKNOWN
    assert unknown(hands).form.reason.words == "端末の売上票"  # what was typed is still there
    assert "端末につながりませんでした" in dict(unknown(hands).view.guide.facts.facts)["端末の答え"]
    assert sales(hands) == [(SaleState.PROMISED, Yen(200))]


def test_never_beside_another_job(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    desk = hands.window.desk
    desk.asking.stop()
    desk.run(lambda: None, lambda _none: None)
    desk.ask_again()
    hands.settle()
    assert desk.situation.questions
    assert not desk.situation.guides[0].inquiries


def test_with_nobody_there_it_waits_for_the_next_person(open_window: Desk) -> None:
    hands = into_the_unknown(open_window)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.window.desk.leave()
    hands.see(PageName.LOGIN)
    hands.window.desk.asking.setInterval(SOON_MS)
    hands.until(lambda: bool(hands.window.desk.situation.unissued))
    hands.settle()
    assert not hands.window.messages.has_error
    log_in(hands)
    assert "中断した取引 1 は成立していました" in hands.window.messages.words
