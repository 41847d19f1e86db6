"""Who may order Visma Amili for an ERP, and what an order says of the user who places it.

Source: Amili collection service (Netvisor support article), Service activation.
"""

from datetime import timedelta
from typing import Any

from conformance.clients.reference.policy import Policy

Json = dict[str, Any]

ROLES = (
    "user administrator",
    "accounting office administrator",
    "company administrator",
    "company user profile",
    "all rights profile",
)
"""The roles of which a user has to have one."""

RESET_AFTER = timedelta(days=3)
"""So long an order waits for somebody to finish it."""


def order(policy: Policy, user: Json, company: Json) -> tuple[Json, list[str]]:
    """The user of an order as it travels, and what of that user has still to be given, in words.

    Where the user is not known, it is the company's contact.
    """
    person = user or company.get("contact") or {}
    given = policy.user_given({name: person.get(name) for name in ("role", "email", "phone")})
    role = str(given.get("role") or "").replace("_", " ").lower()
    needed = {
        f"a user with one of the roles {', '.join(ROLES)}": role in ROLES,
        "the user's e-mail address": given.get("email"),
        "the user's phone number": given.get("phone"),
    }
    words = {
        **given,
        "role": role.replace(" ", "_").upper(),
        "name": (company.get("contact") or {}).get("name"),
    }
    travels = {name: value for name, value in words.items() if value}
    return travels, list(policy.lacking_for_an_order([words for words, there in needed.items() if not there]))
