"""取消: what is already certain to be refused, said before a reason and an approver are typed.

The rule itself is the use case's (pos/refund.py), which asks the terminal too; nothing here allows anything.
"""

from collections.abc import Iterable
from typing import Final

from pos.domain.brands import CancelRule, Contract
from pos.domain.payment import Approved, Method, TransactionRecord
from pos.domain.sale import Sale, SaleKind, SaleState
from pos.errors import Reason, RefusedError
from pos.wording import say

NO_RECORD: Final = "端末の記録がないため端末では取り消せません。還付の手続きで処理してください。"


def why_not(sale: Sale, listed: Iterable[Sale], contract: Contract, terminal: CancelRule | None) -> str:
    """Why this sale cannot be taken back, in words; empty where that is not certain yet. `listed`: the sales
    of its day; `terminal`: what the terminal can, None where there is none."""
    payment = sale.payment
    if payment is None or payment.method is not Method.E_MONEY:
        return ""
    record = _record(sale)
    if record is None:
        return NO_RECORD
    if terminal is None:
        return say(RefusedError(Reason.TERMINAL_NOT_CONFIGURED))
    rule = contract.rule(record.brand).cancel
    if CancelRule.NEVER in (rule, terminal):
        by_brand = rule is CancelRule.NEVER and bool(contract.rules)
        reason = Reason.CANCEL_NOT_FOR_BRAND if by_brand else Reason.CANCEL_REFUSED
        return say(RefusedError(reason, brand=record.brand))
    newer = any(_is_newer(other, sale) for other in listed)
    only_last = CancelRule.LAST_ONLY in (rule, terminal)
    return say(RefusedError(Reason.CANCEL_NOT_LAST)) if only_last and newer else ""


def _record(sale: Sale) -> TransactionRecord | None:
    """The terminal's own record; a payment that a person settled, or the card alone proved, has none."""
    conclusion = sale.payment.conclusion if sale.payment else None
    return conclusion.record if isinstance(conclusion, Approved) and conclusion.record.sequence else None


def _is_newer(other: Sale, sale: Sale) -> bool:
    """Charged after it by the same terminal, and not taken back itself."""
    if other.kind is not SaleKind.SALE or other.state is not SaleState.SETTLED or other.cancelled_by:
        return False
    if sale.payment is None or other.payment is None or _record(other) is None:
        return False
    return other.number > sale.number and other.payment.terminal_id == sale.payment.terminal_id
