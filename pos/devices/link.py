"""A byte line to a device: serial port or pyserial URL. The only file that imports pyserial.

One thread opens, reads, writes and closes a line. pyserial's many exceptions become `LinkError`.
"""

import os
from collections.abc import Callable
from typing import Final, Protocol

import serial

READ_SLICE_S: Final = 0.2  # longest wait of one read; then the caller asks stop(). 0.1 takes twice the CPU
WRITE_TIMEOUT_S: Final = 2.0  # 67 bytes at 9600 take 70 ms; a stuck driver must not hang the lane
_CHUNK: Final = 4096


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
    """8N1 without flow control on COM3, /dev/ttyUSB0, or a URL such as socket://host:port."""

    def __init__(self, port: str, baud_rate: int) -> None:
        """Opens the port; bytes that came before are dropped. Raises LinkError."""
        self._port = port
        alone = True if os.name == "posix" and "://" not in port else None  # a second opener steals answers
        try:
            self._serial = serial.serial_for_url(
                port, baudrate=baud_rate, timeout=READ_SLICE_S, write_timeout=WRITE_TIMEOUT_S, exclusive=alone
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


def serial_line(port: str, baud_rate: int) -> OpenLink:
    """A way to open `port` again and again: at start, and after the line was lost."""
    return lambda: SerialLink(port, baud_rate)
