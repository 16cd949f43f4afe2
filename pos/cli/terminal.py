"""`madoguchi terminal …`: the installer tries a terminal without window and without ledger.

With --json exactly one JSON object goes to stdout. One call never charges twice: after an unknown
outcome the terminal is asked what happened; the charge itself is never sent again.
"""

import argparse
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.domain.days import Clock
from pos.domain.evidence import Intent, judge
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Declined,
    Direction,
    NotCharged,
    Outcome,
    TransactionRecord,
    Unknown,
)
from pos.errors import DeviceError, OperatingError, Reason
from pos.ports import CancelRequest, ChargeRequest, LastResult, PaymentTerminal, Progress
from pos.wording import abort_text, brand_name, notice_text, phase_text, say, unknown_text

EXIT_OK: Final = 0
EXIT_USAGE: Final = 2
EXIT_CODES: Final = {"approved": EXIT_OK, "declined": 3, "aborted": 4, "unknown": 5}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the command says, in both of its forms. Amounts in yen, None where not known."""

    outcome: str
    message: str
    amount: int | None = None
    balance_before: int | None = None
    balance_after: int | None = None
    code: str = ""
    sequence: str = ""
    approval_no: str = ""
    terminal_no: str = ""
    brand: str = ""

    def as_json(self) -> str:
        return json.dumps({name: getattr(self, name) for name in self.__slots__}, ensure_ascii=False)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Run one `madoguchi terminal` command; the exit code follows the outcome."""
    settings = TerminalSettings(
        driver=arguments.driver, port=arguments.port, baud_rate=arguments.baud_rate
    )
    terminal = open_terminal(settings, clock=clock)
    if terminal is None:
        raise OperatingError(Reason.TERMINAL_NOT_CONFIGURED)
    try:
        answer = ACTIONS[arguments.action](terminal, arguments, clock)
    except DeviceError as trouble:
        answer = Answer("aborted", say(trouble), code="TERMINAL_UNREACHABLE")
    except OperatingError as trouble:
        answer = Answer("declined", say(trouble), code=trouble.reason.value)
    except KeyboardInterrupt:
        answer = Answer("unknown", unknown_text(None), code="INTERRUPTED")
    finally:
        terminal.close()
    _print(answer, as_json=arguments.json)
    return EXIT_CODES[answer.outcome]


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(answer.as_json() + "\n")
        return
    sys.stdout.write(answer.message + "\n")
    labels = {"amount": "金額", "balance_before": "取引前残高", "balance_after": "取引後残高"}
    for name, label in labels.items():
        value = getattr(answer, name)
        if value is not None:
            sys.stdout.write(f"  {label} {Yen(value)}\n")


def _check(terminal: PaymentTerminal, arguments: argparse.Namespace, clock: Clock) -> Answer:
    health = terminal.check_health(stop=_never)
    parts = "、".join(f"{name}={state}" for name, state in health.parts)
    verdict = "正常です" if health.ok else "異常があります"
    message = f"端末 {health.terminal_no} は{verdict}（{parts}）時計の差 {health.clock_offset_s}秒"  # noqa: RUF001
    outcome = "approved" if health.ok else "declined"
    return Answer(outcome, message, code=health.version, terminal_no=health.terminal_no)


def _charge(terminal: PaymentTerminal, arguments: argparse.Namespace, clock: Clock) -> Answer:
    amount = Yen(arguments.amount)
    last = _last(terminal)
    now = clock()
    request = ChargeRequest(amount, now, last.as_mark(), last.clock_offset_s)
    outcome = terminal.subtract_value(request, stop=_never, tell=_tell, received=_nothing_to_keep)
    intent = Intent(Direction.CHARGE, amount, now, last.as_mark(), last.clock_offset_s)
    return _answer(_proved(terminal, outcome, intent, clock), amount)


