"""Colours that can be read, fonts that are ours."""

import pytest

from pos.ui.fonts import BODY, FIXED, load_fonts
from pos.ui.style_sheet import style_sheet
from pos.ui.theme import HIGH_CONTRAST, LIGHT, PAIRS, Tokens, contrast


@pytest.mark.parametrize("tokens", [LIGHT, HIGH_CONTRAST], ids=["light", "high-contrast"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_every_text_can_be_read(tokens: Tokens, ink: str, ground: str) -> None:
    assert contrast(getattr(tokens, ink), getattr(tokens, ground)) >= 4.5


def test_contrast_is_the_published_one() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert contrast("#FF4B00", "#FFFFFF") == pytest.approx(3.36, abs=0.01)


def test_no_colour_outside_the_tokens() -> None:
    assert "$" not in style_sheet(LIGHT)
    used = {part[:7] for part in style_sheet(LIGHT).split() if part.startswith("#")}
    assert {each.rstrip(";") for each in used} <= set(vars_of(LIGHT))


def vars_of(tokens: Tokens) -> list[str]:
    return [getattr(tokens, name) for name in Tokens.__slots__]


@pytest.mark.usefixtures("qapp")
def test_the_fonts_are_vendored() -> None:
    assert set(load_fonts()) >= {BODY, FIXED}
