"""The company's agreement with an agency."""

from __future__ import annotations

from simulator.domain.facts.base import Fact
from simulator.domain.record import record


@record(kw_only=True)
class AgreementSent(Fact):
    """The agency sent its agreement to be signed to `email`."""

    provider: str
    email: str


@record(kw_only=True)
class AgreementSigned(Fact):
    """An authorised person signed the agreement."""

    provider: str


@record(kw_only=True)
class KycPassed(Fact):
    """The company passed the agency's know-your-customer step."""

    provider: str


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
