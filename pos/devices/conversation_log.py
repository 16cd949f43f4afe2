"""The conversation record on disk: one JSON object per line, bounded, private, and never in the way.

A disk that fails costs lines of the record, not a payment: what was lost is counted and written down as
soon as the disk takes lines again.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from pos.devices.conversation import Fact, Facts, Way
from pos.devices.masking import starred_text
from pos.domain.days import Clock, aware
from pos.errors import StorageError
from pos.system import PRIVATE_FILE_MODE, private_folder
from pos.wording.conversation import Entry

FOLDER: Final = "logs"  # in the counter's data folder
NAME: Final = "terminal.log"
LONGEST: Final = 1024 * 1024  # bytes of one file
FILES: Final = 5  # the running one and four older ones
_MONEY: Final = frozenset({"subtract_value", "cancel_value"})
_LONGEST_FRAME: Final = 4096  # bytes of a frame that are kept
_NUMBERS: Final = frozenset({"at", "last_at", "reference", "sequence", "terminal_no", "terminal", "trace",
                             "receipt", "receipt_no", "cancels", "original_trace"})  # fmt: skip


class ConversationLog:
    """A `Conversation` that is kept. Used by the thread of its driver; never raises."""

    def __init__(self, folder: Path, clock: Clock, *, longest: int = LONGEST, files: int = FILES) -> None:
        """`folder` is made where it is missing, for this account only; nothing is opened before the first
        line."""
        self.path = folder / NAME
        self.lost = 0  # lines that the disk did not take since the last one it took
        self._clock = clock
        self._longest = longest
        self._files = files
        self._has_folder = False

    def begin(self, operation: str, facts: Facts) -> None:
        """See `Conversation`."""
        self._write("begin", operation, facts)

    def frame(self, way: Way, name: str, content: bytes, facts: Facts) -> None:
        """See `Conversation`. A starred byte is written as **."""
        shown = "".join("**" if each == 0x2A else f"{each:02x}" for each in content[:_LONGEST_FRAME])
        self._write(way.value, name, facts, shown)

    def note(self, event: str, facts: Facts) -> None:
        """See `Conversation`."""
        self._write("note", event, facts)

    def end(self, outcome: str, facts: Facts) -> None:
        """See `Conversation`."""
        self._write("end", outcome, facts)

    def _write(self, kind: str, name: str, facts: Facts, shown: str = "") -> None:
        line: dict[str, object] = {"at": aware(self._clock()).isoformat(), "kind": kind, "name": name}
        if shown:
            line["bytes"] = shown
        if facts:
            line["facts"] = {key: _clean(key, value) for key, value in facts.items()}
        if self.lost:
            line["lost_before"] = self.lost
        try:
            self._append(_encoded(line))
        except (OSError, StorageError):
            self.lost += 1
            self._has_folder = False
            return
        self.lost = 0

    def _append(self, line: bytes) -> None:
        if not self._has_folder:
            private_folder(self.path.parent)
            self._has_folder = True
        self._rotate(len(line))
        flags = os.O_RDWR | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        file = os.open(self.path, flags, PRIVATE_FILE_MODE)
        try:
            if _is_torn(file):
                line = b"\n" + line
            if os.write(file, line) != len(line):
                raise OSError("the line does not fit")
        finally:
            os.close(file)

    def _rotate(self, coming: int) -> None:
        """Keep the running file below its size: the oldest one goes."""
        try:
            size = self.path.stat().st_size
        except FileNotFoundError:
            return
        if size + coming <= self._longest:
            return
        older = [self.path, *(_numbered(self.path, number) for number in range(1, self._files))]
        for target, source in zip(reversed(older[1:]), reversed(older[:-1]), strict=True):
            if source.exists():
                source.replace(target)


@dataclass(frozen=True, slots=True)
class RecordedConversation:
    """One operation with all that was said, in order; without an "end" it was cut off."""

    entries: tuple[Entry, ...]

    @property
    def reference(self) -> str:
        """The payment that it belongs to; empty for a question."""
        return str(self.entries[0].facts.get("reference", ""))

    @property
    def operation(self) -> str:
        return self.entries[0].name


@dataclass(frozen=True, slots=True)
class LogState:
    """How the record stands, for `doctor`; sizes in bytes."""

    size: int
    newest: datetime | None
    lost: int  # lines that a failing disk did not take, as far as it could be written down
    writable: bool


def last_conversations(folder: Path, count: int = 1) -> tuple[RecordedConversation, ...]:
    """The newest `count` conversations, oldest first. Raises OSError where the record cannot be read."""
    return tuple(conversations(folder))[-count:] if count > 0 else ()


def moves_money(conversation: RecordedConversation) -> bool:
    """True for a charge or a cancellation; all others only ask."""
    return conversation.operation in _MONEY


def last_about_money(folder: Path, count: int = 1) -> tuple[RecordedConversation, ...]:
    """From the `count`-th last charge or cancellation on, with the questions behind it; where there is
    none, the newest `count` questions. Raises OSError."""
    said = tuple(conversations(folder))
    money = [at for at, each in enumerate(said) if moves_money(each)]
    return said[money[-count:][0] :] if money else said[-count:]


def last_conversation(folder: Path) -> RecordedConversation | None:
    """The newest conversation. Raises OSError."""
    return next(iter(last_conversations(folder)), None)


def conversations_about(folder: Path, reference: str) -> tuple[RecordedConversation, ...]:
    """All that was said for one payment. Raises OSError."""
    return tuple(each for each in conversations(folder) if reference and each.reference == reference)


def conversations(folder: Path) -> Iterator[RecordedConversation]:
    """All of them, oldest first. What is said before the next one begins belongs to the one before."""
    said: list[Entry] = []
    for entry in _entries(folder):
        if entry.kind == "begin" and said:
            yield RecordedConversation(tuple(said))
            said = []
        if said or entry.kind == "begin":
            said.append(entry)
    if said:
        yield RecordedConversation(tuple(said))


def log_state(folder: Path) -> LogState:
    """The record's size, its newest line, what it lost, and whether it takes lines. Raises OSError."""
    newest, lost = None, 0
    for entry in _entries(folder):
        newest, lost = entry.at, lost + entry.lost_before
    size = sum(path.stat().st_size for path in _paths(folder))
    place = folder / NAME if (folder / NAME).exists() else folder
    return LogState(size, newest, lost, not place.exists() or os.access(place, os.W_OK))


