"""G4: a settled cash sale through `Ledger` against plain sqlite3 writing the very same rows.

Both sides have a file of their own with the same schema, so the same constraints and triggers run.
After each sale of ours its rows are read back and given to the other side, ids and all; so at the end
the two files must be equal, row for row.
"""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from benchmarks.measure import (
    Bound,
    Comparison,
    Extent,
    Figure,
    Finding,
    Gauge,
    Sample,
    compared,
    sample,
)
from benchmarks.raw_sale import RawLedger, Witness, Written, difference
from benchmarks.till import baskets, found, instants, sell
from pos.ledger import Ledger, open_ledger

TIMES_RAW: Final = Bound(1.3)


def measure(extent: Extent) -> list[Finding]:
    """Raises RuntimeError where the two files differ at the end."""
    with TemporaryDirectory() as folder:
        ours, theirs = Path(folder, "ours.db"), Path(folder, "raw.db")
        found(ours).close()
        shutil.copyfile(ours, theirs)
        with open_ledger(ours) as ledger, Witness(ours) as witness:
            finding = _compare(ledger, witness, theirs, extent)
        differing = difference(ours, theirs)
    if differing:
        raise RuntimeError(f"the two sides have not written the same: {', '.join(differing)}")
    wall = finding.ratio(Gauge.WALL)
    return [finding, Figure("G4", "a settled sale, the same by wall time", wall, "times", TIMES_RAW)]


def _compare(ledger: Ledger, witness: Witness, theirs: Path, extent: Extent) -> Comparison:
    sales, times = baskets(ledger, extent.seed), instants()
    written: list[Written] = []

    def settle_ours() -> Sample:
        nonlocal written
        before, basket, at = witness.head(), next(sales), next(times)
        taken = sample(lambda: sell(ledger, basket, at))
        written = witness.transactions(before)
        return taken

    raw = RawLedger(theirs)
    both = compared(
        extent.rounds_or(150),
        ("Ledger, promise and fact", settle_ours),
        ("plain sqlite3, the same rows", lambda: sample(lambda: raw.write(written))),
        warm_up=10,
    )
    raw.close()
    health = ledger.health()
    how = f"journal mode {health.journal_mode}, synchronous {health.synchronous}"
    notes = (how, f"{len(written)} transactions and journal records a sale; both files equal row for row")
    return Comparison("G4", "a settled sale", *both, TIMES_RAW, notes=notes)
