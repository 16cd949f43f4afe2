"""The counter's words for roles, rights, methods and classes."""

from typing import Final

from pos.domain.brands import BRAND_NAMES, Brand, CancelRule, Contract, UnknownMeans
from pos.domain.catalog import TaxClass
from pos.domain.payment import Method
from pos.domain.sale import SaleKind
from pos.domain.staff import ROLE_NAMES, Right, Role

ROLES: Final[dict[Role, str]] = ROLE_NAMES
BRANDS: Final[dict[Brand, str]] = BRAND_NAMES
CARDS_OF_BRAND: Final[dict[str, str]] = {  # as a sentence names what paid
    **{brand.value: name for brand, name in BRANDS.items()},
    Brand.OTHER: "このカード",
    Brand.UNKNOWN: "このカード",
}

RIGHTS: Final[dict[Right, str]] = {
    Right.SELL: "会計",
    Right.OPEN_DAY: "開局",
    Right.CLOSE_DAY: "締め",
    Right.WITNESS: "立会い",
    Right.CANCEL: "取消",
    Right.APPROVE: "承認",
    Right.SETTLE_UNKNOWN: "処理未了の確定",
    Right.LOOK_UP: "取引の閲覧",
    Right.REPRINT: "再発行",
    Right.MANAGE: "管理",
}
RIGHTS_BY_VALUE: Final[dict[str, str]] = {right.value: name for right, name in RIGHTS.items()}

METHODS: Final[dict[Method, str]] = {Method.CASH: "現金", Method.E_MONEY: "電子マネー"}

SALE_KINDS: Final[dict[SaleKind, str]] = {
    SaleKind.SALE: "売上",
    SaleKind.OFFICIAL_USE: "公用",
    SaleKind.CANCELLATION: "取消",
}

TAX_CLASSES: Final[dict[TaxClass, str]] = {
    TaxClass.TAXABLE_10: "課税10%",
    TaxClass.NON_TAXABLE: "非課税",
    TaxClass.OUT_OF_SCOPE: "不課税",
}

CANCEL_RULES: Final[dict[CancelRule, str]] = {
    CancelRule.NEVER: "できません",
    CancelRule.LAST_ONLY: "直前の取引だけ",
    CancelRule.ANY: "できます",
}

UNKNOWN_MEANS: Final[dict[UnknownMeans, str]] = {
    UnknownMeans.NOT_A_SALE: "成立が証明されるまで売上になりません",
    UnknownMeans.SALE: "不成立と分かるまで売上に数えられます",
    UnknownMeans.REDO: "売上になりません。支払をやり直します",
}

PARTS: Final[dict[str, str]] = {
    "card": "カード読取部",
    "rf": "非接触読取部",
    "van": "中継センターとの通信",
    "server": "決済サーバーとの通信",
    "terminal": "端末本体",
    "host": "決済センターとの通信",
    "clock": "時計",
}
HEALTH: Final[dict[str, str]] = {"ok": "正常", "error": "異常", "absent": "なし", "unknown": "不明"}


def contract_text(contract: Contract) -> str:
    """Which contract is in force, in one line."""
    if not contract.acquirer:
        return f"設定の一律の規則（1回の上限{contract.cap}、取消は{CANCEL_RULES[contract.cancel]}）"
    brands = "・".join(BRANDS[brand] for brand in contract.brands_accepted())
    others = "、そのほかも可" if contract.others is not None and contract.others.accepted else ""
    return f"{contract.acquirer}（{brands}{others}）"


def method_name(method: str, brand: str = "") -> str:
    """現金, or the brand's name where the books know it."""
    if brand and brand != Brand.UNKNOWN:
        return BRANDS[Brand(brand)]
    return METHODS[Method(method)]
