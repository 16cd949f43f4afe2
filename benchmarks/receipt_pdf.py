"""G10: a receipt as PDF against a bare reportlab canvas that draws the same text with the same fonts."""

import json
import subprocess
import sys
from io import BytesIO
from statistics import median
from typing import Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.first_paint import TREE
from benchmarks.measure import Bound, Comparison, Extent, Figure, Finding, Measured, Sample, compared, sample
from benchmarks.papers import receipt
from pos.config import Paper
from receipts.document import receipt_document
from receipts.fonts import BOLD, REGULAR, font_path
from receipts.legible import legible
from receipts.pages import Page, pages
from receipts.pdf import preload, render_pdf
from receipts.sheet import Ink, style_for
from receipts.typefaces import covered

WARM: Final = Bound(1.3)
FIRST: Final = Bound(2.5)
KILOBYTES: Final = Bound(60)
PAPER: Final = Paper.ROLL_80  # as in the design's table
BARE_REGULAR, BARE_BOLD = "Bare", "Bare-Bold"
STARTS: Final = 5


def measure(extent: Extent) -> list[Finding]:
    """Warm against the bare canvas, first against warm, and the size."""
    preload()
    snapshot = receipt()
    drawn = pages(legible(receipt_document(snapshot), covered()), style_for(PAPER, report=False))
    _register()
    ours, bare = compared(
        extent.rounds_or(60),
        ("snapshot to PDF, 80 mm", lambda: sample(lambda: render_pdf(receipt_document(snapshot), PAPER))),
        ("bare canvas, the same text", lambda: sample(lambda: bare_pdf(drawn))),
        warm_up=3,
    )
    texts = sum(isinstance(mark, Ink) for page in drawn for mark in page.marks)
    size = len(render_pdf(receipt_document(snapshot), PAPER)) / 1000
    return [
        Comparison("G10", "warm receipt", ours, bare, WARM, notes=(f"{texts} texts, two weights embedded",)),
        _first(min(STARTS, extent.rounds_or(STARTS))),
        Figure("G10", "size of a receipt", size, "kB", KILOBYTES),
    ]


def bare_pdf(drawn: list[Page]) -> bytes:
    """The same text at the same places, drawn string by string."""
    out = BytesIO()
    canvas = Canvas(out, pageCompression=1, invariant=1)
    for page in drawn:
        canvas.setPageSize((page.width, page.height))
        for mark in page.marks:
            if isinstance(mark, Ink):
                canvas.setFont(BARE_BOLD if mark.bold else BARE_REGULAR, mark.size)
                canvas.drawString(mark.x, page.height - mark.y, mark.text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def _register() -> None:
    for name, file in ((BARE_REGULAR, REGULAR), (BARE_BOLD, BOLD)):
        pdfmetrics.registerFont(TTFont(name, str(font_path(file))))


def _first(starts: int) -> Comparison:
    """Each start gives the first receipt and the median of the ones after it."""
    taken = [_start(20) for _ in range(starts)]
    firsts = Measured("first after preload", tuple(samples[0] for samples in taken))
    warm = Measured("warm in the same process", tuple(_middle(samples[1:]) for samples in taken))
    return Comparison("G10", "first receipt", firsts, warm, FIRST)


def _start(rounds: int) -> list[Sample]:
    ended = subprocess.run(  # noqa: S603 - our own module
        [sys.executable, "-m", "benchmarks.receipt_first", PAPER.value, str(rounds)],
        cwd=TREE, capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    return [Sample(*each) for each in json.loads(ended.stdout)]


def _middle(samples: list[Sample]) -> Sample:
    return Sample(median(each.cpu_s for each in samples), median(each.wall_s for each in samples))
