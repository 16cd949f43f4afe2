"""The form that settles a 処理未了: filled from the record, the second person asked last."""

from dataclasses import replace

from pos.ui.page import PageName
from tests.ui.conftest import CHIEF, PASSWORD, Desk
from tests.ui.test_guide import forgetful, read_card
from tests.ui.test_unknown import unknown


def test_a_reading_on_record_is_offered_when_the_page_begins_anew(open_window: Desk) -> None:
    hands = forgetful(open_window)
    last4 = read_card(hands)
    hands.press("F4")
    hands.see(PageName.SALE)
    hands.press("F8")  # the page starts anew: what it shows comes from the ledger
    hands.see(PageName.UNKNOWN)
    hands.press("F7")
    form = unknown(hands).form
    assert form.evidence.words == f"残高照会 今¥4,800 カード末尾{last4}"
    assert "残高 ¥4,800" in form.proposal.text()
    assert "残高照会の結果はまだありません" not in form.proposal.text()
    assert "F6" not in form.proposal.text()


def test_the_second_person_is_asked_last(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.press("F7", "Space")
    form = unknown(hands).form
    form.approver.number.write(CHIEF)
    form.approver.password.write(PASSWORD)
    hands.press("F12")
    assert "「理由」を入力してください" in form.reason.line.accessibleDescription()
    assert form.reason.line.hasFocus()
    assert (form.approver.number.words, form.approver.password.words) == (CHIEF, PASSWORD)
    hands.write("残高を確かめた")
    hands.press("F12")
    assert form.evidence.line.hasFocus()
    assert form.approver.password.words == PASSWORD
    hands.press("Esc", "Esc")
    assert not unknown(hands).in_form
    assert form.approver.password.words == ""


def test_one_person_is_enough_where_the_settings_say_so(open_window: Desk) -> None:
    hands = forgetful(open_window)
    page, guide = unknown(hands), unknown(hands).chosen
    assert guide is not None
    page.open_settling()
    assert page.form.approver.isVisible()
    page.form.begin(replace(guide, needs_approver=False), guide.weighed)
    assert page.form.approver.isHidden()
    assert len(page.form.fields) == 2
    hands.press("F12")
    assert "引去りの有無" in hands.window.messages.words
