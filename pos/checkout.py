"""Take a payment: promise → device → fact → receipt. Read this first.

The promise is on disk under our own id before the device is touched; the fact, its book entries,
the receipt number and the journal record are written in one transaction; only then is paper made.
Whatever is cut off between the two is found again by `pos.recovery`.
"""

from dataclasses import dataclass

from pos.domain.basket import Basket
from pos.domain.brands import Contract
from pos.domain.catalog import Fee
from pos.domain.days import Clock
from pos.domain.money import ZERO, Yen
from pos.domain.payment import CashTaken, Method, Outcome, Payment
from pos.domain.receipt import Office
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right, Staff
from pos.errors import DeviceError, OperatingError, Reason, RefusedError
from pos.issuing import IssuedPaper, Issuing
from pos.ledger import Ledger
from pos.ports import CashDrawer, ChargeRequest, LastResult, PaymentTerminal, Stop, Tell
from pos.recovery import Recovery


@dataclass(frozen=True, slots=True)
class SaleResult:
    """What became of it. SETTLED: done; ABANDONED: no money moved; PROMISED: 処理未了.

    `problem` is trouble with paper or drawer after the sale was already safe.
    """

    sale: Sale
    paper: IssuedPaper | None = None
    problem: OperatingError | None = None


class Checkout:
    """The counter's till."""

    def __init__(
        self,
        ledger: Ledger,
        terminal: PaymentTerminal | None,
        recovery: Recovery,
        issuing: Issuing,
        drawer: CashDrawer,
        office: Office,
        contract: Contract,
        clock: Clock,
    ) -> None:
        self._ledger = ledger
        self._terminal = terminal
        self._recovery = recovery
        self._issuing = issuing
        self._drawer = drawer
        self._office = office
        self._contract = contract
        self._clock = clock

    def fees(self) -> tuple[Fee, ...]:
        """What is sold on the open business day. Raises RefusedError DAY_NOT_OPEN."""
        day = self._ledger.current_day()
        if day is None:
            raise RefusedError(Reason.DAY_NOT_OPEN)
        return self._ledger.fee_table().on(day.business_date)

    def pay_cash(self, basket: Basket, tendered: Yen, clerk: Staff) -> SaleResult:
        """Cash over the counter. Raises RefusedError TENDER_TOO_SMALL (facts: missing),
        BASKET_EMPTY, NOTHING_TO_PAY, DAY_NOT_OPEN; StorageError."""
        clerk.require(Right.SELL)
        amount = _to_pay(basket)
        if tendered < amount:
            raise RefusedError(Reason.TENDER_TOO_SMALL, missing=amount - tendered)
        promised = self._ledger.promise_sale(
            basket, method=Method.CASH, clerk=clerk.id, at=self._clock(), tendered=tendered
        )
        sale = self._ledger.conclude(newest(promised).id, CashTaken(), at=self._clock(), office=self._office)
        return self.hand_out(sale, clerk, open_drawer=True)

    def pay_e_money(self, basket: Basket, clerk: Staff, *, stop: Stop, tell: Tell) -> SaleResult:
        """E-money through the terminal.

        Raises, before anything is promised, RefusedError AMOUNT_OVER_CAP, TERMINAL_NOT_CONFIGURED,
        TERMINAL_HELD, DAY_NOT_OPEN, or DeviceError TERMINAL_UNREACHABLE. A StorageError after the
        promise leaves an open question for `pos.recovery`, never a lost charge.
        """
        clerk.require(Right.SELL)
        amount = _to_pay(basket)
        self._contract.check_amount(amount)
        terminal, last = self.ready_terminal(stop)
        now = self._clock()
        promised = self._ledger.promise_sale(
            basket,
            method=Method.E_MONEY,
            clerk=clerk.id,
            at=now,
            terminal_id=terminal.id,
            mark=last.as_mark(),
            clock_offset_s=last.clock_offset_s,
        )
        payment = newest(promised)
        request = ChargeRequest(amount, now, last.as_mark(), last.clock_offset_s)
        outcome = terminal.subtract_value(
            request, stop=stop, tell=tell, received=lambda result: self.note(payment, result)
        )
        sale = self._ledger.conclude(payment.id, outcome, at=self._clock(), office=self._office)
        return self.hand_out(sale, clerk)

    def issue_official_use(self, basket: Basket, clerk: Staff) -> SaleResult:
        """公用: a ¥0 issue, counted but not paid; the drawer stays shut."""
        clerk.require(Right.SELL)
        sale = self._ledger.issue_official_use(
            basket.checked(), clerk=clerk.id, at=self._clock(), office=self._office
        )
        return self.hand_out(sale, clerk)

    def unissued(self) -> tuple[Sale, ...]:
        """Settled sales of the open day whose paper was never made; `hand_out` makes it."""
        day = self._ledger.current_day()
        return self._ledger.unissued(day.number) if day else ()

    def ready_terminal(self, stop: Stop) -> tuple[PaymentTerminal, LastResult]:
        """The terminal, free of open questions, with its newest transaction as the mark.

        Raises RefusedError TERMINAL_NOT_CONFIGURED or TERMINAL_HELD, DeviceError, StorageError.
        """
        terminal = self._terminal
        if terminal is None:
            raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
        self._ledger.check_writable()  # nobody is charged while nothing can be written down
        if self._ledger.open_payment(terminal.id) is not None:
            self._recovery.ask(stop=stop)
        if self._ledger.open_payment(terminal.id) is not None:
            raise RefusedError(Reason.TERMINAL_HELD)
        if not terminal.capabilities.last_result:
            return terminal, LastResult(None, 0)
        return terminal, terminal.query_last_successful_transaction_result(stop=stop)

    def note(self, payment: Payment, result: Outcome) -> None:
        """The result is on disk before the terminal hears that we have it."""
        self._ledger.note_result(payment.id, result, at=self._clock())

    def hand_out(self, sale: Sale, by: Staff, *, open_drawer: bool = False) -> SaleResult:
        """Paper and drawer for a settled sale; their trouble is told, never undone money."""
        if sale.state is not SaleState.SETTLED:
            return SaleResult(sale)
        problem: OperatingError | None = None
        if open_drawer:
            problem = self._kick_drawer()
        try:
            paper = self._issuing.issue(sale.id, by)
        except OperatingError as trouble:
            return SaleResult(sale, None, trouble)
        return SaleResult(sale, paper, paper.printer_problem or problem)

    def _kick_drawer(self) -> OperatingError | None:
        try:
            self._drawer.open_drawer()
        except DeviceError as trouble:
            return trouble
        return None


def newest(sale: Sale) -> Payment:
    """The payment just promised."""
    return sale.payments[-1]


def _to_pay(basket: Basket) -> Yen:
    amount = basket.checked().total
    if basket.official_use is not None or amount <= ZERO:
        raise RefusedError(Reason.NOTHING_TO_PAY)
    return amount
