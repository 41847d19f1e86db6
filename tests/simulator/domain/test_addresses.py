"""Whether an agency finds the postal code of an address, by what it compares."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import World
from simulator.domain.addresses import is_found
from simulator.domain.state import State
from tests.simulator.stage import KEY

BOTH, CODE, NOTHING = (
    World(key=KEY).create(settings={"amili.postal_codes": compared}).state
    for compared in ("code and city", "code", "nothing")
)


def found(postal_code: str, city: str, country: str | None = "FI", *, state: State = BOTH) -> bool:
    address = {"street": "Katu 1", "postal_code": postal_code, "city": city, "country": country}
    return is_found(state, state.agencies["kassavirta"], address)


def test_code_and_city_are_compared_if_nobody_says_otherwise() -> None:
    assert World(key=KEY).create().state.settings["amili.postal_codes"] == "code and city"


@pytest.mark.parametrize(
    "written", ["00100", " 00100 ", "00 100", "FI-00100", "FI00100", "fi-00100", "FI 00100"]
)
def test_a_code_is_found_however_it_is_written(written: str) -> None:
    assert found(written, "Helsinki")


@pytest.mark.parametrize(
    "city", ["Helsinki", "HELSINKI", "helsinki", " Helsinki ", "Helsinki 10", "Helsingfors", "HELSINGFORS"]
)
def test_a_city_is_found_in_any_case_and_in_both_languages(city: str) -> None:
    assert found("00100", city)


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("40100", "JYVÄSKYLÄ"),
        ("40100", "jyväskylä"),
        ("40100", "Jyva\u0308skyla\u0308"),  # decomposed, as some machines write it
        ("40100", "Jyvaskyla"),
        ("35800", "Mänttä-Vilppula"),
        ("35800", "Mänttä"),
        ("33100", "Tammerfors"),  # the municipality's name: the post office has none in Swedish
        ("50100", "S:t Michel"),
        ("86240", "Pyhänkoski"),
        ("86240", "Merijärvi"),
        ("22100", "Mariehamn"),
        ("22100", "Maarianhamina"),
        ("00101", "Helsinki"),
        ("00053", "Vero"),
    ],
)
def test_a_city_is_the_post_office_or_its_municipality(code: str, city: str) -> None:
    assert found(code, city)


@pytest.mark.parametrize(
    ("code", "city"),
    [
        ("12345", "Helsinki"),
        ("99999", "Helsinki"),  # Korvatunturi's, where Father Christmas lives
        ("00104", "SmartPost"),  # a parcel machine
        ("33100", "Helsinki"),
        ("00100", "Tampere"),
        ("00100", ""),
        ("00100", "10"),
        ("", "Helsinki"),
        ("100", "Helsinki"),
        ("001000", "Helsinki"),
        ("SE-00100", "Helsinki"),
        ("٠٠١٠٠", "Helsinki"),
    ],
)
def test_a_code_that_is_not_there_or_is_another_citys_is_not_found(code: str, city: str) -> None:
    assert not found(code, city)


@pytest.mark.parametrize("country", ["FI", "fi", "AX", "", None])
def test_a_finnish_address_is_compared_also_from_aland_or_without_its_country(country: str | None) -> None:
    assert found("AX-22100", "Mariehamn", country)
    assert not found("22199", "Mariehamn", country)


@pytest.mark.parametrize("state", [BOTH, CODE, NOTHING])
def test_an_address_abroad_is_found_as_it_is(state: State) -> None:
    assert found("111 22", "Stockholm", "SE", state=state)
    assert found("", "", "NO", state=state)


def test_an_agency_that_compares_the_code_alone_takes_any_city() -> None:
    assert found("00100", "Tampere", state=CODE)
    assert found("00100", "", state=CODE)
    assert not found("12345", "Tampere", state=CODE)


def test_a_code_that_the_agencys_table_lacks_is_not_found_and_its_neighbour_is() -> None:
    lacking = World(key=KEY).create(settings={"amili.postal_codes_missing": ["33470"]}).state
    assert found("33470", "Ylöjärvi")
    assert not found("33470", "Ylöjärvi", state=lacking)
    assert not found("FI-33 470", "Ylöjärvi", state=lacking)
    assert found("33480", "Ylöjärvi", state=lacking)


def test_an_agency_that_compares_nothing_takes_any_address() -> None:
    assert found("12345", "Nowhere", state=NOTHING)
    assert is_found(NOTHING, NOTHING.agencies["kassavirta"], {})


def test_an_address_without_its_parts_is_not_found() -> None:
    assert not is_found(BOTH, BOTH.agencies["kassavirta"], {})
    assert not is_found(
        CODE, CODE.agencies["kassavirta"], {"postal_code": None, "city": None, "country": None}
    )


@given(st.text(), st.text(), st.text())
def test_no_text_is_too_strange_to_be_compared(code: str, city: str, country: str) -> None:
    assert found(code, city, country) in (True, False)
