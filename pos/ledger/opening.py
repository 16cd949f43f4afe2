"""Making a ledger and opening one: whose file it is, which revision, and that nobody else may read it."""

import os
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import select

from pos.domain.catalog import Fee, check_fees
from pos.errors import Reason, StorageError
from pos.ledger.errors import told_apart
from pos.ledger.file import APPLICATION_ID, LedgerFile, connect
from pos.ledger.ledger import Ledger
from pos.ledger.migrations import HEAD, REVISIONS
from pos.ledger.people import write_fees
from pos.ledger.schema.ddl import schema_statements
from pos.ledger.schema.people import ledger_identity
from pos.ledger.schema.planning import planner_statements
from pos.ledger.statements import Query
from pos.ledger.values import LedgerIdentity
from pos.system import now, private_file, private_folder, replace_file

_IDENTITY: Final = Query(select(*ledger_identity.c))


def create_ledger(path: Path, identity: LedgerIdentity, fees: Iterable[Fee]) -> Ledger:
    """A new ledger with its first record. Raises StorageError LEDGER_EXISTS where the file exists
    or cannot be made, EntryError FEE_INVALID.

    Made under another name and renamed when it is whole: one that was cut off half-way is no ledger.
    """
    checked = check_fees(fees)
    private_folder(path.parent)
    if path.exists():
        raise StorageError(Reason.LEDGER_EXISTS, path=str(path))
    new = path.with_name(f"{path.name}.new")
    for left_over in (new, path.with_name(f"{new.name}-journal")):
        left_over.unlink(missing_ok=True)
    _reserve(new)
    try:
        _write_schema(new)
        with closing(LedgerFile(new, identity.counter_id)) as file:
            _write_identity(file, identity, checked)
        with told_apart():
            replace_file(new, path)
    except StorageError:
        new.unlink(missing_ok=True)
        raise
    return Ledger(LedgerFile(path, identity.counter_id), identity)


def open_ledger(path: Path, *, upgrade: bool = True) -> Ledger:
    """The ledger in the file, brought to the newest schema (a dated copy is kept beside it first).

    With `upgrade` False an older one is refused (LEDGER_OLDER): who only looks, perhaps beside an open
    till, changes nothing.

    Raises StorageError LEDGER_MISSING, STORAGE_UNREADABLE, LEDGER_FOREIGN (another program's
    database), LEDGER_NEWER (facts: revision), STORAGE_FAILED.
    """
    if not path.exists():
        raise StorageError(Reason.LEDGER_MISSING, path=str(path))
    revision = _revision_of(path)
    if revision not in REVISIONS:
        raise StorageError(Reason.LEDGER_NEWER, path=str(path), revision=revision)
    private_file(path)
    if revision != HEAD and not upgrade:
        raise StorageError(Reason.LEDGER_OLDER, path=str(path))
    if revision != HEAD:
        from pos.ledger.migrating import migrate  # Alembic's import is no part of an ordinary start

        migrate(path, revision, at=now())
    identity = _identity_of(path)
    return Ledger(LedgerFile(path, identity.counter_id), identity)


def _reserve(path: Path) -> None:
    """Made empty and private before SQLite sees it: a ledger is never readable by others."""
    try:
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except OSError as error:
        raise StorageError(Reason.STORAGE_UNREADABLE, path=str(path), detail=str(error)) from error


def _write_schema(path: Path) -> None:
    with told_apart():
        connection = connect(path, create=True)
        try:
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute("BEGIN IMMEDIATE")
            for statement in (*schema_statements(), *planner_statements()):
                connection.execute(statement)
            connection.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
            connection.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))
            connection.execute("COMMIT")
        finally:
            connection.close()


def _write_identity(file: LedgerFile, identity: LedgerIdentity, fees: tuple[Fee, ...]) -> None:
    at = identity.created_at
    with file.writing("ledger created", at=at, by=None, subject=identity.ledger_id.hex) as writing:
        writing.add(
            ledger_identity,
            {
                "ledger_id": identity.ledger_id,
                "kind": identity.kind,
                "office_name": identity.office_name,
                "created_at": at,
            },
        )
        write_fees(writing, fees, by=None, at=at)


def _revision_of(path: Path) -> str:
    with told_apart(path):
        connection = connect(path)
        try:
            if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
                raise StorageError(Reason.LEDGER_FOREIGN, path=str(path))
            row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        finally:
            connection.close()
    return "" if row is None else str(row[0])


def _identity_of(path: Path) -> LedgerIdentity:
    with told_apart(path):
        connection = connect(path)
        try:
            found = list(_IDENTITY.rows(connection, {}))
        except ValueError as error:  # an altered id or kind
            raise StorageError(Reason.LEDGER_ALTERED, path=str(path), detail=str(error)) from error
        finally:
            connection.close()
    if len(found) != 1:
        raise StorageError(Reason.LEDGER_ALTERED, path=str(path), detail="identity")
    return LedgerIdentity(**found[0])
