"""The visitors of a demo day, drawn from a seed: who buys what and how they pay."""

from collections.abc import Iterator
from enum import StrEnum
from random import Random
from typing import Final

from pos.domain.basket import Basket, OfficialUse, SheetReference
from pos.domain.catalog import Fee

MIN_SALES: Final = 4


class Visit(StrEnum):
    """How a visit goes; the card ones are in step with the simulator's scenario."""

    CASH = "cash"
    CARD = "card"
    CARD_SHORT = "card_short"  # 残高不足, then cash
    CARD_LOST = "card_lost"  # the reply is lost; recovery finds the charge
    OFFICIAL = "official"
    CANCEL_CASH = "cancel_cash"  # the newest cash sale is taken back
    CANCEL_CARD = "cancel_card"  # the newest card sale is taken back at the terminal


VISIT_NAMES: Final = {
    Visit.CASH: "現金",
    Visit.CARD: "電子マネー",
    Visit.CARD_SHORT: "残高不足のあと現金",
    Visit.CARD_LOST: "応答なしから復旧",
    Visit.OFFICIAL: "公用交付",
    Visit.CANCEL_CASH: "現金の取消",
    Visit.CANCEL_CARD: "電子マネーの取消",
}
# What the simulated terminal does for each visit that reaches it.
FAULTS: Final = {
    Visit.CARD: "none",
    Visit.CARD_SHORT: "balance_short",
    Visit.CARD_LOST: "reply_lost",
    Visit.CANCEL_CARD: "none",
}
CARD_BALANCE: Final = 15_000  # above any basket of the day
TOWNS: Final = ("大森北一丁目", "蒲田五丁目", "田園調布二丁目", "羽田四丁目", "池上三丁目", "雪谷大塚町")
BUYERS: Final = ("", "", "", "㈱大森測量設計", "髙橋土地家屋調査士事務所", "蒲田住建株式会社")
GROUND: Final = "官公署の公用"
BODIES: Final = ("東京国税局 大森税務署", "東京都 第二建設事務所")


def plan_visits(sales: int, seed: int) -> tuple[Visit, ...]:
    """The day's visits: exactly `sales` sales that end paid, with every special case among them.

    Raises ValueError below MIN_SALES, where the special cases do not fit.
    """
    if sales < MIN_SALES:
        raise ValueError(f"a demo day needs at least {MIN_SALES} sales")
    random = Random(seed)  # noqa: S311 - a seed is wanted, not a secret
    ordinary = [random.choice((Visit.CASH, Visit.CARD)) for _ in range(sales - MIN_SALES)]
    middle = len(ordinary) // 2
    # A cancellation takes the newest card or cash sale back, so one of each goes just before.
    return (
        Visit.CASH, *ordinary[:middle], Visit.CARD_SHORT, Visit.OFFICIAL, Visit.CANCEL_CASH,
        *ordinary[middle:], Visit.CARD_LOST, Visit.CARD, Visit.CANCEL_CARD,
    )  # fmt: skip


def scenario_for(sales: int, seed: int) -> str:
    """The simulator's scenario (TOML) in step with `plan_visits` of the same numbers."""
    random = Random(seed + 2)  # noqa: S311
    steps = [
        f'[[step]]\nfault = "{FAULTS[visit]}"\ncard = "{random.choice("TTTEK")}"\nbalance = {CARD_BALANCE}\n'
        for visit in plan_visits(sales, seed)
        if visit in FAULTS
    ]
    return "\n".join(["delay_s = [0.05, 0.15]\n", *steps])


def baskets(fees: tuple[Fee, ...], seed: int) -> Iterator[Basket]:
    """One believable basket after another, without end."""
    random = Random(seed + 1)  # noqa: S311
    number = 0
    while True:
        number += 1
        basket = Basket()
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            sheet = SheetReference.of(random.choice(TOWNS), f"{random.randint(1, 320):03d}")
            basket = basket.add(random.choice(fees), random.choice((1, 1, 2, 2, 3, 5)), sheet)
        buyer = random.choice(BUYERS)
        yield basket.addressed(application_no=f"窓-{number:04d}", addressee=buyer)


def official(basket: Basket, seed: int) -> Basket:
    """The same basket, asked for by a public body."""
    body = BODIES[seed % len(BODIES)]
    return basket.for_official_use(OfficialUse.of(GROUND, body))
