"""Devices of the counter: open them here. What they can do stands in `pos.ports`."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from pos.devices.conversation import Conversation, Unrecorded
from pos.devices.drawer import open_drawer
from pos.devices.drivers import Wiring, driver, refused
from pos.devices.printer import open_printer
from pos.domain.brands import Contract
from pos.domain.days import Clock
from pos.ports import PaymentTerminal
from pos.wording import settings as words

if TYPE_CHECKING:  # the simulator's process starts without reading how settings are read
    from pos.config import TerminalSettings

__all__ = ["open_drawer", "open_printer", "open_terminal"]


def open_terminal(
    settings: "TerminalSettings",
    *,
    clock: Clock,
    contract: Contract | None = None,
    conversation: Conversation = Unrecorded(),  # noqa: B008 - keeps nothing
    monotonic: Callable[[], float] = time.monotonic,
    timing: object | None = None,
    address: str | None = None,
) -> PaymentTerminal | None:
    """The configured terminal, None for a counter without one. Its port is opened by the first call.

    `contract` None: cap and cancel rule of the settings for every brand. `timing` is the driver's own
    type, None for its usual times. `address` replaces the port of the settings (the simulator's, in
    practice). Raises SettingsError SETTINGS_INVALID (facts: file, line, key, problem) for an unknown
    driver or a missing port.
    """
    if settings.driver == "none":
        return None
    open_driver, port = driver(settings.driver), address or settings.port
    if not port:
        raise refused("port", words.PORT_REQUIRED)
    return open_driver(
        Wiring(
            settings=settings,
            port=port,
            contract=contract or Contract(settings.payment_cap, settings.cancel),
            clock=clock,
            monotonic=monotonic,
            conversation=conversation,
            timing=timing,
            simulated=address is not None,
        )
    )
