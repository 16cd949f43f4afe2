"""The ledger: every fact of the counter, kept so that none is lost, doubled or changed unseen.

This package is the only door; one method is one transaction, domain values go in and come out.
"""

from pos.ledger.ledger import Ledger
from pos.ledger.opening import create_ledger, open_ledger
from pos.ledger.values import (
    CodeCheck,
    LedgerIdentity,
    LedgerKind,
    PrintedCode,
    PrintRecord,
    Problem,
    StorageHealth,
    Verification,
)

__all__ = [
    "CodeCheck",
    "Ledger",
    "LedgerIdentity",
    "LedgerKind",
    "PrintRecord",
    "PrintedCode",
    "Problem",
    "StorageHealth",
    "Verification",
    "create_ledger",
    "open_ledger",
]
