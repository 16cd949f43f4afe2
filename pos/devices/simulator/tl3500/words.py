"""What the simulated TL3500 says, right and wrong: whole frames from its books and its clock."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from pos.devices.simulator.books import Movement, SimulatedCard, card_number
from pos.devices.simulator.scenario import Fault, Scenario, Step
from pos.devices.simulator.tl3500.support import SUPPORT
from pos.devices.simulator.tl3500.wire import Slip, card_report, refusal, told

OTHER_TERMINAL: Final = "OTHER000000001"
# Codes for a card or a scheme that says no (terminals.md §2).
REFUSALS: Final = {
    Fault.REJECT: "6D",
    Fault.CARD_EXPIRED: "6D",
    Fault.CARD_LOCKED: "69",
    Fault.OVER_CAP: "7A",
    Fault.UNFINISHED_FAILED: "0C",
    Fault.LAST_REJECTED: "0A",
}
UNWELL: Final = "OXOO"  # card reader, RF, VAN, server: the RF part has failed


class Words:
    """Frames of one terminal."""

    def __init__(self, scenario: Scenario, today: Callable[[], datetime]) -> None:
        self._scenario = scenario
        self._today = today

    def clock(self) -> datetime:
        """The terminal's own."""
        return self._today() + timedelta(seconds=self._scenario.clock_offset_s)

    def frame(self, job: str, content: bytes = b"", step: Step | None = None) -> bytes:
        """A frame under its number, or under another's where the step has that fault."""
        wrong = step is not None and step.fault is Fault.REPLY_WRONG_TERMINAL
        return told(self._terminal(wrong), self.clock(), job, content)

    def refused(self, job: str, code: str, words: str, step: Step | None = None) -> bytes:
        return self.frame(job, refusal(code, words), step)

    def moved(self, job: str, movement: Movement, step: Step) -> bytes:
        """The answer b, c or l that tells a movement, or something beside it."""
        fault = step.fault
        amount = movement.amount + (step.wrong_by if fault is Fault.REPLY_WRONG_AMOUNT else 0)
        change = amount if movement.kind == "charge" else -amount
        sequence = movement.sequence + (step.wrong_by if fault is Fault.REPLY_WRONG_SEQUENCE else 0)
        if movement.kind == "set_up":
            change = 0
        slip = Slip(
            brand=movement.brand,
            card=card_number(movement.card),
            amount=amount,
            before=movement.before,
            after=max(movement.before - change, 0),
            at=datetime.strptime(movement.at, "%Y%m%d%H%M%S"),  # noqa: DTZ007 - the terminal's own clock
            sequence=sequence % 10**12,
            terminal=self._terminal(fault is Fault.REPLY_WRONG_TERMINAL),
        )
        return self.frame(job, slip.content(), step)

    def card(self, card: SimulatedCard, step: Step) -> bytes:
        at = datetime.strptime(card.last_at, "%Y%m%d%H%M%S") if card.last_at else None  # noqa: DTZ007
        content = card_report(card.brand, card.number, at, card.last_amount, card.balance, card.status)
        return self.frame("d", content, step)

    def nothing_to_cancel(self, step: Step) -> bytes:
        return self.frame("d", card_report("T", "0", None, 0, 0, "0"), step)

    def _terminal(self, wrong: bool) -> str:
        return OTHER_TERMINAL if wrong else self._scenario.terminal or SUPPORT.terminal
