"""Questions to a ZVT terminal that move no money: its health, and the balance of a card."""

from typing import Final

from pos.devices.port import LineSilentError
from pos.devices.zvt.answers import card_of, progress_code, refusal_of, standing_of
from pos.devices.zvt.codec import Apdu
from pos.devices.zvt.commands import Control
from pos.devices.zvt.talk import Talk
from pos.devices.zvt.verdicts import ABORTED, SUCCESS, code_name, progress_of
from pos.domain.payment import Declined
from pos.errors import DeviceError, Reason
from pos.ports import CardReading, Health, Notice, Phase, Progress, Stop, Tell

_UNSUPPORTED: Final = "83"
_CARD_INSIDE: Final = 0xDC  # somebody forgot it; the terminal itself is well


class Inquirer:
    """Asks on behalf of the port's operations."""

    def __init__(self, talk: Talk) -> None:
        self._talk = talk

    def health(self, stop: Stop) -> Health:
        """Register anew, ask for the state, and have the host called. Raises LinkError, AnswerError."""
        talk = self._talk
        talk.connect(stop)
        talk.terminal_no = ""  # the installer may have changed the terminal
        talk.forget_registration()
        talk.ready(stop)
        answer = talk.ask(talk.commands.status_enquiry(), stop)
        if answer.ending is None:
            raise LineSilentError("05 01: refused")
        standing = standing_of(answer.ending)
        parts = (
            ("terminal", "ok" if standing.code in (SUCCESS, _CARD_INSIDE) else "error"),
            ("host", self._host(stop)),
            ("clock", "unknown" if talk.offset_s is None else "ok"),
        )
        ok = all(state != "error" for _, state in parts)
        return Health(ok, talk.terminal_no, parts, talk.offset_s or 0, standing.version)

    def balance(self, stop: Stop, tell: Tell) -> CardReading | None:
        """06 03 with its card. Raises LinkError, AnswerError, DeviceError TERMINAL_REFUSED."""
        talk = self._talk
        talk.ready(stop)
        tell(Progress(Phase.LINK_SEND))
        talk.idle = False

        def hear(apdu: Apdu) -> None:
            progress = progress_of(progress_code(apdu)) if apdu.control == Control.PROGRESS else None
            if progress is not None:
                tell(progress)

        tell(Progress(Phase.WAIT_CARD, Notice.TOUCH))
        try:
            answer = talk.ask(
                talk.commands.balance(), stop, within_s=talk.line.timing.completion_s, hear=hear
            )
        except LineSilentError:
            if not stop():
                raise
            talk.stand_by()
            return None
        talk.idle = True
        refusal = _refusal(answer.refusal, answer.results)
        if refusal is not None:
            _raise_unless_nobody(refusal)
            return None
        if not answer.results:
            raise LineSilentError("06 03: no balance")
        brand, last4, balance = card_of(answer.results[-1])
        return CardReading(brand, last4, balance, None, None)

    def reset(self, stop: Stop) -> None:
        """06 18; the terminal starts anew and has to be registered again. Raises LinkError."""
        self._talk.connect(stop)
        self._talk.put_patiently(self._talk.commands.reset(), stop)
        self._talk.lose()

    def _host(self, stop: Stop) -> str:
        """06 70: the terminal calls its host."""
        talk = self._talk
        answer = talk.ask(talk.commands.diagnosis(), stop, within_s=talk.line.timing.completion_s)
        if answer.refusal is None:
            return "ok"
        return "unknown" if answer.refusal.code == _UNSUPPORTED else "error"


def _refusal(ended: Declined | None, results: tuple[Apdu, ...]) -> Declined | None:
    for apdu in results:
        refusal = refusal_of(apdu)
        if refusal is not None:
            return refusal
    return ended


def _raise_unless_nobody(refusal: Declined) -> None:
    """6C is nobody with a card; any other no is told."""
    if refusal.code != code_name(ABORTED):
        raise DeviceError(Reason.TERMINAL_REFUSED, code=refusal.code, message=refusal.message)
