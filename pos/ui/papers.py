"""Showing issued papers: the PDF is read and rendered on the lane, the picture drawn by the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

from pos.errors import Reason, StorageError
from pos.ui.desk import Desk
from pos.ui.widgets.paper_view import PaperView
from pos.wording import say

if TYPE_CHECKING:
    from pos.issuing import IssuedPaper

PREVIEW_DPI: Final = 144  # sharp on a 150 % screen; A5 takes about 8 ms


def show_paper(desk: Desk, view: PaperView, paper: "IssuedPaper | None") -> None:
    """Draw the paper as soon as the lane has rendered it."""
    if paper is None:
        view.show_words("書類はありません")
        return
    view.show_words("書類を表示しています…")
    desk.lane.run(
        lambda: load_picture(paper.path),
        done=lambda picture: view.show_picture(picture, paper.text),
        failed=lambda error: view.show_words(say(error)),
    )


def load_picture(path: Path) -> QImage:
    """The PDF's first page; runs on the lane. Raises StorageError RECEIPT_NOT_FOUND."""
    from receipts.preview import render_page  # pypdfium2 is not needed before the first paper

    try:
        page = render_page(path.read_bytes(), dpi=PREVIEW_DPI)
    except (OSError, ValueError) as cause:
        raise StorageError(Reason.RECEIPT_NOT_FOUND, detail=str(cause)) from cause
    picture = QImage(page.pixels, page.width, page.height, page.stride, QImage.Format.Format_BGR888)
    return picture.copy()  # its own memory: the bytes go away


def printed_words(paper: "IssuedPaper | None") -> str:
    """Where the paper is now."""
    if paper is None:
        return "書類は作られていません。取引一覧から再発行できます。"
    if paper.printed:
        return "プリンターに送りました。"
    if paper.printer_problem is not None:
        return f"！ {say(paper.printer_problem)}"
    return f"PDFとして保存しました（プリンターの設定なし）: {paper.path.name}"
