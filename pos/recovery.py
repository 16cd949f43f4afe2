"""Settling what was left unfinished: a power cut, a lost reply, a 処理未了.

The terminal is asked; what it cannot prove stays open, holds that terminal and is listed until a
named person settles it with evidence. Time alone never settles anything (terminals.md §4).
"""

from dataclasses import dataclass

from pos.domain.brands import Brand
from pos.domain.days import Clock
from pos.domain.entry import clean_text
from pos.domain.evidence import Intent, judge
from pos.domain.ids import PaymentId
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Conclusion,
    Declined,
    Method,
    Payment,
    PaymentState,
    Settlement,
    Unknown,
    UnknownCause,
)
from pos.domain.receipt import Office
from pos.domain.sale import Sale
from pos.domain.staff import Right, Staff
from pos.errors import AccessError, DeviceError, Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import CardReading, PaymentTerminal, Stop, Tell
from pos.rights import require


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """A payment whose outcome nobody knows yet, with its sale."""

    sale: Sale
    payment: Payment


class Recovery:
    """Asks the terminal, and takes a person's word where the terminal has none."""

    def __init__(
        self, ledger: Ledger, terminal: PaymentTerminal | None, office: Office, clock: Clock
    ) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._office = office
        self._clock = clock

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """All payments still open at this counter, oldest first."""
        payments = self._ledger.open_payments()
        return tuple(OpenQuestion(self._ledger.sale(each.sale_id), each) for each in payments)

    def ask(self, *, stop: Stop) -> tuple[Sale, ...]:
        """Settle what can be proved; returns the sales that are no longer open.

        Raises StorageError only: a silent terminal leaves the question open.
        """
        answered = []
        for payment in self._ledger.open_payments():
            conclusion = self._find_out(payment, stop)
            if isinstance(conclusion, Unknown) and payment.state is PaymentState.UNKNOWN:
                continue  # nothing new
            if isinstance(conclusion, Approved) and self._ledger.current_day() is None:
                continue  # money is booked on an open day; asked again when it opens
            sale = self._conclude(payment, conclusion)
            if not isinstance(conclusion, Unknown):
                answered.append(sale)
        return tuple(answered)

    def read_card(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """残高照会: what the card says, None where nobody touched one.

        Raises RefusedError TERMINAL_NOT_CONFIGURED or TERMINAL_UNSUPPORTED, DeviceError.
        """
        if self._terminal is None:
            raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
        if not self._terminal.capabilities.read_balance:
            raise RefusedError(Reason.TERMINAL_UNSUPPORTED)
        return self._terminal.read_value(stop=stop, tell=tell)

    def settle(
        self,
        payment_id: PaymentId,
        *,
        charged: bool,
        brand: Brand,
        reason: str,
        evidence: str,
        by: Staff,
        approver: Staff,
    ) -> Sale:
        """A person's word on a 処理未了, with evidence and a second person.

        Raises AccessError NOT_ALLOWED or APPROVER_IS_SAME_PERSON, EntryError TEXT_REQUIRED,
        RefusedError PAYMENT_NOT_OPEN where it is settled already, DAY_NOT_OPEN.
        """
        require(self._ledger, by, Right.SETTLE_UNKNOWN)
        require(self._ledger, approver, Right.APPROVE)
        if by.id == approver.id:
            raise AccessError(Reason.APPROVER_IS_SAME_PERSON)
        why = clean_text(reason, label="理由", limit=120, required=True)
        proof = clean_text(evidence, label="証拠", limit=120, required=True)
        settlement = Settlement(by.id, approver.id, charged, brand, why, proof)
        return self._ledger.conclude(payment_id, settlement, at=self._clock(), office=self._office)

    def _conclude(self, payment: Payment, conclusion: Conclusion) -> Sale:
        return self._ledger.conclude(payment.id, conclusion, at=self._clock(), office=self._office)

    def _find_out(self, payment: Payment, stop: Stop) -> Conclusion:
        if payment.method is Method.CASH:
            # The drawer opens only after the fact is written, so no cash went in.
            return Aborted(AbortCause.NOT_SENT, message="interrupted before the drawer opened")
        terminal = self._terminal
        if terminal is None or payment.terminal_id != terminal.id:
            return Unknown(UnknownCause.NO_EVIDENCE, "the terminal of this payment is not connected")
        if isinstance(payment.noted, Approved | Declined) and not terminal.capabilities.auto_reversal:
            return payment.noted  # it had arrived; only the booking was cut off
        if not terminal.capabilities.last_result:
            return Unknown(UnknownCause.NO_EVIDENCE, "the terminal cannot be asked")
        return self._ask_terminal(terminal, payment, stop)

    def _ask_terminal(self, terminal: PaymentTerminal, payment: Payment, stop: Stop) -> Conclusion:
        try:
            terminal.clear_output(stop=stop)  # a request still waiting for a card must not charge now
            last = terminal.query_last_successful_transaction_result(stop=stop)
        except DeviceError as trouble:
            return Unknown(UnknownCause.INTERRUPTED, str(trouble))
        intent = Intent(
            payment.direction,
            payment.amount,
            payment.requested_at,
            payment.mark,
            last.clock_offset_s,
            terminal.capabilities.last_shows_cancel,
        )
        return judge(intent, last.record, self._clock())
