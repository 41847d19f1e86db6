"""What makes a company or a debtor look like one of its country: names, numbers, addresses, its bank.

Identifiers have right check digits and come from ranges in which nothing is issued, as far as such ranges are known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count

from simulator.domain import identifiers
from simulator.domain.draw import Draw
from simulator.post_offices import street_codes


@dataclass(frozen=True, slots=True)
class Mailboxes:
    """The names before the @: of the company's contact, its customer service, and where a debtor takes invoices."""

    contact: str
    service: str
    invoices: str


@dataclass(frozen=True, slots=True)
class Locality:
    """One country. `locale` is Faker's name of it, `form` what stands behind a company's name.

    `business_id`, `iban` and `phone` draw for an entity; `vat_number` and `einvoice_address` follow from a business
    ID, also from one that a story made up without a right check digit. `place` makes a postal
    code and its city of a drawn code and of cities drawn without end.
    """

    locale: str
    language: str
    form: str
    plain_name: str
    top_level: str
    mailboxes: Mailboxes
    services: str
    bank: str
    bic: str
    business_id: Callable[[Draw, str], str]
    vat_number: Callable[[str], str]
    einvoice_address: Callable[[str], str]
    iban: Callable[[Draw, str], str]
    phone: Callable[[Draw, str], str]
    place: Callable[[str, Iterator[str]], tuple[str, str]]


def _made(
    draw: Draw, purpose: str, entity: str, span: tuple[int, int], make: Callable[[str], str | None]
) -> str:
    """What is made of the first number that can become one: of some, the check digit would have two digits."""
    drawn = (str(draw(purpose, f"{entity}/{nth}", *span)) for nth in count())
    return next(made for made in map(make, drawn) if made)


def _finnish_business_id(draw: Draw, entity: str) -> str:
    span = 9_000_000, 9_999_999
    return _made(draw, "business id", entity, span, identifiers.finnish_business_id)


def _finnish_iban(draw: Draw, entity: str) -> str:
    """An account number of the bank whose numbers begin with 1."""
    digits = f"1{draw('account', entity, 0, 10**12 - 1):012d}"
    return identifiers.iban("FI", identifiers.finnish_bban(digits))


def _swedish_business_id(draw: Draw, entity: str) -> str:
    """The organisation number of a limited company (5), above those that are in use."""
    span = 559_900_000, 559_999_999
    return _made(draw, "business id", entity, span, identifiers.swedish_organisation_number)


def _swedish_iban(draw: Draw, entity: str) -> str:
    span = 5_000_000_000, 5_999_999_999
    return identifiers.iban("SE", _made(draw, "account", entity, span, identifiers.swedish_bban))


def _norwegian_business_id(draw: Draw, entity: str) -> str:
    """An organisation number in the register's range for invented units."""
    span = 31_000_000, 31_999_999
    return _made(draw, "business id", entity, span, identifiers.norwegian_organisation_number)


def _norwegian_iban(draw: Draw, entity: str) -> str:
    """An account number of bank 8601, of the kind 11."""
    span = 8601_11_0000, 8601_11_9999
    return identifiers.iban("NO", _made(draw, "account", entity, span, identifiers.norwegian_bban))


def _any_place(number: str, cities: Iterator[str]) -> tuple[str, str]:
    """A postal code of the country's form, and a city that need not have it."""
    return number, next(cities)


def _finnish_place(number: str, cities: Iterator[str]) -> tuple[str, str]:
    """The first city whose post office has streets, and the code of one of them, which the number says."""
    city = next(city for city in cities if street_codes(city))
    codes = street_codes(city)
    return codes[int(number) % len(codes)], city


_FINLAND = Locality(
    locale="fi_FI",
    language="fi",
    form="Oy",
    plain_name="yritys",
    top_level="fi",
    mailboxes=Mailboxes("talous", "asiakaspalvelu", "laskut"),
    services="Palvelut",
    bank="Nordea",
    bic="NDEAFIHH",
    business_id=_finnish_business_id,
    vat_number=lambda business_id: f"FI{business_id.replace('-', '')}",
    einvoice_address=lambda business_id: f"0037{business_id.replace('-', '')}",
    iban=_finnish_iban,
    phone=lambda draw, entity: f"+35850{draw('phone', entity, 1_000_000, 9_999_999)}",
    place=_finnish_place,
)
_SWEDEN = Locality(
    locale="sv_SE",
    language="sv",
    form="AB",
    plain_name="foretag",
    top_level="se",
    mailboxes=Mailboxes("ekonomi", "kundtjanst", "fakturor"),
    services="Tjänster",
    bank="SEB",
    bic="ESSESESS",
    business_id=_swedish_business_id,
    vat_number=lambda business_id: f"SE{business_id.replace('-', '')}01",
    einvoice_address=lambda business_id: f"0007:{business_id.replace('-', '')}",
    iban=_swedish_iban,
    # The numbers that the Swedish telecom authority keeps free for books and films.
    phone=lambda draw, entity: f"+46701740{draw('phone', entity, 605, 699)}",
    place=_any_place,
)
_NORWAY = Locality(
    locale="no_NO",
    language="nb",
    form="AS",
    plain_name="bedrift",
    top_level="no",
    mailboxes=Mailboxes("okonomi", "kundeservice", "faktura"),
    services="Tjenester",
    bank="DNB",
    bic="DNBANOKK",
    business_id=_norwegian_business_id,
    vat_number=lambda business_id: f"NO{business_id}MVA",
    einvoice_address=lambda business_id: f"0192:{business_id}",
    iban=_norwegian_iban,
    phone=lambda draw, entity: f"+474{draw('phone', entity, 1_000_000, 9_999_999)}",
    place=_any_place,
)

LOCALITIES: Mapping[str, Locality] = {"FI": _FINLAND, "SE": _SWEDEN, "NO": _NORWAY}
"""By country (ISO 3166, two letters)."""
