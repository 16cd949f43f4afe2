"""A byte line to a device: serial port or pyserial URL. The only file that imports pyserial.

One thread opens, reads, writes and closes a line. pyserial's many exceptions become `LinkError`.
"""

import os
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

import serial

from pos.wording import ports as words

if TYPE_CHECKING:
    from serial.tools.list_ports_common import ListPortInfo

READ_SLICE_S: Final = 0.2  # longest wait of one read; then the caller asks stop(). 0.1 takes twice the CPU
WRITE_TIMEOUT_S: Final = 2.0  # 67 bytes at 9600 take 70 ms; a stuck driver must not hang the lane
_CHUNK: Final = 4096
BY_IDENTITY: Final = "hwgrep://"  # pyserial's scheme: a port by what is plugged in, not by its name


class LinkError(Exception):
    """The line could not be opened, or was lost; the text is for the technician."""


class Link(Protocol):
    """What a conversation needs of a line."""

    def read(self, timeout_s: float) -> bytes:
        """What arrived, waiting at most min(timeout_s, READ_SLICE_S); b"" where nothing did.

        Raises LinkError once the line is lost.
        """

    def write(self, content: bytes) -> None:
        """Send all of it. Raises LinkError."""

    def drain(self) -> bytes:
        """What lies ready, without waiting. Raises LinkError."""

    def close(self) -> None:
        """Give the port back. Idempotent, never raises."""


OpenLink = Callable[[], Link]


class SerialLink:
    """Eight bits without parity and flow control on COM3, /dev/ttyUSB0, socket://host:port, or on
    hwgrep://VID:PID=0403:6001 SER=A1: the port of that device, whatever name it has today."""

    def __init__(self, port: str, baud_rate: int, stop_bits: int = 1) -> None:
        """Opens the port; bytes that came before are dropped. Raises LinkError."""
        self._port = port
        device = device_at(port)
        alone = True if os.name == "posix" and "://" not in device else None  # a second opener steals answers
        try:
            self._serial = serial.serial_for_url(
                device,
                baudrate=baud_rate,
                stopbits=stop_bits,
                timeout=READ_SLICE_S,
                write_timeout=WRITE_TIMEOUT_S,
                exclusive=alone,
            )
        except (OSError, ValueError) as cause:  # SerialException and PermissionError are OSErrors
            raise LinkError(f"{port}: {cause}") from cause
        self._is_socket = port.startswith("socket://")

    def read(self, timeout_s: float) -> bytes:
        """See `Link.read`; takes all that is there at once, never byte by byte (performance.md §6)."""
        try:
            if self._is_socket:
                return self._read_socket(timeout_s)
            self._wait_at_most(timeout_s)
            return bytes(self._serial.read(self._serial.in_waiting or 1))
        except (OSError, TypeError) as cause:  # TypeError: pyserial after a close elsewhere
            raise LinkError(f"{self._port}: {cause}") from cause

    def write(self, content: bytes) -> None:
        """See `Link.write`."""
        try:
            self._serial.write(content)
        except OSError as cause:
            raise LinkError(f"{self._port}: {cause}") from cause

    def drain(self) -> bytes:
        """See `Link.drain`."""
        try:
            if self._is_socket:
                return self._read_socket(0.0)
            waiting = self._serial.in_waiting
            return bytes(self._serial.read(waiting)) if waiting else b""
        except (OSError, TypeError) as cause:
            raise LinkError(f"{self._port}: {cause}") from cause

    def close(self) -> None:
        """See `Link.close`."""
        try:
            self._serial.close()
        except OSError:
            return  # the device is gone; there is nothing left to give back

    def _wait_at_most(self, timeout_s: float) -> None:
        """Set the port's timeout, only when it changes: each change is a termios call."""
        wanted = READ_SLICE_S if timeout_s >= READ_SLICE_S else max(timeout_s, 0.0)
        if wanted != self._serial.timeout:
            self._serial.timeout = wanted

    def _read_socket(self, timeout_s: float) -> bytes:
        """pyserial reports at most one waiting byte for a socket: wait for it, then take the rest."""
        self._wait_at_most(timeout_s)
        first = bytes(self._serial.read(1))
        if not first:
            return b""
        self._serial.timeout = 0.0
        return first + bytes(self._serial.read(_CHUNK))


