"""The guide through a 処理未了: card, comparison, slip, one or two people, deadline; by keys alone."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pos.domain.brands import Brand, UnknownMeans
from pos.domain.card import CardReading
from pos.domain.days import JST
from pos.domain.guidance import Step
from pos.domain.money import Yen
from pos.domain.sale import SaleState
from pos.domain.unknown_slip import SlipRule
from pos.ui.hands import Hands
from pos.ui.page import PageName
from pos.ui.sale.unknown_words import (
    age_words,
    card_words,
    deadline_words,
    fact_rows,
    proposal_words,
    rule_words,
    slip_words,
)
from tests.ui.conftest import CHIEF, PASSWORD, Desk
from tests.ui.test_payment import sales, taken
from tests.ui.test_unknown import LOST, into_the_unknown, unknown

FORGETFUL = tuple('[[inquiry]]\nafter = 1\nfault = "last_none"' for _ in range(12))
READING = CardReading(Brand.TRANSIT_IC, "1234", Yen(800), Yen(200), datetime(2026, 11, 24, 9, 0, tzinfo=JST))
CARD = f"{LOST}\nbalance = 5000"


def forgetful(open_window: Desk, step: str = CARD) -> Hands:
    """A payment without an answer, at a terminal that remembers nothing: only the card can tell."""
    return into_the_unknown(open_window, more=FORGETFUL, lost=step)


def read_card(hands: Hands) -> str:
    """By 残高照会; the last four digits of the card."""
    hands.press("F9")
    hands.settle()
    guide = unknown(hands).chosen
    assert guide is not None
    assert guide.reading is not None
    return guide.reading.card_last4


def settle_by(hands: Hands, *words: str) -> None:
    for each in words:
        hands.write(each)
        hands.press("Enter")


def test_the_guide_goes_from_the_terminal_to_the_card_to_the_comparison(open_window: Desk) -> None:
    hands = forgetful(open_window)
    page = unknown(hands)
    assert page.view.ask_key.hasFocus()
    hands.press("F5")
    hands.settle()
    assert "端末の記録からは分かりませんでした" in page.finding.text()
    assert page.view.card_key.hasFocus()
    hands.press("F6")  # nothing to compare yet
    assert not page.in_form
    last4 = read_card(hands)
    assert page.view.balance_key.hasFocus()
    hands.press("F6")
    assert page.view.balance.balance.line.hasFocus()
    settle_by(hands, "５０００", last4)
    hands.press("F12")
    hands.settle()
    assert page.finding.text().startswith("取引前 ¥5,000 → 今 ¥4,800")
    assert "引き去られています" in page.view.guide.more.text()
    assert sales(hands) == [(SaleState.PROMISED, Yen(200))]  # what was typed is never certain
    hands.press("F7")
    assert page.form.evidence.words == f"残高照会 取引前¥5,000 今¥4,800 カード末尾{last4}"
    assert not page.form.charged.isChecked()  # the person chooses
    hands.press("Space", "Enter", "Enter", "Enter")
    settle_by(hands, "残高を確かめた")
    hands.press("Enter")
    settle_by(hands, CHIEF)
    hands.write(PASSWORD)
    hands.press("F12")
    hands.see(PageName.RESULT)
    assert sales(hands) == [(SaleState.SETTLED, Yen(200))]
    assert taken(hands) == 200


def shown_steps(hands: Hands) -> list[str]:
    return [label.text() for label in unknown(hands).view.guide.steps if not label.isHidden()]


def test_another_card_is_said_at_its_field_and_nothing_typed_is_lost(open_window: Desk) -> None:
    hands = forgetful(open_window)
    last4 = read_card(hands)
    other = f"{(int(last4) + 1) % 10_000:04d}"
    hands.press("F6")
    settle_by(hands, "5000", other)
    hands.press("F12")
    hands.settle()
    form = unknown(hands).view.balance
    assert f"残高照会をしたカード（末尾 {last4}）と違います" in form.last4.line.accessibleDescription()
    assert form.last4.line.hasFocus()
    assert (form.balance.words, form.last4.words) == ("5000", other)
    hands.press("Esc", "Esc", "F6")
    assert (form.balance.words, form.last4.words) == ("5000", other)
    assert form.last4.line.accessibleDescription() == ""


def test_the_step_marker_moves_on_after_a_conclusive_comparison(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.press("F5")
    hands.settle()
    last4 = read_card(hands)
    [marked] = [words for words in shown_steps(hands) if "▶" in words]
    assert "取引前残高" in marked
    hands.press("F6")
    settle_by(hands, "5000", last4)
    hands.press("F12")
    hands.settle()
    [marked] = [words for words in shown_steps(hands) if "▶" in words]
    assert "確定する（F7）" in marked
    [compared] = [words for words in shown_steps(hands) if "取引前残高" in words]
    assert compared.startswith("✓")


def test_what_an_answer_that_did_not_fit_has_told_is_no_fact(open_window: Desk) -> None:
    """It may be another visitor's: the terminal's own slip decides."""
    hands = forgetful(open_window)
    page, guide = unknown(hands), unknown(hands).chosen
    assert guide is not None
    told = replace(guide.known, card_last4="1234", balance_before=Yen(5_000), misfit=False)
    facts = dict(fact_rows(replace(guide, known=told)))
    assert (facts["取引前残高"], facts["カード"]) == ("¥5,000", "末尾 1234")
    misfit = replace(guide, known=replace(told, misfit=True))
    facts = dict(fact_rows(misfit))
    assert facts["取引前残高"] == facts["カード"] == "端末の画面や履歴で確かめる"
    assert "1234" not in str(facts)
    page.table.show_rows((misfit,), current=0)
    page.open_balance()
    assert page.view.balance.last4.words == ""


def test_only_a_terminal_that_prints_has_a_slip_to_look_at(open_window: Desk) -> None:
    hands = forgetful(open_window)
    guide = unknown(hands).chosen
    assert guide is not None
    assert not guide.terminal_prints
    read_card(hands)
    assert "画面や履歴" in unknown(hands).view.guide.more.text()
    hands.press("F6")
    assert "画面や履歴" in unknown(hands).view.balance.what.text()
    assert dict(fact_rows(guide))["取引前残高"] == "分かりません（端末の画面や履歴を見る）"
    printing = replace(guide, terminal_prints=True)
    assert dict(fact_rows(printing))["取引前残高"] == "分かりません（端末の売上票を見る）"
    assert "売上票" in proposal_words(replace(guide.weighed, reading=READING), printing)


def test_a_slip_that_was_only_saved_is_not_ticked(open_window: Desk) -> None:
    hands = forgetful(open_window)
    hands.settle()
    hands.settle()
    [slip] = [words for words in shown_steps(hands) if "処理未了票" in words]
    assert "保存済" in slip
    assert "✓" not in slip
    assert " 済" not in slip
    guide = unknown(hands).chosen
    assert guide is not None
    assert slip_words(replace(guide, slip_on_paper=True)) == "印刷済"


def test_what_a_terminal_does_not_tell_is_left_out() -> None:
    assert "最後の利用" not in card_words(replace(READING, last_amount=None, last_at=None))
    assert "最後の利用 ¥200（11/24 09:00）" in card_words(READING)


def test_brands_with_one_rule_stand_on_one_line() -> None:
    rules = tuple(
        SlipRule(brand, means, None, balance_inquiry=True)
        for brand, means in (
            (Brand.TRANSIT_IC, UnknownMeans.NOT_A_SALE),
            (Brand.NANACO, UnknownMeans.SALE),
            (Brand.WAON, UnknownMeans.NOT_A_SALE),
        )
    )
    first, second = rule_words(rules).split("\n")
    assert first.startswith("交通系IC・WAON: ")
    assert second.startswith("nanaco: ")


def test_a_brand_that_pays_again_does_so_after_the_settlement() -> None:
    rule = SlipRule(Brand.ID, UnknownMeans.REDO, None, balance_inquiry=False)
    assert "結果を確定してから、お支払いをやり直します" in rule_words((rule,))


def test_a_busy_terminal_is_not_called_dead(open_window: Desk) -> None:
    busy = '[[inquiry]]\nafter = 1\nfault = "busy"\nseconds = 100'
    hands = into_the_unknown(open_window, more=(busy,))
    hands.press("F5")
    hands.settle()
    page = unknown(hands)
    assert "ほかの処理をしていて" in page.finding.text()
    assert "端末がほかの処理中でした" in dict(page.view.guide.facts.facts)["端末の答え"]
    assert sales(hands) == [(SaleState.PROMISED, Yen(200))]


def test_a_balance_that_is_no_amount_stands_at_its_field(open_window: Desk) -> None:
    hands = forgetful(open_window)
    read_card(hands)
    hands.press("F6", "F12")
    form = unknown(hands).view.balance
    assert "「取引前残高」を入力してください" in form.balance.line.accessibleDescription()
    form.balance.write("5000")
    form.last4.write("12a4")
    hands.press("F12")
    assert "数字で入力" in form.last4.line.accessibleDescription()
    hands.press("Esc")
    assert not unknown(hands).in_form


def test_the_slip_is_made_at_once_and_again_with_a_reason(open_window: Desk, tmp_path: Path) -> None:
    hands = forgetful(open_window)
    hands.settle()
    slips = tmp_path / "practice" / "papers"
    assert len(list(slips.rglob("U*.pdf"))) == 1
    hands.press("F3", "F12")
    hands.settle()
    assert "再発行の理由" in hands.window.messages.words
    hands.press("Esc")
    hands.write("お客様の紛失")
    hands.press("F12")
    hands.until(lambda: unknown(hands).view.paper.has_picture)
    assert len(list(slips.rglob("U*-copy1.pdf"))) == 1
    hands.press("Esc")
    assert not unknown(hands).in_form


def test_a_passed_deadline_is_marked(open_window: Desk) -> None:
    hands = forgetful(open_window)
    desk, guide = hands.window.desk, unknown(hands).chosen
    assert guide is not None
    until = guide.question.sale.business_date - timedelta(days=2)
    late = replace(guide, inquiry_until=until, days_left=-2)
    desk.take_situation(replace(desk.situation, guides=(late,)))
    assert hands.window.strip.questions.text() == "処理未了 1件（！ 期限切れ 1件）"
    unknown(hands).enter()
    columns = unknown(hands).table.listing.columns
    assert columns[6].write(late) == f"{until:%m/%d} ！ 期限切れ"


def test_steps_are_in_the_order_of_the_guide(open_window: Desk) -> None:
    hands = forgetful(open_window)
    guide = unknown(hands).chosen
    assert guide is not None
    assert [each.step for each in guide.steps][:2] == [Step.ASK_TERMINAL, Step.READ_CARD]
    shown = [label.text() for label in unknown(hands).view.guide.steps if not label.isHidden()]
    assert shown[0].startswith("▶ ① 端末に再照会（F5）")
    assert len(shown) == len(guide.steps)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (timedelta(seconds=59), "0分"),
        (timedelta(minutes=61), "1時間1分"),
        (timedelta(days=3, hours=5), "3日"),
    ],
)
def test_ages_are_coarse(age: timedelta, words: str) -> None:
    assert age_words(age) == words


def test_a_deadline_says_how_long() -> None:
    assert deadline_words(None, None) == "定めなし"
