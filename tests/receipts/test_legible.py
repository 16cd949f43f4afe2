"""What the font lacks is shown as 〓 and named; names keep their own characters."""

import pytest

from pos.domain.receipt import Reprint
from receipts.blocks import Sentence
from receipts.document import Document, receipt_document
from receipts.legible import GETA, legible
from receipts.typefaces import covered
from tests.receipts import papers


def shown(text: str) -> str:
    return legible(Document(text, "", "", ()), covered()).title


@pytest.mark.parametrize("name", ["髙橋", "﨑本㈱", "ｱﾂﾐ", "𠮟", "\ufa19", "渡邉", "①〜㌔", "か゚"])
def test_what_the_font_has_is_untouched(name: str) -> None:
    assert shown(name) == name


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("𠮷田", "〓田"),
        ("a😀b", "a〓b"),
        ("葛\U000e0100城", "葛城"),
        ("か\u3099", "が"),
        ("e\u0301", "é"),
        ("A\u200d\u202eB\x00\x1b", "AB"),
        ("一\n二\t三\u2028四\u00a0五", "一 二 三 四 五"),
        ("\ue000", "〓"),
        ("\u3099", "\u3099"),
    ],
)
def test_the_others_are_replaced_composed_or_dropped(typed: str, printed: str) -> None:
    assert shown(typed) == printed


def test_every_replaced_character_is_named_once_in_a_note() -> None:
    document = legible(receipt_document(papers.receipt(addressee="𠮷田𠮷男😀")), covered())
    note = document.blocks[-1]
    assert isinstance(note, Sentence)
    assert note.text == f"{GETA}は、この用紙の書体にない文字です（U+20BB7, U+1F600）。"


def test_without_a_missing_character_there_is_no_note() -> None:
    document = receipt_document(papers.receipt())
    assert legible(document, covered()) == document


def test_our_own_words_are_all_in_the_font() -> None:
    for name in ("receipt", "statement", "official_use", "cancellation"):
        document = receipt_document(
            getattr(papers, name)(practice=True), Reprint(1, papers.NOON, "紛失", "鈴木 花子")
        )
        assert legible(document, covered()) == document
