"""How papers look: a document on A4, A5 or an 80 mm roll as PDF; the same document, the same bytes.

Text goes straight to the canvas, never through a markup parser: what a visitor or clerk typed
cannot name a file, a font or a link (reliability.md S2).
"""

import gc
from io import BytesIO
from threading import Lock
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas

from pos.config import Paper
from receipts.blocks import Document, Sentence, Tone
from receipts.legible import legible
from receipts.pages import Page, pages
from receipts.sheet import MM, REPEAT_MM, Ink, Mark, Rule, style_for
from receipts.typefaces import BOLD_FACE, REGULAR_FACE, covered, load, text_em

PRODUCER: Final = "Madoguchi"
RED: Final = (0.78, 0.0, 0.0)
PALE: Final = (0.87, 0.87, 0.87)  # the watermark: seen at once, and black text on it stays readable
_ONE_AT_A_TIME: Final = Lock()  # reportlab's parsed fonts keep a reading position


def preload() -> None:
    """Parse the fonts and draw a first page now (about 0.2 s, holding the interpreter), so that the
    first receipt of the day is as quick as the others."""
    with _ONE_AT_A_TIME:
        load()
    render_pdf(Document("領収書", "0", "", (Sentence("¥0", Tone.STRONG),), watermark="0"), Paper.ROLL_80)
    gc.freeze()  # parsed fonts stay for good: the next full collection, in the first paper, leaves them alone


def render_pdf(document: Document, paper: Paper) -> bytes:
    """The document on this paper. Deterministic: no clock, no random, no personal metadata."""
    with _ONE_AT_A_TIME:
        shown = legible(document, covered())
        drawn = pages(shown, style_for(paper, report=document.page_numbers))
        return _written(shown, drawn)


def _written(document: Document, drawn: list[Page]) -> bytes:
    out = BytesIO()
    new: Any = Canvas  # its stub has the type of initialFontName wrong
    canvas = new(out, pageCompression=1, invariant=1, lang="ja-JP", initialFontName=REGULAR_FACE)
    canvas.setTitle(f"{document.title} {document.number}")
    for told in (canvas.setAuthor, canvas.setSubject, canvas.setKeywords):
        told("")
    canvas.setCreator(PRODUCER)
    canvas.setProducer(PRODUCER)
    for page in drawn:
        canvas.setPageSize((page.width, page.height))
        if document.watermark:
            _watermark(canvas, document.watermark, page)
        _rules(canvas, page)
        _texts(canvas, page)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _watermark(canvas: Any, word: str, page: Page) -> None:
    """The word across the page, below everything; again and again down a long roll."""
    size = page.width * 0.72 / text_em(word)
    canvas.setFont(BOLD_FACE, size)
    canvas.setFillColorRGB(*PALE)
    step = page.height / max(round(page.height / max(REPEAT_MM * MM, page.width)), 1)
    y = page.height - step / 2
    while y > 0:
        canvas.saveState()
        canvas.translate(page.width / 2, y)
        canvas.rotate(30)
        canvas.drawString(-text_em(word) * size / 2, -size * 0.38, word)
        canvas.restoreState()
        y -= step
    canvas.setFillColorRGB(0, 0, 0)


def _rules(canvas: Any, page: Page) -> None:
    for rule in page.marks:
        if isinstance(rule, Rule):
            canvas.setLineWidth(rule.thick)
            canvas.setStrokeColorRGB(*_colour(rule))
            canvas.line(rule.x1, page.height - rule.y1, rule.x2, page.height - rule.y2)


def _texts(canvas: Any, page: Page) -> None:
    text = canvas.beginText()
    text.setFillColorRGB(0, 0, 0)
    red = False
    for ink in page.marks:
        if isinstance(ink, Ink) and ink.text:
            if ink.red is not red:
                red = ink.red
                text.setFillColorRGB(*_colour(ink))
            text.setFont(BOLD_FACE if ink.bold else REGULAR_FACE, ink.size)
            text.setTextOrigin(ink.x, page.height - ink.y)
            text.textOut(ink.text)
    canvas.drawText(text)


def _colour(mark: Mark) -> tuple[float, float, float]:
    return RED if mark.red else (0.0, 0.0, 0.0)
