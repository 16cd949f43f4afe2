"""Showing issued papers: the PDF is read and rendered on the lane, the picture drawn by the page."""

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage, QPainter

from pos.errors import Reason, StorageError
from pos.ui.desk import Desk
from pos.ui.widgets.paper_view import PaperView
from pos.wording import say

if TYPE_CHECKING:
    from pos.issuing import IssuedPaper

GAP_PX: Final = 16  # between two pages
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
    """All pages of the PDF, side by side; runs on the lane. Raises StorageError RECEIPT_NOT_FOUND."""
    from receipts.preview import page_count, render_page  # pypdfium2 is not needed before the first paper

    try:
        content = path.read_bytes()
        pages = [render_page(content, number, dpi=PREVIEW_DPI) for number in range(page_count(content))]
    except (OSError, ValueError) as cause:
        raise StorageError(Reason.RECEIPT_NOT_FOUND, detail=str(cause)) from cause
    return _side_by_side([
        QImage(each.pixels, each.width, each.height, each.stride, QImage.Format.Format_BGR888)
        for each in pages
    ])  # fmt: skip


def _side_by_side(pages: list[QImage]) -> QImage:
    """In memory of its own: the bytes of the pages go away."""
    width = sum(each.width() for each in pages) + GAP_PX * (len(pages) - 1)
    sheet = QImage(width, max(each.height() for each in pages), QImage.Format.Format_RGB888)
    sheet.fill(Qt.GlobalColor.lightGray)
    painter, left = QPainter(sheet), 0
    for each in pages:
        painter.drawImage(left, 0, each)
        left += each.width() + GAP_PX
    painter.end()
    return sheet


def printed_words(paper: "IssuedPaper | None") -> str:
    """Where the paper is now."""
    if paper is None:
        return "書類は作られていません。取引一覧から再発行できます。"
    if paper.printed:
        return "プリンターに送りました。"
    if paper.printer_problem is not None:
        return f"！ {say(paper.printer_problem)}"
    return f"PDFとして保存しました（プリンターの設定なし）: {paper.path.name}"
