"""E-money brands and what an acquirer's contract says of each; the contract is data, not code."""

from dataclasses import dataclass
from enum import StrEnum

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
    """May the terminal take a payment of this brand back (domain.md 3.2)."""

    NEVER = "never"
    LAST_ONLY = "last_only"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class Contract:
    """What applies to e-money at this counter: the cap per payment and the cancel rule."""

    cap: Yen
    cancel: CancelRule

    def check_amount(self, amount: Yen) -> None:
        """Raises RefusedError NOTHING_TO_PAY for ¥0 and AMOUNT_OVER_CAP (facts: amount, cap)."""
        if amount <= Yen(0):
            raise RefusedError(Reason.NOTHING_TO_PAY)
        if amount > self.cap:
            raise RefusedError(Reason.AMOUNT_OVER_CAP, amount=amount, cap=self.cap)
