"""What the bodies of SAKURA telegrams mean. Card numbers were starred before (`masking`)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from pos.devices.port import AnswerError
from pos.domain.brands import BRAND_NAMES, Brand
from pos.domain.card import CardReading
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.domain.payment import Direction, TransactionRecord
from pos.ports import DailyTotal

from .masking import BALANCE_CARD, CARD, TEXT

BRANDS: Final = {
    "01": Brand.TRANSIT_IC,
    "02": Brand.RAKUTEN_EDY,
    "03": Brand.WAON,
    "04": Brand.NANACO,
    "05": Brand.ID,
    "06": Brand.QUICPAY,
}
KINDS: Final = {"P": Direction.CHARGE, "C": Direction.CANCEL}
_GROUP: Final = 15  # of a daily log: 2 brand, 4 count, 9 amount


@dataclass(frozen=True, slots=True)
class State:
    """Answer of 01."""

    is_idle: bool
    waits_for_card: bool
    terminal_no: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """11, whatever its code says. Without a card most of its fields are blank."""

    number: int  # of the request that it answers
    code: str
    direction: Direction
    slip_no: str
    terminal_no: str
    amount: Yen
    brand: Brand
    card_last4: str
    balance_before: Yen | None
    balance_after: Yen | None
    at: datetime | None
    slip: tuple[str, ...]

    def record(self) -> TransactionRecord:
        """As the terminal's own books have it. Raises AnswerError where the time is missing."""
        if self.at is None:
            raise AnswerError("a transaction without its time")
        return TransactionRecord(
            direction=self.direction,
            terminal_no=self.terminal_no,
            sequence=self.slip_no,
            amount=self.amount,
            at=self.at,
            brand=self.brand,
            card_last4=self.card_last4,
            approval_no="",
            balance_before=self.balance_before,
            balance_after=self.balance_after,
        )


def state_in(body: bytes) -> State:
    """Raises AnswerError."""
    text = _ascii(body, 23)
    if text[0] not in "012":
        raise AnswerError("a state that the sheet does not know")
    at = _time(text[9:23])
    if at is None:
        raise AnswerError("a state without its clock")
    return State(text[0] == "0", text[0] == "1", text[1:9], at)


def result_in(number: int, body: bytes) -> Result:
    """Raises AnswerError."""
    text = _ascii(body[:TEXT], TEXT)
    direction = KINDS.get(text[3])
    if direction is None:
        raise AnswerError("a result that is neither payment nor cancellation")
    return Result(
        number=number,
        code=text[:3],
        direction=direction,
        slip_no=text[4:9],
        terminal_no=text[9:17],
        amount=Yen(_number(text[17:25])),
        brand=_brand(text[25:27]),
        card_last4=_last4(text[CARD]),
        balance_before=_yen(text[43:50]),
        balance_after=_yen(text[50:57]),
        at=_time(text[57:71]),
        slip=tuple(body[TEXT:].decode("cp932", "replace").splitlines()),
    )


def reading_in(body: bytes) -> CardReading:
    """Raises AnswerError."""
    text = _ascii(body, 46)
    return CardReading(
        brand=_brand(text[:2]),
        card_last4=_last4(text[BALANCE_CARD]),
        balance=Yen(_number(text[18:25])),
        last_amount=Yen(_number(text[25:32])),
        last_at=_time(text[32:46]),
    )


def totals_in(body: bytes) -> tuple[DailyTotal, ...]:
    """Raises AnswerError."""
    text = _ascii(body, len(body) - len(body) % _GROUP)
    groups = [text[at : at + _GROUP] for at in range(0, len(text), _GROUP)]
    return tuple(
        DailyTotal(brand := _brand(each[:2]), BRAND_NAMES[brand], _number(each[2:6]), Yen(_number(each[6:])))
        for each in groups
    )


def _ascii(body: bytes, length: int) -> str:
    if len(body) != length:
        raise AnswerError(f"{len(body)} bytes where the sheet has {length}")
    try:
        return body.decode("ascii")
    except UnicodeDecodeError as wrong:
        raise AnswerError("text where the sheet has digits") from wrong


def _number(digits: str) -> int:
    if not digits.isdigit():
        raise AnswerError("no number where the sheet has one")
    return int(digits)


def _yen(digits: str) -> Yen | None:
    return Yen(_number(digits)) if digits.strip() else None


def _brand(code: str) -> Brand:
    return BRANDS.get(code, Brand.OTHER) if code.strip(" 0") else Brand.UNKNOWN


def _last4(card: str) -> str:
    return card[-4:].strip()


def _time(digits: str) -> datetime | None:
    if not digits.strip(" 0"):
        return None
    try:
        return datetime.strptime(digits, "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        raise AnswerError("no time where the sheet has one") from None
