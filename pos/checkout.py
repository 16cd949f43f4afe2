"""Take a payment: promise → device → fact → receipt. Read this first.

The promise is on disk under our own id before the device is touched; the fact, its book entries,
the receipt number and the journal record are written in one transaction; only then is paper made.
Whatever is cut off between the two is found again by `pos.recovery`.
"""

from dataclasses import dataclass

from pos.domain.basket import Basket
from pos.domain.brands import Contract
from pos.domain.breach import breach_of
from pos.domain.catalog import Fee
from pos.domain.days import Clock
from pos.domain.money import ZERO, Yen
from pos.domain.payment import CashTaken, Method, Outcome, Payment, PaymentState
from pos.domain.receipt import Office
from pos.domain.sale import Sale, SaleState
from pos.domain.staff import Right, Staff
from pos.errors import DeviceError, OperatingError, Reason, RefusedError
from pos.issuing import IssuedPaper, Issuing
from pos.ledger import Ledger
from pos.ports import CashDrawer, ChargeRequest, PaymentTerminal, Stop, Tell
from pos.readiness import Readiness, ReadyTerminal
from pos.recovery import Recovery
from pos.rights import require


@dataclass(frozen=True, slots=True)
class SaleResult:
    """What became of it. SETTLED: done; ABANDONED: no money moved; PROMISED: 処理未了.

    `problems` came up after the sale was already safe: a brand outside the contract (BRAND_NOT_ACCEPTED,
    BRAND_OVER_CAP), then trouble with drawer or paper. Each is told to the clerk.
    """

    sale: Sale
    paper: IssuedPaper | None = None
    problems: tuple[OperatingError, ...] = ()

    @property
    def problem(self) -> OperatingError | None:
        """The first and gravest."""
        return self.problems[0] if self.problems else None


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
        self._readiness = Readiness(ledger, terminal, recovery, clock)
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
        require(self._ledger, clerk, Right.SELL)
        amount = self._to_pay(basket)
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
        promise leaves an open question for `pos.recovery`, never a lost charge. The brand is known
        only once the card has paid: one outside the contract is booked, and told in `problems`.
        """
        require(self._ledger, clerk, Right.SELL)
        amount = self._to_pay(basket)
        self._contract.check_amount(amount)
        ready = self._readiness.of_terminal(stop)
        terminal, now = ready.terminal, self._clock()
        promised = self._ledger.promise_sale(
            basket,
            method=Method.E_MONEY,
            clerk=clerk.id,
            at=now,
            terminal_id=terminal.id,
            mark=ready.mark,
            clock_offset_s=ready.clock_offset_s or 0,
        )
        payment = newest(promised)
        request = ChargeRequest(
            amount, now, ready.mark, ready.clock_offset_s, ready.booked, reference=str(payment.id)
        )
        outcome = terminal.subtract_value(
            request, stop=stop, tell=tell, received=lambda result: self.note(payment, result)
        )
        sale = self._ledger.conclude(payment.id, outcome, at=self._clock(), office=self._office)
        return self.hand_out(sale, clerk)

    def issue_official_use(self, basket: Basket, clerk: Staff) -> SaleResult:
        """公用: a ¥0 issue, counted but not paid; the drawer stays shut."""
        require(self._ledger, clerk, Right.SELL)
        sale = self._ledger.issue_official_use(
            self._checked(basket), clerk=clerk.id, at=self._clock(), office=self._office
        )
        return self.hand_out(sale, clerk)

    def unissued(self) -> tuple[Sale, ...]:
        """Settled sales of the open day whose paper was never made; `hand_out` makes it."""
        day = self._ledger.current_day()
        return self._ledger.unissued(day.number) if day else ()

    def ready_terminal(self, stop: Stop) -> ReadyTerminal:
        """See `pos.readiness`; raises what it raises."""
        return self._readiness.of_terminal(stop)

    def note(self, payment: Payment, result: Outcome) -> None:
        """The result is on disk before the terminal hears that we have it."""
        self._ledger.note_result(payment.id, result, at=self._clock())

    def hand_out(self, sale: Sale, by: Staff, *, open_drawer: bool = False) -> SaleResult:
        """Paper and drawer for a settled sale; their trouble is told, never undone money."""
        if sale.state is not SaleState.SETTLED:
            return self._with_slip(sale, by)
        problems = self._breaches(sale, by)
        if open_drawer:
            problems += self._kick_drawer()
        try:
            paper = self._issuing.issue(sale.id, by)
        except OperatingError as trouble:
            return SaleResult(sale, None, (*problems, trouble))
        if paper.printer_problem is not None:
            problems += (paper.printer_problem,)
        return SaleResult(sale, paper, problems)

    def _breaches(self, sale: Sale, by: Staff) -> tuple[OperatingError, ...]:
        """A card paid that the contract does not cover: booked, because the money moved, kept in the
        journal and told."""
        breach = breach_of(self._contract, sale)
        if breach is None:
            return ()
        told = {name: str(value) for name, value in breach.facts.items()}
        facts = {"sale": sale.id.hex, "why": breach.reason.value, **told}
        try:
            self._ledger.record_event("contract breach", by=by.id, facts=facts, at=self._clock())
        except OperatingError as trouble:
            return (breach, trouble)
        return (breach,)

    def _with_slip(self, sale: Sale, by: Staff) -> SaleResult:
        """処理未了票 where nobody knows whether money moved; nothing where it did not."""
        payment = sale.payment
        if payment is None or payment.state is not PaymentState.UNKNOWN:
            return SaleResult(sale)
        try:
            slip = self._issuing.missing_slip(payment.id, by)
        except OperatingError as trouble:
            return SaleResult(sale, None, (trouble,))
        printer = slip.printer_problem if slip else None
        return SaleResult(sale, slip, (printer,) if printer else ())

    def _to_pay(self, basket: Basket) -> Yen:
        amount = self._checked(basket).total
        if basket.official_use is not None or amount <= ZERO:
            raise RefusedError(Reason.NOTHING_TO_PAY)
        return amount

    def _checked(self, basket: Basket) -> Basket:
        """Not empty, and every line at the price of the open day's fee table."""
        fees = {fee.key: fee for fee in self.fees()}
        for line in basket.checked().lines:
            if fees.get(line.fee.key) != line.fee:
                raise RefusedError(Reason.FEE_CHANGED, product=line.fee.title)
        return basket

    def _kick_drawer(self) -> tuple[OperatingError, ...]:
        try:
            self._drawer.open_drawer()
        except DeviceError as trouble:
            return (trouble,)
        return ()


def newest(sale: Sale) -> Payment:
    """The payment just promised."""
    return sale.payments[-1]
