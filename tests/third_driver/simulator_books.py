"""What a simulated SAKURA terminal keeps for itself: cards, transactions, slip numbers, totals."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

TOKYO = timezone(timedelta(hours=9))
LAST_SLIP = 99_999
FULL = 10_000  # yen on every card


@dataclass
class Card:
    number: str
    balance: int = FULL
    brand: str = "01"


@dataclass(frozen=True)
class Entry:
    """One transaction: approved ("000"), unfinished ("404"), or refused after it had been unfinished."""

    code: str
    kind: str
    slip_no: int
    amount: int
    card: str
    brand: str
    before: int
    after: int
    at: datetime
    cancels: int = 0


class Books:
    """The truth of every test. Money moves here and nowhere else."""

    def __init__(self, first_slip: int) -> None:
        self.terminal_no = "70010042"
        self.entries: list[Entry] = []
        self.cards: list[Card] = []
        self._slip = first_slip - 1
        self._settled = 0  # how many entries were in the last 日計

    def next_card(self) -> Card:
        """Every visitor brings another one."""
        card = Card(f"69001234817263{len(self.cards) + 10:02d}"[:16])
        self.cards.append(card)
        return card

    def pay(self, card: Card, amount: int, *, code: str = "000", takes: bool = True) -> Entry:
        before = card.balance
        card.balance -= amount if takes else 0
        return self._add(Entry(code, "P", 0, amount, card.number, card.brand, before, card.balance, clock()))

    def cancel(self, slip_no: int, amount: int) -> Entry | None:
        """The last payment goes back; None where it is another one."""
        last = self.last()
        if last is None or (last.code, last.kind, last.slip_no, last.amount) != ("000", "P", slip_no, amount):
            return None
        card = next(each for each in self.cards if each.number == last.card)
        before, card.balance = card.balance, card.balance + amount
        entry = Entry("000", "C", 0, amount, card.number, card.brand, before, card.balance, clock(), slip_no)
        return self._add(entry)

    def finish(self, code: str) -> Entry:
        """What became of the last one, which was unfinished."""
        self.entries[-1] = replace(self.entries[-1], code=code)
        return self.entries[-1]

    def last(self) -> Entry | None:
        return self.entries[-1] if self.entries else None

    def charges(self) -> list[int]:
        return [each.amount for each in self.entries if each.kind == "P" and each.before > each.after]

    def taken(self) -> int:
        return sum(each.before - each.after for each in self.entries)

    def totals(self, *, settle: bool) -> Iterator[tuple[str, int, int]]:
        """Brand, count, amount since the last 日計."""
        counted = [each for each in self.entries[self._settled :] if each.code == "000"]
        self._settled = len(self.entries) if settle else self._settled
        for brand in sorted({each.brand for each in counted}):
            of_brand = [each for each in counted if each.brand == brand]
            yield brand, len(of_brand), sum(each.before - each.after for each in of_brand)

    def _add(self, entry: Entry) -> Entry:
        self._slip = self._slip % LAST_SLIP + 1
        numbered = replace(entry, slip_no=self._slip)
        self.entries.append(numbered)
        return numbered


def clock() -> datetime:
    return datetime.now(TOKYO).replace(microsecond=0)
