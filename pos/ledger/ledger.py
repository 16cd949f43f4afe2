"""The ledger's door: all chapters together over one file."""

from types import TracebackType
from typing import Self

from pos.ledger.days import Days
from pos.ledger.people import People
from pos.ledger.proof import Proof
from pos.ledger.selling import Selling
from pos.ledger.settling import Settling
from pos.ledger.terminals import Terminals
from pos.ledger.unknowns import Unknowns


class Ledger(People, Days, Selling, Settling, Terminals, Unknowns, Proof):
    """Every fact of one counter. One method is one transaction; used by the thread that opened it.

    Any method raises StorageError STORAGE_FULL, STORAGE_FAILED or STORAGE_UNREADABLE (facts: detail)
    where the file cannot be read or written; then nothing of that call has been kept.
    """

    def close(self) -> None:
        """Idempotent."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
