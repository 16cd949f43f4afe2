"""`madoguchi terminal …`: the installer tries a terminal without window and without ledger.

With --json exactly one JSON object goes to stdout. One call never charges twice: after an unknown
outcome the terminal is asked what happened; the charge itself is never sent again.
"""

import argparse
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos.cli.remarks import remark
from pos.cli.terminal_answers import (
    Answer,
    Totals,
    answer_of,
    answer_of_record,
    nothing,
    print_answer,
    totals_of,
)
from pos.cli.terminal_site import keeps_books, settle_wanted, site_of, take_into_books, terminal_of
from pos.config import Settings
from pos.contract_file import contract_of
from pos.devices import open_terminal
from pos.devices.conversation import Conversation, Unrecorded
from pos.devices.conversation_log import FOLDER, ConversationLog
from pos.domain.days import Clock
from pos.domain.evidence import Intent, judge
from pos.domain.money import ZERO, Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Direction,
    NotCharged,
    Outcome,
    Unknown,
)
from pos.errors import DeviceError, OperatingError, Reason, RefusedError
from pos.ports import (
    CancelRequest,
    ChargeRequest,
    DailyLogKind,
    LastResult,
    PaymentTerminal,
    Progress,
    Stop,
    Tell,
)
from pos.wording import BRANDS
from pos.wording import command_line as words
from pos.wording.trials import health_text, progress_text, proved_text, trial_trouble

EXIT_CODES: Final = {"approved": 0, "declined": 3, "aborted": 4, "unknown": 5}
EXIT_USAGE: Final = 2
if sys.platform == "win32":
    STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGBREAK)  # 未検証
else:
    STOP_SIGNALS: Final = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def run(arguments: argparse.Namespace, clock: Clock) -> int:
    """Run one `madoguchi terminal` command; the exit code follows the outcome.

    Ctrl+C, SIGTERM and a closed window ask the terminal to stop, as 中止 does; the answer is still told.
    """
    if arguments.action == "charge" and not arguments.amount:
        remark("charge には --amount で1円以上の金額を指定してください (例: --amount 300)\n")
        return EXIT_USAGE
    site = site_of(arguments)
    if not settle_wanted(arguments):
        remark(words.NOT_SETTLED + "\n")
        return EXIT_CODES["aborted"]
    stopping = threading.Event()
    for each in STOP_SIGNALS:  # dying of one would leave the terminal waiting for a card
        signal.signal(each, lambda *_: stopping.set())
    if site is not None and keeps_books(arguments, site):
        answer = _answered(lambda: _of_the_counter(arguments, site, clock, stopping.is_set), arguments)
    else:
        answer = _trial(arguments, site, clock, stopping.is_set)
    print_answer(answer, as_json=arguments.json, driver=arguments.driver or "")
    return EXIT_CODES[answer.outcome]


def _of_the_counter(arguments: argparse.Namespace, site: Settings, clock: Clock, stop: Stop) -> Totals:
    return totals_of(take_into_books(arguments, site, _kind(arguments), clock, stop))


def _kind(arguments: argparse.Namespace) -> DailyLogKind:
    return DailyLogKind.SETTLEMENT if arguments.settle else DailyLogKind.REPORTING


def _trial(arguments: argparse.Namespace, site: Settings | None, clock: Clock, stop: Stop) -> Answer | Totals:
    settings = terminal_of(arguments, site)
    arguments.driver = settings.driver  # whose codes the answer explains
    terminal = open_terminal(
        settings,
        clock=clock,
        contract=None if site is None else contract_of(site),
        conversation=_record(arguments.data, clock),
    )
    if terminal is None:
        raise OperatingError(Reason.TERMINAL_NOT_CONFIGURED)
    if arguments.action == "daily-log":
        remark(words.NOT_IN_BOOKS + "\n")
    trial = Trial(terminal, clock, stop)
    try:
        return _answered(lambda: _tried(trial, arguments), arguments)
    finally:
        terminal.close()


def _record(data: Path | None, clock: Clock) -> Conversation:
    """Trials are written down where a counter's folder is named: they belong to its terminal's history."""
    return Unrecorded() if data is None else ConversationLog(data / FOLDER, clock)


def _tried(trial: "Trial", arguments: argparse.Namespace) -> Answer | Totals:
    amount = None if arguments.amount is None else Yen(arguments.amount)
    match arguments.action:
        case "check":
            return trial.check()
        case "charge" if amount is not None:
            return trial.charge(amount)
        case "balance":
            return trial.balance()
        case "cancel":
            return trial.cancel(amount)
        case "daily-log":
            return trial.daily_log(_kind(arguments))
        case _:
            return trial.last()


