from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.domain.money import MOST_MINOR_UNITS, Money

AMOUNTS = st.integers(-MOST_MINOR_UNITS, MOST_MINOR_UNITS)


def test_an_amount_is_read_from_text_from_a_decimal_and_from_a_json_number() -> None:
    assert Money.parse("1240.50", "EUR") == Money(124050, "EUR")
    assert Money.parse(Decimal("-0.01"), "EUR") == Money(-1, "EUR")
    assert Money.from_number(1240.5, "EUR") == Money(124050, "EUR")
    assert Money.from_number(7, "EUR") == Money(700, "EUR")


def test_a_json_number_is_the_digits_it_was_written_with_not_its_binary_neighbour() -> None:
    # 0.29 * 100 is 28.999999999999996 in floats.
    assert Money.from_number(0.29, "EUR").minor == 29
    with pytest.raises(ValueError, match="too many decimals"):
        Money.from_number(1.1 + 2.2, "EUR")


def test_zeros_after_the_last_decimal_are_no_more_decimals() -> None:
    assert Money.parse("12.5000", "EUR") == Money(1250, "EUR")


@pytest.mark.parametrize(
    "text", ["", "12,50", " 12", "1e3", "12.", ".5", "+1", "١٢", "NaN", "12.50 EUR", "9" * 99]
)
def test_what_is_no_decimal_number_with_a_point_is_refused_by_name(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        Money.parse(text, "EUR")


@pytest.mark.parametrize("number", [float("nan"), float("inf"), float("-inf"), Decimal("NaN")])
def test_a_number_that_is_not_finite_is_refused(number: float | Decimal) -> None:
    with pytest.raises(ValueError, match="finite"):
        Money.from_number(number, "EUR")


@pytest.mark.parametrize("thing", [True, "1", None, [1]])
def test_what_is_not_a_number_is_refused_as_a_json_number(thing: object) -> None:
    with pytest.raises(ValueError, match="a number is allowed"):
        Money.from_number(thing, "EUR")  # type: ignore[arg-type]  # what a stranger's JSON may hold


@pytest.mark.parametrize("text", ["0.001", "0." + "0" * 29 + "1"])
def test_more_decimals_than_the_currency_has_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="too many decimals: EUR has 2"):
        Money.parse(text, "EUR")


@pytest.mark.parametrize("amount", [Decimal("1e999999"), Decimal(MOST_MINOR_UNITS), Decimal("-100000000001")])
def test_an_amount_above_the_largest_is_refused_and_the_largest_is_named(amount: Decimal) -> None:
    with pytest.raises(ValueError, match=r"at most 100000000000\.00 EUR is allowed"):
        Money.parse(amount, "EUR")


def test_a_tiny_exponent_is_refused_without_building_its_digits() -> None:
    with pytest.raises(ValueError, match="too many decimals"):
        Money.parse(Decimal("1e-999999999"), "EUR")


def test_the_largest_amount_is_taken() -> None:
    assert Money.parse("100000000000.00", "EUR").minor == MOST_MINOR_UNITS


def test_currencies_have_the_decimals_of_iso_4217() -> None:
    assert Money.parse("12", "JPY").text == "12"
    assert Money.parse("12.345", "KWD").text == "12.345"
    assert Money(-5, "EUR").text == "-0.05"
    assert str(Money(124000, "SEK")) == "1240.00 SEK"
    assert Money(1250, "EUR").decimal == Decimal("12.50")


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "€", "É12"])
def test_what_is_no_currency_code_is_refused(currency: str) -> None:
    with pytest.raises(ValueError, match="three capital letters"):
        Money.parse("1", currency)


def test_amounts_of_one_currency_are_added_subtracted_and_compared() -> None:
    five, two = Money(500, "EUR"), Money(200, "EUR")
    assert five + two == Money(700, "EUR")
    assert two - five == -Money(300, "EUR") == Money(-300, "EUR")
    assert abs(two - five) == Money(300, "EUR")
    assert [two < five, two <= five, five <= two] == [True, True, False]
    assert [five > two, five >= two, two >= five] == [True, True, False]
    assert max(two, five) == five
    assert Money.total([five, two, two], "EUR") == Money(900, "EUR")
    assert Money.total([], "EUR") == Money.zero("EUR")


def test_amounts_of_two_currencies_are_never_mixed_and_the_error_names_both() -> None:
    euros, crowns = Money(500, "EUR"), Money(500, "SEK")
    assert euros != crowns
    with pytest.raises(ValueError, match=r"Cannot add 5\.00 EUR and 5\.00 SEK"):
        euros + crowns
    with pytest.raises(ValueError, match=r"Cannot subtract 5\.00 EUR and 5\.00 SEK"):
        euros - crowns
    with pytest.raises(ValueError, match=r"Cannot compare 5\.00 EUR and 5\.00 SEK"):
        assert euros < crowns


@pytest.mark.parametrize(
    ("minor", "numerator", "denominator", "share"),
    [(100, 1, 3, 33), (100, 1, 8, 13), (-100, 1, 8, -13), (1, 1, 2, 1), (-1, 1, 2, -1), (1, 49, 100, 0)],
)
def test_a_share_is_rounded_once_and_halves_go_away_from_zero(
    minor: int, numerator: int, denominator: int, share: int
) -> None:
    assert Money(minor, "EUR").share(numerator, denominator) == Money(share, "EUR")


def test_a_share_by_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be divided by 0"):
        Money(1, "EUR").share(1, 0)


@given(AMOUNTS, st.sampled_from(["EUR", "JPY", "KWD"]))
def test_text_and_json_number_come_back_as_the_same_money(minor: int, currency: str) -> None:
    money = Money(minor, currency)
    assert Money.parse(money.text, currency) == money
    assert Money.from_number(money.number, currency) == money


@given(AMOUNTS, st.integers(-(10**6), 10**6), st.integers(1, 10**7))
def test_a_share_is_never_further_off_than_half_a_unit(minor: int, numerator: int, denominator: int) -> None:
    share = Money(minor, "EUR").share(numerator, denominator).minor
    assert abs(2 * (share * denominator - minor * numerator)) <= denominator
