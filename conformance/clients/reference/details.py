"""What a service that asks for the company's details is told, and what of it the company has not given yet."""

from typing import Any

from conformance.clients.reference.drafts import Unwritable, account_in

Json = dict[str, Any]

MANDATORY = {
    "iban": "the account's IBAN",
    "bic": "the bank's BIC",
    "bank": "the bank's name",
    "contact_person": "the contact person's name",
    "contact_email": "the contact person's e-mail address",
    "contact_phone_number": "the contact person's phone number",
    "customer_service_email": "the e-mail address of customer service",
    "customer_service_phone_number": "the phone number of customer service",
}
"""All that a user has to give before the service is ordered, and how it is asked for."""

ADDRESS = {"street": "street", "postal_code": "postal code", "city": "post office", "country": "country"}


def details_of(company: Json) -> Json:
    """The details of a company (in the driver's words), in the words of the wire; what is not known is left out."""
    try:
        account = account_in(company, "EUR")
    except Unwritable:
        account = {}
    contact, desk = company.get("contact") or {}, company.get("customer_service") or {}
    found = {
        **{name: account.get(name) for name in ("iban", "bic", "bank")},
        "contact_person": contact.get("name"),
        "contact_email": contact.get("email"),
        "contact_phone_number": contact.get("phone"),
        "customer_service_email": desk.get("email"),
        "customer_service_phone_number": desk.get("phone"),
        "billing_address": _address(_billing(company)),
    }
    return {name: value for name, value in found.items() if value}


def lacking(company: Json) -> list[str]:
    """What a user has still to give, in words."""
    known, billing = details_of(company), _billing(company)
    return [
        *(words for name, words in MANDATORY.items() if name not in known),
        *(
            f"the {words} to which the agency's invoices go"
            for name, words in ADDRESS.items()
            if not billing.get(name)
        ),
    ]


def _billing(company: Json) -> Json:
    return dict(company.get("billing_address") or company.get("address") or {})


def _address(address: Json) -> Json:
    return {
        "streets": [address.get("street") or ""],
        "zip_code": address.get("postal_code") or "",
        "city": address.get("city") or "",
        "country": address.get("country") or "",
    }
