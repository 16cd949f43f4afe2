"""Recomputing the hash chain alone: one pass over the journal, as fast as the cursor gives rows."""

import sqlite3
from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from pos.domain.receipt import ChainMark
from pos.ledger.journal import DOMAIN_TAG, NO_HASH, VERSION

# Rows come in the order they were written; the numbers are checked, so another order is a break.
_RECORDS: Final = "SELECT seq, version, prev_hash, hash, body FROM journal ORDER BY rowid"


@dataclass(frozen=True, slots=True)
class ChainCheck:
    """`broken_at` is the first record that does not follow, with the column that shows it."""

    records: int
    head: ChainMark
    broken_at: int | None = None
    column: str = ""


def check_chain(connection: sqlite3.Connection) -> ChainCheck:
    """Every record's number, version, previous hash and own hash. Raises sqlite3.Error."""
    prefix = DOMAIN_TAG + VERSION.to_bytes(2, "big")
    last, seq = NO_HASH, 0
    broken: tuple[int, str] | None = None
    for found, version, prev, own, body in connection.execute(_RECORDS):
        seq += 1
        whole = found == seq and version == VERSION and prev == last and type(body) is bytes
        if not whole or sha256(prefix + prev + body).digest() != own:
            broken = (seq, _column(seq, last, found, version, prev))
            break
        last = own
    if broken is None:
        return ChainCheck(seq, ChainMark(seq, last.hex()))
    return ChainCheck(_count(connection), ChainMark(seq - 1, last.hex()), *broken)


def _column(seq: int, last: bytes, found: object, version: object, prev: object) -> str:
    if found != seq:
        return "seq"
    if version != VERSION:
        return "version"
    return "prev_hash" if prev != last else "hash"


def _count(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT count(*) FROM journal").fetchone()[0])
