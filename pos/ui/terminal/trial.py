"""接続を試す and what goes with it: plain functions for the lane, no widget."""

from typing import TYPE_CHECKING, Final

from pos.config import Settings, TerminalSettings
from pos.errors import EntryError, Reason, RefusedError, SettingsError
from pos.ports import Health, Stop
from pos.system import now

if TYPE_CHECKING:
    from pos.devices.link import PortInfo
    from pos.ports import PaymentTerminal

TRYING: Final = "端末につないでいます…"
DRIVER_LABEL: Final = "端末の種類"


def machine_ports() -> "tuple[PortInfo, ...]":
    """The serial ports that this machine has now; none where the system does not tell."""
    from pos.devices.link import LinkError, list_ports  # pyserial is not needed before the first paint

    try:
        return list_ports()
    except LinkError:
        return ()


def try_terminal(terminal: TerminalSettings, in_use: "PaymentTerminal | None", stop: Stop) -> Health:
    """Ask a terminal that is not the counter's yet; `in_use` lets go of its port first (the next
    call takes it again). Raises RefusedError TERMINAL_NOT_CONFIGURED, EntryError, SettingsError, DeviceError.
    """
    if in_use is not None:
        in_use.close()
    other = _opened(terminal)
    if other is None:
        raise RefusedError(Reason.TERMINAL_NOT_CONFIGURED)
    try:
        return other.check_health(stop=stop)
    finally:
        other.close()


def health_words(health: Health) -> str:
    """What a trial has shown, in one line."""
    number = f"端末識別番号 {health.terminal_no}" if health.terminal_no.strip() else "端末識別番号なし"
    version = f"　版 {health.version}" if health.version else ""
    return f"{'✓ つながりました' if health.ok else '！ つながりましたが、異常があります'}。{number}{version}"


def must_open(settings: Settings) -> None:
    """Everything that opening the counter would refuse, before it is closed. Raises EntryError where an
    installed driver cannot be loaded, SettingsError."""
    from pos.contract_file import contract_of

    contract_of(settings)
    if not settings.practice:
        terminal = _opened(settings.terminal)
        if terminal is not None:
            terminal.close()


def _opened(terminal: TerminalSettings) -> "PaymentTerminal | None":
    """No port is opened yet. A driver that cannot be loaded is no mistake in a file that somebody wrote."""
    from pos.devices import open_terminal

    try:
        return open_terminal(terminal, clock=now)
    except SettingsError as error:
        if error.facts.get("key") != "terminal.driver":
            raise
        problem = error.facts.get("problem")
        raise EntryError(Reason.ENTRY_REFUSED, label=DRIVER_LABEL, problem=problem) from error
