"""Schema revisions of the ledger. Alembic itself is imported only when a file has to be migrated."""

from typing import Final

REVISIONS: Final = ("0001", "0002")  # oldest first; a test compares them with the scripts
HEAD: Final = REVISIONS[-1]
