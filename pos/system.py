"""What differs by operating system, in one place: private folders, durable renames, locks, the display.

Lines marked 未検証 are written for Windows from its documentation and were not tried on one.
"""

import contextlib
import errno
import json
import os
import shutil
import socket
import stat
import sys
import time
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import platformdirs

from pos.domain.days import JST, Clock
from pos.errors import Reason, StorageError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

WINDOWS: Final = sys.platform == "win32"
HAS_PTY: Final = sys.platform != "win32"  # a simulator offers a pty there, a TCP address on Windows
PRIVATE_FOLDER_MODE: Final = 0o700
PRIVATE_FILE_MODE: Final = 0o600
PRACTICE: Final = "practice"

_OPEN_TO_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
_OURS: Final = (  # all that a data folder holds: a restored copy of one may be open to others
    "ledger.sqlite3*",  # with its journal and the .bak of each migration
    "ledger.lock",
    "settings.toml",
    "*.toml",  # the acquirer's contract
    "logs",
    ".settings.toml.*.new",  # cut off while it was written
    "papers",
    "simulator",
    "screenshots",
    "demo-*",
    "*.log",
    "lost+found",  # the folder is a disk of its own
)

_REPLACE_TRIES: Final = 8  # 未検証: a virus scanner may hold a new file open for some 100 ms
_REPLACE_WAIT_S: Final = 0.05  # doubled after each try: 6.4 s in all, the same order as npm and pip use
_LOCKED_BYTE: Final = 1 << 30  # far behind the text: a Windows lock forbids others even to read its range
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT})
_DISPLAY_TIMEOUT_S: Final = 2.0  # an X server over ssh answers in well under this


def now() -> datetime:
    """The clock of the machine, in JST: the one place where the time of day comes from."""
    return datetime.now(JST)


def keep_files_private() -> None:
    """Everything written from now on is for this account alone (reliability.md 2.4). No effect on Windows,
    where the user's profile folder is private by its access list."""
    os.umask(0o077)


def default_data_folder(name: str = PRACTICE) -> Path:
    """Where this person's ledgers live: `…/madoguchi/practice`, or `…/madoguchi/01` for counter 01."""
    return platformdirs.user_data_path("madoguchi", appauthor=False, roaming=False) / name


def private_folder(path: Path) -> Path:
    """Make the folder and the parents that are missing, readable by this account only; returns it.

    An existing one is closed to others only where nothing in it is theirs. Raises StorageError
    FOLDER_NOT_OURS (facts: path) or STORAGE_FAILED (facts: path, detail).
    """
    try:
        for parent in reversed(path.parents):
            parent.mkdir(mode=PRIVATE_FOLDER_MODE, exist_ok=True)  # with parents=True they would be open
        path.mkdir(mode=PRIVATE_FOLDER_MODE, exist_ok=True)
        if not WINDOWS:
            _refuse_foreign(path)
            path.chmod(PRIVATE_FOLDER_MODE)  # mkdir's mode is cut by the umask and skipped for an old one
    except OSError as error:
        raise storage_error(path, error) from error
    return path


def _refuse_foreign(folder: Path) -> None:
    """A folder that others use stays theirs: closing /tmp or somebody's documents would do them harm."""
    mode = folder.stat().st_mode
    shared = bool(mode & stat.S_ISVTX)  # as /tmp is: for everybody, even while it is empty
    if mode & _OPEN_TO_OTHERS and (shared or not all(map(_is_ours, folder.iterdir()))):
        raise StorageError(Reason.FOLDER_NOT_OURS, path=str(folder))


def _is_ours(path: Path) -> bool:
    return any(path.match(pattern) for pattern in _OURS)


def private_file(path: Path) -> Path:
    """Take the rights of other accounts away from an existing file; returns it.

    Raises StorageError STORAGE_FAILED (facts: path, detail).
    """
    try:
        if not WINDOWS:
            path.chmod(PRIVATE_FILE_MODE)
    except OSError as error:
        raise storage_error(path, error) from error
    return path


def sync_folder(path: Path) -> None:
    """Make renames in this folder outlive a power cut. Windows has no such call: NTFS journals them."""
    if sys.platform != "win32":
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def replace_file(source: Path, final: Path) -> None:
    """Rename over `final` in one step and make it durable. Raises OSError where it cannot be done."""
    wait_s = _REPLACE_WAIT_S
    for tries_left in reversed(range(_REPLACE_TRIES)):
        try:
            source.replace(final)
            break
        except PermissionError:
            if not WINDOWS or not tries_left:
                raise
            time.sleep(wait_s)  # 未検証: on Windows only; a reader or scanner has the file open
            wait_s *= 2
    sync_folder(final.parent)


