"""About the company's agreement with an agency."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from simulator.domain.commands.base import Command
from simulator.domain.record import record


@record(kw_only=True)
class ActivateService(Command):
    """The company asks for an agency's service; `email` gets the agreement, None if nobody is to be written to.

    `details` are what the agency has to know of the company, as `simulator.domain.details` has them.
    """

    provider: str
    email: str | None
    details: dict[str, Any] = field(default_factory=dict)


@record(kw_only=True)
class Onboard(Command):
    """A person at the company goes on with the onboarding: `sign`, `decline`, `pass_kyc`, `fail_kyc`, `forward`.

    `email` is to whom it is forwarded; `power_of_attorney` says that who is identified acts by one, which is `attached`
    or `missing`.
    """

    provider: str
    action: str
    email: str | None = None
    power_of_attorney: str | None = None


@record(kw_only=True)
class AmendService(Command):
    """The company changes the service that it has, or waits for: the agency within its party, or who is accountable."""

    provider: str
    to: str | None = None
    accountable_party: str | None = None


@record(kw_only=True)
class ChangeBankAccount(Command):
    """A person at the company has the agency's customer service change the account to which it is paid."""

    provider: str
    iban: str
    bic: str
    bank: str


@record(kw_only=True)
class CloseService(Command):
    """The company closes an agency's service."""

    provider: str


@record(kw_only=True)
class EndService(Command):
    """The company tells an agency itself that it has removed the service, and agrees what becomes of its open cases.

    `open_cases`: `completed` if they go on, or `stopped`.
    """

    provider: str
    open_cases: str


@record(kw_only=True)
class ChangeSettings(Command):
    """The company's settings at an agency are changed, at its API or in its portal; by `agency` its customer service.

    `changes` are new values by the names that the agency has for them (`Agency.choices`).
    """

    provider: str
    changes: dict[str, Any]
    by: str = "company"


@record(kw_only=True)
class InvitePerson(Command):
    """Somebody is to have access to the agency's portal; an accountant has a company of its own, by its business ID."""

    provider: str
    name: str
    email: str
    accountant: bool = False
    business_id: str | None = None
    country: str | None = None


@record(kw_only=True)
class SetApiUser(Command):
    """The company removes the user under which the agency writes into its books, or makes it anew."""

    provider: str
    there: bool


@record(kw_only=True)
class MarkBookkept(Command):
    """The company has booked a settlement; `accounting_id` is what its own books call that."""

    settlement: str
    accounting_id: str