def _answered(ask: Callable[[], Answer | Totals], arguments: argparse.Namespace) -> Answer | Totals:
    """What it says, or why it was refused."""
    try:
        return ask()
    except DeviceError as trouble:
        return Answer("aborted", trial_trouble(trouble), arguments.amount, code=trouble.reason.value)
    except OperatingError as trouble:
        return Answer("declined", trial_trouble(trouble), arguments.amount, code=trouble.reason.value)


class Trial:
    """The commands on one open terminal."""

    def __init__(self, terminal: PaymentTerminal, clock: Clock, stop: Stop) -> None:
        self._terminal = terminal
        self._clock = clock
        self._stop = stop

    def check(self) -> Answer:
        """Ask for the terminal's own parts and its clock."""
        health = self._terminal.check_health(stop=self._stop)
        outcome = "approved" if health.ok else "declined"
        return Answer(outcome, health_text(health), terminal_no=health.terminal_no, version=health.version)

    def charge(self, amount: Yen) -> Answer:
        """Charge once. Raises RefusedError AMOUNT_OVER_CAP before the terminal is asked."""
        cap = self._terminal.capabilities.maximum_amount
        if amount > cap:
            raise RefusedError(Reason.AMOUNT_OVER_CAP, amount=amount, cap=cap)
        last, now = self._last(), self._clock()
        mark, offset_s = last.as_mark(), last.clock_offset_s
        request = ChargeRequest(amount, now, mark, offset_s)
        outcome = self._terminal.subtract_value(
            request, stop=self._stop, tell=_teller("charge"), received=_keep_nothing
        )
        return self._proved(
            outcome, Intent(Direction.CHARGE, amount, now, last.as_mark(), last.clock_offset_s)
        )

    def cancel(self, amount: Yen | None) -> Answer:
        """Take the terminal's newest transaction back, if it is of `amount` where one is given."""
        last, now = self._last(), self._clock()
        if last.record is None or last.record.amount == ZERO or last.refusal is not None:
            return nothing()
        taken, shown = last.record.amount, self._terminal.capabilities.last_shows_cancel
        if amount is not None and amount != taken:
            raise OperatingError(Reason.CANCEL_NOT_LAST)
        mark, offset_s = last.as_mark(), last.clock_offset_s
        request = CancelRequest(taken, last.record, now, mark, offset_s)
        outcome = self._terminal.cancel_value(
            request, stop=self._stop, tell=_teller("cancel"), received=_keep_nothing
        )
        return self._proved(
            outcome, Intent(Direction.CANCEL, taken, now, mark, offset_s, shown, last.record.sequence)
        )

    def balance(self) -> Answer:
        """残高照会."""
        reading = self._terminal.read_value(stop=self._stop, tell=_teller("balance"))
        if reading is None:
            return answer_of(Aborted(AbortCause.NO_CARD), None, Direction.CHARGE)
        balance = reading.balance.amount
        message = f"{BRANDS[reading.brand]} ****{reading.card_last4} 残高 {reading.balance}"
        return Answer("approved", message, None, balance, balance, brand=reading.brand.value)

    def last(self) -> Answer:
        """The terminal's newest transaction."""
        last = self._last()
        if last.refusal is not None:
            amount = None if last.record is None else last.record.amount
            return answer_of(last.refusal, amount, Direction.CHARGE)
        record = last.record
        # ¥0 is what the fitter left behind, no payment
        return (
            nothing() if record is None or record.amount == ZERO else answer_of_record(record, "直前の取引")
        )

    def daily_log(self, kind: DailyLogKind) -> Totals:
        """中間計, or 日計, which sets the terminal's totals to zero."""
        return totals_of(self._terminal.access_daily_log(kind, stop=self._stop))

    def _last(self) -> LastResult:
        return self._terminal.query_last_successful_transaction_result(stop=_never)

    def _proved(self, outcome: Outcome, intent: Intent) -> Answer:
        """An unknown outcome after asking the terminal; everything else as it is."""
        if not isinstance(outcome, Unknown):
            return answer_of(outcome, intent.amount, intent.direction)
        try:
            self._terminal.clear_output(stop=_never)
            last = self._last()
            verdict = judge(intent, last.record, self._clock(), last.refusal)
        except DeviceError:
            return answer_of(outcome, intent.amount, intent.direction)
        found = outcome if isinstance(verdict, Unknown) else verdict
        answer = answer_of(found, intent.amount, intent.direction)
        proved = isinstance(found, NotCharged)
        return replace(answer, message=proved_text(outcome.message)) if proved else answer


def _never() -> bool:
    return False


def _keep_nothing(outcome: Outcome) -> None:
    """There is no ledger here: the command's own answer is all that is kept."""


def _teller(operation: str) -> Tell:
    """Progress in the words of the operation; what has just been said is not said again."""
    said = ""

    def tell(progress: Progress) -> None:
        nonlocal said
        line = progress_text(operation, progress)
        if line != said:
            remark(f"{line}\n")
        said = line

    return tell