def _cancel(terminal: PaymentTerminal, arguments: argparse.Namespace, clock: Clock) -> Answer:
    last = _last(terminal)
    if last.record is None:
        return _nothing()
    amount, now = last.record.amount, clock()
    if arguments.amount is not None and Yen(arguments.amount) != amount:
        raise OperatingError(Reason.CANCEL_NOT_LAST)
    request = CancelRequest(amount, last.record, now, last.as_mark(), last.clock_offset_s)
    outcome = terminal.cancel_value(request, stop=_never, tell=_tell, received=_nothing_to_keep)
    intent = Intent(Direction.CANCEL, amount, now, last.as_mark(), last.clock_offset_s)
    return _answer(_proved(terminal, outcome, intent, clock), amount)


def _balance(terminal: PaymentTerminal, arguments: argparse.Namespace, clock: Clock) -> Answer:
    reading = terminal.read_value(stop=_never, tell=_tell)
    if reading is None:
        return Answer("aborted", abort_text(AbortCause.NO_CARD), code=AbortCause.NO_CARD.value)
    balance = reading.balance.amount
    message = f"{brand_name(reading.brand)} ****{reading.card_last4} 残高 {reading.balance}"
    return Answer(
        "approved", message, balance_before=balance, balance_after=balance, brand=reading.brand.value
    )


def _last_result(terminal: PaymentTerminal, arguments: argparse.Namespace, clock: Clock) -> Answer:
    last = _last(terminal)
    return _nothing() if last.record is None else _of_record(last.record, "直前の取引")


ACTIONS: Final[dict[str, Callable[[PaymentTerminal, argparse.Namespace, Clock], Answer]]] = {
    "check": _check,
    "charge": _charge,
    "balance": _balance,
    "last": _last_result,
    "cancel": _cancel,
}


def _last(terminal: PaymentTerminal) -> LastResult:
    return terminal.query_last_successful_transaction_result(stop=_never)


def _proved(terminal: PaymentTerminal, outcome: Outcome, intent: Intent, clock: Clock) -> Outcome | NotCharged:
    """An unknown outcome after asking the terminal; everything else as it is."""
    if not isinstance(outcome, Unknown):
        return outcome
    try:
        terminal.clear_output(stop=_never)
        last = _last(terminal)
    except DeviceError:
        return outcome
    verdict = judge(replace(intent, clock_offset_s=last.clock_offset_s), last.record, clock())
    return outcome if isinstance(verdict, Unknown) else verdict


def _answer(outcome: Outcome | NotCharged, amount: Yen) -> Answer:
    match outcome:
        case Approved(record):
            return _of_record(record, "承認" if record.direction is Direction.CHARGE else "取消済")
        case Declined(code=code, message=message, balance=balance):
            known = None if balance is None else balance.amount
            return Answer("declined", message, amount.amount, known, known, code)
        case Aborted(cause=cause, code=code):
            return Answer("aborted", abort_text(cause), amount.amount, code=code or cause.value)
        case NotCharged(evidence=evidence):
            return Answer("aborted", abort_text(AbortCause.NOT_SENT), amount.amount, code=evidence)
        case Unknown(cause=cause):
            return Answer("unknown", unknown_text(cause), amount.amount, code=cause.value)


def _of_record(record: TransactionRecord, word: str) -> Answer:
    return Answer(
        "approved",
        f"{word} {brand_name(record.brand)} {record.amount} 端末通番 {record.sequence}",
        record.amount.amount,
        None if record.balance_before is None else record.balance_before.amount,
        None if record.balance_after is None else record.balance_after.amount,
        "",
        record.sequence,
        record.approval_no,
        record.terminal_no,
        record.brand.value,
    )


def _nothing() -> Answer:
    return Answer("declined", "端末に承認済みの取引がありません。", code="NO_TRANSACTION")


def _never() -> bool:
    return False


def _nothing_to_keep(outcome: Outcome) -> None:
    """There is no ledger here: the command's own answer is all that is kept."""


def _tell(progress: Progress) -> None:
    notice = notice_text(progress.notice)
    sys.stderr.write(f"{phase_text(progress.phase)} {notice}\n".rstrip() + "\n")


