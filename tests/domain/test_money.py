"""Yen: whole, ordered, and never mistaken for anything else."""

from decimal import Decimal

import pytest

from pos.domain.money import LIMIT, ZERO, Yen, tax_rounded_down, total


@pytest.mark.parametrize("wrong", [1.0, "1", True, Decimal(1), None])
def test_only_whole_numbers_become_yen(wrong: object) -> None:
    with pytest.raises(TypeError):
        Yen(wrong)  # type: ignore[arg-type]


def test_zero_is_an_amount_not_nothing() -> None:
    with pytest.raises(TypeError, match="compare"):
        bool(ZERO)
    assert Yen(0) == ZERO


def test_beyond_any_counter_is_refused() -> None:
    with pytest.raises(OverflowError):
        Yen(LIMIT) + Yen(1)


def test_arithmetic_keeps_the_type() -> None:
    assert Yen(100) * 3 - Yen(50) + -Yen(20) == Yen(230)
    assert total([Yen(1), Yen(2)]) == Yen(3)
    assert total([]) == ZERO


@pytest.mark.parametrize("other", [1, 1.5, "1"])
def test_yen_and_plain_numbers_do_not_mix(other: object) -> None:
    with pytest.raises(TypeError):
        Yen(1) + other  # type: ignore[operator]
    with pytest.raises(TypeError):
        Yen(1) * 1.5  # type: ignore[operator]


@pytest.mark.parametrize(("amount", "text"), [(0, "¥0"), (1234, "¥1,234"), (-500, "-¥500")])
def test_written_as_people_write_it(amount: int, text: str) -> None:
    assert str(Yen(amount)) == text


@pytest.mark.parametrize(("price", "tax"), [(100, 9), (300, 27), (50, 4), (0, 0), (1100, 100)])
def test_tax_inside_a_price_drops_the_fraction(price: int, tax: int) -> None:
    assert tax_rounded_down(Yen(price), Decimal("0.10")) == Yen(tax)
