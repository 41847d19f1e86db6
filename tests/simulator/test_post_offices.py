"""The table of Finland's post offices, and that every Finnish address of the product's own is in it."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from simulator import World
from simulator.domain.addresses import is_found
from simulator.people import debtor
from simulator.post_offices import post_offices, street_codes
from tests.simulator.stage import KEY

ROOT = Path(__file__).resolve().parents[2]
TEXT = files("simulator").joinpath("post_offices.txt").read_text("utf-8")
ROWS = [line.split(";") for line in TEXT.splitlines() if not line.startswith("#")]
CODES = [code for *_, codes in ROWS for code in codes.split(" ")]

# An address as it is written in YAML, JSON, Python, JavaScript and XML: a code, and soon after it the city.
_WRITTEN = re.compile(
    r"""postal_?code["']?:\s*["']?(\d+)["']?,\s*["']?city["']?:\s*["']?([^"',}\n]+)""", re.I
)
_OF_KRAVIA = re.compile(r"addressPostalCode: '(\d+)'\s+addressCity: (\w+)")
# What the stories of a wrong postal code are about: no code at all, and one of another town.
WRONG = {("99998", "Ylöjärvi"), ("90100", "Turku")}
_IN_FINVOICE = re.compile(r"TownName>(.+?)</\w+>\s*<\w+PostCodeIdentifier>(\d+)<")


def test_every_code_has_five_digits_and_stands_once_and_every_row_has_names() -> None:
    assert len(CODES) == 3752
    assert [code for code, times in Counter(CODES).items() if times > 1] == []
    assert [code for code in CODES if not re.fullmatch("[0-9]{5}", code)] == []
    assert [row for row in ROWS if len(row) < 2 or not all(row) or len(set(row)) < len(row)] == []


def test_the_table_says_its_source_its_day_and_its_terms() -> None:
    said = " ".join(TEXT.split("HELSINKI", 1)[0].replace("#", " ").split())
    for words in ("PCF_20240413.dat", "13 April 2024", "terms of use", "not under the licence of dunbox"):
        assert words in said


def test_the_names_at_a_code_are_those_of_the_post_office_and_of_the_municipality() -> None:
    assert post_offices("65100") == ["VAASA", "VASA"]
    assert post_offices("33100") == ["TAMPERE", "TAMMERFORS"]
    assert post_offices("22100") == ["MARIEHAMN", "MAARIANHAMINA"]
    assert post_offices("12345") == ()


def test_streets_have_codes_that_no_box_and_no_company_has() -> None:
    assert street_codes("Kotka")[0] == "48100"
    assert "48101" in CODES
    assert "48101" not in street_codes("Kotka")
    assert street_codes("Atlantis") == ()


def _written() -> Iterator[tuple[str, str, str]]:
    """Every address with a five-digit code in the product's texts: file, code, city."""
    paths = [ROOT / "README.md"]
    for folder in ("specs", "scenarios", "docs", "examples", "conformance", "simulator", "tests/conformance"):
        paths += [path for path in sorted((ROOT / folder).rglob("*.*")) if "node_modules" not in path.parts]
    for path in paths:
        if path.suffix in {".md", ".yaml", ".py", ".mjs", ".xml", ".json"}:
            text = path.read_text("utf-8")
            name = str(path.relative_to(ROOT))
            for pattern in (_WRITTEN, _OF_KRAVIA):
                yield from ((name, code, city.strip()) for code, city in pattern.findall(text))
            yield from ((name, code, city) for city, code in _IN_FINVOICE.findall(text))


def test_every_finnish_address_of_documents_stories_and_examples_is_at_a_post_office() -> None:
    state = World(key=KEY).create().state
    addresses = {each for each in _written() if len(each[1]) == 5}
    assert {"docs/first-client.md", "specs/maventa/openapi.yaml", "specs/control/openapi.yaml"} <= {
        each[0] for each in addresses
    }
    lost = [
        (name, code, city)
        for name, code, city in sorted(addresses)
        if (code, city) not in WRONG
        and not is_found(
            state, state.agencies["kassavirta"], {"postal_code": code, "city": city, "country": "FI"}
        )
    ]
    assert lost == []


@pytest.mark.parametrize("seed", range(20))
def test_made_up_finnish_companies_and_debtors_live_at_a_post_office(seed: int) -> None:
    state = World(key=KEY).create(seed=seed).state
    made = [
        debtor(state, f"{kind}-{nth}", {"kind": kind})[0]
        for kind in ("company", "consumer")
        for nth in range(20)
    ]
    addresses = [
        state.company["address"],
        state.company["billing_address"],
        *(each["address"] for each in made),
    ]
    assert [each for each in addresses if not is_found(state, state.agencies["kassavirta"], each)] == []
    assert all(each["country"] == "FI" for each in addresses)
    assert len({each["postal_code"] for each in addresses}) > 20