def _clean(key: str, value: Fact) -> Fact:
    """A second net behind the drivers' own starring, over all that is not a number of the terminal."""
    return starred_text(value) if isinstance(value, str) and key not in _NUMBERS else value


def _encoded(line: dict[str, object]) -> bytes:
    return json.dumps(line, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _is_torn(file: int) -> bool:
    """True where the last line has no end: power was cut, or the disk was full, while it was written."""
    size = os.lseek(file, 0, os.SEEK_END)
    if not size:
        return False
    os.lseek(file, size - 1, os.SEEK_SET)
    return os.read(file, 1) != b"\n"


def _numbered(path: Path, number: int) -> Path:
    return path.with_name(f"{path.name}.{number}")


def _paths(folder: Path) -> list[Path]:
    """The files that are there, oldest first; also those of a longer record of earlier times."""
    older = [path for path in folder.glob(f"{NAME}.*") if path.suffix[1:].isdigit()]
    running = [folder / NAME] if (folder / NAME).exists() else []
    return [*sorted(older, key=lambda path: -int(path.suffix[1:])), *running]


def _entries(folder: Path) -> Iterator[Entry]:
    for path in _paths(folder):
        for line in path.read_bytes().splitlines():
            entry = _entry(line)
            if entry is not None:
                yield entry


def _entry(line: bytes) -> Entry | None:
    """One line; None for a torn one, or one that is not ours."""
    try:
        read = json.loads(line)
        at = datetime.fromisoformat(read["at"])
        facts = read.get("facts", {})
        return Entry(
            aware(at), str(read["kind"]), str(read["name"]), str(read.get("bytes", "")), dict(facts),
            int(read.get("lost_before", 0)),
        )  # fmt: skip
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
