"""A SAKURA terminal in a thread behind TCP, written from the protocol sheet alone."""

from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from tests.conformance.happenings import Happening
from tests.third_driver.simulator_books import Books, Card, Entry, clock
from tests.third_driver.simulator_wire import Wire

TICK = 0.01
PATIENCE = 0.4  # how long it waits for a card that does not come
REPEAT = 0.15  # ten seconds of the sheet
REPEATS = 3
DEAF = 1.3  # longer than the driver of the tests waits
LATE = 1.3
CUT = 0.5
FINAL = 0.3  # sixty seconds of the sheet
DOTS = b" " * 16


class Own(StrEnum):
    """What only this terminal can do."""

    UNFINISHED = "404, and nothing after it"
    UNFINISHED_TAKEN = "404, later 000"
    UNFINISHED_REFUSED = "404, later C11"
    CENTRE_AWAY = "C12"
    UNKNOWN_CODE = "a code that is on no sheet"
    TOUCH_AGAIN = "the card left the field too early"
    SLOW = "the card is read, and the centre takes its time"
    ENDLESS = "the card is read, and the centre never answers"
    STOP_NUMBER = "nobody comes, and the answer to 13 bears the number of 13"
    IN_PIECES = "everything in pieces of three bytes, after line noise"


@dataclass
class Order:
    """A 10 or 20 that runs."""

    number: str
    amount: int
    kind: str = "P"
    cancels: int = 0
    answers_stop: bool = False


