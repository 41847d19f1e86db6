"""What a company tells of itself when it asks for a service: its account, its people, where it is invoiced.

The words are those of the wire on which they come: `iban`, `bic`, `bank`; `contact_person`, `contact_email`,
`contact_phone_number`; `customer_service_email`, `customer_service_phone_number`; `authorization_email`;
`accountable_party`; `billing_address` and `postal_address` (`streets`, `zip_code`, `city`, `country`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from simulator.domain.commands import Refusal
from simulator.domain.identifiers import is_bic, is_iban

MANDATORY = (
    "iban",
    "bic",
    "bank",
    "contact_person",
    "contact_email",
    "contact_phone_number",
    "customer_service_email",
    "billing_address",
)
ADDRESS = ("streets", "zip_code", "city", "country")
LONGEST = 255
"""How many letters a detail may have."""

_CODES = ("iban", "bic")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_MAILED = r"[^@\s<>\"\x00-\x1f\x7f-\x9f"
_EMAIL = re.compile(rf"{_MAILED}]{{1,64}}@{_MAILED}]+\.{_MAILED}.]+")


def checked(given: Mapping[str, Any], mandatory: tuple[str, ...] = MANDATORY) -> dict[str, Any]:
    """Answer details as they are kept, account and bank code without blanks; raises `Refusal` naming each wrong one."""
    kept = {name: _tidy(name, value) for name, value in given.items()}
    wrong = [f"{name}: is required" for name in mandatory if not kept.get(name)]
    wrong += [sentence for name, value in kept.items() for sentence in _wrong(name, value)]
    if wrong:
        raise Refusal("invalid", "; ".join(wrong))
    return kept


def check_email(name: str, email: str | None) -> str:
    """Answer an e-mail address without blanks around it; raises `Refusal` for what is none."""
    address = (email or "").strip()
    wrong = list(_wrong_email(name, address))
    if wrong:
        raise Refusal("invalid", wrong[0])
    return address


def _tidy(name: str, value: Any) -> Any:
    if name in _CODES and isinstance(value, str):
        return "".join(value.split()).upper()
    if isinstance(value, Mapping):
        return {key: _tidy("", each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_tidy("", each) for each in value]
    return value.strip() if isinstance(value, str) else value


def _wrong(name: str, value: Any) -> Iterator[str]:
    """Say what is wrong with a detail that was given."""
    if isinstance(value, Mapping):
        yield from _wrong_address(name, value)
    elif isinstance(value, str) and len(value) > LONGEST:
        yield f"{name}: has {len(value)} letters, and {LONGEST} are the most"
    elif name == "iban" and value and not is_iban(value):
        yield f"iban: {value!r} is no account number: its check digits, or its form, are wrong"
    elif name == "bic" and value and not is_bic(value):
        yield f"bic: {value!r} is no bank's code: 8 or 11 letters and digits are, such as NDEAFIHH"
    elif name.endswith("_email") and value:
        yield from _wrong_email(name, value)
    elif isinstance(value, str) and _CONTROL.search(value):
        yield f"{name}: {value[:80]!r} has characters that cannot be shown: one line of text is allowed"


def _wrong_email(name: str, address: str) -> Iterator[str]:
    if len(address) > LONGEST or not _EMAIL.fullmatch(address):
        yield f"{name}: {address[:80]!r} is no e-mail address; one is written like talous@example.fi"


def _wrong_address(name: str, address: Mapping[str, Any]) -> Iterator[str]:
    """Say what is wrong with an address; an invoice has to arrive at it, so that of billing needs all its parts."""
    streets = address.get("streets") or []
    if name == "billing_address":
        lacking = [part for part in ADDRESS if not address.get(part) or not all(streets)]
        yield from (f"{name}.{part}: is required" for part in lacking)
    country = address.get("country")
    if country and not re.fullmatch("[A-Z]{2}", str(country)):
        yield f"{name}.country: {str(country)[:20]!r} is no country's two capital letters, such as FI"
    texts = [*streets, *(value for part, value in address.items() if part != "streets")]
    if any(len(str(text)) > LONGEST for text in texts):
        yield f"{name}: a part of it has more than {LONGEST} letters"
    if any(_CONTROL.search(str(text)) for text in texts):
        yield f"{name}: a part of it has characters that cannot be shown: lines of text are allowed"
