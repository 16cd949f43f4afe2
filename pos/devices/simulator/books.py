"""What the simulated terminal remembers and what truly left the cards: the ground truth of tests.

Written as JSON after each change, replaced in one step, so that it survives a kill like the memory
of a real terminal does. Card numbers are made from their index and are never written.
"""

import json
from dataclasses import asdict, dataclass, field
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
    """Value that left a card ("charge") or went back ("cancel"), as the terminal numbers it."""

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


# What the fitter left behind: no terminal comes to a counter without a transaction to remember.
SET_UP = Movement("set_up", 0, 0, "20260401090000", -1, "0000", "T", 0, 0)


@dataclass
class Books:
    """Cards and movements; `steps_done` is how far the scenario was played."""

    path: Path | None = None
    cards: list[SimulatedCard] = field(default_factory=list)
    movements: list[Movement] = field(default_factory=lambda: [SET_UP])
    steps_done: int = 0

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
        )

    @property
    def last(self) -> Movement | None:
        return self.movements[-1] if self.movements else None

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

    def cancel(self, original: Movement, at: datetime) -> Movement:
        """Give a charge back to its card."""
        original.cancelled = True
        movement = self._move("cancel", self.cards[original.card], original.amount, original.amount, at)
        movement.cancels = original.sequence
        self.save()
        return movement

    def save(self) -> None:
        if self.path is None:
            return
        stored = {
            "format": FORMAT,
            "total": self.total,
            "steps_done": self.steps_done,
            "movements": [asdict(each) for each in self.movements],
            "cards": [asdict(each) for each in self.cards],
        }
        new = self.path.with_name(self.path.name + ".new")
        new.write_text(json.dumps(stored, ensure_ascii=False, indent=1), "utf-8")
        new.replace(self.path)

    def _move(self, kind: str, card: SimulatedCard, amount: int, change: int, at: datetime) -> Movement:
        before, card.balance = card.balance, card.balance + change
        sequence = self.movements[-1].sequence + 1 if self.movements else 1
        movement = Movement(
            kind, sequence, amount, f"{at:%Y%m%d%H%M%S}", card.index, card.number[-4:], card.brand, before,
            card.balance,
        )  # fmt: skip
        card.last_at, card.last_amount = movement.at, amount
        card.status = "O" if kind == "charge" else "X"
        self.movements.append(movement)
        self.save()
        return movement


def card_number(index: int) -> str:
    """A made-up 16-digit number, the same for the same index on every run."""
    digits = int.from_bytes(sha256(f"simulated card {index}".encode()).digest()[:6], "big")
    return f"101001{digits % 10**10:010d}"
