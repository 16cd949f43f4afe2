"""The check on a copy of its own: a reader of the ledger itself keeps every sale waiting.

With a rollback journal no commit passes a reader, and checking a year of sales takes longer than a till
waits for its file. The copy is made in one step, so that the ledger is held for as long as that takes.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Final

from pos.ledger.file import connect
from pos.ledger.values import LedgerIdentity, PrintedCode, Verification
from pos.ledger.verification import Progress, verify_file
from pos.system import free_bytes

_BESIDE: Final = ("", "-journal", "-wal", "-shm")  # a damaged header may ask for any of them


def verify_apart(
    path: Path,
    identity: LedgerIdentity,
    progress: Progress,
    codes: Iterable[PrintedCode] = (),
    *,
    keep_free: int,
) -> Verification:
    """`verify_file` on a copy beside the ledger, which is removed again. Where none can be made with
    `keep_free` bytes left over for the till, on the ledger itself; `copied` says which."""
    with _private_copy(path, keep_free) as copy:
        if copy is not None:
            return replace(verify_file(copy, identity, progress, codes), copied=True)
    # what was begun of a copy is gone by now, and its room is the till's again
    return verify_file(path, identity, progress, codes)


@contextmanager
def _private_copy(path: Path, keep_free: int) -> Iterator[Path | None]:
    """None where there is no room, or the file cannot even be copied: then its own check tells why."""
    copy = _reserve(path, keep_free)
    if copy is None:
        yield None
        return
    try:
        yield copy if _copied(path, copy) else None
    finally:
        for ending in _BESIDE:
            copy.with_name(f"{copy.name}{ending}").unlink(missing_ok=True)


def _reserve(path: Path, keep_free: int) -> Path | None:
    """An empty file, private from its first moment."""
    try:
        if free_bytes(path) - path.stat().st_size < keep_free:
            return None
        file, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".verify", dir=path.parent)
    except OSError:
        return None
    os.close(file)
    return Path(name)


def _copied(path: Path, copy: Path) -> bool:
    try:
        with closing(connect(path)) as source, closing(sqlite3.connect(copy)) as target:
            target.execute("PRAGMA journal_mode = OFF").fetchall()
            target.execute("PRAGMA synchronous = OFF")  # it need not outlive anything
            source.execute("BEGIN")
            source.execute("SELECT 1 FROM sqlite_schema").fetchone()  # waits for a writer only so long
            source.backup(target, pages=-1)
    except sqlite3.Error:
        return False
    return True
