"""The PDF: the same bytes for the same document, searchable, small, and inert."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from io import BytesIO

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pos.config import Paper
from receipts.document import Document, day_report_document, receipt_document
from receipts.legible import legible
from receipts.pdf import preload, render_pdf
from receipts.preview import render_page
from receipts.typefaces import covered
from tests.receipts import papers
from tests.receipts.names import NAMES
from tests.receipts.test_golden_texts import DOCUMENTS

PAPERS = list(Paper)
PAYLOADS = ['<img src="/etc/hostname">', "</font>", "=1+1", "<para>", "&lt;b&gt;", "(\\)", "<a href='x'>"]


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfDocument]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        yield document
    finally:
        document.close()


def text_of(pdf: bytes) -> str:
    """All text, without the blanks and breaks that extraction puts between runs."""
    with opened(pdf) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return bare("".join(texts))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_same_document_same_bytes(name: str, paper: Paper) -> None:
    assert render_pdf(DOCUMENTS[name](), paper) == render_pdf(DOCUMENTS[name](), paper)


def test_same_bytes_in_another_process_with_another_hash_seed() -> None:
    ours = [
        hashlib.sha256(render_pdf(DOCUMENTS[name](), paper)).hexdigest()
        for name in DOCUMENTS
        for paper in PAPERS
    ]
    code = (
        "import hashlib\nfrom pos.config import Paper\nfrom receipts.pdf import render_pdf\n"
        "from tests.receipts.test_golden_texts import DOCUMENTS\n"
        "for make in DOCUMENTS.values():\n for paper in Paper:\n"
        "  print(hashlib.sha256(render_pdf(make(), paper)).hexdigest())"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], env={"PYTHONHASHSEED": "7"}, capture_output=True, text=True, check=True
    )
    assert run.stdout.split() == ours


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_text_of_a_paper_can_be_read_out_of_it(name: str, paper: Paper) -> None:
    text = text_of(render_pdf(DOCUMENTS[name](), paper))
    for each in strings(DOCUMENTS[name]()):
        assert bare(each) in text or all(part in text for part in map(bare, each.split()))


def strings(value: object) -> Iterator[str]:
    if type(value) is str:
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from strings(each)
    elif hasattr(value, "__dataclass_fields__"):
        for field in value.__dataclass_fields__:
            if field not in ("columns", "watermark"):
                yield from strings(getattr(value, field))


@settings(max_examples=150, deadline=None)
@given(NAMES, st.sampled_from(PAPERS))
def test_any_name_is_printed_as_it_is_or_as_geta(name: str, paper: Paper) -> None:
    document = receipt_document(papers.receipt(addressee=name))
    text = text_of(render_pdf(document, paper))
    wanted = legible(document, covered()).blocks[0]
    assert bare(wanted.name) in text  # type: ignore[union-attr]
    for char in set(name) - {chr(code) for code in covered()}:
        if f"U+{ord(char):04X}" in "".join(strings(legible(document, covered()))):
            assert f"U+{ord(char):04X}" in text


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("payload", PAYLOADS)
def test_markup_is_printed_as_typed(payload: str, paper: Paper) -> None:
    snapshot = papers.receipt(addressee=payload, clerk_name=payload, application_no=payload)
    assert text_of(render_pdf(receipt_document(snapshot), paper)).count(bare(payload)) == 3


def test_markup_opens_no_file_and_no_connection() -> None:
    """An audit hook in a process of its own sees every file, socket and program that Python opens."""
    code = (
        "import sys\nfrom pos.config import Paper\nfrom receipts.document import receipt_document\n"
        "from receipts.pdf import preload, render_pdf\nfrom tests.receipts import papers\n"
        "from tests.receipts.test_pdf import PAYLOADS\n"
        "preload(); render_pdf(receipt_document(papers.receipt()), Paper.A5)\nseen = []\n"
        "sys.addaudithook(lambda event, args: seen.append((event, args)) if event.split('.')[0] in "
        "('open', 'socket', 'subprocess', 'os', 'urllib') else None)\n"
        "for each in PAYLOADS:\n for paper in Paper:\n"
        "  render_pdf(receipt_document(papers.receipt(addressee=each, clerk_name=each)), paper)\n"
        "print(seen)"
    )
    run = subprocess.run([sys.executable, "-c", code], env={}, capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


@pytest.mark.parametrize("paper", PAPERS)
def test_a_receipt_is_small(paper: Paper) -> None:
    for name, make in DOCUMENTS.items():
        if not name.startswith("day"):  # a 処理未了票 says more, in more characters
            limit = 75_000 if name.startswith("unknown") else 60_000
            assert len(render_pdf(make(), paper)) <= limit


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_there_is_ink_and_practice_has_much_more(name: str, paper: Paper) -> None:
    picture = render_page(render_pdf(DOCUMENTS[name](), paper), dpi=50, colour=False)
    pale = sum(215 < pixel < 230 for pixel in picture.pixels) / len(picture.pixels)
    assert sum(pixel < 128 for pixel in picture.pixels) / len(picture.pixels) > 0.003
    assert (pale > 0.05) is ("practice" in name)


def test_metadata_names_the_paper_and_no_person() -> None:
    pdf = render_pdf(receipt_document(papers.receipt()), Paper.A5)
    with pikepdf.open(BytesIO(pdf)) as document:
        info = {str(key): str(value) for key, value in document.docinfo.items()}
        assert document.Root.Lang == "ja-JP"
    assert info["/Title"] == "領収書 領収番号 R8-01-000123"
    assert info["/Producer"] == info["/Creator"] == "Madoguchi"
    assert "anonymous" not in str(info)
    assert not any(word in str(info) for word in ("山田", "鈴木", "佐藤"))


def test_fonts_are_embedded_subsets_and_every_used_one_is_there() -> None:
    pdf = render_pdf(receipt_document(papers.receipt()), Paper.A5)
    with pikepdf.open(BytesIO(pdf)) as document:
        page = document.pages[0]
        fonts = {str(name): font for name, font in page.Resources.Font.items()}
        used = {str(op.operands[0]) for op in pikepdf.parse_content_stream(page) if str(op.operator) == "Tf"}
        assert used == set(fonts)
        for font in fonts.values():
            assert re.fullmatch(r"/[A-Z]{6}\+BIZUDGothic-(Regular|Bold)", str(font.BaseFont))
            assert "/FontFile2" in font.FontDescriptor
            assert "/ToUnicode" in font


def test_streams_are_binary_not_ascii85() -> None:
    assert b"ASCII85" not in render_pdf(receipt_document(papers.receipt()), Paper.A4)


def test_a_long_report_repeats_heads_and_counts_pages() -> None:
    pdf = render_pdf(day_report_document(papers.day_report(rows=60)), Paper.A4)
    with opened(pdf) as document:
        texts = [bare(page.get_textpage().get_text_range()) for page in document]
    assert len(texts) > 3
    for number, text in enumerate(texts, start=1):
        assert f"{number}/{len(texts)}ページ" in text
        assert "日計表" in text
        assert "令和8年11月23日" in text
    assert sum("取消番号元の番号" in text for text in texts) > 1


def test_thirty_lines_fit_a_roll_and_several_sheets() -> None:
    for paper in PAPERS:
        with opened(render_pdf(receipt_document(papers.many_lines()), paper)) as document:
            assert (len(document) == 1) is (paper is Paper.ROLL_80)


def test_two_threads_may_draw_at_the_same_time() -> None:
    documents = [make() for make in DOCUMENTS.values()] * 2
    alone = [render_pdf(document, Paper.A5) for document in documents]
    with ThreadPoolExecutor(2) as lanes:
        assert list(lanes.map(lambda document: render_pdf(document, Paper.A5), documents)) == alone


def test_preload_can_be_called_again() -> None:
    preload()
    preload()


def test_an_empty_document_is_a_page() -> None:
    for paper in PAPERS:
        assert render_pdf(Document("", "", "", ()), paper).startswith(b"%PDF")
