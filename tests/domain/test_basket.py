"""The basket: every key makes a new one; nothing is paid that is not there."""

from datetime import date

import pytest

from pos.domain.basket import MAX_COPIES, Basket, OfficialUse, SheetReference
from pos.domain.catalog import Fee, FeeTable, PaperSize, RevenueAccount, TaxClass, Unit, check_fees
from pos.domain.money import ZERO, Yen
from pos.errors import EntryError, Reason, RefusedError

ACCOUNT = RevenueAccount("20-04-03", "雑入")


def fee(price: int = 100, size: PaperSize = PaperSize.A3, start: date = date(2001, 4, 1)) -> Fee:
    return Fee("1", "土地境界図", size, Unit.SHEET, Yen(price), ACCOUNT, TaxClass.TAXABLE_10, start)


def test_s1_two_a3_and_one_a1_cost_500() -> None:
    basket = Basket().add(fee(), 2).add(fee(300, PaperSize.A1), 1)
    assert basket.total == Yen(500)
    assert basket.copies == 3


def test_the_same_fee_and_sheet_joins_its_line() -> None:
    basket = Basket().add(fee(), 2).add(fee(), 3).add(fee(), 1, SheetReference.of("蒲田"))
    assert [line.copies for line in basket.lines] == [5, 1]


def test_the_old_basket_stays_what_it_was() -> None:
    first = Basket().add(fee(), 1)
    first.add(fee(300, PaperSize.A1), 1).remove(0)
    assert [line.copies for line in first.lines] == [1]


@pytest.mark.parametrize("copies", [0, -1, MAX_COPIES + 1])
def test_absurd_counts_are_refused(copies: int) -> None:
    with pytest.raises(EntryError) as caught:
        Basket().add(fee(), copies)
    assert caught.value.reason is Reason.NUMBER_OUT_OF_RANGE


def test_nothing_more_of_a_line_is_refused_too() -> None:
    basket = Basket().add(fee(), 3)
    for copies in (0, -1):
        with pytest.raises(EntryError):
            basket.add(fee(), copies)


def test_joining_lines_cannot_pass_the_limit() -> None:
    with pytest.raises(EntryError):
        Basket().add(fee(), MAX_COPIES).add(fee(), 1)


def test_official_use_costs_nothing_but_is_listed() -> None:
    basket = Basket().add(fee(), 3).for_official_use(OfficialUse.of("公用", "大森税務署"))
    assert (basket.total, basket.listed_total) == (ZERO, Yen(300))
    with pytest.raises(EntryError):
        OfficialUse.of("公用", " ")


def test_an_empty_basket_is_not_sold() -> None:
    with pytest.raises(RefusedError) as caught:
        Basket().checked()
    assert caught.value.reason is Reason.BASKET_EMPTY


def test_s12_the_new_price_applies_from_its_business_date() -> None:
    table = FeeTable((fee(100), fee(120, start=date(2027, 4, 1))))
    assert table.find("1", PaperSize.A3, date(2027, 3, 31)).price == Yen(100)
    assert table.find("1", PaperSize.A3, date(2027, 4, 1)).price == Yen(120)
    with pytest.raises(EntryError):
        table.find("1", PaperSize.A3, date(2001, 3, 31))


def test_a_fee_twice_or_below_zero_is_refused() -> None:
    with pytest.raises(EntryError):
        check_fees([fee(), fee()])
    with pytest.raises(EntryError):
        check_fees([fee(-1)])
