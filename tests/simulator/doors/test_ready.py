"""A sandbox for tests whose company has an agency's service already, and one that is on a socket as well."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import requests

from simulator import Dunbox, Refused, World, providers
from simulator.ordered import create_with

SCOPES = "company:read company:write"


def service(dunbox: Dunbox, name: str, **words: Any) -> Any:
    """Where a service stands, as the wire says it; with `words` it is ordered first."""
    ours = dunbox.endpoints["maventa"]
    keys = {name: ours[name] for name in ("client_id", "client_secret", "vendor_api_key")}
    form = {"grant_type": "client_credentials", "scope": SCOPES, **keys}
    token = requests.post(ours["token_url"], data=form, timeout=10).json()["access_token"]
    url = f"{ours['base_url']}/v2/services/{name}/receivables"
    head = {"Authorization": f"Bearer {token}"}
    return requests.request(
        "PUT" if words else "GET", url, headers=head, timeout=10, json=words or None
    ).json()


@pytest.mark.parametrize("agency", providers())
def test_the_service_is_active_at_the_start_on_whatever_day_that_is(agency: str) -> None:
    world = World()
    for day in range(40):  # with Christmas, New Year and Epiphany, when banks are closed
        start = datetime(2025, 12, 10, 0, 30) + timedelta(days=day)
        made = create_with(world, agency, start=start)
        assert made.now.replace(tzinfo=None) == start
        assert made.state.service(agency).status == "active"
        world.remove(made.id)


def test_without_a_start_it_is_the_usual_one_and_the_facts_say_what_happened_before() -> None:
    with Dunbox(agency="ropo") as dunbox:
        assert f"{dunbox.clock.now:%Y-%m-%dT%H:%M}" == "2026-01-05T08:00"
        assert [(fact["at"][:10], fact["kind"]) for fact in dunbox.facts] == [
            ("2025-12-22", "agreement_sent"),
            ("2025-12-22", "agreement_signed"),
            ("2025-12-22", "kyc_passed"),
            ("2025-12-29", "service_activated"),
        ]
        assert service(dunbox, "ropo")["status"] == "ACTIVE"


def test_it_is_ordered_with_the_companys_own_details() -> None:
    with Dunbox(
        agency="kassavirta",
        company={"contact": {"name": "Aino", "email": "aino@oma.example", "phone": "+358401234567"}},
    ) as dunbox:
        told = service(dunbox, "amili")
        company = dunbox.sandbox.company
    assert (told["status"], told["service_type"]) == ("ACTIVE", "full")
    assert (told["contact_person"], told["contact_email"]) == ("Aino", "aino@oma.example")
    assert told["iban"] == company["bank_accounts"][0]["iban"]
    assert told["billing_address"]["city"] == company["billing_address"]["city"]


def test_the_clients_own_order_finds_the_service_active() -> None:
    with Dunbox(agency="ropo") as dunbox:
        before = len(dunbox.facts)
        assert service(dunbox, "ropo", agreement_contact_email="talous@example.fi")["status"] == "ACTIVE"
        assert len(dunbox.facts) == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"agency": "kravija"}, "there is no agency 'kravija'; did you mean 'kravia'? There are: amili"),
        ({"agency": "kravia", "country": "SE"}, "not available to a company in SE; it is in FI"),
        (
            {"agency": "kassavirta", "company": {"contact": {"email": "aino@oma.example"}}},
            "Kassavirta cannot be ordered by this company: contact_person: is required; contact_phone_number",
        ),
        ({"agency": "ropo", "start": "2020-01-03T08:00"}, "2019-12-20 is outside the calendar"),
        (
            {"agency": "ropo", "settings": {"ropo.confirmation_banking_days": [30, 31]}},
            "was ordered 14 days before the start and is pending at it",
        ),
    ],
)
def test_a_service_that_cannot_be_active_is_refused_with_the_reason(words: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        Dunbox(**words)
    assert said in str(refused.value)


def test_on_a_socket_it_has_addresses_on_loopback_and_answers_at_the_providers_too() -> None:
    with Dunbox(agency="ropo", socket=True) as dunbox:
        for words in dunbox.endpoints.values():
            assert words["base_url"].startswith(dunbox.url + "/")
        assert dunbox.url.startswith("http://127.0.0.1:")
        assert service(dunbox, "ropo")["status"] == "ACTIVE"
        assert requests.get("https://ax.maventa.com/v1/invoices", timeout=10).status_code == 401
        assert requests.get(f"{dunbox.url}/control/v1/sandboxes", timeout=10).status_code == 404
    with pytest.raises(requests.ConnectionError):
        requests.get(dunbox.url, timeout=10)
