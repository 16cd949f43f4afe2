"""What the simulated terminal remembers and what truly left the cards: the ground truth of tests.

Written as JSON after each change, replaced in one step, so that it survives a kill like the memory
of a real terminal does. Card numbers are made from their index and are never written.
"""

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path

FORMAT = 1


@dataclass
class SimulatedCard:
    """A prepaid card: brand letter of the protocol, balance in yen, its last transaction."""

    index: int
    brand: str
    balance: int
    last_at: str = ""
    last_amount: int = 0
    status: str = "0"

    @property
    def number(self) -> str:
        return card_number(self.index)


@dataclass
class Movement:
    """A transaction as the terminal numbers it: value that left a card ("charge"), went back ("cancel"), or
    did not move ("declined", with its `code`). `cancels` is the `sequence` that was taken back.

    `by_itself`: the terminal took it back unasked (ZVT auto-reversal). A sequence of 0 is no number.
    """

    kind: str
    sequence: int
    amount: int
    at: str
    card: int
    card_last4: str
    brand: str
    before: int
    after: int
    cancels: int = 0
    cancelled: bool = False
    receipt: int = 0
    code: str = ""
    by_itself: bool = False


# What the fitter left behind: no terminal comes to a counter without a transaction to remember.
SET_UP = Movement("set_up", 0, 0, "20260401090000", -1, "0000", "T", 0, 0)
LIMIT = 999_999_999_999


@dataclass
class Books:
    """Cards and movements; `steps_done` and `inquiries_done` are how far the scenario was played.

    Numbers start again at 1 after `sequence_limit` and `receipt_limit`, which the protocol sets.
    """

    path: Path | None = None
    cards: list[SimulatedCard] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=lambda: [replace(SET_UP)])
    steps_done: int = 0
    inquiries_done: list[int] = field(default_factory=list)
    settled: int = 0  # movements before this one belong to an earlier end of day
    sequence_limit: int = LIMIT
    receipt_limit: int = LIMIT

    @classmethod
    def load(cls, path: Path | None) -> "Books":
        """From the file, empty where there is none. Raises ValueError for a foreign file."""
        if path is None or not path.exists():
            return cls(path)
        stored = json.loads(path.read_text("utf-8"))
        if not isinstance(stored, dict) or stored.get("format") != FORMAT:
            raise ValueError(f"{path} is no book of this simulator")
        return cls(
            path,
            [SimulatedCard(**each) for each in stored["cards"]],
            [Movement(**each) for each in stored["movements"]],
            stored["steps_done"],
            stored.get("inquiries_done", []),
            stored.get("settled", 0),
        )

    @property
    def last(self) -> Movement | None:
        """The newest transaction with a number, declined ones too."""
        return next(
            (each for each in reversed(self.movements) if each.sequence or each.kind == "set_up"), None
        )

    @property
    def today(self) -> list[Movement]:
        """Since the last end of day."""
        return self.movements[self.settled :]

    @property
    def total(self) -> int:
        """Yen that left the cards, cancellations taken off: what the ward is owed."""
        signs = {"charge": 1, "cancel": -1}
        return sum(each.amount * signs.get(each.kind, 0) for each in self.movements)

    def issue_card(self, brand: str, balance: int) -> SimulatedCard:
        card = SimulatedCard(len(self.cards), brand, balance)
        self.cards.append(card)
        return card

    def charge(self, card: SimulatedCard, amount: int, at: datetime) -> Movement:
        """Take `amount` from the card; the balance must suffice."""
        return self._move("charge", card, amount, -amount, at)

    def cancel(self, original: Movement, at: datetime, *, by_itself: bool = False) -> Movement:
        """Give a charge back to its card."""
        original.cancelled = True
        movement = self._move("cancel", self.cards[original.card], original.amount, original.amount, at)
        movement.cancels, movement.by_itself = original.sequence, by_itself
        self.save()
        return movement

    def decline(
        self, card: SimulatedCard, amount: int, at: datetime, code: str, *, numbered: bool = True
    ) -> Movement:
        """Nothing moved; `numbered` where the protocol counts declined transactions too."""
        movement = self._move("declined", card, amount, 0, at, numbered=numbered)
        movement.code = code
        self.save()
        return movement

    def refund(self, card: SimulatedCard, amount: int, at: datetime) -> Movement:
        """Value put on a card without naming a charge."""
        return self._move("cancel", card, amount, amount, at)

    def start_at(self, number: int) -> None:
        """The terminal's newest number, where it has none of its own yet."""
        if len(self.movements) == 1 and self.movements[0].kind == "set_up":
            self.movements[0].sequence = self.movements[0].receipt = number

    def settle(self) -> list[Movement]:
        """End of day: what belonged to it; the next day starts empty."""
        day, self.settled = self.today, len(self.movements)
        self.save()
        return day

    def save(self) -> None:
        if self.path is None:
            return
        stored = {
            "format": FORMAT,
            "total": self.total,
            "steps_done": self.steps_done,
            "inquiries_done": self.inquiries_done,
            "settled": self.settled,
            "movements": [asdict(each) for each in self.movements],
            "cards": [asdict(each) for each in self.cards],
        }
        new = self.path.with_name(self.path.name + ".new")
        new.write_text(json.dumps(stored, ensure_ascii=False, indent=1), "utf-8")
        new.replace(self.path)

    def _move(
        self, kind: str, card: SimulatedCard, amount: int, change: int, at: datetime, *, numbered: bool = True
    ) -> Movement:
        before, card.balance = card.balance, card.balance + change
        sequence, receipt = self._next() if numbered else (0, 0)
        movement = Movement(
            kind, sequence, amount, f"{at:%Y%m%d%H%M%S}", card.index, card.number[-4:], card.brand, before,
            card.balance, receipt=receipt,
        )  # fmt: skip
        if kind != "declined":
            card.last_at, card.last_amount = movement.at, amount
            card.status = "O" if kind == "charge" else "X"
        self.movements.append(movement)
        self.save()
        return movement

    def _next(self) -> tuple[int, int]:
        newest = self.last
        if newest is None:
            return 1, 1
        return newest.sequence % self.sequence_limit + 1, newest.receipt % self.receipt_limit + 1


def card_number(index: int) -> str:
    """A made-up 16-digit number, the same for the same index on every run."""
    digits = int.from_bytes(sha256(f"simulated card {index}".encode()).digest()[:6], "big")
    return f"101001{digits % 10**10:010d}"
