"""What the counter promised and believes, held against the simulated terminal's books."""

from dataclasses import dataclass, field

from pos.devices.simulator.books import Books, Movement
from pos.domain.payment import Approved, Conclusion, Unknown


class ViolationError(AssertionError):
    """The driver's word and the terminal's books disagree."""


@dataclass(eq=False)
class Promise:
    """One request. `first` is where in the books its movements begin; `word` is what the counter believes,
    None while it does not know; `by_hand` a person's settlement: True charged, False not."""

    amount: int
    first: int
    target: Movement | None = None  # of a cancellation: the charge that it takes back
    word: Conclusion | None = None
    by_hand: bool | None = None

    @property
    def is_open(self) -> bool:
        return self.by_hand is None and (self.word is None or isinstance(self.word, Unknown))

    @property
    def booked(self) -> bool:
        """The counter holds that money moved."""
        return self.by_hand if self.by_hand is not None else isinstance(self.word, Approved)

    @property
    def effect(self) -> int:
        """Yen on the books where it is booked: a cancellation takes off."""
        return -self.amount if self.target is not None else self.amount


@dataclass
class Ledger:
    """All promises of a run, in order."""

    books: Books
    terminal_no: str
    promises: list[Promise] = field(default_factory=list)

    def promise(self, amount: int, target: Movement | None = None) -> Promise:
        made = Promise(amount, len(self.books.movements), target)
        self.promises.append(made)
        return made

    def charges_of(self, promise: Promise) -> list[Movement]:
        """What the terminal charged between this promise and the next."""
        place = self.promises.index(promise)
        following = self.promises[place + 1 : place + 2]
        last = following[0].first if following else None
        return [each for each in self.books.movements[promise.first : last] if each.kind == "charge"]

    def moved(self, promise: Promise) -> bool:
        """The truth: money moved by this promise and stands."""
        if promise.target is not None:
            return promise.target.cancelled
        return any(self._stands(each) for each in self.charges_of(promise))

    def check(self) -> None:
        """Every invariant of terminals.md §5 that can be told now. Raises ViolationError."""
        for each in self.promises:
            self._check(each)
        booked = sum(each.effect for each in self.promises if each.booked)
        unknown = sum(each.effect for each in self.promises if each.is_open and self.moved(each))
        if booked + unknown != self.books.total:
            raise ViolationError(f"booked {booked}, open {unknown}, the terminal took {self.books.total}")

    def _check(self, promise: Promise) -> None:
        charges = self.charges_of(promise)
        if len(charges) > (0 if promise.target is not None else 1):
            raise ViolationError(f"charged {len(charges)} times: {promise.word}")
        if promise.is_open:
            return
        if promise.booked and not self.moved(promise):
            raise ViolationError(f"booked, and no money moved: {promise.word}")
        if not promise.booked and self.moved(promise):
            raise ViolationError(f"not booked, and money moved: {promise.word}")
        self._check_record(promise, charges)

    def _check_record(self, promise: Promise, charges: list[Movement]) -> None:
        if not isinstance(promise.word, Approved) or promise.by_hand is not None:
            return
        record = promise.word.record
        if promise.target is None:
            true = charges[0]
        else:
            backs = [each for each in self.books.movements if each.cancels == promise.target.sequence]
            true = backs[-1]
        said = (record.terminal_no, int(record.sequence), record.amount.amount)
        if said != (self.terminal_no, true.sequence, promise.amount):
            raise ViolationError(f"approved {record}, the books have {true}")

    def _stands(self, charge: Movement) -> bool:
        """A charge stands unless it was taken back; one that we took back stood once, and its
        cancellation is a promise of its own."""
        ours = any(each.target is charge for each in self.promises)
        return not charge.cancelled or ours
