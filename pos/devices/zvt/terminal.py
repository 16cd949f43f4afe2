"""The ZVT driver: `PaymentTerminal` spoken over a serial line or TCP (terminals.md §3)."""

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from pos.devices.conversation import Conversation, Unrecorded
from pos.devices.conversation_outcome import request_facts
from pos.devices.link import LinkError, OpenLink
from pos.devices.port import AnswerError, Inquiries
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.daily_log import ask_daily_log
from pos.devices.zvt.found import Caller
from pos.devices.zvt.inquiries import Inquirer
from pos.devices.zvt.line import Line, is_tcp
from pos.devices.zvt.money import MoneyRequest
from pos.devices.zvt.results import Expected
from pos.devices.zvt.talk import Talk
from pos.devices.zvt.timing import Timing
from pos.devices.zvt.voice import Voice, card_facts, health_facts, last_facts, log_facts, no_facts
from pos.domain.brands import CancelRule, Contract
from pos.domain.days import Clock
from pos.domain.evidence import Intent
from pos.domain.ids import TerminalId
from pos.domain.money import Yen
from pos.domain.payment import AbortCause, Aborted, Direction, HighWaterMark, Outcome
from pos.errors import Reason, RefusedError
from pos.ports import (
    CancelRequest,
    Capabilities,
    CardReading,
    ChargeRequest,
    DailyLog,
    DailyLogKind,
    Health,
    LastResult,
    Received,
    Stop,
    Tell,
)

USUAL_BAUD_RATE: Final = 9_600  # PA00P016, 8N2; 115,200 where the terminal is set so
STOP_BITS: Final = 2
_DEFAULT_PASSWORD: Final = "000000"  # noqa: S105 - what terminals are delivered with; sites set their own