def serial_line(port: str, baud_rate: int, stop_bits: int = 1) -> OpenLink:
    """A way to open `port` again and again: at start, and after the line was lost. A port that is named
    by what is plugged in is looked for each time: its name may have changed."""
    return lambda: SerialLink(port, baud_rate, stop_bits)


@dataclass(frozen=True, slots=True)
class PortInfo:
    """A serial port that is there now. `address` goes into the settings: the device's identity where it
    has one, so that it is found again under another name."""

    address: str
    device: str  # COM3, /dev/ttyUSB0: today's name
    description: str
    identity: str  # "USB 0403:6001 A1B2C3"; empty for a port without one


def list_ports() -> tuple[PortInfo, ...]:
    """The serial ports of this machine, by name."""
    found = _plugged_in()
    return tuple(
        PortInfo(_address(each, found), each.device, _description(each), _identity(each))
        for each in sorted(found, key=lambda port: port.device)
    )


def device_at(port: str) -> str:
    """The device that an address means now. Raises LinkError where none, or more than one, is that one:
    which of two terminals takes the money is never guessed."""
    if not port.startswith(BY_IDENTITY):
        return port
    wanted = port.removeprefix(BY_IDENTITY).strip()
    found = _plugged_in()
    exact = [each.device for each in found if _has_words(each, wanted.split())]
    devices = exact or [each.device for each in found if _fits(each, wanted)]
    if len(set(devices)) != 1:
        said = words.SEVERAL.format(devices="、".join(sorted(devices))) if devices else words.NONE
        raise LinkError(f"{port}: {said}")
    return devices[0]


def _plugged_in() -> "list[ListPortInfo]":
    from serial.tools import list_ports as pyserial

    try:
        return list(pyserial.comports())
    except OSError as cause:
        raise LinkError(str(cause)) from cause


def _has_words(port: "ListPortInfo", wanted: Iterable[str]) -> bool:
    """So SER=A1 is not the device SER=A12."""
    have = {word.upper() for word in port.hwid.split()}
    named = [word.upper() for word in wanted]
    return bool(named) and all(word in have for word in named)


def _fits(port: "ListPortInfo", pattern: str) -> bool:
    """As pyserial's own hwgrep does it. Raises LinkError for no pattern at all."""
    try:
        sought = re.compile(pattern, re.IGNORECASE)
    except re.error as cause:
        raise LinkError(f"{BY_IDENTITY}{pattern}: {cause}") from cause
    return bool(pattern) and any(
        sought.search(text) for text in (port.device, port.description or "", port.hwid)
    )


def _description(port: "ListPortInfo") -> str:
    """pyserial's "n/a" is no description."""
    return "" if port.description in (None, "n/a") else port.description


def _identity(port: "ListPortInfo") -> str:
    if port.vid is None or port.pid is None:
        return ""
    return f"USB {port.vid:04X}:{port.pid:04X} {port.serial_number or ''}".rstrip()


def _address(port: "ListPortInfo", others: "Iterable[ListPortInfo]") -> str:
    """By serial number; one without is found by its make alone, or by its socket among its like."""
    if port.vid is None or port.pid is None:
        return port.device
    make = f"VID:PID={port.vid:04X}:{port.pid:04X}"
    alike = [each for each in others if (each.vid, each.pid) == (port.vid, port.pid)]
    twins = [each for each in alike if each.serial_number == port.serial_number]
    if port.serial_number and len(twins) == 1:
        return f"{BY_IDENTITY}{make} SER={port.serial_number}"
    if len(alike) == 1:
        return f"{BY_IDENTITY}{make}"
    return f"{BY_IDENTITY}{make} LOCATION={port.location}" if port.location else port.device
