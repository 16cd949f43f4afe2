"""The door's chapter on proof and health: events, the chain's head, the check of everything, the file."""

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Final

from pos.domain.ids import StaffId
from pos.domain.receipt import ChainMark
from pos.errors import Reason, StorageError
from pos.ledger.apart import verify_apart
from pos.ledger.chapter import Chapter
from pos.ledger.errors import told_apart
from pos.ledger.values import PrintedCode, StorageHealth, Verification
from pos.system import free_bytes

MIN_FREE_BYTES: Final = 64 * 1024 * 1024  # no payment starts with less (reliability.md 2.3)
_SYNCHRONOUS: Final = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}
_WAL_FIXED: Final = ((3, 44, 6), (3, 50, 7), (3, 51, 3))  # reliability.md 0.2


def has_wal_reset_bug(version: tuple[int, ...]) -> bool:
    """True for SQLite 3.7.0 to 3.51.2 but for the fixed branches 3.44.6+ and 3.50.7+."""
    if version < (3, 7, 0) or version >= _WAL_FIXED[-1]:
        return False
    return not any(version[:2] == fixed[:2] and version >= fixed for fixed in _WAL_FIXED)


class Proof(Chapter):
    """Is the ledger whole, and can it be written."""

    def record_event(
        self, kind: str, *, by: StaffId | None, facts: Mapping[str, object], at: datetime
    ) -> None:
        """Anything else worth the journal: start and stop, a terminal that came back, a verification."""
        with self._file.writing(kind, at=at, by=by, facts=facts):
            pass

    def chain_mark(self) -> ChainMark:
        """Where the journal stands."""
        return self._file.head().mark

    def verify(
        self, progress: Callable[[int, int], None] | None = None, codes: Iterable[PrintedCode] = ()
    ) -> Verification:
        """Checks chain, tables, books, totals and numbers; `progress` is told (records done, of). With
        `codes` from papers it also says whether this is the ledger that they were printed from.

        Works on a copy where there is room for one, so that sales go on meanwhile. A damaged file gives
        problems, not an exception.
        """
        return verify_apart(self._file.path, self.identity, progress, codes, keep_free=MIN_FREE_BYTES)

    def health(self) -> StorageHealth:
        """How the file is kept. Raises StorageError."""
        with told_apart():
            ask = self._file.connection.execute
            return StorageHealth(
                sqlite_version=sqlite3.sqlite_version,
                journal_mode=str(ask("PRAGMA journal_mode").fetchone()[0]).upper(),
                synchronous=_SYNCHRONOUS[ask("PRAGMA synchronous").fetchone()[0]],
                wal_reset_bug=has_wal_reset_bug(sqlite3.sqlite_version_info),
                revision=str(ask("SELECT version_num FROM alembic_version").fetchone()[0]),
                path=str(self._file.path),
                size=self._file.path.stat().st_size,
            )

    def check_writable(self) -> None:
        """Raises StorageError STORAGE_FULL or STORAGE_FAILED where a payment could not be recorded."""
        with told_apart():
            if free_bytes(self._file.path) < MIN_FREE_BYTES:
                raise StorageError(Reason.STORAGE_FULL, detail="less than 64 MiB free")
            self._file.probe()
