import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as independent_iban
from stdnum.fi import ytunnus

from simulator.domain import identifiers as ids


@pytest.mark.parametrize(
    ("base", "reference"), [("12345", "123453"), ("123456", "1234561"), ("00123456", "1234561")]
)
def test_a_finnish_reference_ends_with_its_check_digit(base: str, reference: str) -> None:
    assert ids.finnish_reference(base) == reference


@pytest.mark.parametrize("base", ["", "12", "0000", "12 345", "1" * 20])
def test_a_reference_is_not_made_from_what_it_cannot_be_made_from(base: str) -> None:
    with pytest.raises(ValueError, match="3 to 19 digits are allowed"):
        ids.finnish_reference(base)


def test_an_account_number_gets_its_check_digits() -> None:
    assert ids.iban("FI", "12345600000785") == "FI2112345600000785"
    assert ids.is_iban("FI2112345600000785")
    assert not ids.is_iban("FI2212345600000785")
    assert not ids.is_iban("fi2112345600000785")
    with pytest.raises(ValueError, match="cannot become an IBAN"):
        ids.iban("FI", "123-456")


def test_a_finnish_account_number_ends_with_its_own_check_digit() -> None:
    assert ids.finnish_bban("1234560000078") == "12345600000785"
    with pytest.raises(ValueError, match="13 digits are allowed"):
        ids.finnish_bban("12345")


@given(st.text("0123456789", min_size=13, max_size=13))
def test_made_account_numbers_are_right_by_an_independent_reader(digits: str) -> None:
    assert independent_iban.is_valid(ids.iban("FI", ids.finnish_bban(digits)))


@pytest.mark.parametrize(
    ("digits", "business_id"), [("0112038", "0112038-9"), ("2262509", "2262509-5"), ("1234567", "1234567-1")]
)
def test_a_business_id_ends_with_its_check_digit(digits: str, business_id: str) -> None:
    assert ids.finnish_business_id(digits) == business_id
    assert ids.is_finnish_business_id(business_id)


def test_a_number_with_remainder_one_is_never_a_business_id() -> None:
    # 3 * 4 is 12, and 12 modulo 11 is 1: (0,0,0,0,0,3,0) with weights (7,9,10,5,8,4,2).
    assert ids.finnish_business_id("0000030") is None
    assert not any(ids.is_finnish_business_id(f"0000030-{digit}") for digit in range(10))


@pytest.mark.parametrize("text", ["1234567-8", "01120389", "0112038-8", "", "112038-9", "FI01120389"])
def test_what_is_no_business_id_is_told_apart(text: str) -> None:
    assert not ids.is_finnish_business_id(text)


def test_a_business_id_of_six_digits_is_refused() -> None:
    with pytest.raises(ValueError, match="seven digits are allowed"):
        ids.finnish_business_id("112038")


@given(st.text("0123456789", min_size=7, max_size=7))
def test_made_business_ids_are_right_by_an_independent_reader(digits: str) -> None:
    made = ids.finnish_business_id(digits)
    if made is not None:
        assert ytunnus.is_valid(made)
