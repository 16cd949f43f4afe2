"""Settling what was left unfinished: a power cut, a lost reply, a 処理未了.

The terminal is asked, then the card; what they cannot prove stays open, holds that terminal and is listed
until a named person settles it with evidence. Time alone never settles anything (terminals.md §4).
"""

from contextlib import suppress
from dataclasses import replace

from pos.config import StaffSettings
from pos.domain.brands import Brand, Contract
from pos.domain.card import CardReading
from pos.domain.days import Clock, aware
from pos.domain.entry import clean_text
from pos.domain.guidance import CardAnswer, Guidance, GuideStep, OpenQuestion, Proposal, Step
from pos.domain.ids import PaymentId
from pos.domain.inquiry import Inquiry, Source, is_news, known_of
from pos.domain.money import Yen
from pos.domain.payment import (
    AbortCause,
    Aborted,
    Approved,
    Conclusion,
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
from pos.domain.unknown_slip import inquiry_deadline, slip_rules
from pos.domain.weighing import steps_of, unproved, weigh_card, weigh_newest
from pos.errors import AccessError, OperatingError, Reason, RefusedError
from pos.inquiring import Inquirer
from pos.issuing import Issuing
from pos.ledger import Ledger
from pos.ports import PaymentTerminal, Stop, Tell
from pos.rights import require

__all__ = ["CardAnswer", "Guidance", "GuideStep", "OpenQuestion", "Proposal", "Recovery", "Step"]


class Recovery:
    """Asks the terminal and the card, and takes a person's word where they have none."""

    def __init__(
        self,
        ledger: Ledger,
        terminal: PaymentTerminal | None,
        issuing: Issuing,
        office: Office,
        contract: Contract,
        staff: StaffSettings,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._issuing = issuing
        self._office = office
        self._contract = contract
        self._staff = staff
        self._clock = clock

    # --- what is open ---------------------------------------------------------------------------

    def open_questions(self) -> tuple[OpenQuestion, ...]:
        """All payments still open at this counter, oldest first, each with its newest inquiry."""
        return tuple(self._question(each) for each in self._ledger.open_payments())

    def guide(self, payment_id: PaymentId) -> Guidance:
        """All that is known of an open payment, and what can be done. Raises as `weigh`, SALE_NOT_FOUND."""
        payment = self._open(payment_id)
        inquiries = self._ledger.inquiries(payment_id)
        known = known_of(payment, inquiries)
        rules = slip_rules(self._contract, known.brand, payment.requested_at)
        now, until = aware(self._clock()), inquiry_deadline(rules)
        return Guidance(
            question=self._question(payment),
            age=now - payment.requested_at,
            known=known,
            rules=rules,
            acquirer=self._contract.acquirer,
            contact=self._contract.contact,
            inquiry_until=until,
            days_left=None if until is None else (until - now.date()).days,
            inquiries=inquiries,
            slip=self._ledger.unknown_slip(payment_id),
            slip_prints=len(self._ledger.slip_prints(payment_id)),
            steps=self._steps(payment, inquiries),
            needs_approver=self.needs_approver(payment.amount),
            weighed=weigh_newest(payment, inquiries, self._contract),
            slip_on_paper=self._issuing.is_on_paper(payment_id),
            terminal_prints=self._terminal is not None and self._terminal.capabilities.prints_itself,
        )

    def needs_approver(self, amount: Yen) -> bool:
        """Two people above `settings.staff.settle_alone_up_to`; 0 there means always."""
        return amount > self._staff.settle_alone_up_to

    # --- asking ---------------------------------------------------------------------------------

    def ask(self, *, stop: Stop, by: Staff | None = None) -> tuple[Sale, ...]:
        """Settle what the terminal can prove; returns the sales that are no longer open.

        What it answered is kept (`is_news`). Raises StorageError only: a silent terminal leaves the
        question open. What stays open gets its 処理未了票 where it has none yet.
        """
        answered = []
        for payment in self._ledger.open_payments():
            conclusion = self._find_out(payment, stop, by)
            sale = self._follow(payment, conclusion)
            if sale is not None and not isinstance(conclusion, Unknown):
                answered.append(sale)
            elif payment.method is Method.E_MONEY:
                self._give_slip(payment, by)
        return tuple(answered)

    def read_card(self, *, stop: Stop, tell: Tell) -> CardReading | None:
        """残高照会 of any card: what it says, None where nobody touched one. Nothing is kept.

        Raises RefusedError TERMINAL_NOT_CONFIGURED or TERMINAL_UNSUPPORTED, DeviceError.
        """
        return self._reader().read_value(stop=stop, tell=tell)

    def ask_card(self, payment_id: PaymentId, *, stop: Stop, tell: Tell, by: Staff) -> CardAnswer:
        """残高照会 about an open payment: reads the card, keeps what it said, and settles the payment where
        terminal and card alone prove it. Otherwise `proposal` says what is missing; see `weigh`.

        Raises RefusedError TERMINAL_NOT_CONFIGURED, TERMINAL_UNSUPPORTED, PAYMENT_NOT_OPEN, DeviceError,
        StorageError.
        """
        require(self._ledger, by, Right.SELL)
        payment, terminal = self._open(payment_id), self._reader()
        terminal.clear_output(stop=stop)  # a request still waiting for a card must not charge this one
        offset = _clock_offset(terminal, stop)
        reading = terminal.read_value(stop=stop, tell=tell)
        if reading is None:
            return CardAnswer(None, None, None)
        seen = Inquiry(
            payment_id, 0, Source.CARD, self._clock(), by.id, unproved("not judged yet"), reading, offset
        )
        proposal = weigh_card(payment, seen, self._contract)
        answer = replace(seen, answer=proposal.verdict)
        self._keep(answer)
        certain = proposal.certain and self._is_its_terminal(payment)
        sale = self._follow(payment, proposal.verdict) if certain else None
        return CardAnswer(reading, proposal, sale)

    def weigh(
        self, payment_id: PaymentId, *, balance_before: Yen | None = None, card_last4: str = ""
    ) -> Proposal:
        """What the newest 残高照会 proves together with what a person read off the terminal's 処理未了 slip:
        取引前残高 and the card's last four digits. What the terminal itself told goes before both.

        Reads only. What rests on typed values is never `certain`. Raises RefusedError PAYMENT_NOT_OPEN.
        """
        inquiries = self._ledger.inquiries(payment_id)
        return weigh_newest(self._open(payment_id), inquiries, self._contract, balance_before, card_last4)

    # --- a person's word ------------------------------------------------------------------------

    def settle(
        self,
        payment_id: PaymentId,
        *,
        charged: bool,
        brand: Brand,
        reason: str,
        evidence: str,
        by: Staff,
        approver: Staff | None,
    ) -> Sale:
        """A person's word on a 処理未了, with evidence; with a second person where `needs_approver`.

        Raises AccessError NOT_ALLOWED, APPROVER_REQUIRED or APPROVER_IS_SAME_PERSON, EntryError
        TEXT_REQUIRED, RefusedError PAYMENT_NOT_OPEN where it is settled already, DAY_NOT_OPEN.
        """
        require(self._ledger, by, Right.SETTLE_UNKNOWN)
        payment = self._open(payment_id)
        why = clean_text(reason, label="理由", limit=120, required=True)
        proof = clean_text(evidence, label="証拠", limit=120, required=True)
        self._check_approver(payment, by, approver)
        settlement = Settlement(by.id, approver.id if approver else None, charged, brand, why, proof)
        return self._ledger.conclude(payment_id, settlement, at=self._clock(), office=self._office)

    def _check_approver(self, payment: Payment, by: Staff, approver: Staff | None) -> None:
        if approver is None:
            if self.needs_approver(payment.amount):
                raise AccessError(Reason.APPROVER_REQUIRED)
            return
        require(self._ledger, approver, Right.APPROVE)
        if by.id == approver.id:
            raise AccessError(Reason.APPROVER_IS_SAME_PERSON)

    # --- within ---------------------------------------------------------------------------------

    def _question(self, payment: Payment) -> OpenQuestion:
        ledger = self._ledger
        return OpenQuestion(ledger.sale(payment.sale_id), payment, ledger.last_inquiry(payment.id))

    def _open(self, payment_id: PaymentId) -> Payment:
        payment = next(each for each in self._ledger.find_sale(payment_id).payments if each.id == payment_id)
        if not payment.state.is_open:
            raise RefusedError(Reason.PAYMENT_NOT_OPEN, state=payment.state.value)
        return payment

    def _follow(self, payment: Payment, conclusion: Conclusion) -> Sale | None:
        """None where nothing changes: still unknown, or money that waits for an open day."""
        if isinstance(conclusion, Unknown) and payment.state is PaymentState.UNKNOWN:
            return None
        if isinstance(conclusion, Approved) and self._ledger.current_day() is None:
            return None  # money is booked on an open day; asked again when it opens
        return self._ledger.conclude(payment.id, conclusion, at=self._clock(), office=self._office)

    def _give_slip(self, payment: Payment, by: Staff | None) -> None:
        """In the name of the sale's clerk where the counter asked alone; the next inquiry tries again."""
        known = self._ledger.credential(self._ledger.sale(payment.sale_id).clerk)
        person = by or (known[0] if known else None)
        if person is None:
            return
        with suppress(OperatingError):
            self._issuing.missing_slip(payment.id, person)

    def _find_out(self, payment: Payment, stop: Stop, by: Staff | None) -> Conclusion:
        if payment.method is Method.CASH:
            # The drawer opens only after the fact is written, so no cash went in.
            return Aborted(AbortCause.NOT_SENT, message="interrupted before the drawer opened")
        terminal = self._terminal
        if terminal is None or payment.terminal_id != terminal.id:
            return unproved("the terminal of this payment is not connected")
        inquirer = Inquirer(self._ledger, terminal, self._clock)
        if not inquirer.can_ask(payment):
            return unproved("the terminal cannot be asked")
        answer = inquirer.ask(payment, stop, by)
        given_up = answer.unheard and stop()  # an inquiry that gave way to a person's key was none
        if not given_up and is_news(answer, self._ledger.inquiries(payment.id)):
            self._keep(answer)
        return Unknown(UnknownCause.INTERRUPTED) if answer.unheard else answer.answer

    def _keep(self, inquiry: Inquiry) -> None:
        self._ledger.note_inquiry(
            inquiry.payment_id,
            inquiry.source,
            inquiry.answer,
            by=inquiry.by,
            at=inquiry.at,
            reading=inquiry.reading,
            clock_offset_s=inquiry.clock_offset_s,
        )

    def _reader(self) -> PaymentTerminal:
        if self._terminal is None:
            raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
        if not self._terminal.capabilities.read_balance:
            raise RefusedError(Reason.TERMINAL_UNSUPPORTED)
        return self._terminal

    def _steps(self, payment: Payment, inquiries: tuple[Inquiry, ...]) -> tuple[GuideStep, ...]:
        can = self._terminal.capabilities if self._terminal else None
        prints = self._ledger.slip_prints(payment.id)
        return steps_of(
            payment,
            inquiries,
            can_ask=self._is_its_terminal(payment) and bool(can and can.last_result),
            can_read=bool(can and can.read_balance),
            can_call=bool(self._contract.contact or self._contract.acquirer),
            slip_at=prints[-1].printed_at if prints else None,
        )

    def _is_its_terminal(self, payment: Payment) -> bool:
        return self._terminal is not None and payment.terminal_id == self._terminal.id


def _clock_offset(terminal: PaymentTerminal, stop: Stop) -> int | None:
    """The terminal's clock minus ours (s); the card's times are the terminal's."""
    if not terminal.capabilities.last_result:
        return None
    return terminal.query_last_successful_transaction_result(stop=stop).clock_offset_s
