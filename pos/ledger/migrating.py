"""Bringing an older ledger to the newest schema: a dated copy first, then all of it or nothing."""

import os
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Final

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from pos.errors import Reason, StorageError
from pos.ledger.errors import told_apart
from pos.ledger.file import connect
from pos.ledger.migrations import HEAD
from pos.system import sync_folder

SCRIPTS: Final = Path(__file__).parent / "migrations"


def migrate(path: Path, revision: str, *, at: datetime, scripts: Path = SCRIPTS, head: str = HEAD) -> Path:
    """Runs the revisions after `revision`; the path of the copy made before.

    Raises StorageError STORAGE_FULL or STORAGE_FAILED; the file is then as it was.
    """
    with told_apart():
        copy = back_up(path, f"{at:%Y%m%d-%H%M%S}-{revision}")
        with closing(connect(path)) as connection:
            connection.execute("PRAGMA foreign_keys = OFF")  # tables may be rebuilt; checked before COMMIT
            try:
                upgrade(connection, scripts=scripts, head=head)
            except DBAPIError as error:  # SQLAlchemy's wrapping of what SQLite said
                raise error.orig or error from error
    return copy


def upgrade(connection: sqlite3.Connection, *, scripts: Path = SCRIPTS, head: str = HEAD) -> None:
    """Alembic's upgrade to `head` in one explicit transaction: SQLite's DDL is transactional only so.

    Raises StorageError STORAGE_FAILED where foreign keys would be broken.
    """
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.set_main_option("path_separator", "os")
    engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
    with engine.connect() as wrapped:
        wrapped.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = wrapped
        command.upgrade(config, head)  # sees a transaction that is not its own and leaves it open
        if wrapped.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            raise StorageError(Reason.STORAGE_FAILED, detail=f"foreign keys broken by migrating to {head}")
        wrapped.exec_driver_sql("COMMIT")


def back_up(path: Path, mark: str) -> Path:
    """A complete copy beside the ledger, private and on the disk before anything is changed."""
    copy = path.with_name(f"{path.name}.{mark}.bak")
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with closing(connect(path)) as source, closing(connect(copy)) as target:
        source.backup(target)
    sync_folder(copy.parent)
    return copy
