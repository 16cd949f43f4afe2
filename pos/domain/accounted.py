"""What the books account for of a terminal's own books, and what of its newest transaction they do not."""

from dataclasses import dataclass
from enum import StrEnum

from pos.domain.evidence import is_same, steps
from pos.domain.money import Yen
from pos.domain.payment import Direction, HighWaterMark, TransactionRecord


@dataclass(frozen=True, slots=True)
class Claim:
    """A payment that moved money after `Accounted.newest`, whose record nobody has seen: a person said so,
    or (`proved`) the card did. A terminal that has it not contradicts the person."""

    direction: Direction
    amount: Yen
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Accounted:
    """The newest transaction of a terminal that the books account for; None: it had none at all.

    `older` are those before it: a terminal may lag, or not show a cancellation (取消).
    """

    newest: HighWaterMark | None
    older: tuple[HighWaterMark, ...] = ()
    claim: Claim | None = None

    def holds(self, shown: HighWaterMark) -> bool:
        """True for the newest and those before it."""
        before = self.newest is not None and steps(self.newest.sequence, shown.sequence) == -1
        here = self.newest is not None and self.newest.terminal_no == shown.terminal_no
        return (before and here) or any(is_same(shown, each) for each in self._marks())

    def mark(self, shown: HighWaterMark | None) -> HighWaterMark | None:
        """The terminal's newest transaction, which it shows or which the books know better."""
        if self.newest is None or (shown is not None and not self.holds(shown)):
            return shown
        return self.newest

    def booked(self, last: TransactionRecord | None, *, refused: bool) -> HighWaterMark | None:
        """The newest transaction that the books account for, None where the terminal shows another one:
        what came between must not be reversed by itself."""
        if last is None:
            return None
        shown = HighWaterMark.of(last)
        if self.holds(shown):
            return self.newest
        return shown if not refused and self.claims(last) else None

    def claims(self, last: TransactionRecord) -> bool:
        """True where the record is the one that was claimed."""
        if self.claim is None or (last.direction, last.amount) != (self.claim.direction, self.claim.amount):
            return False
        return self.newest is None or steps(self.newest.sequence, last.sequence) == 1

    def _marks(self) -> tuple[HighWaterMark, ...]:
        return self.older if self.newest is None else (self.newest, *self.older)


class Gap(StrEnum):
    """How the terminal's books and ours differ."""

    MOVED = "moved"  # its newest transaction is not in the books
    SKIPPED = "skipped"  # its numbers went on by more than that
    LACKS = "lacks"  # it has not what a person said was paid


@dataclass(frozen=True, slots=True)
class News:
    """Something to tell once; `count` transactions of the terminal are not in the books."""

    gap: Gap
    count: int = 1


def news_of(books: Accounted, last: TransactionRecord, *, refused: bool, shows_cancel: bool) -> News | None:
    """What the terminal's newest transaction tells that the books do not account for."""
    shown, newest = HighWaterMark.of(last), books.newest
    if newest is not None and newest.terminal_no != shown.terminal_no:
        return None  # another terminal: its numbers mean nothing to our books
    if books.holds(shown):
        return News(Gap.LACKS) if _denied(books.claim, shows_cancel) else None
    on = None if newest is None else steps(newest.sequence, shown.sequence)
    if refused and on == 1 and books.claim is not None and not books.claim.proved:
        return News(Gap.LACKS)  # the number of the payment that a person settled was refused
    explained = books.claims(last) or refused or _took_back_unbooked(books, last)
    between = 0 if on is None else _between(books, last, on)
    if between > 0:
        return News(Gap.SKIPPED, between if explained else between + 1)
    return None if explained else News(Gap.MOVED)


def _denied(claim: Claim | None, shows_cancel: bool) -> bool:
    if claim is None or claim.proved:
        return False
    return claim.direction is Direction.CHARGE or shows_cancel


def _between(books: Accounted, last: TransactionRecord, on: int) -> int:
    """Numbers between, without the claimed one and without one that was charged and reversed."""
    known = books.claim is not None or _took_back_unbooked(books, last)
    return max(on - 1, 0) - (1 if known else 0)


def _took_back_unbooked(books: Accounted, last: TransactionRecord) -> bool:
    """A terminal that reversed by itself what came after all that is booked: nothing is left to tell."""
    if last.direction is not Direction.CANCEL or books.newest is None or books.claim is not None:
        return False
    taken, on = steps(books.newest.sequence, last.cancels), steps(books.newest.sequence, last.sequence)
    return taken is not None and on is not None and 1 <= taken < on
