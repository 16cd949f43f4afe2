"""BIZ UDGothic in two weights: registered once per process, measured, and embedded as a subset."""

from functools import cache
from typing import Any, Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import SUBSETN, TTFont

from receipts.fonts import BOLD, REGULAR, font_path

REGULAR_FACE: Final = "BIZUDGothic"
BOLD_FACE: Final = "BIZUDGothic-Bold"
COMMA_EM: Final = 0.28  # its ink ends at 0.24
_BLOCK: Final = 100  # entries per bfchar block (Adobe Technical Note 5014)

# Binary streams: a third smaller than ASCII85, and faster. Global in reportlab, so set where it loads.
rl_config.useA85 = 0


class SearchableFont(TTFont):
    """A TrueType font whose text can be copied out of the PDF whole.

    reportlab 5.1 writes a ToUnicode entry of five hex digits for characters beyond U+FFFF (𠮟 is
    one, of 常用漢字); the standard wants UTF-16BE, and readers then lose the character.
    """

    def addObjects(self, doc: Any) -> None:  # noqa: N802 - reportlab calls it so
        subsets = list(self.state[doc].subsets)
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = f"{SUBSETN(number).decode()}+{self.face.name.decode()}{self.face.subfontNameX.decode()}"
            doc.idToObject[f"toUnicodeCMap:{name}"].content = to_unicode(name, subset)


def to_unicode(name: str, subset: list[int]) -> str:
    """The ToUnicode CMap of one subset: code (one byte) to UTF-16BE (ISO 32000-1, 9.10.3)."""
    texts = [chr(char).encode("utf-16-be").hex().upper() for char in subset]
    pairs = [f"<{code:02X}> <{text}>" for code, text in enumerate(texts)]
    blocks = [pairs[at : at + _BLOCK] for at in range(0, len(pairs), _BLOCK)]
    head = (
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
        f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def\n"
        f"/CMapName /{name} def\n/CMapType 2 def\n"
        "1 begincodespacerange\n<00> <FF>\nendcodespacerange\n"
    )
    body = "".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar\n" for block in blocks)
    return f"{head}{body}endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend"


@cache
def _faces() -> dict[str, Any]:
    """The two fonts, parsed and registered with reportlab (about 0.1 s each, once)."""
    named = {REGULAR_FACE: REGULAR, BOLD_FACE: BOLD}
    fonts = {
        name: SearchableFont(name, str(font_path(file)), asciiReadable=False, shapable=False)
        for name, file in named.items()
    }
    for font in fonts.values():
        _narrow_comma(font)
        tables = cache(font.face.get_table)  # else each paper copies megabytes of outlines
        setattr(font.face, "get_table", tables)  # noqa: B010 - a method, on this one object
        pdfmetrics.registerFont(font)
    return fonts


def _narrow_comma(font: TTFont) -> None:
    """In a face of fixed pitch ¥8,991,300 falls apart; figures still stand below each other without."""
    face = font.face
    glyph = face.charToGlyph[ord(",")]
    face.charWidths[ord(",")] = COMMA_EM * 1000
    face.hmetrics[glyph] = (round(COMMA_EM * face.unitsPerEm), face.hmetrics[glyph][1])


def load() -> None:
    """Register the fonts now instead of at the first paper."""
    covered()
    _widths()


@cache
def covered() -> frozenset[int]:
    """Code points that both weights can draw."""
    glyphs = [font.face.charToGlyph for font in _faces().values()]
    return frozenset(code for code in glyphs[0] if all(each.get(code) for each in glyphs))


@cache
def _widths() -> dict[str, float]:
    """Width of each character in em; the two weights are of one pitch."""
    face = _faces()[REGULAR_FACE].face
    return {chr(code): face.charWidths[code] / 1000 for code in covered()}


def em(char: str) -> float:
    """Width of a character that the fonts have, in em. Raises KeyError for one they have not."""
    return _widths()[char]


def text_em(text: str) -> float:
    """Width of a text in em."""
    widths = _widths()
    return sum([widths[char] for char in text])
