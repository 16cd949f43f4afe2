"""One run: a counter with one terminal, a few customers, a fault, and chance around it."""

from dataclasses import dataclass, field
from random import Random
from typing import Final

from pos.devices.simulator.scenario import CLOCK_WORDS, Fault, Scenario, Step
from pos.domain.evidence import Intent, Verdict, judge
from pos.domain.money import Yen
from pos.domain.payment import (
    Approved,
    Direction,
    HighWaterMark,
    Outcome,
    TransactionRecord,
    Unknown,
)
from pos.errors import DeviceError, Reason
from pos.ports import CancelRequest, ChargeRequest, LastResult, Phase, Progress, Stop, Tell
from tests.devices.campaign.cases import Case, step
from tests.devices.campaign.promises import Ledger, Promise, ViolationError
from tests.devices.campaign.sides import Side

SALES: Final = 3
TRIES: Final = 60  # how often a terminal that is away is asked, 10 s apart
AWAY: Final = (Reason.TERMINAL_UNREACHABLE, Reason.TERMINAL_BUSY, Reason.TERMINAL_REFUSED)
ASKED: Final = 3  # how often the clerk asks about an open question
AFTERWARDS_S: Final = 600.0  # virtual: whatever the terminal still does by itself has happened then
IDLE_S: Final = (0.0, 0.0, 3.0, 40.0, 8 * 3600.0)
STOPS_S: Final = (None, None, None, None, 0.0, 1.0, 1.6, 30.0)


class CrashError(Exception):
    """The counter's process dies here."""


@dataclass
class Told:
    """What became of the case in this run."""

    played: bool = False
    words: list[str] = field(default_factory=list)
    by_hand: list[str] = field(default_factory=list)


