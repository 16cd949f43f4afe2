"""What a ZVT terminal says, read field by field; source terminals.md §3, PA00P015.

A card number is cut to its last four digits while it is read: nothing longer leaves this module, but
for the lines of a slip, which are starred as a whole.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from pos.devices.masking import starred_text
from pos.devices.port import AnswerError
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import YEN, Control
from pos.devices.zvt.fields import Fields, bcd_digits, completion_head, head_of, plain
from pos.devices.zvt.verdicts import SUCCESS, declined
from pos.domain.brands import Brand
from pos.domain.days import JST
from pos.domain.money import Yen
from pos.domain.payment import Declined, Direction, TransactionRecord

_AHEAD: Final = timedelta(days=31)  # a terminal's clock may be fast, and New Year is near
_YEARS: Final = 10  # 29 February: eight years lie between some of them
_RESULT: Final = 0x27
_AMOUNT: Final = 0x04
_CURRENCY: Final = 0x49
_TRACE: Final = 0x0B
_ORIGINAL: Final = 0x37
_TIME: Final = 0x0C
_DATE: Final = 0x0D
_TERMINAL: Final = 0x29
_RECEIPT: Final = 0x87
_CARD_NUMBER: Final = 0x22
_CARD_TYPE: Final = 0x8A
_APPROVAL: Final = 0x3B
_TEXT: Final = 0x3C
_STATUS_BYTE: Final = 0x19
_LONG_CARD_TYPE: Final = 0x41  # TLV, where 8A is FF
_REMAINING: Final = 0x1F3F
_TEXT_LINE: Final = 0x07
_ERROR_TEXT: Final = 0x1F17
_SOFTWARE: Final = 0x1F41

# PA00P015 chapter 12. Debit schemes (girocard 5, V PAY 13, Maestro 46 …), fleet, gift and house cards
# are none of our brands: OTHER. No Japanese e-money has a number there.
_CREDIT: Final = frozenset({6, 8, 10, 12, 14, 198, 232})  # Mastercard Amex Visa Diners JCB CUP Discover
_CODES: Final = frozenset({97, 107, 119, 125, 260, 261, 280})  # Alipay PayPal TWINT BlueCode WeChat QRpay


@dataclass(frozen=True, slots=True)
class Registered:
    """06 0F of a registration; empty where the terminal does not say it."""

    terminal_no: str
    currency: str


@dataclass(frozen=True, slots=True)
class Standing:
    """06 0F of a status enquiry: 00 is ready; `version` of the software where it is told."""

    code: int
    version: str = ""


def result_code(apdu: Apdu) -> int:
    """The result of a 04 0F, 00 for success. Raises AnswerError where it has none."""
    code = Fields(apdu.data).byte(_RESULT)
    if code is None:
        raise AnswerError("status information without a result")
    return code


def refusal_of(apdu: Apdu) -> Declined | None:
    """What a 04 0F refuses; None for success. Raises AnswerError."""
    code = result_code(apdu)
    if code == SUCCESS:
        return None
    fields = Fields(apdu.data)
    return declined(code, _words(fields), _remaining(fields))


def abort_of(apdu: Apdu) -> Declined:
    """What a 06 1E says."""
    code = apdu.data[0] if apdu.data else 0xFF
    try:
        return declined(code, _words(Fields(apdu.data, 1)))
    except AnswerError:
        return declined(code, "")


def record_of(
    apdu: Apdu, now: datetime, direction: Direction | None = None, *, was_refused: bool = False
) -> TransactionRecord:
    """The transaction of a 04 0F. `direction` None: a reversal is known by its original trace (37). One
    that `was_refused` has no receipt.

    `now` in JST gives the year, which the terminal does not tell. Raises AnswerError where a number that
    we must check is missing or wrong, or where it is not in yen.
    """
    fields = Fields(apdu.data)
    currency = fields.digits(_CURRENCY)
    if currency is not None and int(currency) != YEN:
        raise AnswerError(f"currency {currency}")
    cancels = fields.digits(_ORIGINAL) or ""
    told = Direction.CANCEL if cancels else Direction.CHARGE
    return TransactionRecord(
        direction=told if cancels or direction is None else direction,
        terminal_no=_needed(fields, _TERMINAL, "terminal"),
        sequence=_needed(fields, _TRACE, "trace"),
        amount=Yen(int(_needed(fields, _AMOUNT, "amount"))),
        at=_instant(_needed(fields, _DATE, "date"), _needed(fields, _TIME, "time"), now),
        brand=brand_of(fields),
        card_last4=_last4(fields),
        approval_no=fields.text(_APPROVAL),
        balance_after=_remaining(fields),
        receipt_no=(fields.digits(_RECEIPT) or "") if was_refused else _needed(fields, _RECEIPT, "receipt"),
        cancels=cancels,
    )


def trace_of(apdu: Apdu) -> str:
    """The trace number of a 04 0F, "" where it has none. Raises AnswerError."""
    return Fields(apdu.data).digits(_TRACE) or ""


def amount_of(apdu: Apdu) -> Yen | None:
    """The amount of a 04 0F. Raises AnswerError."""
    digits = Fields(apdu.data).digits(_AMOUNT)
    return None if digits is None else Yen(int(digits))


def terminal_of(apdu: Apdu) -> str:
    """The terminal number of a 04 0F, "" where it has none. Raises AnswerError."""
    return Fields(apdu.data).digits(_TERMINAL) or ""


def card_of(apdu: Apdu) -> tuple[Brand, str, Yen]:
    """Brand, last four digits and balance of a balance inquiry's 04 0F. Raises AnswerError."""
    fields = Fields(apdu.data)
    balance = _remaining(fields)
    if balance is None:
        balance = Yen(int(_needed(fields, _AMOUNT, "balance")))
    return brand_of(fields), _last4(fields), balance


