"""Whether the details in an order of a service are those of the company that orders it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from conformance.checks import Looking, check
from conformance.checks._books import same_reference
from conformance.verdict import Finding


def _letters(text: object) -> str:
    return "".join(str(text or "").split()).casefold()


def _digits(text: object) -> str:
    """The end of a phone number, which has no country's prefix in whatever way it is written."""
    return "".join(one for one in str(text or "") if one.isdigit())[-7:]


_SAME: Mapping[str, tuple[str, Callable[[Any], str]]] = {
    "iban": ("account", lambda iban: same_reference(str(iban or ""))),
    "service_email": ("e-mail address of customer service", _letters),
    "service_phone": ("phone number of customer service", _digits),
    "billing_postal_code": ("postal code of the billing address", _letters),
    "billing_city": ("post office of the billing address", _letters),
}
"""What of an order is the company's and nobody else's: how it is called, and how two ways of writing it are one."""


@check(
    "activation.own-details",
    topic="activation",
    reads=("wire",),
    right="The company's account is FI2112345600000785, and the order names it as the one to be paid to.",
    wrong="The order names the account of the company that the program was tried out with.",
    duties=("activate",),
)
def activation_own_details(looking: Looking) -> Iterator[Finding]:
    """The account in an order is one of the company's, and so are its customer service and its billing address.

    Customer service may be the contact person, and the billing address the company's own. What the order leaves out,
    or the company does not have, is not judged here; nor are people, of whom the user may have named others.
    """
    own = _own(looking.trace.start.get("company") or {})
    for call in looking.trace.exchanges("activate"):
        for name, (words, written) in _SAME.items():
            given = call.means.get(name)
            known = {written(one) for one in own[name] if one}
            if not given or not known:
                continue
            looking.at()
            if written(given) not in known:
                yield Finding(
                    message=f"the {words} in an order is not the company's",
                    expected=" or ".join(sorted(str(one) for one in own[name] if one)),
                    actual=str(given),
                    at=call.at.isoformat(),
                    evidence=(call.id,),
                )


def _own(company: Mapping[str, Any]) -> dict[str, list[Any]]:
    """What the company has of each detail."""
    desks = [company.get(word) or {} for word in ("customer_service", "contact")]
    places = [company.get(word) or {} for word in ("billing_address", "address")]
    return {
        "iban": [account.get("iban") for account in company.get("bank_accounts") or ()],
        "service_email": [desk.get("email") for desk in desks],
        "service_phone": [desk.get("phone") for desk in desks],
        "billing_postal_code": [place.get("postal_code") for place in places],
        "billing_city": [place.get("city") for place in places],
    }
