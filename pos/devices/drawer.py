"""The cash drawer, opened by the pulse of an ESC/POS printer."""

from typing import Final

from pos.devices.link import LinkError, OpenLink, serial_line
from pos.errors import DeviceError, Reason
from pos.ports import CashDrawer

# ESC p m t1 t2: pulse on pin 2, 25 * 2 ms on, 250 * 2 ms off (Epson ESC/POS command reference).
KICK: Final = b"\x1bp\x00\x19\xfa"
DRAWER_BAUD_RATE: Final = 9_600  # Epson's factory setting; a drawer needs no more


class EscPosDrawer:
    """A drawer behind an ESC/POS printer. The port is held only for the pulse: the printer shares it."""

    def __init__(self, open_link: OpenLink) -> None:
        self._open_link = open_link

    def open_drawer(self) -> None:
        """Send the pulse. Raises DeviceError PRINTER_UNAVAILABLE (facts: detail)."""
        try:
            link = self._open_link()
            try:
                link.write(KICK)
            finally:
                link.close()
        except LinkError as cause:
            raise DeviceError(Reason.PRINTER_UNAVAILABLE, detail=str(cause), name="") from cause


class NoDrawer:
    """A counter whose drawer opens with its key."""

    def open_drawer(self) -> None:
        return


def open_drawer(port: str) -> CashDrawer:
    """The drawer of the settings; "" is a drawer with a key."""
    return EscPosDrawer(serial_line(port, DRAWER_BAUD_RATE)) if port else NoDrawer()
