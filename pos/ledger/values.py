"""What the ledger's door hands out about itself: identity, prints, verification, health."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, Self
from uuid import UUID

from pos.domain.ids import CounterId, PaymentId, StaffId
from pos.domain.receipt import ChainMark, ReceiptNumber

_CODE: Final = re.compile(r"(?P<seq>0|[1-9][0-9]{0,17})-(?P<start>[0-9a-f]{16})", re.ASCII)


class LedgerKind(StrEnum):
    """A practice ledger is marked on screen and paper; a real one never talks to a simulator."""

    REAL = "real"
    PRACTICE = "practice"


@dataclass(frozen=True, slots=True)
class LedgerIdentity:
    """Whose ledger this is; written once, when the file is made."""

    counter_id: CounterId
    ledger_id: UUID
    kind: LedgerKind
    office_name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class PrintRecord:
    """One print of a paper: copy 0 is the original, 1, 2 … are 再発行."""

    number: ReceiptNumber
    copy: int
    printed_at: datetime
    printed_by: StaffId
    reason: str
    sha256: str
    file_name: str


@dataclass(frozen=True, slots=True)
class SlipPrint:
    """One print of a 処理未了票: copy 0 is the original, 1, 2 … are 再発行."""

    payment_id: PaymentId
    copy: int
    printed_at: datetime
    printed_by: StaffId
    reason: str
    sha256: str
    file_name: str


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that does not add up: `where` names table, key and column; `what` is a code with facts."""

    where: str
    what: str


@dataclass(frozen=True, slots=True)
class PrintedCode:
    """記録番号 as it stands on a paper: record number and the first 16 hex digits of its hash."""

    seq: int
    start: str

    @classmethod
    def of(cls, text: str) -> Self:
        """As somebody typed it from paper, full-width too. Raises ValueError where it is no such code."""
        found = _CODE.fullmatch(unicodedata.normalize("NFKC", text).strip().lower())
        if found is None:
            raise ValueError(f"{text!r} is no code of a record")
        return cls(int(found["seq"]), found["start"])

    def __str__(self) -> str:
        return f"{self.seq}-{self.start}"


@dataclass(frozen=True, slots=True)
class CodeCheck:
    """`problem` is "" where the ledger holds this very record."""

    code: PrintedCode
    problem: str

    @property
    def found(self) -> bool:
        return not self.problem


@dataclass(frozen=True, slots=True)
class Verification:
    """What the check of the whole ledger found; `ok` where there is no problem, also none with the codes
    from papers that it was held against."""

    ok: bool
    records: int
    sales: int
    head: ChainMark
    problems: tuple[Problem, ...]
    codes: tuple[CodeCheck, ...] = ()
    copied: bool = False  # on a copy: no sale had to wait for the check


@dataclass(frozen=True, slots=True)
class StorageHealth:
    """How the file is kept; `size` in bytes. `wal_reset_bug`: this SQLite must not use WAL."""

    sqlite_version: str
    journal_mode: str
    synchronous: str
    wal_reset_bug: bool
    revision: str
    path: str
    size: int

    @property
    def durable(self) -> bool:
        """True where no acknowledged commit is lost at a power cut (reliability.md 2.1)."""
        safe = {
            "DELETE": {"EXTRA"}, "TRUNCATE": {"FULL", "EXTRA"}, "PERSIST": {"FULL", "EXTRA"},
            "WAL": set() if self.wal_reset_bug else {"FULL", "EXTRA"},
        }  # fmt: skip
        return self.synchronous in safe.get(self.journal_mode, set())
