"""The journal's marks on papers: those frozen inside a paper or 日計表, and the codes people hold.

Whoever rewrites a record and every hash after it still has to answer for both.
"""

import json
import sqlite3
from typing import Any, Final

from pos.domain.receipt import ChainMark
from pos.ledger.journal import NO_HASH
from pos.ledger.values import CodeCheck, PrintedCode

# table → the column that holds a mark
MARKED: Final = {"paper": "snapshot", "day_closing": "report", "unknown_slip": "snapshot"}
_RECORD: Final = "SELECT hash FROM journal WHERE seq = ?"
_NEWEST: Final = "SELECT coalesce(max(seq), 0) FROM journal"


def stored_mark(text: str) -> ChainMark:
    """The mark inside a stored paper or 日計表. Raises ValueError where there is none."""
    try:
        chain = json.loads(text)["chain"]
        return ChainMark(chain["seq"], chain["head"])
    except (KeyError, TypeError) as error:
        raise ValueError(f"no chain mark: {error!r}") from error


def false_mark(text: str, before: ChainMark) -> str:
    """What is wrong with a stored mark, "" where nothing is: it is where the journal stood before the
    record that wrote it."""
    try:
        mark = stored_mark(text)
    except ValueError as error:
        return f"unreadable: {error}"
    if mark == before:
        return ""
    return f"is {mark.seq}-{mark.head}, the journal has {before.seq}-{before.head} before it"


def check_code(connection: sqlite3.Connection, code: PrintedCode) -> CodeCheck:
    """Does the journal hold that record with that hash: no where its tail was cut off, where it is an
    older copy, and where the chain was written anew. Raises sqlite3.Error."""
    row = connection.execute(_RECORD, (code.seq,)).fetchone()
    own: Any = NO_HASH if code.seq == 0 else row[0] if row else None
    if own is None:
        (newest,) = connection.execute(_NEWEST).fetchone()
        return CodeCheck(code, f"no such record: the newest is {newest}")
    here = own.hex()[:16] if isinstance(own, bytes) else repr(own)
    return CodeCheck(code, "" if here == code.start else f"another record: here it is {code.seq}-{here}")
