import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import bic as independent_bic
from stdnum import iban as independent_iban
from stdnum import luhn
from stdnum.fi import ytunnus
from stdnum.no import kontonr
from stdnum.no import orgnr as norwegian
from stdnum.se import orgnr as swedish

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


@pytest.mark.parametrize("code", ["NDEAFIHH", "OKOYFIHHXXX", "ESSESESS", "DNBANOKK", "DABAFIHHPIP"])
def test_a_bank_has_eight_or_eleven_characters(code: str) -> None:
    assert ids.is_bic(code)
    assert independent_bic.is_valid(code)


@pytest.mark.parametrize(
    "code",
    [
        "",
        "NDEAFIH",
        "NDEAFIHHX",
        "NDEAFIHHXX",
        "NDEAFIHHXXXX",
        "NDEA12HH",
        "ndeafihh",
        "NDEA FIHH",
        "NDEAFIHH\n",
    ],
)
def test_what_has_not_the_form_of_a_banks_identifier_is_told_apart(code: str) -> None:
    assert not ids.is_bic(code)


@given(st.text("0123456789", min_size=13, max_size=13), st.integers(2, 17), st.integers(1, 9))
def test_one_wrong_digit_anywhere_makes_an_account_number_wrong(digits: str, place: int, off: int) -> None:
    right = ids.iban("FI", ids.finnish_bban(digits))
    wrong = f"{right[:place]}{(int(right[place]) + off) % 10}{right[place + 1 :]}"
    assert ids.is_iban(right)
    assert not ids.is_iban(wrong)


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


@pytest.mark.parametrize(
    ("base", "plain", "with_length"),
    [
        # 12345: 5*2 = 10 -> 1, 4, 3*2 = 6, 2, 1*2 = 2 come to 15, which 5 fills up to 20. With its length, 7:
        # 7*2 = 14 -> 5, 5, 4*2 = 8, 3, 2*2 = 4, 1 come to 26, which 4 fills up to 30.
        ("12345", "123455", "1234574"),
        ("1", "18", "133"),
        ("12345678901234567890123", "123456789012345678901234", "1234567890123456789012357"),
    ],
)
def test_an_ocr_reference_ends_with_its_check_digit_perhaps_after_its_length(
    base: str, plain: str, with_length: str
) -> None:
    assert (ids.swedish_ocr(base), ids.swedish_ocr(base, length_digit=True)) == (plain, with_length)
    assert int(with_length[-2]) == len(with_length) % 10


@given(st.text("0123456789", min_size=1, max_size=23), st.booleans())
def test_made_ocr_references_are_right_by_an_independent_reader(base: str, length_digit: bool) -> None:
    assert luhn.is_valid(ids.swedish_ocr(base, length_digit=length_digit))


@pytest.mark.parametrize("base", ["", "12A", "1" * 24, "1 2"])
def test_an_ocr_reference_is_not_made_from_what_it_cannot_be_made_from(base: str) -> None:
    with pytest.raises(ValueError, match="1 to 23 digits are allowed"):
        ids.swedish_ocr(base)


def test_a_kid_ends_with_a_check_digit_modulo_10_or_11() -> None:
    assert ids.norwegian_kid("12345678") == "123456782"
    assert ids.norwegian_kid("12345678", "mod11") == "123456785"
    # 123: 3*2 + 2*3 + 1*4 = 16, which is 5 over 11: 6 fills it up. 006: 12, 1 over: a dash stands for 10.
    assert ids.norwegian_kid("123", "mod11") == "1236"
    assert ids.norwegian_kid("006", "mod11") == "006-"
    assert ids.norwegian_kid("000", "mod11") == "0000"


@given(st.text("0123456789", min_size=3, max_size=24))
def test_made_kids_are_right_by_an_independent_reader(base: str) -> None:
    assert luhn.is_valid(ids.norwegian_kid(base))


