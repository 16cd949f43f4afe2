"""Where the counter reaches the simulated terminal: a pty under a chosen name, or a TCP address."""

import os
import socket
import sys
from pathlib import Path
from typing import Final, Protocol

from pos.devices.simulator.voice import Back
from pos.wording.simulator import LINK_TAKEN

LAST_PORT: Final = 65_535


class Door(Protocol):
    """Bytes to and from one counter; `sources` are what select waits for."""

    @property
    def address(self) -> str: ...

    def open(self) -> None:
        """Raises OSError."""

    def sources(self) -> list[int]: ...

    def read(self, source: int) -> bytes:
        """What came; b"" where a counter came or went."""

    def write(self, content: bytes) -> None:
        """Like a serial line without flow control: what nobody takes is lost."""

    def hang_up(self, back: Back) -> None:
        """Go dead; how it will come back shows already now where opening is refused meanwhile."""

    def close(self) -> None: ...


class LinkTakenError(Exception):
    """What stands under the chosen name is somebody else's; it was left alone."""


class PtyDoor:
    """A pseudo terminal behind a symbolic link, so that its name survives a power loss."""

    def __init__(self, link: Path) -> None:
        self._link = link
        self._other_name = link.with_name(f"{link.name}-2")
        self._device = Path()  # of the slave side; no link points to "."
        self._master = self._slave = -1
        self._refusing = False

    @property
    def address(self) -> str:
        return str(self._link)

    def open(self) -> None:
        """See `Door`. The slave side stays open here, so that the counter may close and reopen.

        Raises LinkTakenError where the name is taken by anything but a link that a simulator left behind.
        """
        if sys.platform == "win32":
            raise OSError("a pty needs POSIX; use --listen")
        import tty

        self.close()
        self._master, self._slave = os.openpty()
        try:
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self._device = Path(os.ttyname(self._slave))
            self._put_link()
        except (OSError, LinkTakenError):
            self.close()
            raise

    def _put_link(self) -> None:
        """Taken away and made anew, never renamed over: what appears in between is refused, not lost."""
        if self._left_behind():
            self._link.unlink()
        try:
            self._link.symlink_to(self._device)
        except FileExistsError as error:
            raise LinkTakenError(LINK_TAKEN.format(path=self._link)) from error

    def _left_behind(self) -> bool:
        """A killed simulator's link leads nowhere, or to a pty whose number came round again."""
        if not self._link.is_symlink():
            return False
        target = self._link.readlink()  # its folder: killed while it refused to be opened
        return not self._link.exists() or self._device.parent in (target, target.parent)

    def sources(self) -> list[int]:
        return [self._master] if self._master >= 0 else []

    def read(self, source: int) -> bytes:
        return os.read(source, 4096)

    def write(self, content: bytes) -> None:
        try:
            os.write(self._master, content)
        except BlockingIOError:
            return

    def close(self) -> None:
        if self._refusing:
            self._link.unlink(missing_ok=True)
            self._refusing = False
        if self._master >= 0:
            if self._link.is_symlink() and self._link.readlink() == self._device:
                self._link.unlink()
            os.close(self._master)
            os.close(self._slave)
        self._master = self._slave = -1

    def hang_up(self, back: Back) -> None:
        """See `Door`. A link that leads to a folder is there and cannot be opened."""
        self.close()
        if back is Back.RENAMED:
            self._link, self._other_name = self._other_name, self._link
        elif back is Back.REFUSED:
            self._link.symlink_to(self._device.parent)
            self._refusing = True


class TcpDoor:
    """One counter at a time on HOST:PORT; port 0 takes a free one."""

    def __init__(self, host: str, port: int) -> None:
        self._host, self._port = host, port
        self._listener: socket.socket | None = None
        self._counter: socket.socket | None = None

    @property
    def address(self) -> str:
        return f"socket://{self._host}:{self._port}"

    def open(self) -> None:
        """See `Door`."""
        self._listener = socket.create_server((self._host, self._port))
        self._port = self._listener.getsockname()[1]

    def sources(self) -> list[int]:
        return [each.fileno() for each in (self._listener, self._counter) if each is not None]

    def read(self, source: int) -> bytes:
        if self._listener is not None and source == self._listener.fileno():
            self._welcome(self._listener)
            return b""
        if self._counter is None:
            return b""
        try:
            chunk = self._counter.recv(4096)
        except ConnectionError:
            chunk = b""
        if not chunk:
            self._counter.close()
            self._counter = None
        return chunk

    def write(self, content: bytes) -> None:
        if self._counter is None:
            return
        try:
            self._counter.sendall(content)
        except OSError:
            self._counter.close()
            self._counter = None

    def close(self) -> None:
        for each in (self._counter, self._listener):
            if each is not None:
                each.close()
        self._counter = self._listener = None

    def hang_up(self, back: Back) -> None:
        """See `Door`. Nobody listens: a connection is refused. An address does not change by itself."""
        self.close()

    def _welcome(self, listener: socket.socket) -> None:
        """The newest counter wins: an older connection may be a dead one."""
        if self._counter is not None:
            self._counter.close()
        self._counter, _ = listener.accept()
        self._counter.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
