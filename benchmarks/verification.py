"""G8: recomputing the hash chain against sqlite3 and hashlib alone, and the time of the whole proof."""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.growth import grow
from benchmarks.measure import (
    Bound,
    Comparison,
    Extent,
    Figure,
    Finding,
    Gauge,
    Measured,
    compared,
    sample,
    timed,
)
from pos.ledger import open_ledger
from pos.ledger.chain import ChainCheck, check_chain
from pos.ledger.journal import DOMAIN_TAG, NO_HASH, VERSION

SPEED: Final = Bound(0.7, at_least=True)


def measure(extent: Extent) -> list[Finding]:
    """Raises RuntimeError where a side finds anything wrong."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "ledger.db")
        grow(path, extent.sales, extent.seed)
        with closing(sqlite3.connect(path)) as connection:
            chain = _chain(connection, extent.rounds_or(15))
        whole = _whole(path, min(3, extent.rounds_or(3)))
    return [chain, whole]


def _chain(connection: sqlite3.Connection, rounds: int) -> Comparison:
    checked = check_chain(connection)
    if (checked.records, checked.head.head) != raw_chain(connection) or checked.broken_at is not None:
        raise RuntimeError(f"the two sides do not agree: {checked}")
    ours, raw = compared(
        rounds,
        ("the chain by pos.ledger.chain", lambda: sample(lambda: check_chain(connection))),
        ("sqlite3 and hashlib", lambda: sample(lambda: raw_chain(connection))),
    )
    return Comparison("G8", "the chain alone", ours, raw, SPEED, speed=True, notes=(_pace(ours, checked),))


def raw_chain(connection: sqlite3.Connection) -> tuple[int, str]:
    """Records and head, with nothing but what proves the hashes."""
    prefix, last, count = DOMAIN_TAG + VERSION.to_bytes(2, "big"), NO_HASH, 0
    for own, body in connection.execute("SELECT hash, body FROM journal ORDER BY rowid"):
        if hashlib.sha256(prefix + last + body).digest() != own:
            raise RuntimeError("the chain breaks")
        last, count = own, count + 1
    return count, last.hex()


def _whole(path: Path, rounds: int) -> Figure:
    """`Ledger.verify`: file, schema, chain, every row, books, totals, numbers."""
    with open_ledger(path) as ledger:
        taken = [timed(ledger.verify) for _ in range(rounds)]
    verification = taken[-1][1]
    if not verification.ok:
        raise RuntimeError(f"the ledger is not whole: {verification.problems[:3]}")
    measured = Measured("", tuple(sample for sample, _ in taken))
    cpu_s, wall_s = measured.median(Gauge.CPU), measured.median(Gauge.WALL)
    size = f"{verification.sales:,} sales, {verification.records:,} journal records"
    pace = f"{verification.sales / cpu_s:,.0f} sales per second of CPU; wall {wall_s:.3f} s"
    return Figure("G8", "Ledger.verify, everything", cpu_s, "s CPU", notes=(size, pace))


def _pace(side: Measured, checked: ChainCheck) -> str:
    seconds = side.median(Gauge.WALL)
    return f"{checked.records:,} records, {checked.records / seconds:,.0f} records/s"