class Simulator:
    """Plays the happenings in order, one for each payment; after them every card pays."""

    def __init__(self, happenings: Sequence[Happening | Own] = (), first_slip: int = 99_999) -> None:
        self.books = Books(first_slip)
        self.acknowledged: list[int] = []  # slip numbers
        self.repeated = 0
        self.deaf_s = DEAF
        self.commands: list[str] = []
        self._script = deque(happenings)
        self._state = 0
        self._order: Order | None = None
        self._unacknowledged: bytes | None = None
        self._wire = Wire(self._heard)

    def __enter__(self) -> Self:
        self._wire.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._wire.end()

    @property
    def address(self) -> str:
        return self._wire.address

    def charges(self) -> Sequence[int]:
        return self.books.charges()

    def taken(self) -> int:
        return self.books.taken()

    def card_numbers(self) -> Sequence[str]:
        return [each.number for each in self.books.cards]

    def _heard(self, command: str, number: str, body: bytes) -> None:
        self.commands.append(command)
        answers: dict[str, Callable[[str, bytes], None]] = {
            "01": self._tell_state,
            "10": self._pay,
            "12": self._acknowledge,
            "13": self._stop,
            "20": self._cancel,
            "30": self._tell_last,
            "40": self._tell_balance,
            "50": self._tell_totals,
            "51": self._tell_totals,
        }
        if command == "51":
            self._send("52", number, self._totals(settle=True))
        else:
            answers[command](number, body)

    def _tell_state(self, number: str, _body: bytes) -> None:
        text = f"{self._state}{self.books.terminal_no}{clock():%Y%m%d%H%M%S}"
        self._send("01", number, text.encode())

    def _tell_totals(self, number: str, _body: bytes) -> None:
        self._send("52", number, self._totals(settle=False))

    def _totals(self, *, settle: bool) -> bytes:
        groups = self.books.totals(settle=settle)
        return "".join(f"{brand}{count:04d}{amount:09d}" for brand, count, amount in groups).encode()

    def _tell_balance(self, number: str, _body: bytes) -> None:
        if self._script and self._script[0] is Happening.NOBODY_COMES:
            self._order, self._state = Order(number, 0), 1
            self._wire.after(PATIENCE, self._nobody_came)
            return
        card, last = self.books.next_card(), self.books.last()
        masked = "*" * 12 + card.number[-4:]
        at = last.at if last else clock()
        text = f"{card.brand}{masked}{card.balance:07d}{last.amount if last else 0:07d}{at:%Y%m%d%H%M%S}"
        self._send("41", number, text.encode())

    def _tell_last(self, number: str, _body: bytes) -> None:
        last = self.books.last()
        if last is None:
            self._send("31", number, b"")
        else:
            self._send("11", number, self._result(last))

    def _acknowledge(self, number: str, body: bytes) -> None:
        self.acknowledged.append(int(body))
        self._unacknowledged = None

    def _stop(self, number: str, _body: bytes) -> None:
        if self._state == 1 and self._order is not None:
            self._wire.forget()
            self._order.number = number if self._order.answers_stop else self._order.number
            self._nobody_came()
        elif self._state == 0:
            self._refuse(number, "T01", 0)

    def _cancel(self, number: str, body: bytes) -> None:
        self._order, self._state = Order(number, int(body[5:]), "C", int(body[:5])), 1
        self._progress("T")
        self._wire.after(TICK, self._take_back)

    def _take_back(self) -> None:
        assert self._order is not None
        self._progress("P")
        entry = self.books.cancel(self._order.cancels, self._order.amount)
        if entry is None:
            self._end_refused("C11")
        else:
            self._end(self._result(entry))

    def _pay(self, number: str, body: bytes) -> None:
        happening = self._script.popleft() if self._script else Happening.PAYS
        if happening is Happening.DEAD:
            self._wire.deaf(self.deaf_s)
            return
        self._order, self._state = Order(number, int(body)), 1
        if happening is Own.IN_PIECES:
            self._wire.pieces = 3
            self._wire.send_raw(b"\xffnoise 6900123481726310")
        self._progress("T")
        if happening is Own.STOP_NUMBER:
            self._order.answers_stop = True
        elif happening is Happening.NOBODY_COMES:
            self._wire.after(PATIENCE, self._nobody_came)
        elif happening is Happening.SILENT:
            self._state, self._order = 0, None
            self._wire.deaf(self.deaf_s)
        else:
            self._wire.after(0.0 if happening is Own.SLOW else TICK, lambda: self._touched(happening))

    def _touched(self, happening: Happening | Own) -> None:
        if happening is Own.TOUCH_AGAIN:
            self._progress("P")
            self._progress("R")
            self._wire.after(TICK, lambda: self._touched(Happening.PAYS))
            return
        self._state = 2
        self._progress("P")
        if happening is Own.ENDLESS:
            return
        slow = happening is Own.SLOW
        self._wire.after(FINAL if slow else TICK, lambda: self._decide(happening))

    def _decide(self, happening: Happening | Own) -> None:
        assert self._order is not None
        refusals = {
            Happening.BALANCE_SHORT: "L09",
            Happening.REFUSED: "C11",
            Own.CENTRE_AWAY: "C12",
            Own.UNKNOWN_CODE: "E77",
        }
        card = self.books.next_card()
        if happening in refusals:
            self._end_refused(refusals[happening], card)
        elif happening in (Own.UNFINISHED, Own.UNFINISHED_TAKEN, Own.UNFINISHED_REFUSED):
            self._leave_unfinished(happening, card)
        elif happening is Happening.CUT_BEFORE:
            self._lose_power()
        else:
            self._answer_oddly(happening, self.books.pay(card, self._order.amount))

    def _answer_oddly(self, happening: Happening | Own, entry: Entry) -> None:
        """Taken right; what reaches the counter is another matter."""
        if happening is Happening.CUT_AFTER:
            self._lose_power()
        elif happening is Happening.REPLY_LOST:
            self._state, self._order = 0, None
        elif happening is Happening.LATE_REPLY:
            self._wire.after(LATE, lambda: self._end(self._result(entry)))
        elif happening is Happening.WRONG_AMOUNT:
            self._end(self._result(entry, amount=entry.amount + 1))
        elif happening is Happening.OTHER_TERMINAL:
            self._end(self._result(entry, terminal_no="70019999"))
        else:
            self._end(self._result(entry))

    def _leave_unfinished(self, happening: Happening | Own, card: Card) -> None:
        assert self._order is not None
        taken = happening is Own.UNFINISHED_TAKEN
        entry = self.books.pay(card, self._order.amount, code="404", takes=taken)
        number = self._order.number
        self._send("11", number, self._result(entry))
        self._wire.after(REPEAT / 2, lambda: self._send("11", number, self._result(entry)))
        self._state = 0
        if happening is not Own.UNFINISHED:
            code = "000" if taken else "C11"
            self._wire.after(FINAL, lambda: self._end(self._result(self.books.finish(code))))

    def _lose_power(self) -> None:
        self._state, self._order = 0, None
        self._wire.forget()
        self._wire.cut(CUT)

    def _nobody_came(self) -> None:
        self._end_refused("T01")

    def _end_refused(self, code: str, card: Card | None = None) -> None:
        assert self._order is not None
        self._refuse(self._order.number, code, self._order.amount, card)

    def _refuse(self, number: str, code: str, amount: int, card: Card | None = None) -> None:
        kind = self._order.kind if self._order else "P"
        brand, shown = (card.brand, card.number) if card else ("00", DOTS.decode())
        balance = f"{card.balance:07d}" * 2 if card else " " * 14
        head = f"{code}{kind}00000{self.books.terminal_no}{amount:08d}{brand}{shown}{balance}"
        self._order = self._order or Order(number, amount)
        self._end(f"{head}{clock():%Y%m%d%H%M%S}".encode() + slip_text("お取扱いできません", shown))

    def _result(self, entry: Entry, *, amount: int | None = None, terminal_no: str | None = None) -> bytes:
        said = entry.amount if amount is None else amount
        head = f"{entry.code}{entry.kind}{entry.slip_no:05d}{terminal_no or self.books.terminal_no}{said:08d}"
        money = f"{entry.brand}{entry.card}{entry.before:07d}{entry.after:07d}{entry.at:%Y%m%d%H%M%S}"
        return (head + money).encode() + slip_text(f"お支払 ¥{said}".replace("¥", "￥"), entry.card)

    def _end(self, body: bytes) -> None:
        """The order is over; 11 is repeated until it is acknowledged."""
        assert self._order is not None
        number, self._order, self._state = self._order.number, None, 0
        self._unacknowledged = body
        self._send("11", number, body)
        for turn in range(1, REPEATS + 1):
            self._wire.after(REPEAT * turn, lambda: self._repeat(number, body))

    def _repeat(self, number: str, body: bytes) -> None:
        if self._unacknowledged is body:
            self.repeated += 1
            self._send("11", number, body)

    def _progress(self, step: str) -> None:
        assert self._order is not None
        self._send("19", self._order.number, step.encode())

    def _send(self, command: str, number: str, body: bytes) -> None:
        with suppress(OSError):
            self._wire.send(command, number, body)


def slip_text(title: str, card: str) -> bytes:
    """As the terminal has it printed: the card number in the clear, and once more in groups."""
    groups = " ".join(card[at : at + 4] for at in range(0, 16, 4))
    return "\n".join(("交通系IC ご利用票", title, f"カード番号 {card}", groups)).encode("shift_jis")
