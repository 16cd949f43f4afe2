"""Words that several papers share: dates, methods, tax classes, marks. Japanese, as printed."""

from datetime import datetime
from typing import Final

from pos.domain.brands import BRAND_NAMES, Brand
from pos.domain.catalog import TaxClass
from pos.domain.days import aware
from pos.domain.money import Yen
from pos.domain.payment import Method
from receipts.blocks import Sentence, Tone

PRACTICE: Final = "練習"
PRACTICE_SENTENCE: Final = Sentence(
    "これは練習用です。金銭の収納や図面等の交付を証するものではありません。", Tone.STRONG
)
NONE: Final = "なし"

METHOD_NAMES: Final = {Method.CASH: "現金", Method.E_MONEY: "電子マネー"}
TAX_NAMES: Final = {
    TaxClass.TAXABLE_10: "10%対象",
    TaxClass.NON_TAXABLE: "非課税",
    TaxClass.OUT_OF_SCOPE: "不課税",
}


def titled(title: str, practice: bool) -> str:
    """The title, and 練習 in it where the paper is only practice."""
    return f"{title}（{PRACTICE}）" if practice else title


def moment(instant: datetime) -> str:
    """2026/11/23 10:15 in Japan."""
    return f"{aware(instant):%Y/%m/%d %H:%M}"


def signed(amount: Yen) -> str:
    """A difference with its sign: +¥100, -¥100, ¥0."""
    return f"+{amount}" if amount > Yen(0) else str(amount)


def method_name(value: str) -> str:
    """現金, 電子マネー; a value this version does not know stays as it is."""
    return METHOD_NAMES[Method(value)] if value in set(Method) else value


def brand_name(value: str) -> str:
    """The brand as people say it; "" for cash."""
    return BRAND_NAMES[Brand(value)] if value in set(Brand) else value
