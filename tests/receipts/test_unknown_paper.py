"""What 処理未了票 must say, and must not say (domain.md 3.3)."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pos.config import Paper
from pos.domain.brands import Brand, UnknownMeans
from pos.domain.ids import StaffId
from pos.domain.payment import (
    Approved,
    Conclusion,
    Declined,
    Direction,
    NotCharged,
    ResultCode,
    Settlement,
    UnknownCause,
)
from pos.domain.receipt import Reprint
from pos.domain.unknown_slip import SlipOutcome, UnknownSlip
from receipts.blocks import Fields
from receipts.document import unknown_slip_document
from receipts.pages import pages
from receipts.sheet import Ink, style_for
from receipts.text import render_text
from tests.receipts import papers, slips


def fields(slip: UnknownSlip, outcome: SlipOutcome | None = None) -> dict[str, str]:
    blocks = unknown_slip_document(slip, None, outcome).blocks
    return {row.label: row.value for block in blocks if isinstance(block, Fields) for row in block.rows}


def text(slip: UnknownSlip, outcome: SlipOutcome | None = None) -> str:
    return render_text(unknown_slip_document(slip, None, outcome), 200).replace("\n", "")


def test_everything_that_was_told_stands_on_it() -> None:
    found = fields(slips.unknown_slip())
    wanted = {
        "取引-支払番号": "12-1",
        "日時": "2026/11/23 12:05",
        "端末": "T1",
        "端末識別番号": "1234567890123",
        "ブランド": "交通系IC",
        "カード番号": "****5678",
        "取引前残高": "¥2,345",
        "売上調査の期限": "令和9年1月17日（日）まで",
        "決済事業者": "東西カードサービス株式会社",
        "連絡先": "加盟店デスク 03-0000-0000（24時間）",
        "処理未了の扱い": "結果が確かめられるまで、売上になりません。",
    }
    assert wanted.items() <= found.items()


def test_what_was_not_told_is_a_line_to_fill_in() -> None:
    found = fields(slips.blank_slip(contact=""))
    for label in ("取引前残高", "端末識別番号", "ブランド", "カード番号", "連絡先"):
        assert "＿＿＿" in found[label]


def test_it_claims_nothing_and_is_no_receipt() -> None:
    words = text(slips.unknown_slip())
    assert "領収書ではありません" in words
    assert "引き去られたかどうか分かりません" in words
    for claim in ("領収いたしました", "お支払いいただいた", "登録番号", "その後の結果"):
        assert claim not in words


def test_an_unknown_brand_has_every_brands_rule_and_the_earliest_deadline() -> None:
    found = fields(slips.blank_slip())
    assert {"交通系IC", "nanaco", "iD"} <= found.keys()
    assert "みなされ" in found["nanaco"]
    assert "残高照会はできません" in found["iD"]
    assert "令和9年1月22日まで" in found["iD"]
    assert found["売上調査の期限"] == "令和9年1月17日（日）まで"


def test_without_a_deadline_it_says_so() -> None:
    rule = slips.slip_rule(Brand.NANACO, UnknownMeans.SALE)
    assert "定めなし" in fields(slips.unknown_slip(rules=(rule,)))["売上調査の期限"]


def test_a_cancellation_speaks_of_the_way_back() -> None:
    words = text(slips.unknown_slip(direction=Direction.CANCEL))
    assert "戻ったかどうか分かりません" in words
    assert "取消金額" in words
    assert "もう一度のお支払い" not in words


@pytest.mark.parametrize("cause", UnknownCause)
def test_every_cause_has_its_sentence(cause: UnknownCause) -> None:
    others = {text(slips.unknown_slip(cause=each)) for each in UnknownCause if each is not cause}
    assert text(slips.unknown_slip(cause=cause)) not in others


@pytest.mark.parametrize("means", UnknownMeans)
def test_every_rule_has_its_sentence(means: UnknownMeans) -> None:
    others = {
        text(slips.unknown_slip(rules=(slips.slip_rule(Brand.ID, each),)))
        for each in UnknownMeans
        if each is not means
    }
    assert text(slips.unknown_slip(rules=(slips.slip_rule(Brand.ID, means, date(2027, 1, 1)),))) not in others


WORD = Settlement(StaffId("1"), None, False, Brand.ID, "端末の日計に無い", "日計 12件")


@pytest.mark.parametrize(
    ("conclusion", "says"),
    [
        (Approved(papers.record()), "成立（端末またはカードの記録で確認）"),
        (NotCharged("proved"), "不成立（金額は動いていません）"),
        (Declined(ResultCode.DEFICIENT, "6B", ""), "不成立（金額は動いていません）"),
        (WORD, "職員の確認により「引去りなし」"),
    ],
)
def test_once_settled_a_reprint_says_how(conclusion: Conclusion, says: str) -> None:
    by = "佐藤 一郎" if isinstance(conclusion, Settlement) else ""
    found = fields(slips.unknown_slip(), SlipOutcome(conclusion, papers.NOON + timedelta(hours=2), by, ""))
    assert (found["結果"], found["確定日時"]) == (says, "2026/11/23 14:05")
    assert found.get("確定者", "") == by
    assert "承認者" not in found  # nobody was asked for
    assert found.get("証拠", "") == ("日計 12件" if by else "")


@pytest.mark.parametrize("paper", Paper)
@pytest.mark.parametrize("make", [slips.unknown_slip, slips.blank_slip])
def test_the_boxes_to_sign_never_stand_alone(make: Callable[[], UnknownSlip], paper: Paper) -> None:
    drawn = pages(unknown_slip_document(make()), style_for(paper, report=False))
    words = [" ".join(mark.text for mark in page.marks if isinstance(mark, Ink)) for page in drawn]
    [signed] = [each for each in words if "お客様（署名）" in each]
    assert "窓口の処理" in signed
    assert "結果は、証拠を付けて" in signed


def test_on_a4_everything_is_on_one_page() -> None:
    rules = tuple(slips.slip_rule(brand, UnknownMeans.REDO, date(2027, 1, 22)) for brand in list(Brand)[:8])
    style = style_for(Paper.A4, report=False)
    again = Reprint(1, papers.NOON, "控えの紛失", "鈴木 花子")
    for slip, outcome in (
        (slips.unknown_slip(), None),
        (slips.blank_slip(rules=rules), None),
        (slips.unknown_slip(), slips.settled_outcome()),
    ):
        assert len(pages(unknown_slip_document(slip, again if outcome else None, outcome), style)) == 1


def test_the_practice_slip_cannot_be_taken_for_a_real_one() -> None:
    document = unknown_slip_document(slips.unknown_slip(practice=True))
    assert document.title == "処理未了票（練習）"
    assert (document.marks, document.watermark) == (("練習",), "練習")
