"""What can happen to one request that moves money, in words that fit every terminal."""

from enum import StrEnum
from typing import Final


class Happening(StrEnum):
    """One for each money request, in order. A site's simulator plays them; the books are its own."""

    PAYS = "pays"
    BALANCE_SHORT = "balance short"  # 残高不足: the terminal says no, nothing is taken
    REFUSED = "refused"  # any other clear no
    NOBODY_COMES = "nobody comes"  # no card is shown
    REPLY_LOST = "reply lost"  # taken, but no answer ever comes
    SILENT = "silent"  # accepted, then deaf for longer than the driver waits; nothing taken
    DEAD = "dead"  # not even accepted, deaf for longer than the driver waits; nothing taken
    WRONG_AMOUNT = "wrong amount"  # taken right, but the answer names another amount
    OTHER_TERMINAL = "other terminal"  # taken, but the answer names another terminal
    LATE_REPLY = "late reply"  # taken, answered after the driver has given up
    CUT_BEFORE = "cut before the debit"  # the line goes dead, nothing taken; back soon
    CUT_AFTER = "cut after the debit"  # the line goes dead, taken; back soon


TAKES: Final = frozenset({
    Happening.PAYS, Happening.REPLY_LOST, Happening.WRONG_AMOUNT, Happening.OTHER_TERMINAL,
    Happening.LATE_REPLY, Happening.CUT_AFTER,
})  # fmt: skip
