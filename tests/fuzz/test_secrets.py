"""Secrets never stand in what a server writes or keeps to be looked at, wherever a client has put them."""

from __future__ import annotations

import requests

from tests.fuzz.serving import PATIENCE, TOKEN, Customer, customer, serving

HOOK_SECRET = "the-secret-of-a-hook"
PLACES = (
    *("/nowhere/{}", "/maventa/{}", "/maventa/v1/events?page={}", "/maventa/v1/events?{}=1"),
    *("/maventa/v1/invoices/{}", "/kravia/{}", "/kravia/x?token={}", "/control/v1/x?token={}"),
    *("/maventa/v1/events?client_secret={}", "/control/v1/sandboxes/{}"),
)
KEPT = ("/journal", "/sandboxes/first/journal", "/sandboxes/first/facts", "/sandboxes/first/webhooks")


def spread(company: Customer, token: str, secret: str) -> None:
    """Put a secret wherever a client might."""
    url, bearer = company.server.url, {"Authorization": f"Bearer {token}"}
    for path in PLACES:
        requests.get(url + path.format(secret), headers=bearer, timeout=PATIENCE)
    odd = {"X-Api-Key": secret, "Cookie": f"a={secret}", "Authorization": f"Basic {secret}"}
    requests.get(f"{url}/maventa/v1/events", headers=odd, timeout=PATIENCE)
    names = ("grant_type", "client_id", "client_secret", "scope")
    form = dict.fromkeys(names, secret)
    parts = dict.fromkeys(names, (None, secret))
    requests.post(company.words["token_url"], data=form, timeout=PATIENCE)
    requests.post(company.words["token_url"], json=form, timeout=PATIENCE)
    requests.post(company.words["token_url"], files=parts, timeout=PATIENCE)
    words = {"agreement_contact_email": secret, secret: secret}
    service = f"{url}/maventa/v2/services/ropo/receivables"
    requests.put(service, json=words, headers=bearer, timeout=PATIENCE)


def test_no_secret_is_written_or_shown_wherever_a_client_puts_it() -> None:
    with serving() as server:
        company = customer(server, "first")
        token = company.token
        secrets = [
            company.words["client_secret"],
            company.words["vendor_api_key"],
            company.secret,
            token,
            TOKEN,
        ]
        for secret in secrets:
            spread(company, token, secret)
        hook = {"secret": HOOK_SECRET, "enabled": True, "url": "http://127.0.0.1:9/"}
        url = f"{server.url}/kravia/api/v2/creditor/1/webhook"
        requests.put(url, json=hook, headers={"Authorization": company.secret}, timeout=PATIENCE)
        shown = [str(server.control("GET", path)) for path in KEPT]
    written = "".join(server.written[server.written.index("A line a request follows; stop with Ctrl-C.\n") :])
    assert written.count("\n") > 60
    everywhere = [written, *shown]
    assert [secret for secret in (*secrets, HOOK_SECRET) if any(secret in each for each in everywhere)] == []
