"""Identities: one type each, so that mixing two of them fails the type check.

Our own ids are made before the first write; they are the idempotency keys of everything after.
"""

from typing import NewType
from uuid import UUID

CounterId = NewType("CounterId", str)  # short and printable, e.g. "01"; first part of every key
TerminalId = NewType("TerminalId", str)  # our name of a terminal, e.g. "T1"
StaffId = NewType("StaffId", str)  # 職員番号
SaleId = NewType("SaleId", UUID)
PaymentId = NewType("PaymentId", UUID)
CountId = NewType("CountId", UUID)
DayNumber = NewType("DayNumber", int)  # 1, 2, 3 … per counter, in the order of opening
