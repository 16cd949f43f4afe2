"""A paper as pixels for the screen and for the printer driver: plain bytes, no window toolkit."""

from dataclasses import dataclass
from typing import Final

import pypdfium2  # type: ignore[import-untyped]

POINTS_PER_INCH: Final = 72


@dataclass(frozen=True, slots=True)
class Picture:
    """One page: rows from the top, `stride` bytes each; a pixel is 1 byte (gray) or 3 (B, G, R)."""

    width: int
    height: int
    stride: int
    bytes_per_pixel: int
    pixels: bytes


def page_count(pdf: bytes) -> int:
    """How many pages the PDF has. Raises ValueError where it is not a PDF."""
    with _opened(pdf) as document:
        return len(document)


def render_page(pdf: bytes, page: int = 0, *, dpi: int = 96, colour: bool = True) -> Picture:
    """Page `page` (from 0) at `dpi`. Raises ValueError where the PDF or the page is not there."""
    with _opened(pdf) as document:
        if not 0 <= page < len(document):
            raise ValueError(f"there is no page {page}")
        bitmap = document[page].render(scale=dpi / POINTS_PER_INCH, grayscale=not colour)
        return Picture(bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, bytes(bitmap.buffer))


def _opened(pdf: bytes) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(pdf)
    except pypdfium2.PdfiumError as error:
        raise ValueError("not a PDF") from error
