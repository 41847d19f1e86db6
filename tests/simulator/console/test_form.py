"""The page behind an activation's link: what it shows, what can be answered, and what it makes of wrong links."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from typing import Any

import pytest
import requests
from lxml import html

from simulator import Server, World
from simulator.doors.requests import requests_session
from tests.simulator.agreement import PATH, Agreement
from tests.simulator.stage import FORM, Heard

EVIL = "<script>alert('x')</script>\"&{{7*7}}"


def text_of(heard: Heard) -> str:
    assert heard.headers["content-type"] == "text/html; charset=utf-8"
    page: Any = html.fromstring(heard.body.decode())
    return " ".join(page.text_content().split())


@pytest.fixture
def company() -> Agreement:
    made = Agreement()
    made.order()
    return made


def test_the_form_shows_the_company_and_what_is_to_be_done(company: Agreement) -> None:
    heard = company.visit(company.page)
    shown = text_of(heard)
    assert heard.status == 200
    for word in ("Kassavirta", company.sandbox.company["name"], company.sandbox.company["business_id"]):
        assert word in shown
    for word in ("FI2112345600000785 (Nordea)", "Esimerkkikatu 1, 00100 Helsinki, FI", "talous@example.fi"):
        assert word in shown


def test_every_control_has_a_label_and_nothing_comes_from_elsewhere(company: Agreement) -> None:
    page: Any = html.fromstring(company.visit(company.page).body.decode())
    assert page.xpath("/html/@lang") == ["en"]
    assert len(page.xpath("//h1")) == 1
    assert page.xpath("//meta[@name='viewport']")
    inputs = page.xpath("//input")
    assert len(inputs) == 2
    assert all(each.getparent().tag == "label" for each in inputs)
    assert {each.text for each in page.xpath("//button[@name='action']")} >= {"Decline the agreement"}
    assert page.xpath("//script | //link | //img | //iframe | //@src | //@href | //@onclick") == []
    assert "prefers-color-scheme: dark" in page.xpath("string(//style)")


def test_a_page_is_kept_nowhere_and_loads_nothing(company: Agreement) -> None:
    for heard in (company.visit(company.page), company.visit("/console/kyc/nothing")):
        assert heard.headers["cache-control"] == "no-store"
        assert heard.headers["referrer-policy"] == "no-referrer"
        assert heard.headers["x-content-type-options"] == "nosniff"
        policy = heard.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        style = heard.body.decode().partition("<style>")[2].partition("</style>")[0]
        assert f"style-src 'sha256-{b64encode(sha256(style.encode()).digest()).decode()}'" in policy
        assert "unsafe" not in policy


@pytest.mark.parametrize(
    ("action", "status", "said"),
    [
        ("pass_kyc", "PENDING", "The form is complete"),
        ("decline", "DISABLED", "has ended without a service"),
        ("fail_kyc", "DISABLED", "has ended without a service"),
    ],
)
def test_an_answer_leads_to_a_page_that_can_be_loaded_again(
    company: Agreement, action: str, status: str, said: str
) -> None:
    page = company.page
    heard = company.answer(page, action=action)
    assert heard.status == 303
    shown = f"{page.rpartition('/')[0]}/{heard.headers['location']}"
    for _ in range(2):
        seen = company.visit(shown)
        assert (seen.status, said in text_of(seen)) == (200, True)
    assert company.service["status"] == status
    assert "activation_url" not in company.service
    used = company.answer(page, action="pass_kyc")
    assert used.status == 410
    assert "works no longer" in text_of(used)


def test_the_form_of_the_other_service_has_its_name() -> None:
    company = Agreement()
    company.order(service_type="express")
    assert "Activation of Perintä" in text_of(company.visit(company.page))


def test_the_outcome_shows_how_things_stand_later(company: Agreement) -> None:
    done = f"{company.page}/done"
    assert "waits for somebody to complete it" in text_of(company.visit(done))
    company.answer(company.page, action="pass_kyc")
    company.banking_days(2)
    assert "The service is active." in text_of(company.visit(done))
    company.close()
    assert "The service was closed." in text_of(company.visit(done))


def test_a_forwarded_form_has_a_new_link_and_the_old_one_is_dead(company: Agreement) -> None:
    old = company.page
    assert company.answer(old, action="forward", email="toimitusjohtaja@example.fi").status == 303
    assert "somebody else" in text_of(company.visit(f"{old}/done"))
    assert company.visit(old).status == 410
    assert company.visit(company.page).status == 200


def test_a_wrong_address_is_said_on_the_form(company: Agreement) -> None:
    for email in ("", "nobody", EVIL):
        heard = company.answer(company.page, action="forward", email=email)
        assert heard.status == 400
        assert "no e-mail address" in text_of(heard)
        assert b"<script>" not in heard.body
    assert company.visit(company.page).status == 200


def test_what_a_client_wrote_is_text_on_the_page() -> None:
    company = Agreement(words={"name": EVIL})
    company.order(bank=EVIL, contact_person=EVIL, billing_address={
        "streets": [EVIL], "zip_code": EVIL, "city": EVIL, "country": "FI",
    })  # fmt: skip
    heard = company.visit(company.page)
    assert b"<script" not in heard.body
    assert text_of(heard).count(EVIL) == 6


@pytest.mark.parametrize("action", ["sign", "", "PASS_KYC"])
def test_an_answer_that_is_not_on_the_form_is_refused(company: Agreement, action: str) -> None:
    heard = company.answer(company.page, action=action)
    assert heard.status == 400
    assert "is not one of" in text_of(heard)
    assert company.facts("kyc_passed") == []


def test_a_link_that_was_not_made_here_is_unknown(company: Agreement) -> None:
    head, body, signature = company.page.rpartition("/")[2].split(".")
    other = Agreement(world=company.world, seed=8)
    other.order()
    its = other.page.rpartition("/")[2]
    forged = [
        f"{head}.{its.split('.')[1]}.{signature}",
        f"{head}.{body}.",
        f"{head}.{body}",
        "x",
        "%00",
        "a" * 5000,
    ]
    for token in [*forged, company.client.token, "..", "%2e%2e"]:
        for method in ("GET", "POST"):
            heard = company.browse(
                method, f"/console/kyc/{token}", b"action=pass_kyc", **{"content-type": FORM}
            )
            assert heard.status in (400, 404), token
            assert text_of(heard)
    stranger = Agreement(world=World(key=b"n" * 32))
    assert stranger.visit(company.page).status == 404
    assert company.facts("kyc_passed") == other.facts("kyc_passed") == []


def test_the_link_of_a_sandbox_that_was_removed_is_unknown(company: Agreement) -> None:
    page = company.page
    company.world.remove(company.sandbox.id)
    assert company.visit(page).status == 404


def test_a_fork_has_a_link_of_its_own(company: Agreement) -> None:
    fork = company.world.fork(company.sandbox)
    old = company.page
    company.take(fork)
    assert company.page != old
    company.answer(company.page, action="pass_kyc")
    assert company.visit(old).status == 200


def test_a_link_is_no_token_of_the_api(company: Agreement) -> None:
    link = company.page.rpartition("/")[2]
    heard = company.stage.call("GET", f"/maventa{PATH}", headers={"authorization": f"Bearer {link}"})
    assert heard.status == 401


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD"])
def test_other_methods_are_named_as_not_allowed(company: Agreement, method: str) -> None:
    heard = company.browse(method, company.page)
    assert (heard.status, heard.headers["allow"]) == (405, "GET, POST")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{}", "application/json", 415),
        (b"\xff\xfe=1", FORM, 400),
        (b"&".join(b"a%d=1" % n for n in range(2000)), FORM, 400),
        (b"action=pass_kyc&" + b"x" * 2_000_000, FORM, 413),
        (b"", FORM, 400),
    ],
)
def test_a_body_that_is_no_form_is_refused_on_a_page(
    company: Agreement, body: bytes, kind: str, status: int
) -> None:
    heard = company.browse("POST", company.page, body, **{"content-type": kind})
    assert heard.status == status
    assert text_of(heard)
    assert company.facts("kyc_passed") == []


def test_a_declined_agreement_is_news_to_the_client(company: Agreement) -> None:
    hook = {"destination_type": "WEBHOOK", "destination": "http://127.0.0.1:9/x"}
    company.client.call(
        "POST", "/v1/company/notifications", {**hook, "events": ["RECEIVABLES.SERVICE.REJECTED"]}
    )
    company.answer(company.page, action="decline")
    (message,) = company.sandbox.outbox.messages.values()
    assert message.acknowledged
    assert b'"data":{"service":"kassavirta"}' in message.body


@pytest.mark.parametrize("front", ["asgi", "connexion"])
def test_the_page_opens_on_a_server(company: Agreement, front: str) -> None:
    pytest.importorskip("connexion")
    with Server(company.world, front=front) as server:
        heard = requests.get(f"{server.url}{company.page}", timeout=10)
        assert (heard.status_code, "Identify myself and sign" in heard.text) == (200, True)
        answered = requests.post(f"{server.url}{company.page}", data={"action": "pass_kyc"}, timeout=10)
        assert (answered.status_code, "The form is complete" in answered.text) == (200, True)


def test_in_this_process_the_page_opens_where_the_client_called(company: Agreement) -> None:
    inside = requests_session(company.world)
    headers = {"authorization": f"Bearer {company.client.token}"}
    service = inside.get(f"https://ax.maventa.com{PATH}", headers=headers).json()
    assert service["activation_url"].startswith("https://ax.maventa.com/console/kyc/")
    assert "Kassavirta" in inside.get(service["activation_url"]).text
