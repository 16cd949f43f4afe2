"""A whole day by keys alone, from the first start to the 日計表; the pictures are a by-product."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from pos.ui.screenshots import SIZE, take_screenshots

SCREENS = {
    "login", "first-person", "add-person", "people", "opening", "sale", "sheet", "addressee", "payment",
    "cash", "touch", "result-cash", "result-e-money", "balance-short", "official-use", "unknown",
    "unknown-settle", "sale-held", "result-recovered", "sales", "reprint", "cancel", "result-cancel",
    "terminal", "verify", "fees", "interim-report", "count", "compare", "day-report",
}  # fmt: skip


@pytest.mark.timeout(90)
def test_a_day_by_keys_with_a_picture_of_every_screen(tmp_path: Path) -> None:
    pictures = take_screenshots(tmp_path)
    names = {path.stem.split("-", 1)[1] for path in pictures}
    assert names >= SCREENS
    for path in pictures:
        picture = QImage(str(path))
        assert (picture.width(), picture.height()) == SIZE
        assert len({picture.pixel(x, y) for x in range(0, 1280, 40) for y in range(0, 800, 40)}) > 3
