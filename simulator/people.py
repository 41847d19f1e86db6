"""Who is who: companies and debtors with names, addresses and identifiers that look real and belong to nobody.

Names and addresses are Faker's, seeded by the sandbox; identifiers and account numbers are ours, with right
check digits. What a script states is taken as it is.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from importlib import import_module
from threading import Lock, local
from typing import Any, Protocol, cast

from jsonschema_rs import Validator

from simulator.contract.schemas import Schema, problems, validator
from simulator.debtors import mix
from simulator.debtors import words as debtor_words
from simulator.domain import identifiers
from simulator.domain.commands import Refusal
from simulator.domain.draw import Draw
from simulator.domain.money import Money
from simulator.domain.state import State
from simulator.localities import LOCALITIES, Locality
from simulator.worded import form, shown


class _Words(Protocol):
    """What is used of Faker's generator, whose methods come from its providers at run time."""

    def seed_instance(self, seed: int) -> object: ...
    def name(self) -> str: ...
    def last_name(self) -> str: ...
    def street_address(self) -> str: ...
    def postcode(self) -> str: ...
    def city(self) -> str: ...


_TEXT = {"type": "string", "minLength": 1, "maxLength": 255}
_DETAILS: dict[str, Any] = {
    "name": _TEXT,
    "business_id": _TEXT,
    "customer_number": _TEXT,
    "email": {"type": "string", "format": "email"},
    "phone": _TEXT,
    "einvoice_address": _TEXT,
    "einvoice_operator": _TEXT,
    "language": {"type": "string", "pattern": "^[a-z]{2}$"},
    "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
    "address": {
        "type": "object",
        "properties": dict.fromkeys(("street", "postal_code", "city", "country"), _TEXT),
        "required": ["street", "postal_code", "city", "country"],
        "additionalProperties": False,
    },
    "group": _TEXT,
    "collection_prohibited": {"type": "boolean"},
    "temporary": {"type": "boolean"},
    "contact_person": {
        "type": "object",
        "properties": dict.fromkeys(("name", "email", "phone"), _TEXT),
        "additionalProperties": False,
    },
}
_KIND = {"enum": ["company", "consumer"]}
_PLAIN = str.maketrans("äöåæøé", "aoaaoe")


def company(draw: Draw, country: str, zone: str, currency: str, words: Mapping[str, Any]) -> dict[str, Any]:
    """Answer a company in the words of the driver protocol; `words` says what of it is given."""
    made = _faker(draw, country, "company")
    there = _locality(country)
    name = str(words.get("name") or _company_name(made, there))
    business_id = str(words.get("business_id") or there.business_id(draw, "company"))
    address = words.get("address") or _address(made, country)
    domain = _domain(name, there)
    drawn: dict[str, Any] = {
        "name": name,
        "business_id": business_id,
        "vat_number": there.vat_number(business_id),
        "vat_liable": True,
        "country": country,
        "language": there.language,
        "time_zone": zone,
        "address": address,
        "einvoice_address": there.einvoice_address(business_id),
        "bank_accounts": [_account(draw, there, currency)],
        "contact": {
            "name": made.name(),
            "email": f"{there.mailboxes.contact}@{domain}",
            "phone": there.phone(draw, "contact"),
        },
        "customer_service": {
            "name": name,
            "email": f"{there.mailboxes.service}@{domain}",
            "phone": there.phone(draw, "service"),
        },
        "billing_address": address,
    }
    accounts = [{**drawn["bank_accounts"][0], **account} for account in words.get("bank_accounts", ({},))]
    for account in accounts:
        if not identifiers.is_iban(account["iban"]):
            raise Refusal("invalid", f"bank account {account['iban']!r} is no IBAN with right check digits")
    return {**drawn, **words, "bank_accounts": accounts}


def _account(draw: Draw, there: Locality, currency: str) -> dict[str, Any]:
    named = {"bic": there.bic, "bank": there.bank}
    return {"iban": there.iban(draw, "company"), **named, "currency": currency, "active": True}


