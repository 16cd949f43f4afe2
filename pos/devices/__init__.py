"""Devices of the counter: open them here. What they can do stands in `pos.ports`."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos.devices.drawer import open_drawer
from pos.devices.link import serial_line
from pos.devices.printer import open_printer
from pos.devices.tl3500 import USUAL_BAUD_RATE, Timing, Tl3500Terminal
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.domain.ids import TerminalId
from pos.errors import Reason, SettingsError
from pos.ports import PaymentTerminal

if TYPE_CHECKING:  # the simulator's process starts without reading how settings are read
    from pos.config import TerminalSettings

__all__ = ["open_drawer", "open_printer", "open_terminal"]


def open_terminal(
    settings: "TerminalSettings",
    *,
    clock: Clock,
    monotonic: Callable[[], float] = time.monotonic,
    timing: Timing | None = None,
    address: str | None = None,
) -> PaymentTerminal | None:
    """The configured terminal, None for a counter without one. Its port is opened by the first call.

    `address` replaces the port of the settings (the simulator's, in practice). Raises SettingsError
    SETTINGS_INVALID for an unknown driver or a missing port.
    """
    if settings.driver == "none":
        return None
    if settings.driver != "tl3500":
        raise SettingsError(Reason.SETTINGS_INVALID, key="terminal.driver", value=settings.driver)
    port = address or settings.port
    if not port:
        raise SettingsError(Reason.SETTINGS_INVALID, key="terminal.port", value="")
    return Tl3500Terminal(
        TerminalId(settings.id),
        serial_line(port, settings.baud_rate or USUAL_BAUD_RATE),
        contract=Contract(settings.payment_cap, settings.cancel),
        shows_cancel=settings.last_shows_cancel or address is not None,
        clock=clock,
        monotonic=monotonic,
        timing=timing or Timing(),
        port=port,
    )
