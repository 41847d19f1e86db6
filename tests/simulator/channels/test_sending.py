"""Sending through Kassavirta as a client at Maventa sees it: errors in the actions, files, rerouting, bank messages.

The service is active on Wednesday 14 January 2026 at 09:00.
"""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import orjson
import pytest

from tests.simulator.company import Company
from tests.simulator.documents.invoices import document
from tests.simulator.documents.peppol_invoices import finnish
from tests.simulator.stage import BOUNDARY, Client, Heard, multipart

AMILI = "/v2/services/amili/receivables"
DETAILS: dict[str, Any] = {
    "iban": "FI2112345600000785",
    "bic": "NDEAFIHH",
    "bank": "Nordea",
    "contact_person": "Aino Aalto",
    "contact_email": "talous@example.fi",
    "contact_phone_number": "+358401234567",
    "customer_service_email": "asiakaspalvelu@example.fi",
    "customer_service_phone_number": "+358101234567",
    "billing_address": {"country": "FI", "streets": ["Mallitie 2"], "city": "Tampere", "zip_code": "33100"},
}
LATER = ("20260128<", "20260213<")
SCOPES = (
    "company:write invoice:send receivables:assignments fi_bank_message:send partner:invoice_delivery_actions"
)
PREFIX = "SEND ERROR REASON: RECEIVABLES-SERVICE: "


def kassavirta(**details: Any) -> Company:
    company = Company(settings={"amili.confirmation_banking_days": [2, 2]})
    company.client = Client(company.sandbox, company.stage, SCOPES)
    assert company.client.call("PUT", AMILI, {**DETAILS, **details}).status == 200
    company.sandbox.onboarding("kassavirta", "sign")
    company.sandbox.onboarding("kassavirta", "pass_kyc")
    company.until("2026-01-14T09:00")
    assert company.sandbox.state.service("kassavirta").status == "active"
    return company


def changed(*changes: tuple[str, str]) -> bytes:
    return document("UTF-8", LATER, *changes)


def send(company: Company, content: bytes | None = None, **form: str) -> str:
    """Send a document and let it be looked at; answers its id."""
    heard = company.client.upload(content or changed(), **form)
    assert (heard.status, heard.json["status"]) == (201, "PENDING"), heard.body
    company.until(f"2026-{company.sandbox.now:%m-%d}T{company.sandbox.now.hour + 2 + 1:02d}:00")
    return str(heard.json["id"])


def errors(company: Company, invoice: str) -> list[str]:
    found = company.client.get(f"/v1/invoices/{invoice}/actions", "type=ERROR")
    return [action["message"] for action in found]


def fetched(company: Company, href: str) -> Heard:
    path = href.removeprefix("http://stage/maventa")
    return company.client.call("GET", path)


def files(company: Company, invoice: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = company.client.get(f"/v1/invoices/{invoice}")["files"]
    return found


# --- errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        (
            [("20260213<", "20260119<"), ("00500", "00500")],
            "SEND ERROR REASON: RECEIVABLES-SERVICE: The due date is within three days or has passed",
        ),
        (
            [("<BuyerPostCodeIdentifier>00500", "<BuyerPostCodeIdentifier>99998")],
            "SEND ERROR REASON: RECEIVABLES-SERVICE: Postal code for Helsinki could not be found",
        ),
    ],
)
def test_a_documented_error_stands_to_the_letter_in_the_actions(
    changes: list[tuple[str, str]], text: str
) -> None:
    company = kassavirta()
    invoice = send(company, changed(*changes))
    assert company.client.get(f"/v1/invoices/{invoice}")["status"] == "FAILED"
    (error,) = company.client.get(f"/v1/invoices/{invoice}/actions", "type=ERROR")
    assert (error["type"], error["key"], error["message"]) == ("ERROR", "action_send_fail", text)


def test_the_second_of_a_number_and_date_exists_already_and_only_the_first_has_an_assignment() -> None:
    company = kassavirta()
    first, second = send(company), send(company)
    assert errors(company, first) == []
    assert errors(company, second) == [
        "SEND ERROR REASON: RECEIVABLES-SERVICE: Invoice already exists",
    ]
    assert [one["invoice_id"] for one in company.client.get("/v1/assignments")] == [first]


@pytest.mark.parametrize("row", ["1240,01", "1239,99"])
def test_a_cent_between_rows_and_total_is_an_error(row: str) -> None:
    company = kassavirta()
    amount = '<RowAmount AmountCurrencyIdentifier="EUR">'
    spoilt = changed((f"{amount}1240,00", f"{amount}{row}"))
    assert errors(company, send(company, spoilt)) == [
        f"{PREFIX}Invoice total does not match the sum of the rows"
    ]


