"""What a terminal has told of one request so far, and whether that settles it already."""

from dataclasses import dataclass, field, replace

from pos.devices.masking import starred_lines
from pos.devices.zvt.talk import MAX_SLIP
from pos.devices.zvt.verdicts import refused
from pos.domain.payment import Approved, Declined, Outcome, Unknown, UnknownCause
from pos.ports import Received, Stop, Tell


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asked for it: may stop it, sees its progress, notes its result before it is acknowledged."""

    stop: Stop
    tell: Tell
    received: Received


@dataclass(slots=True)
class Found:
    """Filled by the conversation, message by message."""

    approved: Approved | None = None
    stands: bool = False  # the terminal has our 80 00 00 for it
    refusal: Declined | None = None
    certain: bool = False  # that refusal names our transaction: no money can move for it any more
    named: bool = False  # the result names our transaction, whatever it says of it
    doubt: Unknown | None = None
    reversing: bool = False  # the terminal says that it takes the payment back, or gives it up
    card_seen: bool = False
    ended: bool = False  # 06 0F or 06 1E was said
    lines: list[str] = field(default_factory=list)

    @property
    def has_result(self) -> bool:
        return self.approved is not None or self.refusal is not None or self.doubt is not None

    @property
    def slip(self) -> tuple[str, ...]:
        """The printed lines without the paper feed at their end, card numbers starred."""
        last = max((at for at, line in enumerate(self.lines) if line), default=-1)
        return starred_lines(self.lines[: last + 1])

    def print(self, lines: tuple[str, ...]) -> None:
        """Keep what we were asked to print, within reason."""
        self.lines += lines[: MAX_SLIP - len(self.lines)]

    def settled(self, *, stopped: bool) -> Outcome | None:
        """The outcome where nothing that may still happen on the line can change it."""
        if self.doubt is not None:
            return self.doubt
        if self.approved is not None and self.reversing:
            return Unknown(UnknownCause.WRONG_ANSWER, "approved, then taken back or given up")
        if self.approved is not None and self.stands:
            return replace(self.approved, slip=self.slip)
        if self.certain and self.refusal is not None:
            outcome = refused(self.refusal, stopped=stopped)
            return replace(outcome, slip=self.slip) if isinstance(outcome, Declined) else outcome
        return None