@pytest.mark.parametrize("base", ["", "12", "1" * 25, "12-4"])
def test_a_kid_is_not_made_from_what_it_cannot_be_made_from(base: str) -> None:
    with pytest.raises(ValueError, match="3 to 24 digits are allowed"):
        ids.norwegian_kid(base)


@pytest.mark.parametrize(("country", "reference"), [("FI", "10016"), ("SE", "100164"), ("NO", "10017")])
def test_a_country_has_its_own_payment_reference(country: str, reference: str) -> None:
    assert ids.payment_reference(country, "001001") == reference


def test_a_country_without_a_payment_reference_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(ValueError, match="no payment reference is known for 'DK'; for FI, SE, NO it is"):
        ids.payment_reference("DK", "1001")


def test_a_swedish_organisation_number_ends_with_its_check_digit() -> None:
    assert ids.swedish_organisation_number("556026998") == "556026-9986"
    assert ids.is_swedish_organisation_number("556026-9986")
    for text in ("556026-9987", "5560269986", "551026-9986", "", "556026-998"):
        assert not ids.is_swedish_organisation_number(text)
    with pytest.raises(ValueError, match="the third at least 2"):
        ids.swedish_organisation_number("551026998")


@given(st.from_regex(r"[1-9][0-9][2-9][0-9]{6}", fullmatch=True, alphabet="0123456789"))
def test_made_swedish_organisation_numbers_are_right_by_an_independent_reader(digits: str) -> None:
    made = ids.swedish_organisation_number(digits)
    assert swedish.is_valid(made)
    assert ids.is_swedish_organisation_number(made)


def test_a_norwegian_organisation_number_ends_with_its_check_digit() -> None:
    assert ids.norwegian_organisation_number("12345678") == "123456785"
    assert ids.is_norwegian_organisation_number("123456785")
    # 4 * 3 is 12, and 12 modulo 11 is 1.
    assert ids.norwegian_organisation_number("40000000") is None
    for text in ("123456784", "12345678", "", "40000000-", "NO123456785"):
        assert not ids.is_norwegian_organisation_number(text)
    with pytest.raises(ValueError, match="eight digits are allowed"):
        ids.norwegian_organisation_number("1234567")


@given(st.text("0123456789", min_size=8, max_size=8))
def test_made_norwegian_organisation_numbers_are_right_by_an_independent_reader(digits: str) -> None:
    made = ids.norwegian_organisation_number(digits)
    if made is not None:
        assert norwegian.is_valid(made)


def test_the_published_example_of_a_swedish_iban_is_made_from_its_digits() -> None:
    # SE45 5000 0000 0583 9825 7466, the example of the IBAN registry: clearing number 5839, account 825746-6.
    bban = ids.swedish_bban("5839825746")
    assert bban is not None
    assert ids.iban("SE", bban) == "SE4550000000058398257466"
    with pytest.raises(ValueError, match="5 and nine digits are allowed"):
        ids.swedish_bban("3839825746")


def test_the_published_example_of_a_norwegian_iban_is_made_from_its_digits() -> None:
    bban = ids.norwegian_bban("8601111794")
    assert bban is not None
    assert ids.iban("NO", bban) == "NO9386011117947"
    with pytest.raises(ValueError, match="5th and 6th not 00"):
        ids.norwegian_bban("8601001794")


@given(st.from_regex(r"5[0-9]{9}", fullmatch=True, alphabet="0123456789"))
def test_made_swedish_ibans_are_right_by_an_independent_reader(digits: str) -> None:
    bban = ids.swedish_bban(digits)
    assert bban is None or independent_iban.is_valid(ids.iban("SE", bban))


@given(st.from_regex(r"[1-9][0-9]{3}[1-9][0-9]{5}", fullmatch=True, alphabet="0123456789"))
def test_made_norwegian_account_numbers_are_right_by_an_independent_reader(digits: str) -> None:
    bban = ids.norwegian_bban(digits)
    if bban is not None:
        assert kontonr.is_valid(bban)
        assert independent_iban.is_valid(ids.iban("NO", bban))
