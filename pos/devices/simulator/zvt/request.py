"""One request in the simulated ZVT terminal's hand, and how its fields are read."""

from dataclasses import dataclass, field
from typing import Final

from pos.devices.simulator.scenario import Step
from pos.devices.simulator.voice import Play
from pos.devices.simulator.zvt.fields import FieldsError, number, read_fields
from pos.devices.simulator.zvt.wire import Apdu

REGISTRATION: Final = 0x0600
CHARGE: Final = 0x0601
LOG_OFF: Final = 0x0602
BALANCE: Final = 0x0603
TOTALS: Final = 0x0610
RESET: Final = 0x0618
REPEAT: Final = 0x0620
REVERSAL: Final = 0x0630
REFUND: Final = 0x0631
END_OF_DAY: Final = 0x0650
DIAGNOSIS: Final = 0x0670
SET_CLOCK: Final = 0x0691
ABORT: Final = 0x06B0
STATUS: Final = 0x0501
MOVES_MONEY: Final = frozenset({CHARGE, REVERSAL, REFUND})
NEEDS_CARD: Final = MOVES_MONEY | {BALANCE}
_PASSWORD: Final = frozenset({REGISTRATION, TOTALS, REPEAT, REVERSAL, REFUND, END_OF_DAY, STATUS})
_PASSWORD_BYTES: Final = 3
_CONFIG_AND_CURRENCY: Final = 3  # without tags; the fields of a registration come after its currency
_WANTED: Final = {CHARGE: 0x04, REFUND: 0x04, REVERSAL: 0x87}


@dataclass(eq=False)
class Request:
    """One request in hand. Its step is drawn when its bytes are first seen and stays with them."""

    apdu: Apdu
    play: Play
    fields: dict[int, bytes] = field(default_factory=dict)
    copies: int = 0
    started: bool = False
    waiting: bool = False  # for a card: 06 B0 still ends it
    stopped: bool = False
    over: bool = False
    heard: bool = False  # the counter has answered: the same bytes would be a new request
    touches: int = 0

    @property
    def step(self) -> Step:
        return self.play.step

    @property
    def amount(self) -> int:
        """Yen. Raises FieldsError."""
        return number(self.fields.get(0x04, b""))


def fields_of(apdu: Apdu) -> dict[int, bytes]:
    """The fields behind the password, where the command has one. Raises FieldsError."""
    content = apdu.content
    if apdu.control in _PASSWORD:
        number(content[:_PASSWORD_BYTES])
        if len(content) < _PASSWORD_BYTES:
            raise FieldsError("no password")
        content = content[_PASSWORD_BYTES:]
    if apdu.control == REGISTRATION:
        content = content[_CONFIG_AND_CURRENCY:]
    fields = read_fields(content)
    wanted = _WANTED.get(apdu.control)
    if wanted is not None and (wanted not in fields or number(fields[wanted]) == 0):
        raise FieldsError(f"field {wanted:02x} is missing")
    return fields
