"""取消: give the money of a sale back on the same business day, before the close, by adding.

The original stays as it was; a cancellation with negative lines and a number of its own names it.
It nets to zero only where the money really went back: from the drawer, or by the same terminal.
"""

from pos.checkout import Checkout, SaleResult, newest
from pos.config import StaffSettings
from pos.domain.brands import BrandRule, CancelRule, Contract
from pos.domain.days import Clock, aware, japanese_date
from pos.domain.entry import clean_text
from pos.domain.evidence import is_same, unless_reversed_before
from pos.domain.ids import SaleId
from pos.domain.payment import Approved, CashTaken, HighWaterMark, Method, TransactionRecord
from pos.domain.receipt import Office
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.domain.staff import Right, Staff
from pos.errors import AccessError, Reason, RefusedError
from pos.ledger import Ledger
from pos.ports import CancelRequest, Stop, Tell
from pos.readiness import ReadyTerminal
from pos.rights import require


class Refunds:
    """Takes a sale of the open day back."""

    def __init__(
        self,
        ledger: Ledger,
        checkout: Checkout,
        office: Office,
        contract: Contract,
        staff: StaffSettings,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._checkout = checkout
        self._office = office
        self._contract = contract
        self._staff = staff
        self._clock = clock

    def cancel(
        self, original: SaleId, *, reason: str, by: Staff, approver: Staff | None, stop: Stop, tell: Tell
    ) -> SaleResult:
        """Cancel the sale; cash from the drawer, e-money by its terminal.

        Raises EntryError TEXT_REQUIRED, AccessError NOT_ALLOWED / APPROVER_REQUIRED /
        APPROVER_IS_SAME_PERSON, RefusedError NOT_CANCELLABLE / ALREADY_CANCELLED /
        CANCEL_IN_PROGRESS / CANCEL_DIFFERENT_DAY / CANCEL_REFUSED / CANCEL_NOT_LAST /
        TERMINAL_HELD, by the contract CANCEL_NOT_FOR_BRAND / CANCEL_TOO_LATE /
        CANCEL_OTHER_TERMINAL / CANCEL_CARD_USED, DeviceError. The outcome may
        also be 処理未了, as for a charge.
        """
        require(self._ledger, by, Right.CANCEL)
        self._check_approver(by, approver)
        why = clean_text(reason, label="取消の理由", limit=60, required=True)
        sale = self._cancellable(original)
        if sale.payment is not None and sale.payment.method is Method.E_MONEY:
            return self._cancel_e_money(sale, why, by, approver, stop, tell)
        promised = self._promise(sale, why, by, approver)
        cancelled = self._ledger.conclude(
            newest(promised).id, CashTaken(), at=self._clock(), office=self._office
        )
        return self._checkout.hand_out(cancelled, by, open_drawer=True)

    def _cancel_e_money(
        self, sale: Sale, why: str, by: Staff, approver: Staff | None, stop: Stop, tell: Tell
    ) -> SaleResult:
        record = _terminal_record(sale)
        rule = self._contract.rule(record.brand)
        self._check_contract_allows(sale, record, rule)
        ready = self._checkout.ready_terminal(stop)
        self._cancellable(sale.id)  # that may have answered an open question about this very sale
        self._check_terminal_can(ready, record, rule)
        payment = newest(self._promise(sale, why, by, approver, ready))
        request = CancelRequest(
            payment.amount,
            record,
            payment.requested_at,
            ready.mark,
            ready.clock_offset_s,
            reference=str(payment.id),
        )
        outcome = ready.terminal.cancel_value(
            request, stop=stop, tell=tell, received=lambda result: self._checkout.note(payment, result)
        )
        outcome = unless_reversed_before(payment.direction, outcome)
        cancelled = self._ledger.conclude(payment.id, outcome, at=self._clock(), office=self._office)
        return self._checkout.hand_out(cancelled, by)

    def _promise(
        self,
        sale: Sale,
        why: str,
        by: Staff,
        approver: Staff | None,
        ready: ReadyTerminal | None = None,
    ) -> Sale:
        return self._ledger.promise_cancellation(
            sale.id,
            reason=why,
            clerk=by.id,
            approver=approver.id if approver else None,
            at=self._clock(),
            terminal_id=ready.terminal.id if ready else None,
            mark=ready.mark if ready else None,
            clock_offset_s=(ready.clock_offset_s or 0) if ready else 0,
        )

    def _cancellable(self, original: SaleId) -> Sale:
        """The ledger's own rule, asked before the terminal is: it knows more than "not the last"."""
        sale, day = self._ledger.sale(original), self._ledger.current_day()
        if sale.kind is not SaleKind.SALE or sale.state is not SaleState.SETTLED:
            raise RefusedError(Reason.NOT_CANCELLABLE)
        if sale.cancelled_by is not None:
            open_yet = self._ledger.sale(sale.cancelled_by).state is SaleState.PROMISED
            raise RefusedError(Reason.CANCEL_IN_PROGRESS if open_yet else Reason.ALREADY_CANCELLED)
        if day is None:
            raise RefusedError(Reason.DAY_NOT_OPEN)
        return sale

    def _check_approver(self, by: Staff, approver: Staff | None) -> None:
        if approver is None:
            if self._staff.cancel_needs_approver:
                raise AccessError(Reason.APPROVER_REQUIRED)
            return
        if approver.id == by.id:
            raise AccessError(Reason.APPROVER_IS_SAME_PERSON)
        require(self._ledger, approver, Right.APPROVE)

    def _check_contract_allows(self, sale: Sale, record: TransactionRecord, rule: BrandRule) -> None:
        """What the acquirer allows for this brand (domain.md 3.2), before the terminal is asked."""
        if rule.cancel is CancelRule.NEVER:
            by_brand = bool(self._contract.rules)
            reason = Reason.CANCEL_NOT_FOR_BRAND if by_brand else Reason.CANCEL_REFUSED
            raise RefusedError(reason, brand=rule.brand)
        until = rule.cancel_until(aware(sale.created_at).date())
        if until is not None and aware(self._clock()).date() > until:
            raise RefusedError(Reason.CANCEL_TOO_LATE, brand=rule.brand, until=japanese_date(until))
        used = self._used_since(sale, record) if rule.cancel_card_unused else None
        if used is not None:
            raise RefusedError(Reason.CANCEL_CARD_USED, brand=rule.brand, number=used.number)

    def _used_since(self, sale: Sale, record: TransactionRecord) -> Sale | None:
        """The next sale here that the same card paid, as far as brand and last four digits tell."""
        for other in self._ledger.sales_of_day(sale.day):
            paid = other.payment.conclusion if other.payment else None
            if other.kind is not SaleKind.SALE or not isinstance(paid, Approved) or not record.card_last4:
                continue
            same = (paid.record.brand, paid.record.card_last4) == (record.brand, record.card_last4)
            if same and other.number > sale.number:
                return other
        return None

    def _check_terminal_can(self, ready: ReadyTerminal, record: TransactionRecord, rule: BrandRule) -> None:
        """What the terminal takes back must be this very payment: number, amount, time and terminal."""
        can = ready.terminal.capabilities.cancel
        if can is CancelRule.NEVER:
            raise RefusedError(Reason.CANCEL_REFUSED)
        here = ready.mark.terminal_no if ready.mark else record.terminal_no
        if rule.cancel_same_terminal and record.terminal_no != here:
            raise RefusedError(Reason.CANCEL_OTHER_TERMINAL, brand=rule.brand, terminal_no=record.terminal_no)
        only_last = CancelRule.LAST_ONLY in (can, rule.cancel)
        last = None if ready.last is None else HighWaterMark.of(ready.last)
        if only_last and (last is None or not is_same(last, HighWaterMark.of(record))):
            raise RefusedError(Reason.CANCEL_NOT_LAST)


def _terminal_record(sale: Sale) -> TransactionRecord:
    conclusion = sale.payment.conclusion if sale.payment else None
    if not isinstance(conclusion, Approved) or not conclusion.record.sequence:
        # Settled by a person's word, or proved by the card alone: nobody knows the terminal's number of it,
        # so nothing that the terminal could take back is known to be this payment.
        raise RefusedError(Reason.CANCEL_REFUSED)
    return conclusion.record
