"""Writes a finished paper so that a power cut or a full disk leaves the old file, the new one or none."""

import contextlib
import os
from pathlib import Path
from uuid import uuid4

from pos.errors import Reason, StorageError
from pos.system import PRIVATE_FILE_MODE, private_folder, replace_file, sync_folder


def write_atomically(path: Path, content: bytes) -> Path:
    """Write `content` durably under `path`, readable by this account only; returns `path`.

    New file beside it → write → fsync → rename → fsync of the folder (reliability.md §5). Folders that
    are missing are made. Raises StorageError FILE_NOT_WRITTEN (facts: path, detail); then no half file
    is left, and whatever stood under the name before still does.
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex}.tmp")
    try:
        _make_folder(path.parent)
        try:
            _write_new(beside, content)
            replace_file(beside, path)
        except BaseException:
            with contextlib.suppress(OSError):
                beside.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise _not_written(path, error.strerror or str(error)) from error
    return path


def _make_folder(folder: Path) -> None:
    """A new folder's own name has to reach the disk as well."""
    if folder.is_dir():
        return
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    try:
        private_folder(folder)
    except StorageError as error:
        raise _not_written(folder, str(error.facts.get("detail", ""))) from error
    for each in new:
        sync_folder(each.parent)


def _write_new(path: Path, content: bytes) -> None:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_CLOEXEC", 0)
    file = os.open(path, flags, PRIVATE_FILE_MODE)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)
    finally:
        os.close(file)


def _not_written(path: Path, detail: str) -> StorageError:
    return StorageError(Reason.FILE_NOT_WRITTEN, path=path.name, detail=detail)
