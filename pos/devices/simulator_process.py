"""Start the simulated terminal as a child process and read its books: practice, demo, tests."""

import contextlib
import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from pos.devices.simulator.books import Books, Movement
from pos.errors import DeviceError, Reason
from pos.system import HAS_PTY

START_TIMEOUT_S: Final = 20.0  # a cold Python on a slow disk
STOP_TIMEOUT_S: Final = 5.0
_ROOT: Final = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class BookEntry:
    """One transaction in the terminal's own books; amounts in yen, `at` YYYYMMDDhhmmss of its clock.

    `cancels` is the `sequence` that it took back, `code` the reason of a declined one.
    """

    sequence: int
    amount: int
    at: str
    brand: str
    card_last4: str
    before: int
    after: int
    receipt: int = 0
    cancels: int = 0
    code: str = ""


@dataclass(frozen=True, slots=True)
class TerminalBooks:
    """What truly left the cards: the terminal's side of "charged exactly once".

    `reversed` are the cancels that the terminal made by itself; they stand among `cancels` too.
    `declined` where the terminal writes them down.
    """

    charges: tuple[BookEntry, ...]
    cancels: tuple[BookEntry, ...]
    total: int  # yen, cancellations taken off
    declined: tuple[BookEntry, ...] = ()
    reversed: tuple[BookEntry, ...] = ()


class SimulatorProcess:
    """A running simulator. `close` ends it; leaving the context does too."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, books_path: Path) -> None:
        self._process = process
        self.address = address
        self._books_path = books_path

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def process_id(self) -> int:
        return self._process.pid

    def books(self) -> TerminalBooks:
        """The books as they stand now, also after the simulator has ended."""
        kept = Books.load(self._books_path)
        charges, cancels, declined = (
            tuple(_entry(each) for each in kept.movements if each.kind == kind)
            for kind in ("charge", "cancel", "declined")
        )
        back = tuple(_entry(each) for each in kept.movements if each.by_itself)
        return TerminalBooks(charges, cancels, kept.total, declined, back)

    def kill(self) -> None:
        """End it without a word, as a power cut does; its books stay."""
        self._process.kill()
        self.close()

    def close(self) -> None:
        """Stop it. Idempotent."""
        process = self._process
        if process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                process.stdin.close()
        try:
            process.wait(STOP_TIMEOUT_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout is not None:
            process.stdout.close()


def start_simulator(
    folder: Path,
    scenario: Path | None = None,
    *,
    protocol: str = "tl3500",
    seed: int = 0,
    pace: float = 1.0,
    tcp: bool = not HAS_PTY,
) -> SimulatorProcess:
    """Start a simulated terminal with its link and books in `folder` (made where missing).

    `protocol` is tl3500 or zvt; each keeps books of its own.

    Raises DeviceError TERMINAL_UNREACHABLE (facts: port, detail) where it does not come up.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    books = folder / ("terminal-books.json" if protocol == "tl3500" else f"terminal-books-{protocol}.json")
    where = ["--listen", "127.0.0.1:0"] if tcp else ["--link", str(folder / "terminal")]
    words = [*where, "--books", str(books), "--seed", str(seed), "--pace", str(pace)]
    if scenario is not None:
        words += ["--scenario", str(scenario)]
    process = subprocess.Popen(  # noqa: S603 - our own module with our own words
        [sys.executable, "-m", "pos.devices.simulator", protocol, *words],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])},
    )
    running = SimulatorProcess(process, "", books)
    line = _first_line(process)
    if not line.startswith("ready "):
        running.close()
        raise DeviceError(Reason.TERMINAL_UNREACHABLE, port=str(folder), detail=line or "simulator ended")
    running.address = line.removeprefix("ready ").strip()
    return running


def _entry(each: Movement) -> BookEntry:
    return BookEntry(
        each.sequence, each.amount, each.at, each.brand, each.card_last4, each.before, each.after,
        each.receipt, each.cancels, each.code,
    )  # fmt: skip


def _first_line(process: "subprocess.Popen[str]") -> str:
    """Its first line, "" where it ends or stays silent; a pipe has no timeout of its own."""
    if process.stdout is None:
        return ""
    timer = threading.Timer(START_TIMEOUT_S, process.kill)
    timer.start()
    try:
        return process.stdout.readline()
    finally:
        timer.cancel()
        timer.join()
