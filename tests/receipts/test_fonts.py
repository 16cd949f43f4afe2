"""The fonts we carry: there, licensed, and covering what a Japanese office PC can type."""

import pytest

from receipts.fonts import NAMES, font_path
from receipts.typefaces import BOLD_FACE, REGULAR_FACE, _faces, covered, em, text_em
from tests.receipts.names import CP932


@pytest.mark.parametrize("name", NAMES)
def test_each_font_is_a_truetype_file(name: str) -> None:
    assert font_path(name).read_bytes()[:4] == b"\x00\x01\x00\x00"


def test_the_licence_lies_beside_them() -> None:
    licence = (font_path(NAMES[0]).parent / "OFL.txt").read_text("utf-8")
    assert "The BIZ UDGothic Project Authors" in licence
    assert "SIL OPEN FONT LICENSE" in licence


def test_no_other_font_can_be_asked_for() -> None:
    with pytest.raises(ValueError, match="no font"):
        font_path("../../etc/passwd")


def test_every_real_character_of_cp932_is_covered() -> None:
    assert {char for char in CP932 if ord(char) not in covered()} == set()


def test_both_weights_have_the_same_widths() -> None:
    regular, bold = (_faces()[name].face.charWidths for name in (REGULAR_FACE, BOLD_FACE))
    assert all(regular[code] == bold[code] for code in covered())


def test_figures_have_one_width_so_that_columns_stand() -> None:
    assert {em(digit) for digit in "0123456789¥-"} == {0.5}
    assert text_em("¥1,234") < 3.0  # the comma is narrow


def test_reportlab_measures_the_same() -> None:
    for name in (REGULAR_FACE, BOLD_FACE):
        assert _faces()[name].stringWidth("¥1,234 領収書", 10) == pytest.approx(text_em("¥1,234 領収書") * 10)
