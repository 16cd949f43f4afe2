"""Double entry for every fact at the counter; each voucher sums to zero.

Debits are positive, credits negative. Money that a designated trustee (指定納付受託者) will pay is
not cash: it stands in the terminal's clearing account per brand until the payout is matched.
"""

from dataclasses import dataclass
from enum import StrEnum

from pos.domain.brands import Brand
from pos.domain.catalog import RevenueAccount
from pos.domain.money import ZERO, Yen
from pos.domain.payment import Approved, Direction, Method, Payment, Settlement
from pos.domain.sale import Sale


class Account(StrEnum):
    """The counter's accounts. `detail` of an entry tells brand or 科目."""

    CASH = "cash"  # 現金 in the drawer
    CLEARING = "clearing"  # 指定納付受託者 未収, per brand
    REVENUE = "revenue"  # 歳入, per 科目
    OVER_SHORT = "over_short"  # 現金過不足
    CHANGE_FUND = "change_fund"  # つり銭準備金, lent by the treasurer


@dataclass(frozen=True, slots=True)
class Entry:
    """One side of a voucher: debit > 0, credit < 0; never ¥0."""

    account: Account
    detail: str
    amount: Yen


def for_sale(sale: Sale, payment: Payment) -> tuple[Entry, ...]:
    """Entries of a settled sale or cancellation: money side against revenue per 科目."""
    sign = -1 if payment.direction is Direction.CANCEL else 1
    per_account: dict[RevenueAccount, Yen] = {}
    for line in sale.lines:
        per_account[line.account] = per_account.get(line.account, ZERO) + line.amount
    revenue = [Entry(Account.REVENUE, a.code, -amount) for a, amount in sorted(per_account.items())]
    return _whole([_money_side(payment, payment.amount * sign), *revenue])


def for_change_fund(amount: Yen) -> tuple[Entry, ...]:
    """The change fund comes into the drawer (opening) or, negative, leaves it (closing)."""
    return _whole([Entry(Account.CASH, "", amount), Entry(Account.CHANGE_FUND, "", -amount)])


def for_difference(difference: Yen) -> tuple[Entry, ...]:
    """Counted minus expected: over is a credit, short a debit of 現金過不足."""
    return _whole([Entry(Account.CASH, "", difference), Entry(Account.OVER_SHORT, "", -difference)])


def brand_of(payment: Payment) -> Brand | None:
    """The brand that paid; None for cash, UNKNOWN while nothing tells."""
    if payment.method is Method.CASH:
        return None
    match payment.conclusion:
        case Approved(record):
            return record.brand
        case Settlement(brand=brand):
            return brand
        case _:
            return Brand.UNKNOWN


def _money_side(payment: Payment, amount: Yen) -> Entry:
    brand = brand_of(payment)
    return Entry(Account.CASH, "", amount) if brand is None else Entry(Account.CLEARING, brand.value, amount)


def _whole(entries: list[Entry]) -> tuple[Entry, ...]:
    kept = tuple(entry for entry in entries if entry.amount != ZERO)
    if sum(entry.amount.amount for entry in kept) != 0:
        raise ValueError(f"a voucher must sum to zero: {kept}")
    return kept
