"""`madoguchi terminal …`: the installer tries a terminal without window and without ledger.

With --json exactly one JSON object goes to stdout. One call never charges twice: after an unknown
outcome the terminal is asked what happened; the charge itself is never sent again.
"""

import argparse
import json
import signal
import sys
import threading
from dataclasses import asdict, dataclass
from typing import Final

from pos.cli.remarks import remark
from pos.config import TerminalSettings
from pos.devices import open_terminal
from pos.domain.days import Clock
from pos.domain.evidence import Intent, judge
from pos.domain.money import ZERO, Yen
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
from pos.ports import CancelRequest, ChargeRequest, LastResult, PaymentTerminal, Progress, Stop
from pos.wording import BRANDS, HEALTH, conclusion_text, notice_text, phase_text, say

EXIT_CODES: Final = {"approved": 0, "declined": 3, "aborted": 4, "unknown": 5}
EXIT_USAGE: Final = 2
if sys.platform == "win32":
    STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)  # 未検証
else:
    STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


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


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Run one `madoguchi terminal` command; the exit code follows the outcome.

    Ctrl+C, SIGTERM and a closed window ask the terminal to stop, as 中止 does; the answer is still told.
    """
    if arguments.action == "charge" and not arguments.amount:
        remark("charge には --amount で1円以上の金額を指定してください (例: --amount 300)\n")
        return EXIT_USAGE
    settings = TerminalSettings(driver=arguments.driver, port=arguments.port, baud_rate=arguments.baud_rate)
    terminal = open_terminal(settings, clock=clock)
    if terminal is None:
        raise OperatingError(Reason.TERMINAL_NOT_CONFIGURED)
    stopping = threading.Event()
    for each in STOP_SIGNALS:  # dying of one would leave the terminal waiting for a card
        signal.signal(each, lambda *_: stopping.set())
    try:
        answer = _tried(Trial(terminal, clock, stopping.is_set), arguments)
    finally:
        terminal.close()
    _print(answer, as_json=arguments.json)
    return EXIT_CODES[answer.outcome]


def _tried(trial: "Trial", arguments: argparse.Namespace) -> Answer:
    amount = None if arguments.amount is None else Yen(arguments.amount)
    try:
        match arguments.action:
            case "check":
                return trial.check()
            case "charge" if amount is not None:
                return trial.charge(amount)
            case "balance":
                return trial.balance()
            case "cancel":
                return trial.cancel(amount)
            case _:
                return trial.last()
    except DeviceError as trouble:
        return Answer("aborted", say(trouble), arguments.amount, code=trouble.reason.value)
    except OperatingError as trouble:
        return Answer("declined", say(trouble), arguments.amount, code=trouble.reason.value)


class Trial:
    """The commands on one open terminal."""

    def __init__(self, terminal: PaymentTerminal, clock: Clock, stop: Stop) -> None:
        self._terminal = terminal
        self._clock = clock
        self._stop = stop

    def check(self) -> Answer:
        """Ask for the terminal's own parts and its clock."""
        health = self._terminal.check_health(stop=self._stop)
        parts = "、".join(f"{name}={HEALTH[state]}" for name, state in health.parts)
        verdict = "正常です" if health.ok else "異常があります"
        message = f"端末 {health.terminal_no} は{verdict}({parts})。時計の差 {health.clock_offset_s}秒"
        outcome = "approved" if health.ok else "declined"
        return Answer(outcome, message, code=health.version, terminal_no=health.terminal_no)

    def charge(self, amount: Yen) -> Answer:
        """Charge once."""
        last, now = self._last(), self._clock()
        mark, offset_s = last.as_mark(), last.clock_offset_s
        request = ChargeRequest(amount, now, mark, offset_s)
        outcome = self._terminal.subtract_value(request, stop=self._stop, tell=_tell, received=_keep_nothing)
        return self._proved(
            outcome, Intent(Direction.CHARGE, amount, now, last.as_mark(), last.clock_offset_s)
        )

    def cancel(self, amount: Yen | None) -> Answer:
        """Take the terminal's newest transaction back, if it is of `amount` where one is given."""
        last, now = self._last(), self._clock()
        if last.record is None or last.record.amount == ZERO:
            return _nothing()
        taken, shown = last.record.amount, self._terminal.capabilities.last_shows_cancel
        if amount is not None and amount != taken:
            raise OperatingError(Reason.CANCEL_NOT_LAST)
        mark, offset_s = last.as_mark(), last.clock_offset_s
        request = CancelRequest(taken, last.record, now, mark, offset_s)
        outcome = self._terminal.cancel_value(request, stop=self._stop, tell=_tell, received=_keep_nothing)
        return self._proved(
            outcome, Intent(Direction.CANCEL, taken, now, last.as_mark(), last.clock_offset_s, shown)
        )

    def balance(self) -> Answer:
        """残高照会."""
        reading = self._terminal.read_value(stop=self._stop, tell=_tell)
        if reading is None:
            return _answer(Aborted(AbortCause.NO_CARD), None)
        balance = reading.balance.amount
        message = f"{BRANDS[reading.brand]} ****{reading.card_last4} 残高 {reading.balance}"
        return Answer("approved", message, None, balance, balance, brand=reading.brand.value)

    def last(self) -> Answer:
        """The terminal's newest transaction."""
        record = self._last().record
        # ¥0 is what the fitter left behind, no payment
        return _nothing() if record is None or record.amount == ZERO else _of_record(record, "直前の取引")

    def _last(self) -> LastResult:
        return self._terminal.query_last_successful_transaction_result(stop=_never)

    def _proved(self, outcome: Outcome, intent: Intent) -> Answer:
        """An unknown outcome after asking the terminal; everything else as it is."""
        if not isinstance(outcome, Unknown):
            return _answer(outcome, intent.amount)
        try:
            self._terminal.clear_output(stop=_never)
            verdict = judge(intent, self._last().record, self._clock())
        except DeviceError:
            return _answer(outcome, intent.amount)
        return _answer(outcome if isinstance(verdict, Unknown) else verdict, intent.amount)


