"""The basket at the counter: each key makes a new one; the old one stays what it was."""

from dataclasses import dataclass, replace
from typing import Final, Self

from pos.domain.catalog import Fee
from pos.domain.entry import clean_text
from pos.domain.money import ZERO, Yen, total
from pos.errors import EntryError, Reason, RefusedError

MAX_COPIES: Final = 999
MAX_LINES: Final = 30


@dataclass(frozen=True, slots=True)
class SheetReference:
    """Which sheet it is (domain.md 1.3), all optional: 町丁目, 図面番号, 地番."""

    town: str = ""
    drawing_no: str = ""
    parcel_no: str = ""

    @classmethod
    def of(cls, town: str = "", drawing_no: str = "", parcel_no: str = "") -> Self:
        """Cleaned as typed. Raises EntryError TEXT_TOO_LONG."""
        return cls(
            clean_text(town, label="町丁目", limit=40),
            clean_text(drawing_no, label="図面番号", limit=40),
            clean_text(parcel_no, label="地番", limit=40),
        )

    def __str__(self) -> str:
        return " ".join(part for part in (self.town, self.drawing_no, self.parcel_no) if part)


@dataclass(frozen=True, slots=True)
class BasketLine:
    """One fee, how many copies (sheets, certificates …), and which sheet."""

    fee: Fee
    copies: int
    sheet: SheetReference = SheetReference()

    def __post_init__(self) -> None:
        if type(self.copies) is not int or not 1 <= self.copies <= MAX_COPIES:
            raise EntryError(Reason.NUMBER_OUT_OF_RANGE, low=1, high=MAX_COPIES)

    @property
    def amount(self) -> Yen:
        return self.fee.price * self.copies


@dataclass(frozen=True, slots=True)
class OfficialUse:
    """公用: ground and requesting body; the issue costs ¥0 (要綱 5条3項)."""

    ground: str
    body: str

    @classmethod
    def of(cls, ground: str, body: str) -> Self:
        """Cleaned as typed. Raises EntryError TEXT_REQUIRED or TEXT_TOO_LONG."""
        return cls(
            clean_text(ground, label="事由", required=True),
            clean_text(body, label="官公署名", required=True),
        )


@dataclass(frozen=True, slots=True)
class Basket:
    """What the visitor takes: lines, application number (受付番号), addressee (宛名), 公用."""

    lines: tuple[BasketLine, ...] = ()
    application_no: str = ""
    addressee: str = ""
    official_use: OfficialUse | None = None

    @property
    def listed_total(self) -> Yen:
        """What the lines cost by the fee table."""
        return total([line.amount for line in self.lines])

    @property
    def total(self) -> Yen:
        """What is to be paid: ¥0 for official use."""
        return ZERO if self.official_use else self.listed_total

    @property
    def copies(self) -> int:
        return sum(line.copies for line in self.lines)

    def add(self, fee: Fee, copies: int, sheet: SheetReference = SheetReference()) -> Self:
        """One more line; the same fee and sheet again adds to its line.

        Raises EntryError NUMBER_OUT_OF_RANGE.
        """
        wanted = BasketLine(fee, copies, sheet)
        for number, line in enumerate(self.lines):
            if line.fee == fee and line.sheet == sheet:
                return self.set_copies(number, line.copies + copies)
        if len(self.lines) >= MAX_LINES:
            raise EntryError(Reason.NUMBER_OUT_OF_RANGE, low=1, high=MAX_LINES)
        return replace(self, lines=(*self.lines, wanted))

    def set_copies(self, number: int, copies: int) -> Self:
        """Line `number` (from 0) with another count. Raises EntryError NUMBER_OUT_OF_RANGE."""
        changed = replace(self.lines[number], copies=copies)
        return replace(self, lines=(*self.lines[:number], changed, *self.lines[number + 1 :]))

    def set_sheet(self, number: int, sheet: SheetReference) -> Self:
        """Line `number` (from 0) with its sheet named."""
        changed = replace(self.lines[number], sheet=sheet)
        return replace(self, lines=(*self.lines[:number], changed, *self.lines[number + 1 :]))

    def remove(self, number: int) -> Self:
        """Without line `number` (from 0)."""
        return replace(self, lines=(*self.lines[:number], *self.lines[number + 1 :]))

    def addressed(self, *, application_no: str, addressee: str) -> Self:
        """With 受付番号 and 宛名, cleaned. Raises EntryError TEXT_TOO_LONG."""
        return replace(
            self,
            application_no=clean_text(application_no, label="受付番号", limit=30),
            addressee=clean_text(addressee, label="宛名", limit=60),
        )

    def for_official_use(self, use: OfficialUse | None) -> Self:
        """As a ¥0 issue, or back to a sale with None."""
        return replace(self, official_use=use)

    def checked(self) -> Self:
        """Itself, ready to be settled. Raises RefusedError BASKET_EMPTY."""
        if not self.lines:
            raise RefusedError(Reason.BASKET_EMPTY)
        return self
