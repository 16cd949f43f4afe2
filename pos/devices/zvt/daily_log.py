"""The terminal's totals: 06 10 (中間計) and 06 50 (日計), and the table that BMP 60 is (PA00P015)."""

from typing import Final

from pos.devices.port import AnswerError
from pos.devices.zvt.answers import amount_of, terminal_of
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import Commands
from pos.devices.zvt.fields import Fields, bcd_digits
from pos.devices.zvt.talk import Answer, Talk
from pos.domain.brands import Brand
from pos.domain.money import Yen
from pos.errors import DeviceError, Reason
from pos.ports import DailyLog, DailyLogKind, DailyTotal

_TOTALS: Final = 0x60
_RECEIPTS: Final = 4  # first and last receipt number, two bytes each
_GROUP: Final = 7  # number of payments (binary), then 6 bytes of digits
_GROUPS: Final = (
    ("girocard", Brand.OTHER),
    ("JCB", Brand.CREDIT),
    ("Mastercard", Brand.CREDIT),
    ("American Express", Brand.CREDIT),
    ("VISA", Brand.CREDIT),
    ("Diners", Brand.CREDIT),
    ("other", Brand.UNKNOWN),
)


def ask_daily_log(talk: Talk, kind: DailyLogKind) -> DailyLog:
    """Ask for it on a terminal that is ready.

    Raises LinkError, AnswerError, DeviceError TERMINAL_REFUSED (facts: code, message).
    """
    answer = talk.ask(_command(talk.commands, kind), within_s=talk.line.timing.completion_s)
    if answer.refusal is not None:
        raise DeviceError(Reason.TERMINAL_REFUSED, code=answer.refusal.code, message=answer.refusal.message)
    told = _told(answer)
    terminal_no = (terminal_of(told) if told else "") or talk.terminal_no
    return DailyLog(kind, terminal_no, totals_in(told) if told else (), slip=answer.slip)


def totals_in(apdu: Apdu) -> tuple[DailyTotal, ...]:
    """The groups with any payment; one line where only the sum is told. Raises AnswerError."""
    content = Fields(apdu.data).bytes_of(_TOTALS)
    if content is None:
        total = amount_of(apdu)
        return () if total is None else (DailyTotal(Brand.UNKNOWN, "total", 0, total),)
    if len(content) != _RECEIPTS + _GROUP * len(_GROUPS):
        raise AnswerError(f"totals of {len(content)} bytes")
    totals = (
        _total(content[_RECEIPTS + at * _GROUP :][:_GROUP], label, brand)
        for at, (label, brand) in enumerate(_GROUPS)
    )
    return tuple(each for each in totals if each.count or each.amount != Yen(0))


def _total(content: bytes, label: str, brand: Brand) -> DailyTotal:
    return DailyTotal(brand, label, content[0], Yen(int(bcd_digits(content[1:], "total"))))


def _command(commands: Commands, kind: DailyLogKind) -> Apdu:
    return commands.end_of_day() if kind is DailyLogKind.SETTLEMENT else commands.turnover_totals()


def _told(answer: Answer) -> Apdu | None:
    return answer.results[-1] if answer.results else None
