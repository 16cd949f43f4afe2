"""The fee table that a new ledger starts with.

Copies: 大田区道路台帳等閲覧及び複写図面交付取扱要綱 2条 (per sheet, by paper size).
科目, tax class and the fee of a certificate are settings, 要確認 until the ward has confirmed them.
"""

from datetime import date
from typing import Final

from pos.config import Settings
from pos.domain.catalog import Fee, PaperSize, RevenueAccount, Unit, check_fees
from pos.domain.money import Yen

VALID_FROM: Final = date(2001, 4, 1)
COPIES: Final = (
    ("1", "土地境界図"),
    ("2", "道路台帳現況平面図"),
    ("3", "基準点等の成果"),
    ("4", "地籍調査の成果"),
    ("5", "その他"),
)
PRICES: Final = (
    (PaperSize.A4, Yen(50)),
    (PaperSize.A3, Yen(100)),
    (PaperSize.A2, Yen(200)),
    (PaperSize.A1, Yen(300)),
)
CERTIFICATE: Final = ("6", "行政証明")


def seed_fees(settings: Settings) -> tuple[Fee, ...]:
    """Five families of copies in four sizes, and the certificate; valid from 2001-04-01."""
    account = RevenueAccount(settings.copies.account_code, settings.copies.account_name)
    copies = (
        Fee(
            product_code=code,
            product_name=name,
            size=size,
            unit=Unit.SHEET,
            price=price,
            account=account,
            tax_class=settings.copies.tax_class,
            valid_from=VALID_FROM,
            confirmed=settings.copies.confirmed,
        )
        for code, name in COPIES
        for size, price in PRICES
    )
    return check_fees((*copies, _certificate(settings)))


def _certificate(settings: Settings) -> Fee:
    wanted = settings.certificate
    code, name = CERTIFICATE
    return Fee(
        product_code=code,
        product_name=name,
        size=PaperSize.NONE,
        unit=Unit.COPY,
        price=wanted.price,
        account=RevenueAccount(wanted.account_code, wanted.account_name),
        tax_class=wanted.tax_class,
        valid_from=VALID_FROM,
        confirmed=wanted.confirmed,
    )
