"""One counter put together: settings → lock → ledger → devices → use cases. No rule lives here."""

from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from pos import __version__
from pos.access import ALL_ROLES, Access, check_password, new_person
from pos.business_day import BusinessDays
from pos.checkout import Checkout
from pos.config import FILE_NAME, Settings, check_settings, write_settings
from pos.contract_file import contract_of
from pos.daily_log import DailyLogs
from pos.devices import open_drawer, open_printer, open_terminal
from pos.devices.conversation_log import FOLDER, ConversationLog
from pos.devices.simulator_process import SimulatorProcess, start_simulator
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.domain.ids import CounterId
from pos.domain.receipt import Office
from pos.domain.staff import Staff
from pos.errors import OperatingError, Reason, StorageError
from pos.fee_seed import seed_fees
from pos.issuing import Issuing
from pos.ledger import Ledger, LedgerIdentity, LedgerKind, create_ledger, open_ledger
from pos.ports import PaymentTerminal
from pos.readiness import Readiness
from pos.recovery import Recovery
from pos.refund import Refunds
from pos.system import LedgerLock, now, private_folder


@dataclass(frozen=True, slots=True)
class Counter:
    """The use cases of one till, ready to work; `close` gives everything back."""

    settings: Settings
    ledger: Ledger
    office: Office
    contract: Contract
    access: Access
    days: BusinessDays
    checkout: Checkout
    recovery: Recovery
    refunds: Refunds
    issuing: Issuing
    daily_logs: DailyLogs
    terminal: PaymentTerminal | None
    simulator: SimulatorProcess | None
    clock: Clock
    _owned: ExitStack = field(repr=False)

    def close(self) -> None:
        """Stop terminal and simulator, close the ledger, free the lock. Idempotent."""
        self._owned.close()


def office_of(settings: Settings) -> Office:
    """Who issues the papers, as the settings stand now."""
    office = settings.office
    return Office(
        office.name, office.issuer, office.cashier_title, office.cashier_name,
        office.counter_name, office.invoice_number, office.purpose,
    )  # fmt: skip


def open_counter(
    settings: Settings, clock: Clock = now, *, scenario: Path | None = None, timing: object | None = None
) -> Counter:
    """The counter of these settings. A practice ledger is made where there is none; a real one
    is only ever made by `found_counter`. What was left unfinished is asked about at once.

    Raises SettingsError where practice and a real terminal would meet or the contract's file is wrong,
    StorageError LEDGER_IN_USE, LEDGER_KIND, STORAGE_UNREADABLE, LEDGER_FOREIGN, LEDGER_NEWER and, while
    it cannot be written, STORAGE_FULL or STORAGE_FAILED; `scenario` and `timing` (the driver's own type)
    are for demo and tests.
    """
    check_settings(settings)
    contract = contract_of(settings)
    owned = ExitStack()
    with ExitStack() as until_it_stands:
        until_it_stands.enter_context(owned)
        private_folder(settings.data)
        owned.enter_context(LedgerLock(settings.data))
        ledger = owned.enter_context(_ledger(settings, clock))
        simulator = _simulator(settings, scenario, owned)
        terminal = open_terminal(
            settings.terminal,
            clock=clock,
            contract=contract,
            conversation=ConversationLog(settings.data / FOLDER, clock),
            timing=timing,
            address=simulator.address if simulator else None,
        )
        if terminal is not None:
            owned.callback(terminal.close)
        counter = _assemble(settings, contract, ledger, terminal, simulator, clock, owned)
        ledger.record_event("started", by=None, facts={"version": __version__}, at=clock())
        ask_at_start(counter)
        until_it_stands.pop_all()
    return counter


def ask_at_start(counter: Counter) -> None:
    """Whatever an odd answer of a terminal trips over: the counter opens, and the question stays open."""
    try:
        counter.recovery.ask(stop=lambda: False)
    except (OperatingError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as trouble:
        if isinstance(trouble, StorageError):
            raise
        facts = {"trouble": type(trouble).__name__}
        counter.ledger.record_event("not asked at start", by=None, facts=facts, at=counter.clock())


def found_counter(settings: Settings, staff_id: str, name: str, password: str, clock: Clock = now) -> Staff:
    """The first-run assistant's last step: settings file, real ledger, first administrator.

    Raises SettingsError/EntryError/AccessError for what was typed before anything is written, and
    StorageError LEDGER_EXISTS where a ledger stands there already. Cut off in between, it can
    be done again; a ledger without people asks for its administrator when it is opened.
    """
    check_settings(settings)
    contract_of(settings)
    check_password(new_person(staff_id, name, ALL_ROLES).id, password, settings.staff)
    private_folder(settings.data)
    with LedgerLock(settings.data):
        if settings.ledger_path.exists():
            raise StorageError(Reason.LEDGER_EXISTS, path=settings.ledger_path)
        write_settings(settings, settings.data / FILE_NAME)
        with create_ledger(settings.ledger_path, _identity(settings, clock), seed_fees(settings)) as ledger:
            return Access(ledger, settings.staff, clock).create_first_administrator(staff_id, name, password)


def _identity(settings: Settings, clock: Clock) -> LedgerIdentity:
    kind = LedgerKind.PRACTICE if settings.practice else LedgerKind.REAL
    return LedgerIdentity(CounterId(settings.office.counter_id), uuid4(), kind, settings.office.name, clock())


def _ledger(settings: Settings, clock: Clock) -> Ledger:
    path = settings.ledger_path
    if not path.exists():
        if not settings.practice:
            raise StorageError(Reason.LEDGER_MISSING, path=path)
        return create_ledger(path, _identity(settings, clock), seed_fees(settings))
    ledger = open_ledger(path)
    practice = ledger.identity.kind is LedgerKind.PRACTICE
    if practice is not settings.practice:
        ledger.close()  # a real ledger never talks to a simulator, nor the other way round
        raise StorageError(Reason.LEDGER_KIND, path=path)
    return ledger


def _simulator(settings: Settings, scenario: Path | None, owned: ExitStack) -> SimulatorProcess | None:
    if not settings.practice or settings.terminal.driver == "none":
        return None
    return owned.enter_context(
        start_simulator(settings.data / "simulator", scenario=scenario, protocol=settings.terminal.driver)
    )


def _assemble(
    settings: Settings,
    contract: Contract,
    ledger: Ledger,
    terminal: PaymentTerminal | None,
    simulator: SimulatorProcess | None,
    clock: Clock,
    owned: ExitStack,
) -> Counter:
    office = office_of(settings)
    printer = open_printer(settings.paper.printer)
    drawer = open_drawer(settings.paper.drawer_port)
    issuing = Issuing(ledger, printer, settings.papers_path, settings.paper.receipt, office, contract, clock)
    recovery = Recovery(ledger, terminal, issuing, office, contract, settings.staff, clock)
    readiness = Readiness(ledger, terminal, recovery, clock)
    checkout = Checkout(ledger, terminal, recovery, issuing, drawer, office, contract, clock)
    return Counter(
        settings=settings,
        ledger=ledger,
        office=office,
        contract=contract,
        access=Access(ledger, settings.staff, clock),
        days=BusinessDays(ledger, recovery, issuing, office, settings.day, clock, readiness),
        checkout=checkout,
        recovery=recovery,
        refunds=Refunds(ledger, checkout, office, contract, settings.staff, clock),
        issuing=issuing,
        daily_logs=DailyLogs(ledger, terminal, clock),
        terminal=terminal,
        simulator=simulator,
        clock=clock,
        _owned=owned,
    )
