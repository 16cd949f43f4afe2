"""What TL3500 requests and answers say, field by field; source terminals.md §2.

A card number is cut to its last four digits while it is parsed, and long numbers in the terminal's words
are starred: nothing longer leaves this module. What may be shown of a frame's bytes: `record.py`.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from pos.devices.masking import starred_text
from pos.devices.port import AnswerError
from pos.devices.tl3500.codec import Frame, instant
from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.domain.payment import Direction, TransactionRecord

RESULT_LENGTH: Final = 157  # b, c and l
CARD_LENGTH: Final = 53  # d
BRANDS: Final = {"T": Brand.T_MONEY, "E": Brand.CASHBEE, "K": Brand.RAILPLUS, "X": Brand.UNKNOWN}
_LARGEST: Final = Yen(9_999_999)
_YEARS: Final = range(1970, 9000)  # others leave no room for reckoning with them
_LETTERS: Final = {brand: letter for letter, brand in BRANDS.items()}
_PARTS: Final = ("card", "rf", "van", "server")
_PART_STATES: Final = {"N": "absent", "O": "ok", "X": "error", "F": "error"}
_CODE_KINDS: Final = "4568"  # ZeroPay, KakaoPay money and credit, NaverPay
# Where the fields of b, c and l stand; d has its card number in the same place.
CARD: Final = slice(2, 22)
_AMOUNT: Final = slice(22, 32)
_TAX: Final = slice(32, 40)  # prepaid: balance before
_APPROVAL: Final = slice(50, 62)  # prepaid: card type, "00000", balance after
_AFTER: Final = slice(56, 62)
_WHEN: Final = slice(62, 76)
_SEQUENCE: Final = slice(76, 88)
_TERMINAL: Final = slice(103, 117)
_REJECTED: Final = slice(117, 157)  # '-', code 2, message 37


class FieldError(AnswerError):
    """An answer whose fields are not what the protocol says; never quotes the field's content."""


@dataclass(frozen=True, slots=True)
class Rejection:
    """The terminal's no: its code and words (EUC-KR on the wire), both empty where it has none."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class CardStatus:
    """Answer d: what a card says; `status` is '0' none, 'O' last approved, 'X' last cancelled."""

    brand: Brand
    card_last4: str
    last_at: datetime | None
    last_amount: Yen
    balance: Yen
    status: str


def charge_data(amount: Yen) -> bytes:
    """Data of B: approve `amount`, no tax, service, instalments or signature. Raises ValueError."""
    return b"1" + _digits(amount, 10) + b"0" * 16 + b"00" + b"1"


def cancel_last_data(amount: Yen) -> bytes:
    """Data of C, type '2': take back the terminal's newest transaction. Raises ValueError."""
    return b"23" + _digits(amount, 10) + b"0" * 16 + b"00" + b"1" + b" " * 12 + b" " * 14


def cancel_by_number_data(original: TransactionRecord) -> bytes:
    """Data of C, type '1': take back the transaction with this approval number and time."""
    kind = b"1" if original.brand is Brand.CREDIT else b"3"
    approval = original.approval_no or _prepaid_approval(original)
    when = original.at.strftime("%Y%m%d%H%M%S").encode("ascii")
    number = approval.encode("ascii").ljust(12)[:12]
    return b"1" + kind + _digits(original.amount, 10) + b"0" * 16 + b"00" + b"1" + number + when


def result_of(frame: Frame, direction: Direction | None) -> TransactionRecord | Rejection:
    """Answers b, c, l. `direction` None (l): told from the balances. Raises FieldError."""
    data = _exactly(frame, RESULT_LENGTH)
    kind = chr(data[0])
    if kind == "X":
        return _rejection(data)
    if kind not in "13" + _CODE_KINDS:
        raise FieldError(f"kind of transaction {kind!r}")
    record = _record(frame, data, kind)
    return replace(record, direction=_direction(record, direction))


def number_of(frame: Frame) -> str:
    """The terminal's number, empty where it has none. Raises FieldError for what is no plain text: we could
    neither send it back nor hold the terminal to it."""
    return _plain(frame.terminal_no)


def parts_of(frame: Frame) -> tuple[tuple[str, str], ...]:
    """Answer a: card reader, RF, VAN, server with their state. Raises FieldError."""
    data = _exactly(frame, 4).decode("ascii", "replace")
    return tuple((part, _PART_STATES.get(state, "unknown")) for part, state in zip(_PARTS, data, strict=True))


