"""The append-only, hash-chained record of everything: what a record says and how it is chained.

A record's body is canonical JSON, stored verbatim: kind, subject, time, who, facts, and every row
of every table written in the same transaction. Its hash covers domain tag, version, the previous
hash and the body; so one wrong bit anywhere breaks the chain from there on.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Table

from pos.domain.canonical import CANONICAL, plain
from pos.domain.receipt import ChainMark
from pos.ledger.schema import RECORDED
from pos.ledger.statements import Stored
from pos.ledger.types import stored_instant

DOMAIN_TAG: Final = b"madoguchi.journal"
VERSION: Final = 1
NO_HASH: Final = bytes(32)  # before the first record
_PREFIX: Final = DOMAIN_TAG + VERSION.to_bytes(2, "big")


def _secret_columns(tables: tuple[Table, ...]) -> dict[str, frozenset[int]]:
    """Table → positions of columns that the journal keeps as digests only."""
    marked = {
        table.name: frozenset(n for n, column in enumerate(table.columns) if column.info.get("digest"))
        for table in tables
    }
    return {name: positions for name, positions in marked.items() if positions}


SECRETS: Final = _secret_columns(RECORDED)


def record_hash(prev: bytes, body: bytes, version: int = VERSION) -> bytes:
    """SHA-256(domain tag ‖ version ‖ previous hash ‖ body)."""
    prefix = _PREFIX if version == VERSION else DOMAIN_TAG + (version % 65536).to_bytes(2, "big")
    return hashlib.sha256(prefix + prev + body).digest()


@dataclass(frozen=True, slots=True)
class Head:
    """The newest record, seq 0 where there is none; `at` None then."""

    seq: int
    hash: bytes
    at: datetime | None

    @property
    def mark(self) -> ChainMark:
        return ChainMark(self.seq, self.hash.hex())


@dataclass(frozen=True, slots=True)
class Heading:
    """What a record says about its transaction besides the rows."""

    kind: str
    subject: str
    at: datetime
    by: str | None
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one transaction: added ones, and moved ones as they stand afterwards."""

    added: dict[str, list[list[Any]]]
    moved: dict[str, list[list[Any]]]

    def add(self, table: Table, row: Stored) -> None:
        self.added.setdefault(table.name, []).append(journal_form(table, row))

    def move(self, table: Table, row: Stored) -> None:
        self.moved.setdefault(table.name, []).append(journal_form(table, row))


def journal_form(table: Table, row: Stored) -> list[Any]:
    """The row as JSON holds it; secrets only as their digest."""
    secret = SECRETS.get(table.name)
    if secret is None:
        return list(row)
    return [digest(value) if number in secret else value for number, value in enumerate(row)]


def digest(secret: object) -> str:
    """What the journal keeps of a secret: enough to see that it was changed, no more."""
    return "sha256:" + hashlib.sha256(str(secret).encode()).hexdigest()


def compose(counter: str, seq: int, heading: Heading, rows: Rows) -> bytes:
    """The canonical body: the same form as `pos.domain.canonical`, without its slow walk."""
    body = {
        "counter": counter,
        "seq": seq,
        "kind": heading.kind,
        "subject": heading.subject,
        "at": stored_instant(heading.at),
        "by": heading.by,
        "facts": plain(dict(heading.facts)),
        "added": rows.added,
        "moved": rows.moved,
    }
    return CANONICAL.encode(body).encode()
