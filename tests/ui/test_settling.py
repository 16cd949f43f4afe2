"""The form that settles a 処理未了: filled from the record, the second person asked last."""

from dataclasses import replace
from pathlib import Path

from pos.config import Paper
from pos.domain.brands import Brand
from pos.ui.audit.sale_words import method
from pos.ui.page import PageName
from pos.ui.papers import load_picture
from pos.wording import BRANDS
from receipts.document import unknown_slip_document
from receipts.pdf import render_pdf
from tests.receipts import slips
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


def test_the_brand_chosen_at_the_settlement_is_in_the_list_and_on_the_paper(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.press("F7", "Space")
    form = unknown(hands).form
    form.brand.setCurrentIndex(list(BRANDS).index(Brand.WAON))
    form.reason.write("決済事業者の回答")
    form.evidence.write("調査 12")
    form.approver.number.write(CHIEF)
    form.approver.password.write(PASSWORD)
    hands.press("F12")
    hands.see(PageName.RESULT)
    result = hands.window.desk.result
    assert result is not None
    assert method(result.sale) == "WAON"
    assert result.paper is not None
    assert "WAON" in result.paper.text


def test_all_pages_of_a_paper_are_shown(tmp_path: Path) -> None:
    document = unknown_slip_document(slips.unknown_slip())
    one, two = (tmp_path / f"{paper.value}.pdf" for paper in (Paper.A4, Paper.A5))
    one.write_bytes(render_pdf(document, Paper.A4))
    two.write_bytes(render_pdf(document, Paper.A5))
    assert load_picture(one).width() < load_picture(one).height()
    assert load_picture(two).width() > load_picture(two).height()  # two pages, side by side
