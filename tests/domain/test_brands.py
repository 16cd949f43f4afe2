"""The acquirer's contract: per brand what may be paid, taken back and inquired."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pos.domain.brands import Brand, BrandRule, CancelRule, Contract, UnknownMeans
from pos.domain.money import Yen
from pos.errors import Reason, RefusedError

PAID_ON = date(2026, 11, 23)
REFUSED = BrandRule(Brand.OTHER, accepted=False, cancel=CancelRule.NEVER)
ACCEPTED = BrandRule(Brand.OTHER, cancel=CancelRule.NEVER)
LISTED = [brand for brand in Brand if brand not in (Brand.OTHER, Brand.UNKNOWN)]

caps = st.integers(1, 1_000_000).map(Yen)
days = st.none() | st.integers(0, 400)


def rule_of(brand: Brand) -> st.SearchStrategy[BrandRule]:
    return st.builds(
        BrandRule,
        st.just(brand),
        accepted=st.booleans(),
        cap=st.none() | caps,
        cancel=st.sampled_from(CancelRule),
        cancel_within_days=days,
        cancel_same_terminal=st.booleans(),
        cancel_card_unused=st.booleans(),
        unknown_means=st.sampled_from(UnknownMeans),
        inquiry_days=days,
        balance_inquiry=st.booleans(),
    )


rule_lists = st.lists(st.sampled_from(LISTED), unique=True, max_size=6).flatmap(
    lambda brands: st.tuples(*map(rule_of, brands))
)
contracts = st.builds(
    lambda rules, others, cap: Contract.of_rules(rules, others, cap=cap, acquirer="○○", contact="00"),
    rule_lists,
    rule_of(Brand.OTHER),
    caps,
)


def test_without_rules_the_two_values_hold_for_every_brand() -> None:
    contract = Contract(Yen(20_000), CancelRule.LAST_ONLY)
    for brand in Brand:
        assert contract.accepts(brand)
        assert contract.cap_of(brand) == Yen(20_000)
        rule = contract.rule(brand)
        assert (rule.brand, rule.cancel, rule.accepted) == (brand, CancelRule.LAST_ONLY, True)
        assert rule.inquiry_until(PAID_ON) is None
        assert rule.cancel_until(PAID_ON) is None
    assert contract.brands_over(Yen(20_000)) == contract.brands_accepted() == ()


def test_cap_and_cancel_rule_are_the_widest() -> None:
    rules = (
        BrandRule(Brand.TRANSIT_IC, cap=Yen(20_000)),
        BrandRule(Brand.WAON, cap=Yen(50_000), cancel=CancelRule.NEVER),
        BrandRule(Brand.CODE, accepted=False, cap=Yen(900_000), cancel=CancelRule.NEVER),
    )
    contract = Contract.of_rules(rules, REFUSED, cap=Yen(100_000))
    assert (contract.cap, contract.cancel) == (Yen(50_000), CancelRule.LAST_ONLY)
    assert contract.brands_accepted() == (Brand.TRANSIT_IC, Brand.WAON)


@given(contracts)
def test_the_widest_covers_every_brand_and_is_one_of_them(contract: Contract) -> None:
    rules = [contract.rule(brand) for brand in Brand]
    accepted = [rule for rule in rules if rule.accepted]
    assert all(contract.cap_of(rule.brand) <= contract.cap for rule in accepted)
    if accepted:
        assert contract.cap in [rule.cap_within(contract.cap) for rule in accepted]
    order = [CancelRule.NEVER, CancelRule.LAST_ONLY, CancelRule.ANY]
    assert order.index(contract.cancel) == max(order.index(rule.cancel) for rule in rules)


@given(contracts, st.sampled_from(Brand))
def test_there_is_a_rule_for_every_brand_and_it_names_it(contract: Contract, brand: Brand) -> None:
    rule = contract.rule(brand)
    assert rule.brand is brand
    assert contract.accepts(brand) is (rule.accepted or brand is Brand.UNKNOWN)


@given(contracts, st.integers(-5, 1_100_000).map(Yen))
def test_an_amount_is_refused_above_the_widest_and_the_clerk_is_told_who_cannot_pay(
    contract: Contract, amount: Yen
) -> None:
    over = contract.brands_over(amount)
    for brand in LISTED:
        listed = brand in contract.brands_accepted()
        assert (brand in over) is (listed and amount > contract.cap_of(brand))
    if Yen(0) < amount <= contract.cap:
        contract.check_amount(amount)
        return
    with pytest.raises(RefusedError) as refused:
        contract.check_amount(amount)
    expected = Reason.AMOUNT_OVER_CAP if amount > Yen(0) else Reason.NOTHING_TO_PAY
    assert refused.value.reason is expected


def test_a_card_of_no_named_brand_is_no_reproach() -> None:
    rules = [BrandRule(Brand.WAON, cap=Yen(100)), BrandRule(Brand.NANACO, cap=Yen(300))]
    contract = Contract.of_rules(rules, REFUSED, cap=Yen(200))
    assert contract.accepts(Brand.UNKNOWN)
    assert contract.cap_of(Brand.UNKNOWN) == Yen(300)
    assert not contract.accepts(Brand.OTHER)
    assert not contract.accepts(Brand.CREDIT)
    assert Contract.of_rules(rules, ACCEPTED, cap=Yen(200)).accepts(Brand.CREDIT)


def test_an_inquiry_is_possible_within_55_days_and_not_on_the_56th() -> None:
    rule = BrandRule(Brand.TRANSIT_IC, inquiry_days=55)
    assert rule.inquiry_until(PAID_ON) == date(2027, 1, 17)
    assert rule.inquiry_until(PAID_ON) == PAID_ON + timedelta(days=55)


@pytest.mark.parametrize(
    ("within", "until"),
    [(None, None), (0, PAID_ON), (14, date(2026, 12, 7)), (60, date(2027, 1, 22))],
)
def test_a_cancellation_has_its_last_day(within: int | None, until: date | None) -> None:
    assert BrandRule(Brand.WAON, cancel_within_days=within).cancel_until(PAID_ON) == until
