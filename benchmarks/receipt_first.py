"""A fresh process: fonts preloaded, then the first receipt and some more; prints their times as JSON.

`python -m benchmarks.receipt_first PAPER ROUNDS`
"""

import json
import sys
from dataclasses import astuple

from benchmarks.measure import sample
from benchmarks.papers import receipt
from pos.config import Paper
from receipts.document import receipt_document
from receipts.pdf import preload, render_pdf


def start(paper: Paper, rounds: int) -> None:
    """The first sample is the first receipt of the process."""
    preload()
    snapshot = receipt()
    samples = [sample(lambda: render_pdf(receipt_document(snapshot), paper)) for _ in range(1 + rounds)]
    sys.stdout.write(json.dumps([astuple(each) for each in samples]))


if __name__ == "__main__":
    start(Paper(sys.argv[1]), int(sys.argv[2]))
