"""Which payments `terminal log --reference` means: as people read them out, or as the record keeps them."""

import re
from contextlib import closing
from typing import Final

from pos.config import Settings
from pos.ledger import Ledger, open_ledger

_SPOKEN: Final = re.compile(r"([0-9]{1,6})(?:-([0-9]{1,4}))?", re.ASCII)
DAYS: Final = 400  # business days that are looked through, newest first


def payments_meant(reference: str, settings: Settings) -> tuple[str, ...]:
    """The ids of the payments: of sale 8, or of its payment 8-1, on the newest business day that has one;
    else the reference itself. The ledger is only read. Raises StorageError."""
    spoken = _SPOKEN.fullmatch(reference)
    if spoken is None or not settings.ledger_path.exists():
        return (reference,)
    attempt = int(spoken[2]) if spoken[2] else None
    with closing(open_ledger(settings.ledger_path, upgrade=False)) as ledger:
        return _payments(ledger, int(spoken[1]), attempt)


def _payments(ledger: Ledger, number: int, attempt: int | None) -> tuple[str, ...]:
    for day in ledger.days(DAYS):
        for sale in ledger.sales_of_day(day.number):
            if sale.number == number:
                payments = [str(each.id) for each in sale.payments]
                return tuple(payments if attempt is None else payments[attempt - 1 : attempt])
    return ()