def test_subscribers_and_partners_are_told_of_every_error_once() -> None:
    company = kassavirta()
    hook = {
        "destination_type": "WEBHOOK",
        "destination": "https://client.example/h",
        "events": ["DOCUMENTS.INVOICE.FAILED"],
    }
    assert company.client.call("POST", "/v1/company/notifications", hook).status == 201
    invoice = send(company, changed(("20260213<", "20260119<")))
    (message,) = company.sandbox.outbox.messages.values()
    told = orjson.loads(message.body)
    assert (told["event"], told["data"]) == ("DOCUMENTS.INVOICE.FAILED", {"invoice_id": invoice})
    for path in (
        "/v1/partner/invoice_events/sent_errors",
        "/v1/partner/invoice_delivery_actions/outbound_errors",
    ):
        (failed,) = company.client.get(path, "happened_after=2026-01-14T00:00:00Z")
        assert (failed["invoice_id"], failed["company_id"]) == (invoice, company.client.words["client_id"])
        assert company.client.get(path, "happened_after=2026-01-14T12:00:00Z") == []
        between = "happened_after=2026-01-13T00:00:00Z&happened_before=2026-01-14T00:00:00Z"
        assert company.client.get(path, between) == []


def test_a_token_without_the_partners_scope_does_not_poll() -> None:
    company = Company()
    company.client = Client(company.sandbox, company.stage, "invoice:send")
    query = "happened_after=2026-01-14T00:00:00Z"
    assert company.client.call("GET", "/v1/partner/invoice_events/sent_errors", query=query).status == 403


# --- one uuid, one invoice ------------------------------------------------------------------------------


def test_a_uuid_that_comes_twice_is_one_invoice_and_one_assignment_before_and_after_it_was_looked_at() -> (
    None
):
    company = kassavirta()
    uuid = "0b9f6f0e-1a2b-4c3d-8e4f-5a6b7c8d9e0f"
    assert company.client.upload(changed(), uuid=uuid).json["id"] == uuid
    for moment in ("2026-01-14T09:00", "2026-01-14T12:00"):
        company.until(moment)
        again = company.client.upload(changed(), uuid=uuid)
        assert (again.status, again.json["code"]) == (409, "invoice_already_exists")
    assert len(company.client.get("/v1/assignments")) == 1
    assert company.client.get(f"/v1/invoices/{uuid}")["status"] == "DELIVERED"


def test_the_same_document_twice_at_once_has_one_assignment() -> None:
    company = kassavirta()
    both = [company.client.upload(changed()).json["id"] for _ in range(2)]
    company.until("2026-01-14T12:00")
    assert sorted(company.client.get(f"/v1/invoices/{one}")["status"] for one in both) == [
        "DELIVERED",
        "FAILED",
    ]
    assert len(company.client.get("/v1/assignments")) == 1


def test_with_prevent_routing_there_is_an_assignment_and_the_invoice_is_sent_at_once() -> None:
    company = kassavirta()
    invoice = company.client.upload(changed(), prevent_routing="true").json["id"]
    company.until("2026-01-14T09:15")
    assert company.client.get(f"/v1/invoices/{invoice}")["status"] == "DELIVERED"
    assert len(company.client.get("/v1/assignments")) == 1


# --- what the recipient is given ------------------------------------------------------------------------


def test_the_recipient_is_given_the_agencys_account_payee_and_reference_and_the_original_ones_stay() -> None:
    company = kassavirta()
    invoice = send(company, document("ISO-8859-15", LATER))
    original, sent = files(company, invoice)
    assert fetched(company, original["href"]).body == document("ISO-8859-15", LATER)
    heard = fetched(company, sent["href"])
    assert (heard.status, heard.headers["content-type"]) == (200, "application/xml")
    root = ElementTree.fromstring(heard.body)  # noqa: S314 - the sandbox's own document
    (routed,) = company.facts("invoice_routed")
    reference = str(root.findtext(".//EpiRemittanceInfoIdentifier")).lstrip("0")
    assert reference == routed["reference"] != company.client.get(f"/v1/invoices/{invoice}")["reference"]
    account = root.findtext(".//EpiAccountID"), root.findtext(".//SellerAccountID")
    assert account == ("FI7215903000004414", "FI7215903000004414")
    assert root.findtext(".//EpiNameAddressDetails") == "Visma Amili Oy"
    # The document is a Swedish recipient's; the customer service is the company's.
    clause = " ".join(found.text or "" for found in root.iter("FactoringFreeText"))
    assert "Denna faktura har överförts till Visma Amili Oy" in clause
    assert "asiakaspalvelu@example.fi +358101234567" in clause
    free = [found.text for found in root.iter("InvoiceFreeText")]
    assert "https://maksut.amili.example/" in free
    assert f"Användarnamn {routed['login']}, lösenord {routed['password']}" in free


