"""Running totals of a day: what each settled sale and each voucher adds to which of them.

They are kept in the fact's own transaction, so that a report reads some dozen rows instead of every
sale; `verify` proves them equal to a recount.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from sqlalchemy import Table
from sqlalchemy.dialects.sqlite import insert

from pos.domain.books import Entry, brand_of
from pos.domain.money import ZERO, Yen
from pos.domain.payment import Direction, Payment
from pos.domain.sale import Sale, SaleKind
from pos.ledger.schema import COUNTER, books
from pos.ledger.statements import DIALECT, Stored


class Dimension(StrEnum):
    """What a total is about; the comment says key and part."""

    BALANCE = "balance"  # account, detail: entries and their sum
    ACCOUNT = "account"  # 科目 code, name: transactions (取消 netted) and takings
    CHARGED = "charged"  # product name, size: copies and what was charged
    OFFICIAL = "official"  # product name, size: copies of 公用 and their listed price
    PAYMENT = "payment"  # method, brand: payments and their sum
    CANCELLED = "cancelled"  # method, brand: 取消 and their (negative) sum
    SALES = "sales"  # sales (取消 netted) and takings
    ISSUES = "issues"  # 公用 issues and what was waived


GRAND: Final = "grand_total"  # sales ever settled, never reset and never lowered by a 取消


@dataclass(frozen=True, slots=True)
class Tally:
    """So many pieces and so much money more for one total."""

    dimension: str
    key: str
    part: str
    pieces: int
    amount: Yen

    def stored(self) -> Stored:
        return (str(self.dimension), self.key, self.part, self.pieces, self.amount.amount)


def _adding(table: Table, *key: str) -> str:
    statement = insert(table)
    changes = {name: table.c[name] + statement.excluded[name] for name in ("pieces", "amount")}
    return str(
        statement.on_conflict_do_update(index_elements=[COUNTER, *key], set_=changes).compile(dialect=DIALECT)
    )


DAY_TOTAL: Final = _adding(books.day_total, "day", "dimension", "key", "part")
GRAND_TOTAL: Final = _adding(books.counter_total, "name")


def of_voucher(entries: tuple[Entry, ...]) -> list[Tally]:
    return [Tally(Dimension.BALANCE, each.account.value, each.detail, 1, each.amount) for each in entries]


def of_sale(sale: Sale) -> list[Tally]:
    """What a settled sale adds, besides its voucher."""
    if sale.kind is SaleKind.OFFICIAL_USE:
        issue = Tally(Dimension.ISSUES, "", "", 1, sale.listed_total)
        return [issue, *_sheets(sale, Dimension.OFFICIAL)]
    sign = -1 if sale.kind is SaleKind.CANCELLATION else 1
    whole = Tally(Dimension.SALES, "", "", sign, sale.total)
    return [whole, *_accounts(sale, sign), *_sheets(sale, Dimension.CHARGED), *_payments(sale.payment)]


def of_counter(sale: Sale) -> Tally | None:
    """What a settled sale adds to the perpetual grand total."""
    return Tally(GRAND, "", "", 1, sale.total) if sale.kind is SaleKind.SALE else None


def _accounts(sale: Sale, sign: int) -> list[Tally]:
    sums: dict[tuple[str, str], Yen] = {}
    for line in sale.lines:
        key = (line.account.code, line.account.name)
        sums[key] = sums.get(key, ZERO) + line.amount
    return [Tally(Dimension.ACCOUNT, code, name, sign, amount) for (code, name), amount in sums.items()]


def _sheets(sale: Sale, dimension: Dimension) -> list[Tally]:
    official = dimension is Dimension.OFFICIAL
    return [
        Tally(
            dimension,
            line.product_name,
            line.size.value,
            line.copies,
            line.listed_amount if official else line.amount,
        )
        for line in sale.lines
    ]


def _payments(payment: Payment | None) -> list[Tally]:
    if payment is None:
        return []
    brand = brand_of(payment)
    cancelled = payment.direction is Direction.CANCEL
    dimension = Dimension.CANCELLED if cancelled else Dimension.PAYMENT
    amount = -payment.amount if cancelled else payment.amount
    return [Tally(dimension, payment.method.value, brand.value if brand else "", 1, amount)]