class Day:
    """A run is told entirely by its side, its case, and the text that seeds its chance."""

    def __init__(self, side: Side, case: Case, seed: str, scenario: Scenario | None = None) -> None:
        """`scenario` is drawn where none is given."""
        self._random = Random(seed)  # noqa: S311 - a seed is wanted, not a secret
        self._side = side
        self._place = self._random.randrange(SALES)
        self.world = side.world(scenario or self._scenario(case), seed)
        self.books = Ledger(self.world.books, side.support.terminal)
        self.told = Told()
        self._terminal = side.driver(self.world)
        self._known: HighWaterMark | None = None  # the terminal's newest one that our books account for
        self._case = case

    def play(self) -> Told:
        """Raises ViolationError, and whatever a driver lets out."""
        self._check_health()
        for _ in range(SALES):
            self._sell()
            self._pause()
        self._patiently()
        self.world.idle(AFTERWARDS_S)
        self.books.check()
        self.told.played = self._was_played()
        return self.told

    # --- what happens ---------------------------------------------------------------------------

    def _sell(self) -> None:
        amount = self._random.choice((50, 300, 300, 1_250))
        promise = self.books.promise(amount)
        self._settle(promise, self._charge(promise))
        self.books.check()
        word = promise.word
        if isinstance(word, Approved) and promise.booked and self._random.random() < 0.3:
            self._take_back(promise, word.record)

    def _pause(self) -> None:
        """Nobody comes for a while; a line may die meanwhile without anybody noticing."""
        self.world.idle(self._random.choice(IDLE_S))
        if self._random.random() < 0.1:
            self.world.cut(self._random.choice((0.0, 2.0, 40.0)))

    def _check_health(self) -> None:
        """As the counter does when it starts; its trouble stops nobody."""
        try:
            self._terminal.check_health(stop=_never)
        except DeviceError:
            self.world.idle(1.0)

    def _take_back(self, original: Promise, record: TransactionRecord) -> None:
        """取消 of the newest charge."""
        charge = self.books.charges_of(original)[-1]
        promise = self.books.promise(original.amount, charge)
        self._settle(promise, self._cancel(promise, record))
        self.books.check()

    def _charge(self, promise: Promise) -> Intent:
        last = self._patiently()
        mark = last.as_mark() or self._known
        request = ChargeRequest(
            Yen(promise.amount), self.world.clock(), mark, last.clock_offset_s, self._of_same(mark)
        )
        self._request(promise, request)
        return self._intent(Direction.CHARGE, request)

    def _cancel(self, promise: Promise, original: TransactionRecord) -> Intent:
        last = self._patiently()
        mark = last.as_mark() or self._known
        request = CancelRequest(original.amount, original, self.world.clock(), mark, last.clock_offset_s)
        self._request(promise, request)
        return self._intent(Direction.CANCEL, request)

    def _request(self, promise: Promise, request: ChargeRequest | CancelRequest) -> None:
        """The driver's own word, or none where the process dies in the middle."""
        stop_after = self._random.choice(STOPS_S)
        crash_at = self._random.choice([*[None] * 30, *Phase])
        began = self.world.now_s

        def stop() -> bool:
            return stop_after is not None and self.world.now_s - began >= stop_after

        def tell(progress: Progress) -> None:
            if progress.phase is crash_at:
                raise CrashError

        try:
            promise.word = self._ask(request, stop, tell)
        except CrashError:
            self._terminal.close()
            self._terminal = self._side.driver(self.world)
        self.told.words.append(type(promise.word).__name__)

    def _ask(self, request: ChargeRequest | CancelRequest, stop: Stop, tell: Tell) -> Outcome:
        noted: list[Outcome] = []

        def received(outcome: Outcome) -> None:
            noted.append(outcome)
            self._check_unconfirmed(outcome)

        if isinstance(request, ChargeRequest):
            outcome = self._terminal.subtract_value(request, stop=stop, tell=tell, received=received)
        else:
            outcome = self._terminal.cancel_value(request, stop=stop, tell=tell, received=received)
        if len(noted) > 1:
            raise ViolationError(f"noted {len(noted)} results of one request")
        return outcome

    def _check_unconfirmed(self, outcome: Outcome) -> None:
        """A result is on disk before the terminal hears that we have it (where only one was heard)."""
        world, side = self.world, self._side
        if world.heard or not isinstance(outcome, Approved):
            return
        wanted = [side.wants(each) for each in world.turns]
        alone = all(len(each) <= 1 for each in wanted)
        if alone and wanted[-1] == "R" and side.confirmation in world.said:
            raise ViolationError("confirmed before it was noted")

    # --- what is asked after --------------------------------------------------------------------

    def _settle(self, promise: Promise, intent: Intent) -> None:
        """Until nobody is in doubt: the terminal is asked; what it cannot prove, a person settles."""
        for _ in range(ASKED):
            if not promise.is_open:
                break
            promise.word = self._recover(intent)
            self.world.idle(30.0 if promise.is_open else 0.0)
        if promise.is_open:
            self._by_hand(promise)
        if isinstance(promise.word, Approved):
            self._known = HighWaterMark.of(promise.word.record)

    def _recover(self, intent: Intent) -> Verdict:
        last = self._patiently()
        return judge(intent, last.record, self.world.clock(), last.refusal)

    def _by_hand(self, promise: Promise) -> None:
        """Listed until a person settles it by the card and the slip: by the truth, on an idle terminal."""
        cause = promise.word.message if isinstance(promise.word, Unknown) else "no word"
        self.told.by_hand.append(cause)
        self._patiently()
        promise.by_hand = self.books.moved(promise)
        self._known = self._patiently().as_mark() or self._known

    def _patiently(self) -> LastResult:
        """The last result of a terminal that stands by, asked until it is back."""
        for _ in range(TRIES):
            try:
                self._terminal.clear_output(stop=_never)
                return self._terminal.query_last_successful_transaction_result(stop=_never)
            except DeviceError as trouble:
                if trouble.reason not in AWAY:
                    raise
                self.world.idle(10.0)
        raise ViolationError("the terminal never came back")

    # --- small things ---------------------------------------------------------------------------

    def _scenario(self, case: Case) -> Scenario:
        """The case among the steps or inquiries, on a terminal with a character of its own."""
        steps = [self._chance() for _ in range(SALES * 3)]
        asked: tuple[Step, ...] = ()
        if case.of is None:
            steps[self._place] = step(case, self._random, self._side.codes)
        else:
            asked = (step(case, self._random, self._side.codes, self._asked_after(case)),)
        return Scenario(
            tuple(steps),
            asked,
            clock_offset_s=self._random.choice((0, 0, 0, 40, -90, 86_400, -86_400)),
            number=self._random.choice((0, 0, 0, 7, 9_998, 999_998)),
            auto_reversal=self._random.random() < 0.8,
            set_clock=self._random.choice(CLOCK_WORDS),
        )

    def _asked_after(self, case: Case) -> int:
        """How many requests for money come before the question that meets the case."""
        if case.fault is Fault.UNWELL:
            return 0  # health is asked once, in the morning
        return self._place + (0 if case.fault is Fault.LAST_OLDER else self._random.randrange(2))

    def _chance(self) -> Step:
        """What the other requests meet: often nothing."""
        if self._random.random() < 0.6:
            return Step()
        return step(self._random.choice(self._side.chances), self._random, self._side.codes)

    def _was_played(self) -> bool:
        if self._case.of is None:
            return self.world.books.steps_done > self._place
        return bool(self.world.books.inquiries_done)

    def _intent(self, direction: Direction, request: ChargeRequest | CancelRequest) -> Intent:
        shows = self._terminal.capabilities.last_shows_cancel
        at, offset = request.requested_at, request.clock_offset_s
        return Intent(direction, request.amount, at, request.mark, offset, shows)

    def _of_same(self, mark: HighWaterMark | None) -> HighWaterMark | None:
        """As `pos.checkout` has it: a number of another terminal would mislead this one."""
        known = self._known
        return None if known is None or mark is None or known.terminal_no != mark.terminal_no else known


def _never() -> bool:
    return False