def test_a_peppol_invoice_reaches_its_recipient_as_a_finvoice_in_the_language_of_the_form() -> None:
    company = kassavirta()
    swedish = "<cac:PostalAddress>\n   <cac:Country><cbc:IdentificationCode>SE"
    address = (
        "<cac:PostalAddress><cbc:StreetName>Storgatan 1</cbc:StreetName><cbc:CityName>Lund</cbc:CityName>"
        "<cbc:PostalZone>22100</cbc:PostalZone><cac:Country><cbc:IdentificationCode>SE"
    )
    content = finnish(("2026-01-28</cbc:DueDate>", "2026-02-13</cbc:DueDate>"), (swedish, address))
    invoice = send(company, content, lang="EN")
    _, sent = files(company, invoice)
    assert (sent["type"], sent["filename"].startswith("sent-")) == ("FINVOICE30", True)
    assert "This invoice has been transferred" in fetched(company, sent["href"]).body.decode()


@pytest.mark.parametrize("how", ["no service", "its own account"])
def test_where_nothing_is_changed_there_is_one_file(how: str) -> None:
    company = Company() if how == "no service" else kassavirta(accountable_party="company")
    invoice = send(company)
    (only,) = files(company, invoice)
    assert fetched(company, only["href"]).body == changed()
    if how != "no service":
        (routed,) = company.facts("invoice_routed")
        assert routed["iban"] not in [own["iban"] for own in company.sandbox.company["bank_accounts"]]
        assert (routed["iban"], routed["bic"]) == ("FI2112345600000785", "NDEAFIHH")  # of the document
        assert routed["reference"] == company.client.get(f"/v1/invoices/{invoice}")["reference"]


def test_a_file_that_is_not_there_and_one_of_another_invoice_are_not_found() -> None:
    company = kassavirta()
    one = company.client.upload(changed()).json["id"]
    other = company.client.upload(changed(("<InvoiceNumber>1001", "<InvoiceNumber>1002"))).json["id"]
    for name in (f"{one}-sent", f"{other}-document", "x"):
        heard = company.client.call("GET", f"/v1/invoices/{one}/files/{name}")
        assert (heard.status, heard.json["code"]) == (404, "not_found")


# --- rerouted -------------------------------------------------------------------------------------------

PAPER = {
    "recipient_name": "Äyräs Öljy Oy",
    "recipient_address1": "Hämeentie 1",
    "recipient_post_code": "00500",
    "recipient_post_office": "Helsinki",
    "recipient_country": "FI",
}


def test_an_invoice_with_a_bad_address_goes_out_on_paper_to_a_right_one() -> None:
    company = kassavirta()
    invoice = send(company, changed(("<BuyerPostCodeIdentifier>00500", "<BuyerPostCodeIdentifier>99998")))
    assert company.client.call("PUT", f"/v1/invoices/{invoice}/reroute/print", PAPER).status == 200
    assert company.client.get(f"/v1/invoices/{invoice}")["status"] == "PENDING"
    company.until("2026-01-14T15:00")
    shown = company.client.get(f"/v1/invoices/{invoice}")
    kinds = [(action["type"], action.get("channel")) for action in shown["actions"]]
    assert kinds == [
        ("CREATED", None),
        ("ERROR", None),
        ("INFO", None),
        ("SENT", None),
        ("DELIVERED", "PRINT"),
    ]
    assert [one["status"] for one in company.client.get("/v1/assignments")] == ["closed", "open"]


@pytest.mark.parametrize(
    ("way", "body", "status", "word"),
    [
        ("einvoice", {"recipient_eia": "003776543212", "recipient_operator": "003721291126"}, 200, ""),
        ("email", {"recipient_email": "laskut@example.fi"}, 200, ""),
        ("email", {"recipient_email": "nobody"}, 400, "recipient_email"),
        ("einvoice", {"recipient_eia": " ", "recipient_operator": "x"}, 400, "recipient_eia"),
        ("print", {**PAPER, "recipient_post_office": ""}, 400, "recipient_post_office"),
        ("print", {"recipient_name": "x"}, 400, "recipient_address1"),
        ("print", {**PAPER, "recipient_name": "x" * 256}, 400, "recipient_name"),
        ("print", {**PAPER, "recipient_address1": "a\x00b"}, 400, "recipient_address1"),
        ("email", {"recipient_email": "a\x01@example.fi"}, 400, "recipient_email"),
    ],
)
def test_what_is_rerouted_needs_a_whole_address(
    way: str, body: dict[str, str], status: int, word: str
) -> None:
    company = kassavirta()
    invoice = send(company, changed(("20260213<", "20260119<")))
    heard = company.client.call("PUT", f"/v1/invoices/{invoice}/reroute/{way}", body)
    assert heard.status == status
    assert not word or any(detail.find(word) >= 0 for detail in heard.json["details"])