def version_of(frame: Frame) -> str:
    """Answer v: the version as one line of text."""
    text = frame.data.decode("ascii", "replace")
    return starred_text(" ".join("".join(c if c.isprintable() else " " for c in text).split()))


def card_of(frame: Frame) -> CardStatus:
    """Answer d. Raises FieldError."""
    data = _exactly(frame, CARD_LENGTH)
    return CardStatus(
        brand=BRANDS.get(chr(data[1]), Brand.OTHER),
        card_last4=_last4(data),
        last_at=_when(data[22:36]),
        last_amount=Yen(_number(data[36:44], "last amount")),
        balance=Yen(_number(data[44:52], "balance")),
        status=chr(data[52]),
    )


def _record(frame: Frame, data: bytes, kind: str) -> TransactionRecord:
    at = _when(data[_WHEN])
    if at is None:
        raise FieldError("time of the transaction")
    amount = Yen(_number(data[_AMOUNT], "amount"))
    if amount > _LARGEST:
        raise FieldError("amount")  # nobody pays that; it may be a piece of a card number
    approval = data[_APPROVAL].decode("ascii", "replace")
    sequence = data[_SEQUENCE].decode("ascii", "replace").strip()
    if not sequence.isalnum():
        raise FieldError("sequence")
    record = TransactionRecord(
        direction=Direction.CHARGE,
        terminal_no=_plain(frame.terminal_no or data[_TERMINAL].decode("ascii", "replace").strip()),
        sequence=sequence,
        amount=amount,
        at=at,
        brand=Brand.CREDIT if kind == "1" else Brand.CODE,
        card_last4=_last4(data),
        approval_no=approval.strip(),
    )
    return _prepaid(record, data, approval) if kind == "3" else record


def _prepaid(record: TransactionRecord, data: bytes, approval: str) -> TransactionRecord:
    """Prepaid: tax holds the balance before, approval the card type and the balance after."""
    return replace(
        record,
        brand=BRANDS.get(approval[0], Brand.OTHER),
        approval_no="",
        balance_before=Yen(_number(data[_TAX], "balance before")),
        balance_after=Yen(_number(data[_AFTER], "balance after")),
    )


def _direction(record: TransactionRecord, wanted: Direction | None) -> Direction:
    before, after = record.balance_before, record.balance_after
    if before is None or after is None:
        return wanted or Direction.CHARGE  # L answers the last *approval*
    moved = {Direction.CHARGE: before - record.amount, Direction.CANCEL: before + record.amount}
    fitting = [way for way, result in moved.items() if result == after and wanted in (None, way)]
    if not fitting:
        raise FieldError("balances do not fit the amount")
    return fitting[0]


def _rejection(data: bytes) -> Rejection:
    tail = data[_REJECTED]
    if not tail.strip(b" \0"):
        return Rejection("", "")
    code = tail[1:3].decode("ascii", "replace").strip()
    words = tail[3:].decode("euc-kr", "replace")
    message = "".join(c if c.isprintable() else " " for c in words).strip()
    if tail[:1] != b"-" or not code:
        raise FieldError("code of the rejection")
    whole = starred_text(f"{code} {message}")  # a number may begin in the code
    return Rejection(code, whole[len(code) + 1 :])


def _exactly(frame: Frame, length: int) -> bytes:
    if len(frame.data) != length:
        raise FieldError(f"length {len(frame.data)} of answer {frame.job}, expected {length}")
    return frame.data


def _plain(number: str) -> str:
    if not (number.isascii() and number.isprintable()):
        raise FieldError("number of the terminal")
    return number


def _when(field: bytes) -> datetime | None:
    at = instant(field.decode("ascii", "replace"))
    return at if at is not None and at.year in _YEARS else None


def _last4(data: bytes) -> str:
    return "".join(c for c in data[CARD][-4:].decode("ascii", "replace") if c.isdigit())


def _number(field: bytes, name: str) -> int:
    text = field.decode("ascii", "replace").strip()
    if not (text.isascii() and text.isdigit()):
        raise FieldError(name)
    return int(text)


def _digits(amount: Yen, width: int) -> bytes:
    if not 0 < amount.amount < 10**width:
        raise ValueError(f"{amount} does not fit {width} digits")
    return f"{amount.amount:0{width}d}".encode("ascii")


def _prepaid_approval(original: TransactionRecord) -> str:
    after = original.balance_after.amount if original.balance_after is not None else 0
    return f"{_LETTERS.get(original.brand, 'X')}00000{after:06d}"
