"""処理未了票 as the ledger would hand them over: told everything, told nothing, settled."""

from datetime import date, timedelta
from uuid import UUID

from pos.domain.brands import Brand, UnknownMeans
from pos.domain.days import FiscalYear
from pos.domain.ids import PaymentId, SaleId, StaffId
from pos.domain.money import Yen
from pos.domain.payment import Direction, Settlement, UnknownCause
from pos.domain.unknown_slip import SlipFacts, SlipNumber, SlipOutcome, SlipRule, UnknownSlip
from tests.receipts.papers import CHAIN, COUNTER, NOON, OFFICE, TODAY


def unknown_slip(**changes: object) -> UnknownSlip:
    """¥500 of Suica that nobody knows of; changed by name, facts too."""
    facts: dict[str, object] = {
        "office": OFFICE,
        "brand": Brand.TRANSIT_IC,
        "card_last4": "5678",
        "balance_before": Yen(2_345),
        "terminal_no": "1234567890123",
        "cause": UnknownCause.NO_ANSWER,
        "acquirer": "東西カードサービス株式会社",
        "contact": "加盟店デスク 03-0000-0000（24時間）",
        "rules": (slip_rule(Brand.TRANSIT_IC, UnknownMeans.NOT_A_SALE, date(2027, 1, 17)),),
    }
    slip: dict[str, object] = {
        "number": SlipNumber(COUNTER, FiscalYear(2026), 3),
        "payment_id": PaymentId(UUID(int=9)),
        "sale_id": SaleId(UUID(int=7)),
        "business_date": TODAY,
        "sale_number": 12,
        "attempt": 1,
        "direction": Direction.CHARGE,
        "amount": Yen(500),
        "requested_at": NOON,
        "issued_at": NOON + timedelta(minutes=2),
        "terminal_id": "T1",
        "practice": False,
        "clerk_name": "鈴木 花子",
        "chain": CHAIN,
    }
    known = facts | {name: value for name, value in changes.items() if name in facts}
    rest = slip | {name: value for name, value in changes.items() if name not in facts}
    return UnknownSlip(**rest, facts=SlipFacts(**known))  # type: ignore[arg-type]


def slip_rule(
    brand: Brand, means: UnknownMeans, until: date | None = None, *, balance_inquiry: bool = True
) -> SlipRule:
    return SlipRule(brand, means, until, balance_inquiry)


def blank_slip(**changes: object) -> UnknownSlip:
    """The terminal told nothing at all, and the contract has a rule per brand."""
    rules = (
        slip_rule(Brand.TRANSIT_IC, UnknownMeans.NOT_A_SALE, date(2027, 1, 17)),
        slip_rule(Brand.NANACO, UnknownMeans.SALE),
        slip_rule(Brand.ID, UnknownMeans.REDO, date(2027, 1, 22), balance_inquiry=False),
    )
    nothing: dict[str, object] = {
        "brand": Brand.UNKNOWN,
        "card_last4": "",
        "balance_before": None,
        "terminal_no": "",
        "rules": rules,
    }
    return unknown_slip(**(nothing | changes))


def settled_outcome() -> SlipOutcome:
    """Two people said that it was charged."""
    word = Settlement(
        StaffId("2001"), StaffId("2002"), True, Brand.TRANSIT_IC, "残高が¥500減っていた", "残高照会 ¥1,845"
    )
    return SlipOutcome(word, NOON + timedelta(hours=2), "佐藤 一郎", "鈴木 花子")
