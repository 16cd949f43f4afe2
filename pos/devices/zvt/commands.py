"""What the counter says to a ZVT terminal, command by command; source terminals.md §3, PA00P015."""

from datetime import datetime
from enum import IntEnum
from typing import Final

from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.fields import bcd
from pos.domain.money import Yen

YEN: Final = 392  # ISO 4217
# 02 we print payment receipts, 04 and administrative ones, 08 tell progress (04 FF), 10 and 20 payments
# and administration are started by us alone, 80 print through 06 D1 and 06 D3
CONFIG: Final = 0xBE
ACCEPTED: Final = Apdu(0x8000)
NOT_POSSIBLE: Final = Apdu(0x8483)  # 83: function not possible
_SHOW_LAST: Final = 0x03  # service byte of 06 20: send the status information, print nothing
_REFUSALS: Final = 0x84
PLEASE_WAIT: Final = 0x9C
NOT_REGISTERED: Final = 0x6B


class Control(IntEnum):
    """Class and instruction of a command."""

    STATUS_INFORMATION = 0x040F
    PROGRESS = 0x04FF
    STATUS_ENQUIRY = 0x0501
    REGISTRATION = 0x0600
    AUTHORISATION = 0x0601
    LOG_OFF = 0x0602
    BALANCE = 0x0603
    COMPLETION = 0x060F
    TURNOVER_TOTALS = 0x0610
    RESET = 0x0618
    ABORT = 0x061E
    REPEAT_RECEIPT = 0x0620
    REVERSAL = 0x0630
    REFUND = 0x0631
    END_OF_DAY = 0x0650
    DIAGNOSIS = 0x0670
    SET_CLOCK = 0x0691
    ABORT_REQUEST = 0x06B0
    PRINT_LINE = 0x06D1
    PRINT_BLOCK = 0x06D3


class Commands:
    """The commands of one counter; `password` is the cashier's, six digits."""

    def __init__(self, password: str) -> None:
        """Raises ValueError for a password that is not six digits."""
        if len(password) != 6 or not (password.isascii() and password.isdigit()):
            raise ValueError("a ZVT password is six digits")
        self._password = bytes.fromhex(password)

    def registration(self) -> Apdu:
        """06 00, in yen; the container permits the print block (26: 0A 06 D3)."""
        permitted = bytes([0x06, 0x06, 0x26, 0x04, 0x0A, 0x02, 0x06, 0xD3])
        data = self._password + bytes([CONFIG]) + bcd(YEN, 2) + b"\x03\x00" + permitted
        return Apdu(Control.REGISTRATION, data)

    def authorisation(self, amount: Yen, booked_receipt: str = "") -> Apdu:
        """06 01. `booked_receipt`: the newest receipt number that our books account for (1F1F).

        Raises ValueError for an amount that is none.
        """
        data = b"\x04" + _amount(amount) + b"\x49" + bcd(YEN, 2)
        if booked_receipt:
            data += bytes([0x06, 0x05, 0x1F, 0x1F, 0x02]) + bcd(int(booked_receipt), 2)
        return Apdu(Control.AUTHORISATION, data)

    def reversal(self, receipt_no: str) -> Apdu:
        """06 30 of the payment with this receipt number. Raises ValueError where it is no number."""
        return Apdu(Control.REVERSAL, self._password + b"\x87" + bcd(int(receipt_no), 2))

    def refund(self, amount: Yen) -> Apdu:
        """06 31: money to any card, not bound to a payment. Raises ValueError. No operation of the port
        needs it: our refunds take a payment of the same day back, others are cash."""
        return Apdu(Control.REFUND, self._password + b"\x04" + _amount(amount) + b"\x49" + bcd(YEN, 2))

    def balance(self) -> Apdu:
        """06 03."""
        return Apdu(Control.BALANCE, b"")

    def last_result(self) -> Apdu:
        """06 20, showing the status information of the last transaction without paper."""
        return Apdu(Control.REPEAT_RECEIPT, self._password + bytes([0x03, _SHOW_LAST]))

    def turnover_totals(self) -> Apdu:
        """06 10: totals, nothing is reset."""
        return Apdu(Control.TURNOVER_TOTALS, self._password)

    def end_of_day(self) -> Apdu:
        """06 50: totals, handed in and reset."""
        return Apdu(Control.END_OF_DAY, self._password)

    def status_enquiry(self) -> Apdu:
        """05 01."""
        return Apdu(Control.STATUS_ENQUIRY, self._password)

    def diagnosis(self) -> Apdu:
        """06 70: the terminal calls its host."""
        return Apdu(Control.DIAGNOSIS)

    def reset(self) -> Apdu:
        """06 18: the terminal starts anew, and forgets its registration."""
        return Apdu(Control.RESET)

    def log_off(self) -> Apdu:
        """06 02."""
        return Apdu(Control.LOG_OFF)

    def abort(self) -> Apdu:
        """06 B0."""
        return Apdu(Control.ABORT_REQUEST)

    def set_clock(self, now: datetime) -> Apdu:
        """06 91: date AA (YYMMDD) and time 0C."""
        day, time = bytes.fromhex(f"{now:%y%m%d}"), bytes.fromhex(f"{now:%H%M%S}")
        return Apdu(Control.SET_CLOCK, b"\xaa" + day + b"\x0c" + time)


def refusal_code(apdu: Apdu) -> int | None:
    """The code of 84 xx 00; None for anything else. 84 00 00 is a yes (PA00P015)."""
    is_refusal = apdu.control >> 8 == _REFUSALS and apdu.control != _REFUSALS << 8
    return apdu.control & 0xFF if is_refusal else None


def is_reply(apdu: Apdu) -> bool:
    """80 00 00 or 84 xx 00: the answer to a command, itself never answered."""
    return apdu.control == ACCEPTED.control or apdu.control >> 8 == _REFUSALS


def reply_to(apdu: Apdu) -> Apdu | None:
    """What a command of the terminal is answered with; None where it is a reply itself."""
    if is_reply(apdu):
        return None
    return ACCEPTED if apdu.control in _KNOWN else NOT_POSSIBLE


_KNOWN: Final = frozenset(
    {
        Control.STATUS_INFORMATION,
        Control.PROGRESS,
        Control.COMPLETION,
        Control.ABORT,
        Control.PRINT_LINE,
        Control.PRINT_BLOCK,
    }
)


def _amount(amount: Yen) -> bytes:
    if amount <= Yen(0):
        raise ValueError(f"{amount} is no amount to ask for")
    return bcd(amount.amount, 6)