def _answer(outcome: Outcome | NotCharged, amount: Yen | None) -> Answer:
    asked = None if amount is None else amount.amount
    match outcome:
        case Approved(record):
            return _of_record(record, "承認" if record.direction is Direction.CHARGE else "取消済")
        case Declined(code=code, balance=balance):
            known = None if balance is None else balance.amount
            return Answer("declined", conclusion_text(outcome), asked, known, known, code)
        case Aborted(cause=cause, code=code):
            return Answer("aborted", conclusion_text(outcome), asked, code=code or cause.value)
        case NotCharged():
            return Answer("aborted", conclusion_text(outcome), asked, code="NOT_CHARGED")
        case Unknown(cause=cause):
            return Answer("unknown", conclusion_text(outcome), asked, code=cause.value)


def _of_record(record: TransactionRecord, word: str) -> Answer:
    return Answer(
        "approved",
        f"{word} {BRANDS[record.brand]} {record.amount} 端末通番 {record.sequence}",
        record.amount.amount,
        None if record.balance_before is None else record.balance_before.amount,
        None if record.balance_after is None else record.balance_after.amount,
        sequence=record.sequence,
        approval_no=record.approval_no,
        terminal_no=record.terminal_no,
        brand=record.brand.value,
    )


def _nothing() -> Answer:
    return Answer("declined", "端末に承認済みの取引がありません。", code="NO_TRANSACTION")


def _print(answer: Answer, *, as_json: bool) -> None:
    if as_json:
        sys.stdout.write(json.dumps(asdict(answer), ensure_ascii=False) + "\n")
        return
    sys.stdout.write(answer.message + "\n")
    labels = (
        ("金額", answer.amount),
        ("取引前残高", answer.balance_before),
        ("取引後残高", answer.balance_after),
    )
    for label, value in labels:
        if value is not None:
            sys.stdout.write(f"  {label} {Yen(value)}\n")


def _never() -> bool:
    return False


def _keep_nothing(outcome: Outcome) -> None:
    """There is no ledger here: the command's own answer is all that is kept."""


def _tell(progress: Progress) -> None:
    remark(f"{phase_text(progress.phase)} {notice_text(progress.notice)}".rstrip() + "\n")
