"""E-money brands and what an acquirer's contract says of each; the contract is data, not code."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from pos.domain.money import Yen
from pos.errors import Reason, RefusedError


class Brand(StrEnum):
    """Who issued the card, as the books tell them apart; UNKNOWN where the terminal does not say."""

    TRANSIT_IC = "transit_ic"  # 交通系IC
    RAKUTEN_EDY = "rakuten_edy"
    WAON = "waon"
    NANACO = "nanaco"
    ID = "id"
    QUICPAY = "quicpay"
    CREDIT = "credit"
    CODE = "code"  # コード決済
    T_MONEY = "t_money"
    CASHBEE = "cashbee"
    RAILPLUS = "railplus"
    OTHER = "other"
    UNKNOWN = "unknown"


BRAND_NAMES: dict[Brand, str] = {
    Brand.TRANSIT_IC: "交通系IC",
    Brand.RAKUTEN_EDY: "楽天Edy",
    Brand.WAON: "WAON",
    Brand.NANACO: "nanaco",
    Brand.ID: "iD",
    Brand.QUICPAY: "QUICPay",
    Brand.CREDIT: "クレジット",
    Brand.CODE: "コード決済",
    Brand.T_MONEY: "T-money",
    Brand.CASHBEE: "Cashbee",
    Brand.RAILPLUS: "RailPlus",
    Brand.OTHER: "その他",
    Brand.UNKNOWN: "不明",
}


class CancelRule(StrEnum):
    """May the terminal take a payment of this brand back (domain.md 3.2).

    LAST_ONLY is the terminal's very last transaction. Some acquirers mean the last of that brand;
    the stricter reading is ours, because a terminal may hold transactions that no book here knows.
    """

    NEVER = "never"
    LAST_ONLY = "last_only"
    ANY = "any"


_WIDTH = {CancelRule.NEVER: 0, CancelRule.LAST_ONLY: 1, CancelRule.ANY: 2}


class UnknownMeans(StrEnum):
    """What a 処理未了 of this brand is for the acquirer's books until it is cleared up (domain.md 3.2, 3.3).

    It is advice for the person who settles it, never a verdict: nothing here settles by itself.
    """

    NOT_A_SALE = "not_a_sale"  # no sale until the card's next touch or an inquiry proves it (交通系IC)
    SALE = "sale"  # a sale until the card's next touch disproves it, then taken off (nanaco)
    REDO = "redo"  # no sale: pay again (iD, QUICPay)


@dataclass(frozen=True, slots=True)
class BrandRule:
    """What the acquirer's contract says of one brand (domain.md 3.2, 3.3). Days are calendar days (JST)."""

    brand: Brand
    accepted: bool = True  # False: not part of the contract; what was charged all the same is told
    cap: Yen | None = None  # most per payment; None: the contract's
    cancel: CancelRule = CancelRule.LAST_ONLY
    cancel_within_days: int | None = None  # after the payment; 0: on the same date only; None: no limit
    cancel_same_terminal: bool = False  # only on the terminal that took the payment
    cancel_card_unused: bool = False  # only while the card paid nothing since
    unknown_means: UnknownMeans = UnknownMeans.NOT_A_SALE
    inquiry_days: int | None = None  # 売上調査依頼 possible for so long; None: the contract names no limit
    balance_inquiry: bool = True  # 残高照会 tells something about this brand

    def cap_within(self, contract_cap: Yen) -> Yen:
        """The most per payment, in a contract whose own cap is this."""
        return contract_cap if self.cap is None else self.cap

    def cancel_until(self, paid_on: date) -> date | None:
        """The last date on which a payment of `paid_on` may be cancelled; None: no limit."""
        return _after(paid_on, self.cancel_within_days)

    def inquiry_until(self, paid_on: date) -> date | None:
        """The last date on which the acquirer looks into a payment of `paid_on`; None: no limit is named.

        "Within 55 days, impossible from day 56" (domain.md 3.3): the day of payment is day 0.
        """
        return _after(paid_on, self.inquiry_days)


@dataclass(frozen=True, slots=True)
class Contract:
    """What the acquirer allows at this counter.

    `cap` and `cancel` are the widest of all brands: what the driver must technically be able to do.
    Without `rules` they hold for every brand alike.
    """

    cap: Yen
    cancel: CancelRule
    acquirer: str = ""  # 決済事業者, as named on papers and screens
    contact: str = ""  # where a 処理未了 or a sale is inquired: name, telephone, hours
    rules: tuple[BrandRule, ...] = ()
    others: BrandRule | None = None  # every brand without a rule of its own; None: `cap` and `cancel`

    @classmethod
    def of_rules(
        cls,
        rules: Iterable[BrandRule],
        others: BrandRule,
        *,
        cap: Yen,
        acquirer: str = "",
        contact: str = "",
    ) -> Self:
        """The contract of these rules; `cap` holds where a rule names none, and the widest are derived."""
        kept = tuple(rules)
        live = [rule for rule in (*kept, others) if rule.accepted]
        widest = max((rule.cap_within(cap) for rule in live), default=cap)
        # What was charged on a brand outside the contract should still find its way back by the terminal.
        cancel = max((rule.cancel for rule in (*kept, others)), key=lambda each: _WIDTH[each])
        return cls(widest, cancel, acquirer, contact, kept, others)

    def rule(self, brand: Brand) -> BrandRule:
        """What holds for a payment of this brand; UNKNOWN has the rule of the brands not listed.

        Always one, with its brand filled in, also for a brand that is not accepted (`accepted` False).
        """
        for rule in self.rules:
            if rule.brand is brand:
                return rule
        return replace(self.others or BrandRule(brand, cancel=self.cancel), brand=brand)

    def accepts(self, brand: Brand) -> bool:
        """False where the contract does not cover it. UNKNOWN is no reproach: the terminal did not say."""
        return brand is Brand.UNKNOWN or self.rule(brand).accepted

    def cap_of(self, brand: Brand) -> Yen:
        """The most one payment of this brand may be; of UNKNOWN the widest, which nobody exceeds."""
        return self.cap if brand is Brand.UNKNOWN else self.rule(brand).cap_within(self.cap)

    def check_amount(self, amount: Yen) -> None:
        """Raises RefusedError NOTHING_TO_PAY for ¥0 and AMOUNT_OVER_CAP (facts: amount, cap)."""
        if amount <= Yen(0):
            raise RefusedError(Reason.NOTHING_TO_PAY)
        if amount > self.cap:
            raise RefusedError(Reason.AMOUNT_OVER_CAP, amount=amount, cap=self.cap)

    def brands_over(self, amount: Yen) -> tuple[Brand, ...]:
        """Listed brands that the amount is too much for, though another one may pay it; the clerk is told."""
        return tuple(
            rule.brand for rule in self.rules if rule.accepted and amount > rule.cap_within(self.cap)
        )

    def brands_accepted(self) -> tuple[Brand, ...]:
        """The listed brands that may pay, in the order of the contract; () where no brand is listed."""
        return tuple(rule.brand for rule in self.rules if rule.accepted)


def _after(day: date, days: int | None) -> date | None:
    return None if days is None else day + timedelta(days=days)