class ZvtTerminal:
    """One ZVT terminal on `port`. The port is opened by the first call and stays open."""

    def __init__(
        self,
        terminal_id: TerminalId,
        open_link: OpenLink,
        *,
        contract: Contract,
        clock: Clock,
        monotonic: Callable[[], float],
        timing: Timing = Timing(),  # noqa: B008 - frozen
        port: str = "",
        password: str = _DEFAULT_PASSWORD,
        conversation: Conversation = Unrecorded(),  # noqa: B008 - keeps nothing
        tells_booked: bool = False,
    ) -> None:
        """`password` is the cashier's, six digits. A port socket://host:20007 speaks bare APDUs.
        `tells_booked`: 1F1F goes along, and the terminal takes back what our books do not know.

        Raises ValueError for another password.
        """
        self._id = terminal_id
        self._contract = contract
        self._tells_booked = tells_booked
        self._voice = Voice(conversation)
        line = Line(open_link, timing, monotonic, self._voice.heard, self._voice.note, is_tcp=is_tcp(port))
        self._talk = Talk(line, clock, password or _DEFAULT_PASSWORD)
        self._inquiries = Inquiries(self._talk, port)
        self._inquirer = Inquirer(self._talk)

    @property
    def id(self) -> TerminalId:
        return self._id

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            last_result=True,
            cancel=self._contract.cancel,
            balance_before=False,
            read_balance=True,
            daily_log=DailyLogKind.REPORTING_SETTLEMENT,
            abort=True,
            training_mode=False,
            auto_reversal=True,
            last_shows_cancel=True,
            prints_itself=False,
            maximum_amount=self._contract.cap,
        )

    def check_health(self, *, stop: Stop) -> Health:
        """06 00, 05 01 and 06 70. Raises DeviceError TERMINAL_UNREACHABLE (facts: port, detail)."""

        def ask() -> Health:
            return self._inquiries.inquire(lambda: self._inquirer.health(stop), stop)

        return self._voice.asked("check_health", ask, health_facts)

    def query_last_successful_transaction_result(self, *, stop: Stop) -> LastResult:
        """06 20, on a terminal that stands idle. Raises DeviceError TERMINAL_UNREACHABLE."""

        def ask() -> LastResult:
            self._talk.ready(stop)
            return self._talk.last_result(stop)

        return self._voice.asked(
            "query_last_successful_transaction_result",
            lambda: self._inquiries.inquire(ask, stop),
            last_facts,
        )

    def read_value(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """06 03. None where nobody presented a card, or `stop` was asked. The card's last payment is not
        told. Raises DeviceError TERMINAL_UNREACHABLE, TERMINAL_REFUSED (facts: code, message)."""

        def ask() -> CardReading | None:
            return self._inquiries.inquire(lambda: self._inquirer.balance(stop, tell), stop)

        return self._voice.asked("read_value", ask, card_facts)

    def access_daily_log(self, kind: DailyLogKind, *, stop: Stop) -> DailyLog:
        """06 10 or 06 50. Raises RefusedError TERMINAL_UNSUPPORTED for a kind that is no single one,
        DeviceError TERMINAL_UNREACHABLE or TERMINAL_REFUSED (facts: code, message)."""
        if kind not in (DailyLogKind.REPORTING, DailyLogKind.SETTLEMENT):
            raise RefusedError(Reason.TERMINAL_UNSUPPORTED)

        def ask() -> DailyLog:
            # Not asked again on a new line: a settlement whose answer was lost may have been done.
            self._inquiries.inquire(lambda: self._talk.ready(stop), stop)
            return self._inquiries.inquire(lambda: ask_daily_log(self._talk, kind), lambda: True)

        return self._voice.asked("access_daily_log", ask, log_facts)

    def clear_output(self, *, stop: Stop) -> None:
        """06 B0, then 05 01 until it is answered: nothing pending can charge any more. Raises DeviceError
        TERMINAL_UNREACHABLE."""

        def end() -> None:
            self._talk.connect(stop)
            self._talk.stand_by(stop)

        self._voice.asked("clear_output", lambda: self._inquiries.inquire(end, stop), no_facts)

    def reset(self, *, stop: Stop) -> None:
        """06 18: for the technician; no operation of the port. Raises DeviceError as above."""
        self._inquiries.inquire(lambda: self._inquirer.reset(stop), stop)

    def subtract_value(
        self, request: ChargeRequest, *, stop: Stop, tell: Tell, received: Received
    ) -> Outcome:
        """06 01. See `PaymentTerminal`."""

        def charge() -> Outcome:
            if request.amount <= Yen(0) or request.amount > self._contract.cap:
                return _not_sent(f"amount {request.amount} outside the contract")
            booked = _booked_receipt(request) if self._tells_booked else ""
            command = self._talk.commands.authorisation(request.amount, booked)
            behind = bool(booked) and request.mark is not None and request.mark.receipt_no != booked
            expected = Expected(
                _intent(Direction.CHARGE, request), self._talk.terminal_no, may_reverse_first=behind
            )
            return self._move(expected, command, Caller(stop, tell, received))

        return self._voice.moved("subtract_value", request_facts(request), charge)

    def cancel_value(self, request: CancelRequest, *, stop: Stop, tell: Tell, received: Received) -> Outcome:
        """06 30 of the original's receipt number. See `PaymentTerminal`."""

        def cancel() -> Outcome:
            problem = self._cancel_problem(request.mark, request)
            if problem:
                return _not_sent(problem)
            command = self._talk.commands.reversal(request.original.receipt_no)
            intent = _intent(Direction.CANCEL, request)
            expected = Expected(intent, self._talk.terminal_no, request.original)
            return self._move(expected, command, Caller(stop, tell, received))

        facts = {**request_facts(request), "receipt": request.original.receipt_no}
        return self._voice.moved("cancel_value", facts, cancel)

    def close(self) -> None:
        """See `PaymentTerminal`; 06 02 where the terminal stands idle."""
        try:
            self._talk.log_off()
        except LinkError:
            self._talk.lose()
        self._talk.line.close()

    def _move(self, expected: Expected, command: Apdu, caller: Caller) -> Outcome:
        """Everything up to the first byte may fail and be Aborted(NOT_SENT); after it `MoneyRequest`."""
        try:
            self._inquiries.on_line(lambda: self._talk.ready(caller.stop), caller.stop)
        except (LinkError, AnswerError) as closed:
            return _not_sent(str(closed))
        told, original = self._talk.terminal_no, expected.original
        if original is not None and told != original.terminal_no:
            return _not_sent(f"terminal {told} did not take the payment, {original.terminal_no} did")
        expected = replace(expected, terminal_no=told, offset_s=self._talk.offset_s)
        return MoneyRequest(self._talk, expected, command, caller).run()

    def _cancel_problem(self, mark: HighWaterMark | None, request: CancelRequest) -> str:
        """What forbids a cancellation before a byte is sent, "" for nothing."""
        if self._contract.cancel is CancelRule.NEVER:
            return "the contract allows no cancellation"
        if request.amount != request.original.amount:
            return "a part of a payment cannot be cancelled"
        if not request.original.receipt_no.isdigit():
            return "the receipt number of the original is not known"
        last_only = self._contract.cancel is CancelRule.LAST_ONLY
        if last_only and mark != HighWaterMark.of(request.original):
            return "the original is not the terminal's last transaction"
        return ""


def _intent(direction: Direction, request: ChargeRequest | CancelRequest) -> Intent:
    return Intent(
        direction,
        request.amount,
        request.requested_at,
        request.mark,
        request.clock_offset_s,
        shows_cancel=True,
        original=request.original.sequence if isinstance(request, CancelRequest) else "",
    )


def _booked_receipt(request: ChargeRequest) -> str:
    """For 1F1F; "" where the books speak of another terminal, whose numbers mean nothing to this one."""
    booked, mark = request.booked, request.mark
    if booked is None or mark is None or booked.terminal_no != mark.terminal_no:
        return ""
    return booked.receipt_no if booked.receipt_no.isdigit() else ""


def _not_sent(detail: str) -> Aborted:
    return Aborted(AbortCause.NOT_SENT, message=detail)
