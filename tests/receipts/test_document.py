"""What papers must say and must not say (domain.md 2.7, 2.10, 3.1, S6, S11, S15)."""

from dataclasses import replace
from datetime import datetime

import pytest

from pos.domain.brands import Brand
from pos.domain.catalog import PaperSize, TaxClass
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.domain.receipt import ReceiptSnapshot, Reprint, Series
from receipts.blocks import Sums, Tone
from receipts.document import day_report_document, receipt_document
from receipts.text import render_text
from tests.receipts import papers

ALL_KINDS = (papers.receipt, papers.statement, papers.official_use, papers.cancellation)


def text_of(snapshot: ReceiptSnapshot) -> str:
    return render_text(receipt_document(snapshot))


def sums_of(snapshot: ReceiptSnapshot) -> dict[str, str]:
    blocks = receipt_document(snapshot).blocks
    return {row.label: row.amount for block in blocks if isinstance(block, Sums) for row in block.rows}


def test_only_a_cash_receipt_is_titled_so() -> None:
    titles = [receipt_document(kind()).title for kind in ALL_KINDS]
    assert titles == ["領収書", "ご利用明細", "公用交付票", "取消票"]


def test_a_statement_says_that_it_is_no_receipt() -> None:
    assert "領収書ではありません" in text_of(papers.statement()).replace("\n", "")


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_no_paper_calls_itself_an_invoice(kind: object) -> None:
    assert callable(kind)
    assert "請求書" not in text_of(kind())


def test_tax_is_rounded_once_per_paper_and_rate() -> None:
    three = papers.receipt(
        Series.RECEIPT, *[papers.line("写し", PaperSize.A4, 1, 50)] * 3, papers.CERTIFICATE
    )
    sums = sums_of(three)
    assert (sums["10%対象"], sums["内消費税等"], sums["非課税"]) == ("¥150", "¥13", "¥300")  # not 3 × ¥4


def test_a_class_that_does_not_occur_is_not_mentioned() -> None:
    outside = replace(papers.AS_IS, tax_class=TaxClass.OUT_OF_SCOPE)
    sums = sums_of(papers.receipt(Series.RECEIPT, outside))
    assert sums["不課税"] == "¥300"
    assert not {"10%対象", "内消費税等", "非課税"} & set(sums)


def test_a_t_number_stands_on_paid_papers_only_and_only_where_set() -> None:
    unregistered = replace(papers.OFFICE, invoice_number="")
    assert "登録番号 T1234567890123" in text_of(papers.receipt())
    assert "登録番号" not in text_of(papers.receipt(office=unregistered))
    assert "登録番号" not in text_of(papers.official_use())


@pytest.mark.parametrize("kind", ALL_KINDS)
def test_a_practice_paper_cannot_be_mistaken(kind: object) -> None:
    assert callable(kind)
    document = receipt_document(kind(practice=True))
    assert document.watermark == "練習"
    assert document.title.endswith("（練習）")
    assert "練習" in document.marks
    assert "これは練習用です" in render_text(document)
    real = receipt_document(kind())
    assert not real.watermark
    assert "練習" not in render_text(real)


def test_a_reprint_is_marked_with_its_number_and_date() -> None:
    at = datetime(2031, 4, 1, 9, 0, tzinfo=JST)
    again = receipt_document(papers.receipt(), Reprint(3, at, "お客様が紛失", "鈴木 花子"))
    assert "再発行 3回目" in again.marks
    assert "お客様が紛失" in render_text(again)
    assert "再発行日時    2031/04/01 09:00" in render_text(again)
    assert "再発行" not in text_of(papers.receipt())


def test_a_reprint_keeps_number_and_date_of_the_original() -> None:
    original, again = (
        receipt_document(papers.receipt()),
        receipt_document(papers.receipt(), Reprint(1, papers.NOON, "紛失", "鈴木 花子")),
    )
    assert (again.number, again.date, again.title) == (original.number, original.date, original.title)


def test_a_naive_reprint_time_or_a_negative_copy_is_our_bug() -> None:
    with pytest.raises(ValueError, match="time zone"):
        Reprint(1, datetime(2026, 11, 23), "紛失", "鈴木 花子")  # noqa: DTZ001
    with pytest.raises(ValueError, match="counted from 1"):
        Reprint(0, papers.NOON, "紛失", "鈴木 花子")


def test_card_numbers_show_four_digits_and_unknown_values_are_left_out() -> None:
    text = text_of(papers.statement())
    assert "****5678" in text
    assert "承認番号" not in text  # the terminal gave none
    assert "取引後残高    ¥1,845" in text


def test_a_cancellation_is_red_and_names_what_it_cancels() -> None:
    document = receipt_document(papers.cancellation())
    assert document.tone is Tone.RED
    text = render_text(document)
    assert "R8-01-000122" in text
    assert "サイズの打ち間違い" in text
    assert "返金額" in text
    assert "電子マネーの取消" in text_of(papers.e_money_cancellation())


def test_official_use_shows_what_was_waived() -> None:
    text = text_of(papers.official_use())
    assert "【 ¥0 】" in text
    assert sums_of(papers.official_use())["免除した額"] == "¥300"
    assert "大森税務署" in text


def test_a_receipt_from_the_first_year_of_an_era_and_after_midnight_shows_the_business_date() -> None:
    late = papers.receipt(issued_at=datetime(2026, 11, 24, 0, 10, tzinfo=JST))
    assert receipt_document(late).date == "令和8年11月23日"
    assert "発行日時  2026/11/24 00:10" in text_of(late)


def test_an_open_day_shows_no_expected_cash() -> None:
    document = day_report_document(papers.open_day_report(cash=papers.COUNTED))
    text = render_text(document)
    assert document.title == "点検表"
    assert not any(word in text for word in ("理論在高", "実在高", "過不足", "33,100"))


def test_a_closed_day_shows_first_and_final_count_and_the_difference_with_its_sign() -> None:
    text = render_text(day_report_document(papers.day_report()))
    for words in ("実在高（初回）", "¥32,000", "理論在高", "¥33,100", "-¥100", "釣銭の渡し間違い"):
        assert words in text
    over = replace(papers.COUNTED, difference=Yen(100))
    assert "+¥100" in render_text(day_report_document(papers.day_report(cash=over)))


def test_the_day_report_carries_the_whole_chain_head() -> None:
    document = day_report_document(papers.day_report())
    assert document.blocks[-1].rows[1].value == papers.CHAIN.head  # type: ignore[union-attr]
    assert papers.CHAIN.head in render_text(document)


def test_names_cannot_forge_a_line() -> None:
    text = text_of(papers.receipt(addressee="山田\n合計 ¥0\u202e\x1b[2J"))
    assert "山田 合計 ¥0[2J 様" in text


def test_the_brand_that_a_person_named_stands_on_the_statement() -> None:
    told = papers.statement(record=None, settled_brand=Brand.ID)
    assert "iD" in render_text(receipt_document(told))
    assert "ブランド" not in render_text(receipt_document(papers.statement(record=None)))
