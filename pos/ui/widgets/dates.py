"""A date as counter people type it: 8/1, 0801, 20260801, 2026/8/1, R8.8.1; empty is today."""

import re
from datetime import date

from pos.domain.days import ERAS, japanese_date
from pos.errors import EntryError, Reason
from pos.ui.widgets.fields import CodeField
from pos.ui.widgets.layout import text

_FULL_WIDTH = str.maketrans("０１２３４５６７８９／．－", "0123456789/.-")
_JAPANESE = re.compile(r"(?:R|r|令和)\s*(\d{1,2}|元)\D(\d{1,2})\D(\d{1,2})日?\Z", re.ASCII)
_WESTERN = re.compile(r"(\d{4})[/.-](\d{1,2})[/.-](\d{1,2})\Z", re.ASCII)
_SHORT = re.compile(r"(\d{1,2})[/.-](\d{1,2})\Z", re.ASCII)
_SOLID = re.compile(r"(\d{4})?(\d{2})(\d{2})\Z", re.ASCII)


def parse_date(typed: str, today: date) -> date:
    """The date that was meant; what is left out is taken from today.

    Raises EntryError DATE_EXPECTED (facts: text).
    """
    plain = typed.strip().translate(_FULL_WIDTH)
    if not plain:
        return today
    try:
        return _read(plain, today)
    except ValueError as cause:
        raise EntryError(Reason.DATE_EXPECTED, text=typed[:40]) from cause


def _read(plain: str, today: date) -> date:
    if found := _JAPANESE.match(plain):
        year = 1 if found[1] == "元" else int(found[1])
        return date(ERAS[0][2] + year, int(found[2]), int(found[3]))
    if found := _WESTERN.match(plain):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _SHORT.match(plain):
        return date(today.year, int(found[1]), int(found[2]))
    if found := _SOLID.match(plain):
        return date(int(found[1] or today.year), int(found[2]), int(found[3]))
    raise ValueError(plain)


class DateField(CodeField):
    """Typed as people like; shown in the Japanese calendar below."""

    def __init__(self, label: str) -> None:
        super().__init__(label, hint="空欄は今日", limit=20)
        self._meaning = text("", "soft")
        layout = self.layout()
        if layout is not None:
            layout.addWidget(self._meaning)
        self._today = date(2000, 1, 1)
        self.line.textChanged.connect(lambda _text: self._explain())

    def write_date(self, day: date | None) -> None:
        """Show a date; it is also what an empty field means."""
        if day is not None:
            self._today = day
            self.write(f"{day:%Y/%m/%d}")

    def date(self, today: date) -> date:
        """What was typed. Raises EntryError; the field shows it too."""
        try:
            return parse_date(self.words, today)
        except EntryError as error:
            self.complain(error)
            self.setFocus()
            raise

    def _explain(self) -> None:
        try:
            self._meaning.setText(japanese_date(parse_date(self.words, self._today), weekday=True))
        except EntryError:
            self._meaning.setText("例: 8/1　0801　R8.8.1")