def debtor(state: State, key: str, words: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answer a debtor's details and its behaviour from a script's words; raises `Refusal` for words it has not."""
    given = _checked(key, {word: _exact(value) for word, value in words.items()})
    kind = given.get("kind", "company")
    country = str(given.get("country", state.country))
    made = _faker(state.draw, country, f"debtor/{key}")
    there = _locality(country)
    name = str(given.get("name") or (_company_name(made, there) if kind == "company" else made.name()))
    drawn = {
        "kind": kind,
        "name": name,
        "customer_number": str(state.draw("customer number", key, 10_000, 99_999)),
        "country": country,
        "language": there.language,
        "address": _address(made, country),
        "email": f"{there.mailboxes.invoices}@{_domain(name, there)}",
        "phone": there.phone(state.draw, key),
    }
    if kind == "company":
        business_id = there.business_id(state.draw, f"debtor/{key}")
        drawn |= {"business_id": business_id, "einvoice_address": there.einvoice_address(business_id)}
    details = {word: given[word] for word in _DETAILS if word in given}
    behaviour = {word: given[word] for word in debtor_words() if word in given}
    return {**drawn, **details}, mix.drawn(state.draw, key, behaviour)


def _checked(key: str, words: dict[str, Any]) -> dict[str, Any]:
    """Refuse words that a debtor has not, and values that they cannot have."""
    allowed = _allowed()
    if words.get("kind", "company") not in _KIND["enum"]:
        kinds = ", ".join(_KIND["enum"])
        raise Refusal(
            "invalid", f"debtor {key!r} has the kind {words['kind']!r}; a debtor is one of: {kinds}"
        )
    for word, value in words.items():
        if word not in allowed:
            near = get_close_matches(word, allowed, 1)
            hint = f"did you mean {near[0]!r}? It has" if near else "it has"
            raise Refusal("invalid", f"debtor {key!r} has no word {word!r}; {hint}: {', '.join(allowed)}")
        wrong = next(problems(allowed[word], value), None)
        if wrong:
            told = form(_schemas()[word], value, wrong)
            raise Refusal("invalid", f"debtor {key!r}: {word} cannot be {shown(value)}{told}")
    return words


@cache
def _allowed() -> dict[str, Validator]:
    """Every word of a debtor, and what reads its value."""
    return {word: validator(schema) for word, schema in _schemas().items()}


def _schemas() -> dict[str, Schema]:
    return {"kind": _KIND, **_DETAILS, **debtor_words()}


def _exact(value: Any) -> Any:
    """A value in which no number is a float: 3.0 is 3, and 400.5 is the text of its digits."""
    if isinstance(value, Mapping):
        return {name: _exact(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_exact(each) for each in value]
    if isinstance(value, float):
        value = Decimal(repr(value))
    if isinstance(value, Decimal) and value.is_finite():
        return int(value) if value == value.to_integral_value() else format(value, "f")
    return value


def invoice(state: State, words: Mapping[str, Any]) -> dict[str, Any]:
    """Answer the complete invoice that a script's words mean, in the words of the driver protocol."""
    key = str(words["debtor"])
    if key not in state.debtors:
        known = ", ".join(state.debtors) or "none"
        raise Refusal("not_found", f"there is no debtor {key!r} in this sandbox; there are: {known}")
    if "due_date" not in words:
        raise Refusal(
            "invalid", f"invoice {words['number']!r} needs a due_date; given are: {', '.join(words)}"
        )
    try:
        currency = str(words.get("currency") or state.currency)
        total = Money.parse(str(_exact(words["total"])), currency)
    except ValueError as error:
        raise Refusal("invalid", f"invoice {words['number']!r} cannot be drafted: {error}") from error
    drawn = {
        "date": state.today.isoformat(),
        "currency": currency,
        "rows": [_row(total, state.law.vat_rate(state.today), _locality(state.country).services)],
        "reference": _reference(state, str(words["number"])),
        "format": "FINVOICE30",
        "language": state.debtors[key].details.get("language", state.company["language"]),
        "channel": "einvoice" if state.debtors[key].details.get("einvoice_address") else "print",
    }
    given = {
        name: str(value) if isinstance(value, date | Decimal) else value for name, value in words.items()
    }
    words_of_it = {**drawn, **given, "total": total.text, "debtor": state.debtors[key].details}
    return {name: value for name, value in words_of_it.items() if (name, value) != ("reference", "none")}


def _row(total: Money, vat: int, what: str) -> dict[str, Any]:
    """One row for the whole invoice: unit price without tax, total with tax; `vat` is in basis points."""
    net = total.share(10_000, 10_000 + vat)
    price = {"unit_price": net.text, "vat_percent": str(Decimal(vat) / 100), "total": total.text}
    return {"description": what, "quantity": "1", **price}


def _reference(state: State, number: str) -> str:
    """The invoice number's digits as a payment reference; drawn where there are too few."""
    digits = "".join(character for character in number if character in "0123456789")[-15:].lstrip("0")
    drawn = state.draw("reference", number, 100_000, 999_999)
    return identifiers.payment_reference(state.country, digits if len(digits) >= 3 else str(drawn))


def _faker(draw: Draw, country: str, entity: str) -> _Words:
    """Faker's words for one entity: seeded by it alone, so that nobody's name depends on who came before."""
    made = _generator(_locality(country).locale)
    made.seed_instance(draw("faker", entity, 0, 2**62))
    return made


def _locality(country: str) -> Locality:
    if country not in LOCALITIES:
        raise Refusal(
            "invalid", f"there are no names for {country!r}; there are for: {', '.join(LOCALITIES)}"
        )
    return LOCALITIES[country]


# Faker's modules import each other: two threads that begin at once would wait for each other.
_IMPORTING = Lock()
_OF_THREAD = local()  # by locale: what one thread has seeded, no other may draw from


def _generator(locale: str) -> _Words:
    """Faker in a language, this thread's own."""
    known: dict[str, _Words] = _OF_THREAD.__dict__
    if locale not in known:
        with _IMPORTING:
            known[locale] = _made(locale)
    return known[locale]


def _made(locale: str) -> _Words:
    """Faker with the three providers that are used: all of them would cost a server half its start."""
    from faker.generator import Generator

    made = Generator()
    for topic in ("person", "address", "company"):
        made.add_provider(import_module(f"faker.providers.{topic}.{locale}").Provider)
    return cast(_Words, made)


def _company_name(made: _Words, there: Locality) -> str:
    return f"{made.last_name()} {made.last_name()} {there.form}"


def _address(made: _Words, country: str) -> dict[str, str]:
    street = made.street_address()
    postal_code, city = _locality(country).place(made.postcode(), iter(made.city, ""))
    return {"street": street, "postal_code": postal_code, "city": city, "country": country}


def _domain(name: str, there: Locality) -> str:
    """A host name of a company's own, below one that nobody can have."""
    plain = name.lower().translate(_PLAIN)
    words = "".join(each if each.isascii() and each.isalnum() else " " for each in plain).split()
    return ("-".join(words)[:60].strip("-") or there.plain_name) + f".example.{there.top_level}"