def brand_of(fields: Fields) -> Brand:
    """The brand of a card type (8A, or TLV 41 above 254); UNKNOWN where none is told."""
    kind = fields.byte(_CARD_TYPE)
    long = fields.tlv(_LONG_CARD_TYPE)
    if long and kind in (None, 0xFF):
        kind = int.from_bytes(long, "big")
    if kind is None or kind in (0, 0xFF):
        return Brand.UNKNOWN
    if kind in _CREDIT:
        return Brand.CREDIT
    return Brand.CODE if kind in _CODES else Brand.OTHER


def registered_of(apdu: Apdu) -> Registered:
    """06 0F of a registration. Raises AnswerError."""
    fields = Fields(apdu.data, completion_head(apdu.data))
    return Registered(fields.digits(_TERMINAL) or "", fields.digits(_CURRENCY) or "")


def standing_of(apdu: Apdu) -> Standing:
    """06 0F of a status enquiry: a bare byte, or one behind a version, or a field. Raises AnswerError."""
    head = completion_head(apdu.data)
    fields = Fields(apdu.data, head)
    version = plain(apdu.data[3 : head - 1]) if head > 3 else plain(fields.tlv(_SOFTWARE) or b"")
    if head:
        return Standing(apdu.data[head - 1], version)
    code = fields.byte(_RESULT) if fields.byte(_RESULT) is not None else fields.byte(_STATUS_BYTE)
    return Standing(code or 0, version)


def progress_code(apdu: Apdu) -> int:
    """The code of a 04 FF; FF (no fitting code) where it is empty."""
    return apdu.data[0] if apdu.data else 0xFF


def printed(apdu: Apdu) -> tuple[str, ...]:
    """The lines of a 06 D1 or 06 D3. What cannot be read is no line.

    Not starred yet: a number may go on in the next message, so who has the whole slip stars it.
    """
    if apdu.control == Control.PRINT_LINE:
        return (_line(apdu.data[1:]),)
    try:
        return tuple(_line(each) for each in Fields(apdu.data, head_of(apdu)).all_tlvs(_TEXT_LINE))
    except AnswerError:
        return ()


def _line(content: bytes) -> str:
    text = content.decode("cp437", "replace")
    return "".join(c if c.isprintable() else " " for c in text).rstrip()


def _words(fields: Fields) -> str:
    """The terminal's own words, as one line."""
    told = fields.text(_TEXT) or plain(fields.tlv(_ERROR_TEXT) or b"")
    if not told:
        told = " ".join(plain(line) for line in fields.all_tlvs(_TEXT_LINE))
    return starred_text(told).strip()


def _remaining(fields: Fields) -> Yen | None:
    content = fields.tlv(_REMAINING)
    return None if not content else Yen(int(bcd_digits(content, "remaining balance")))


def _needed(fields: Fields, tag: int, name: str) -> str:
    digits = fields.digits(tag)
    if digits is None:
        raise AnswerError(f"no {name}")
    return digits


def _last4(fields: Fields) -> str:
    content = fields.bytes_of(_CARD_NUMBER)
    if content is None:
        return ""
    return "".join(c for c in content.hex().removesuffix("f")[-4:] if c.isdigit())


def _instant(date: str, time: str, now: datetime) -> datetime:
    """MMDD and hhmmss in the newest year that is not to come.

    Not the nearest year: a transaction of May would be one of next May from the end of November on.
    """
    found = (_on(now.year + 1 - back, date, time) for back in range(_YEARS))
    for at in found:
        if at is not None and at <= now + _AHEAD:
            return at
    raise AnswerError("time of the transaction")


def _on(year: int, date: str, time: str) -> datetime | None:
    try:
        return datetime.strptime(f"{year}{date}{time}", "%Y%m%d%H%M%S").replace(tzinfo=JST)
    except ValueError:
        return None


def clock_offset(at: datetime, now: datetime) -> int:
    """The terminal's clock minus ours in whole seconds, `at` being its time of just now."""
    return round((at - now) / timedelta(seconds=1))
