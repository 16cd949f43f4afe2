"""Who may do it *now*: beside the person at the screen, the ledger is asked at the moment of use.

A screen may hold a person for hours; roles taken away in the meantime count at once.
"""

from pos.domain.staff import Right, Staff
from pos.errors import AccessError, Reason
from pos.ledger import Ledger


def require(ledger: Ledger, staff: Staff, right: Right) -> Staff:
    """The person as the ledger knows them now. Raises AccessError NOT_ALLOWED (facts: right, name)."""
    staff.require(right)
    known = ledger.credential(staff.id)
    if known is None:
        raise AccessError(Reason.NOT_ALLOWED, right=right.value, name=staff.name)
    known[0].require(right)
    return known[0]