def write_durably(path: Path, content: bytes) -> Path:
    """A whole new file or the old one, never half of it, for this account only; returns the path.

    Raises OSError where it cannot be done; the old file then stands untouched.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        file = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE_MODE)
        with os.fdopen(file, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        replace_file(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)
    return path


def free_bytes(path: Path) -> int:
    """Free space for this account where `path` is or will be made, in bytes."""
    place = path.absolute()
    while not place.exists():
        place = place.parent
    return shutil.disk_usage(place).free


class LedgerLock:
    """One process per ledger folder. The file beside the ledger also says who has it open.

    The system holds the lock, not the file: it is free the moment its process is gone, however that ended.
    """

    def __init__(self, folder: Path, *, clock: Clock = now) -> None:
        self.path = folder / "ledger.lock"
        self._clock = clock
        self._file: int | None = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def acquire(self) -> None:
        """Raises StorageError LEDGER_IN_USE (facts: pid, host, since) or STORAGE_FAILED (path, detail)."""
        private_folder(self.path.parent)
        try:
            file = os.open(self.path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE_MODE)
        except OSError as error:
            raise storage_error(self.path, error) from error
        try:
            _lock(file)
        except OSError as error:
            os.close(file)
            raise StorageError(Reason.LEDGER_IN_USE, **self._holder()) from error
        self._file = file
        self._introduce(file)

    def release(self) -> None:
        """Give the ledger free; calling it twice does no harm. The file stays: removing it would race."""
        if self._file is not None:
            file, self._file = self._file, None
            with contextlib.suppress(OSError):
                os.ftruncate(file, 0)
            _unlock(file)
            os.close(file)

    def _introduce(self, file: int) -> None:
        since = self._clock().isoformat(" ", "seconds")
        who = {"pid": os.getpid(), "host": socket.gethostname(), "since": since}
        try:
            os.ftruncate(file, 0)
            os.write(file, json.dumps(who, ensure_ascii=False).encode() + b"\n")
        except OSError as error:
            self.release()
            raise storage_error(self.path, error) from error

    def _holder(self) -> dict[str, object]:
        """Who has it, as far as the file can be read: its writer may be in the middle of a line."""
        try:
            read = json.loads(self.path.read_text("utf-8"))
        except (OSError, ValueError):
            read = None
        known = read if isinstance(read, dict) else {}
        return {key: known.get(key, "") for key in ("pid", "host", "since")}


def _lock(file: int) -> None:
    """Raises OSError where another process, or another opener in this one, has it."""
    if sys.platform == "win32":  # 未検証
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: int) -> None:
    if sys.platform == "win32":  # 未検証
        os.lseek(file, _LOCKED_BYTE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_UNLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_UN)


def has_display() -> bool:
    """Can a window be shown? Always on Windows and macOS; elsewhere a Wayland or X server must answer."""
    if sys.platform in ("win32", "darwin"):
        return True
    return _wayland_answers(os.environ) or _x_answers(os.environ)


def _wayland_answers(environ: Mapping[str, str]) -> bool:
    name = environ.get("WAYLAND_DISPLAY", "")
    folder = environ.get("XDG_RUNTIME_DIR", "")
    return bool(name) and _answers(str(Path(folder) / name))


def _x_answers(environ: Mapping[str, str]) -> bool:
    """DISPLAY is [host]:number[.screen]; without a host (or "unix") it is a socket on this machine."""
    host, colon, rest = environ.get("DISPLAY", "").rpartition(":")
    number = rest.partition(".")[0]
    if not colon or not (number.isascii() and number.isdigit()):
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"  # noqa: S108 - X's own fixed place, only connected to
        return _answers(path) or _answers("\0" + path)
    port = 6000 + int(number)
    return port < 1 << 16 and _answers((host, port))


def _answers(address: str | tuple[str, int]) -> bool:
    if sys.platform == "win32":
        return False  # never asked there, and it has no AF_UNIX
    family = socket.AF_UNIX if isinstance(address, str) else socket.AF_INET
    try:
        with socket.socket(family, socket.SOCK_STREAM) as link:
            link.settimeout(_DISPLAY_TIMEOUT_S)
            link.connect(address)
    except OSError:
        return False
    return True


def storage_error(path: Path, error: OSError) -> StorageError:
    """The system's error as one that a person can act on: STORAGE_FULL or STORAGE_FAILED."""
    reason = Reason.STORAGE_FULL if error.errno in _FULL else Reason.STORAGE_FAILED
    return StorageError(reason, path=str(path), detail=error.strerror or str(error))
