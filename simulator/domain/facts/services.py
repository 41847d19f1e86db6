"""The company's agreement with an agency."""

from __future__ import annotations

from dataclasses import field
from typing import Any

from simulator.domain.facts.base import Fact
from simulator.domain.record import record


@record(kw_only=True)
class AgreementSent(Fact):
    """The agency made out its agreement, and sent it to `email` to be signed; None where nobody is written to.

    `details` are what the company gave with its wish; `link` the number of the link behind which the activation is
    finished, 0 if there is none.
    """

    provider: str
    email: str | None
    details: dict[str, Any] = field(default_factory=dict)
    link: int = 0


@record(kw_only=True)
class FormForwarded(Fact):
    """Somebody at the company passed the form on to an authorised signatory, who has a new link: number `link`."""

    provider: str
    email: str
    link: int


@record(kw_only=True)
class FormReminded(Fact):
    """Nobody finished the form for a week: the agency sent it to the company's contact person."""

    provider: str
    email: str


@record(kw_only=True)
class ActivationReset(Fact):
    """Nobody finished the activation in time: it is over, and the service can be ordered anew."""

    provider: str


@record(kw_only=True)
class ActivationStuck(Fact):
    """Nobody finished the activation in time, and it was not reset: the agency has to be contacted."""

    provider: str


@record(kw_only=True)
class CredentialsSent(Fact):
    """The agency sent the credentials of its portal to the user who had ordered the service."""

    provider: str
    email: str


@record(kw_only=True)
class AgreementSigned(Fact):
    """An authorised person signed the agreement."""

    provider: str


@record(kw_only=True)
class KycPassed(Fact):
    """The company passed the agency's know-your-customer step.

    `by_power_of_attorney`: who answered acts by a power of attorney, which was attached.
    """

    provider: str
    by_power_of_attorney: bool = False


@record(kw_only=True)
class ServiceActivated(Fact):
    """The agency confirmed the agreement: invoices can be transferred."""

    provider: str


@record(kw_only=True)
class ServiceDeclined(Fact):
    """The activation ended without a service; `reason` is `agreement_declined` or `kyc_failed`."""

    provider: str
    reason: str


@record(kw_only=True)
class ServiceClosed(Fact):
    """The company closed the service; its open cases go on."""

    provider: str


@record(kw_only=True)
class ServiceMoved(Fact):
    """The company chose another of its party's services: the agreement is with the agency `to` from now on."""

    provider: str
    to: str


@record(kw_only=True)
class AccountablePartyChanged(Fact):
    """The company chose anew whose account number and reference its invoices bear."""

    provider: str
    accountable_party: str


@record(kw_only=True)
class BankAccountChanged(Fact):
    """The agency's customer service changed the account to which the company is paid, as somebody entitled asked."""

    provider: str
    iban: str
    bic: str
    bank: str


@record(kw_only=True)
class ServicePrepared(Fact):
    """The technical part of the onboarding is done: invoices can be handed over, once the agreement lets them."""

    provider: str


@record(kw_only=True)
class SettingsChanged(Fact):
    """The company's settings at an agency are other ones: `changes` are those that changed, at whose word."""

    provider: str
    changes: dict[str, Any]
    by: str


@record(kw_only=True)
class PersonInvited(Fact):
    """The agency invited somebody to its portal; an accountant by the business ID of its own company."""

    provider: str
    name: str
    email: str
    accountant: bool
    business_id: str | None
    country: str | None


@record(kw_only=True)
class ApiUserSet(Fact):
    """The user under which the agency writes into the company's books is there, or it is not any more."""

    provider: str
    there: bool