def test_what_was_delivered_and_what_nobody_sent_is_not_rerouted() -> None:
    company = kassavirta()
    invoice = send(company)
    body = {"recipient_email": "laskut@example.fi"}
    refused = company.client.call("PUT", f"/v1/invoices/{invoice}/reroute/email", body)
    assert (refused.status, refused.json["code"]) == (403, "forbidden")
    assert company.client.call("PUT", "/v1/invoices/nothing/reroute/email", body).status == 404


# --- messages to banks ----------------------------------------------------------------------------------


def sender_info(action: str = "CHANGE", *accounts: str) -> bytes:
    rows = "".join(
        f"<SellerAccountDetails><SellerAccountID IdentificationSchemeName='IBAN'>{one}</SellerAccountID>"
        "</SellerAccountDetails>"
        for one in accounts
    )
    return (
        '<?xml version="1.0" encoding="ISO-8859-15"?><FinvoiceSenderInfo Version="2.0"><MessageDetails>'
        f"<MessageActionCode>{action}</MessageActionCode></MessageDetails>{rows}</FinvoiceSenderInfo>"
    ).encode("iso-8859-15")


def tell(company: Company, content: bytes) -> Heard:
    headers = {
        "authorization": f"Bearer {company.client.token}",
        "content-type": f"multipart/form-data; boundary={BOUNDARY}",
    }
    body = multipart({"file": content})
    return company.stage.call("POST", "/maventa/v1/fi_bank_messages", body, headers=headers)


CONSUMER = (
    ("<BuyerPartyIdentifier>2262509-5</BuyerPartyIdentifier>", ""),
    ("<ToIntermediator>BAWCFI22", "<ToIntermediator>OKOYFIHH"),
)


@pytest.mark.parametrize(
    ("message", "fails"),
    [
        (None, True),
        (sender_info("CHANGE", "FI2112345600000785", "FI72 1590 3000 0044 14"), False),
        (sender_info("ADD", "FI7215903000004414"), True),
        (sender_info("CHANGE", "FI2112345600000785"), True),
    ],
)
def test_a_consumers_e_invoice_is_let_through_once_the_banks_know_the_account(
    message: bytes | None, fails: bool
) -> None:
    company = kassavirta()
    past = send(company, changed(*CONSUMER))
    assert company.client.get("/v1/assignments") == []
    assert company.client.get(f"/v1/invoices/{past}")["status"] == "DELIVERED"
    if message:
        assert tell(company, message).status == 204
    company.until("2026-01-22T00:00")
    invoice = send(company, changed(*CONSUMER, ("<InvoiceNumber>1001", "<InvoiceNumber>1002")))
    assert bool(errors(company, invoice)) is fails


@pytest.mark.parametrize("form", [{"disabled_routes": "einvoice"}, {"recipient_operator": "003721291126"}])
def test_a_consumer_whose_invoice_goes_another_way_is_followed_from_the_start(form: dict[str, str]) -> None:
    company = kassavirta()
    send(company, changed(*CONSUMER), **form)
    assert len(company.client.get("/v1/assignments")) == 1


def test_a_message_can_be_read_back_and_its_bank_has_taken_it() -> None:
    company = kassavirta()
    content = sender_info("CHANGE", "FI7215903000004414")
    location = tell(company, content).headers["location"]
    assert fetched(company, location).json == {"status": "OK"}
    query = "message_type=SENDERINFO&timestamp_start=2026-01-14T07:00:00Z&timestamp_end=2026-01-14T07:00:00Z"
    (identifier,) = company.client.get("/v1/fi_bank_messages/sent_messages", query)
    assert location.endswith(identifier)
    assert company.client.call("GET", f"/v1/fi_bank_messages/sent_messages/{identifier}").body == content
    proposals = query.replace("SENDERINFO", "RECEIVERPROPOSAL")
    assert company.client.get("/v1/fi_bank_messages/sent_messages", proposals) == []
    assert company.client.call("GET", "/v1/fi_bank_messages/nothing").status == 404


@pytest.mark.parametrize(
    "content",
    [b"", b"<x/>", sender_info("RENEW"), sender_info("CHANGE")[:60], b"<!DOCTYPE a [<!ENTITY b 'c'>]><a/>"],
)
def test_what_is_no_message_is_refused_and_changes_nothing(content: bytes) -> None:
    company = kassavirta()
    before = company.sandbox.facts_total
    heard = tell(company, content)
    assert (heard.status, heard.json["code"]) == (400, "invalid_parameters")
    assert company.sandbox.facts_total == before
