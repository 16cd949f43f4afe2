"""Every English note of our drivers has its Japanese: a technician reads it in the record."""

import re
from pathlib import Path

import pytest

from pos.wording.own_notes import in_japanese, is_ours

DEVICES = Path(__file__).resolve().parents[2] / "pos" / "devices"
SAID = re.compile(
    r'(?:LineSilentError|LinkError|BusyError|AnswerError|FieldError|UnwillingError|_not_sent|_wrong'
    r'|Unknown\(UnknownCause\.\w+,)\s*\(?\s*(f?)"([^"]+)"'
    r'|return (f?)"((?:the|a|it|trace|terminal) [^"]+)"'
)  # fmt: skip
FILES = [DEVICES / "port.py", *(DEVICES / "tl3500").glob("*.py"), *(DEVICES / "zvt").glob("*.py")]
ELSEWHERE = re.compile(r"ZVT password|outside|takes")  # of settings, not of a conversation


def notes() -> list[str]:
    found = [match for file in FILES for match in SAID.findall(file.read_text("utf-8"))]
    said = [(first or third, second or fourth) for first, second, third, fourth in found]
    return sorted({re.sub(r"\{[^}]*\}", "7", text) if f else text for f, text in said})


@pytest.mark.parametrize("note", notes())
def test_a_note_of_a_driver_is_told_in_japanese(note: str) -> None:
    if ELSEWHERE.search(note):
        return
    assert is_ours(note), note
    assert re.search(r"[ぁ-ん]", in_japanese(note))
