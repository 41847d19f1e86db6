"""Overdue invoices handed over to Perintä through Maventa: by the call of version 2, and by the older one."""

from typing import Any

import pytest

from tests.simulator.agreement import Agreement
from tests.simulator.stage import ADDRESS, PAYER, Heard

OVERDUE = "2026-01-29T09:00"


class AtPerinta(Agreement):
    """A company that hands single invoices over."""

    def older(self, invoice: str, how: str = "reminder_and_collection", **words: Any) -> Heard:
        body = {"collection_type": how, **words}
        return self.client.call("POST", f"/v1/invoices/{invoice}/assignment", body)

    def newer(self, invoice: str, **words: Any) -> Heard:
        body = {
            "collection_type": "reminder_and_collection",
            "receivables_type": "b2b",
            "payers": [PAYER],
            **words,
        }
        return self.client.call("POST", f"/v2/invoices/{invoice}/assignment/amili", body)

    def overdue(self, number: str = "1001", currency: str = "EUR", **debtor: Any) -> str:
        """An invoice of 14 January that the company sent elsewhere, overdue since midnight; answers its id."""
        self.sandbox.put_debtor("acme", {"kind": "company", "pays": "never", "address": ADDRESS, **debtor})
        words = {
            "number": number,
            "debtor": "acme",
            "total": "1240.00",
            "due_date": "2026-01-28",
            "currency": currency,
        }
        self.sandbox.put_invoice(number, self.sandbox.draft_invoice(words), "acme", sent=True)
        self.until(OVERDUE)
        [found] = self.client.get("/v1/invoices", f"direction=SENT&number={number}")
        return str(found["id"])

    def outcome(self, invoice: str, version: int = 1) -> dict[str, Any]:
        """How the transfer stands some hours later."""
        self.until("2026-01-29T12:00")
        found: dict[str, Any] = self.client.get(f"/v{version}/invoices/{invoice}/assignment")
        return found


def ready(**words: Any) -> AtPerinta:
    company = AtPerinta(**words)
    company.active("express")
    return company


def refused(heard: Heard, status: int, code: str, message: str) -> str:
    assert heard.status == status, heard.body
    assert (heard.json["code"], heard.json["message"]) == (code, message)
    return str(heard.json["details"][0])


def invalid(heard: Heard) -> str:
    return refused(heard, 400, "invalid_parameters", "Request parameters are invalid")


def forbidden(heard: Heard) -> str:
    return refused(heard, 403, "forbidden", "Requested operation for resource is not allowed")


def not_found(heard: Heard) -> str:
    return refused(heard, 404, "not_found", "Requested resource not found or you don't have access to it")


def transfer(company: AtPerinta, call: str, invoice: str, **words: Any) -> Heard:
    return company.older(invoice, **words) if call == "older" else company.newer(invoice, **words)


CALLS = pytest.mark.parametrize("call", ["older", "newer"])


@CALLS
def test_a_transfer_is_taken_without_a_body_and_becomes_an_assignment(call: str) -> None:
    company = ready()
    invoice = company.overdue()
    heard = transfer(company, call, invoice)
    assert (heard.status, heard.body) == (202, b"")
    assert not {"deprecation", "sunset"} & heard.headers.keys()
    for version in (1, 2):
        standing = company.client.get(f"/v{version}/invoices/{invoice}/assignment")
        assert standing == {"status": "pending", "collectable_amount": 1240.0}
    case = company.outcome(invoice)
    assert case["status"] == "sent"
    assert company.outcome(invoice, 2) == case
    found = company.case(invoice)
    assert case["url"].endswith(f"/v1/assignments/{found['id']}")
    assert (found["service"], found["receivables_type"], found["capital_amount"]) == (
        "perinta",
        "b2b",
        1240.0,
    )


@CALLS
@pytest.mark.parametrize(
    ("how", "key"),
    [
        ("reminder_and_collection", "action_reminder_and_collection"),
        ("collection", "action_collection"),
    ],
)
def test_the_invoices_actions_tell_how_it_is_collected(call: str, how: str, key: str) -> None:
    company = ready()
    invoice = company.overdue()
    assert (
        transfer(company, call, invoice, **{"collection_type" if call == "newer" else "how": how}).status
        == 202
    )
    assert company.client.get(f"/v1/invoices/{invoice}/actions")[-1]["key"] == key


@CALLS
def test_an_invoice_that_is_not_overdue_is_refused_and_one_of_yesterday_is_not(call: str) -> None:
    company = ready()
    invoice = company.send("1001", due="2026-01-28")
    company.until("2026-01-28T23:59")
    said = forbidden(transfer(company, call, invoice))
    assert said == (
        "invoice 1001 is due on 2026-01-28; it can be transferred on the day after that, and today is 2026-01-28"
    )
    company.until("2026-01-29T00:00")
    assert transfer(company, call, invoice).status == 202


@CALLS
def test_a_transfer_without_an_active_service_is_refused(call: str) -> None:
    company = AtPerinta()
    invoice = company.overdue()
    assert "the service is inactive" in forbidden(transfer(company, call, invoice))


@CALLS
def test_a_company_whose_service_is_for_all_invoices_cannot_hand_single_ones_over(call: str) -> None:
    company = ready()
    assert company.change(service_type="full").status == 204
    assert "the service is" in forbidden(transfer(company, call, company.overdue()))


@CALLS
def test_an_invoice_is_transferred_once_and_an_unknown_one_never(call: str) -> None:
    company = ready()
    invoice = company.overdue()
    assert transfer(company, call, invoice).status == 202
    assert "already been transferred" in forbidden(transfer(company, call, invoice))
    nowhere = "00000000-0000-4000-8000-000000000000"
    assert nowhere in not_found(transfer(company, call, nowhere))
    assert "never transferred" in not_found(
        company.client.call("GET", f"/v1/invoices/{company.send('1002')}/assignment")
    )


@CALLS
def test_an_invoice_in_kronor_is_taken_and_ends_in_an_error_without_an_assignment(call: str) -> None:
    company = ready()
    invoice = company.overdue(currency="SEK")
    assert transfer(company, call, invoice).status == 202
    assert company.outcome(invoice) == {
        "status": "error",
        "error_reason": "Only invoices in EUR are accepted",
        "collectable_amount": 1240.0,
    }
    assert company.client.get("/v1/assignments") == []


def test_the_older_call_looks_at_the_invoices_own_address_and_the_newer_at_its_payers() -> None:
    company = ready()
    invoice = company.overdue(address={**ADDRESS, "city": "Oulu"})
    assert company.older(invoice).status == 202
    assert company.outcome(invoice)["error_reason"] == "Postal code for Oulu could not be found"
    assert company.newer(invoice).status == 202
    company.until("2026-01-29T15:00")
    assert company.client.get(f"/v1/invoices/{invoice}/assignment")["status"] == "sent"


def test_a_document_without_an_address_cannot_be_handed_over_by_the_older_call() -> None:
    company = ready()
    invoice = company.send("1001", due="2026-01-28")
    company.until(OVERDUE)
    assert company.older(invoice).status == 202
    assert company.outcome(invoice)["error_reason"] == "Recipient's postal address is not complete"


@pytest.mark.parametrize(("kind", "receivables"), [("company", "b2b"), ("consumer", "b2c")])
def test_the_older_call_takes_the_debtor_from_the_invoice(kind: str, receivables: str) -> None:
    company = ready()
    invoice = company.overdue(kind=kind, name="Esimerkki")
    assert company.older(invoice).status == 202
    company.outcome(invoice)
    found = company.case(invoice)
    assert (found["debtor_name"], found["receivables_type"]) == ("Esimerkki", receivables)


@pytest.mark.parametrize(
    ("words", "collected"),
    [
        ({}, 1240.0),
        ({"collectable_amount": 620.5}, 620.5),
        ({"amounts": {"capital_amount": 700, "reminder_amount": 5, "interest_amount": 3.2}}, 700.0),
        (
            {
                "amounts": {
                    "capital_amount": 1240,
                    "reminder_amount": 0,
                    "interest_amount": 0,
                    "interest_calculation_date": "2026-01-29",
                },
                "payer_identifiers": ["42", "43"],
                "payer_ssns": ["131052-308T"],
                "assignment_summary": "Ab",
            },
            1240.0,
        ),
    ],
)
def test_the_older_call_claims_one_sum_or_one_that_is_split(words: dict[str, Any], collected: float) -> None:
    company = ready()
    invoice = company.overdue()
    assert company.older(invoice, **words).status == 202
    assert company.outcome(invoice)["collectable_amount"] == collected
    assert company.case(invoice)["open_capital_amount"] == collected


SPLIT = {"capital_amount": 100, "reminder_amount": 0, "interest_amount": 0}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"collectable_amount": 100, "amounts": SPLIT}, "collectable_amount"),
        ({"collectable_amount": 0}, "collectable_amount"),
        ({"collectable_amount": -1}, "collectable_amount"),
        ({"collectable_amount": 100.005}, "collectable_amount"),
        ({"collectable_amount": 1e20}, "collectable_amount"),
        ({"amounts": {"capital_amount": 100, "reminder_amount": 0}}, "interest_amount"),
        ({"amounts": {**SPLIT, "capital_amount": 0}}, "capital_amount"),
        ({"amounts": {**SPLIT, "interest_amount": -0.01}}, "interest_amount"),
        ({"amounts": {**SPLIT, "interest_calculation_date": "2026-02-30"}}, "interest_calculation_date"),
        ({"assignment_summary": "x"}, "assignment_summary"),
        ({"assignment_summary": "x" * 65}, "assignment_summary"),
        ({"payer_identifiers": "42"}, "payer_identifiers"),
        ({"industry_specific_options": {"rental": {"address": "Vuokratie 3"}}}, "rental"),
        ({"industry_specific_options": {"housing_charge": {"address": "Vuokratie 3"}}}, "housing_charge"),
        ({"industry_specific_options": {"rental": {}}}, "industry_specific_options"),
        ({"how": "legal"}, "collection_type"),
    ],
)
def test_what_the_older_call_cannot_mean_is_refused(words: dict[str, Any], said: str) -> None:
    company = ready()
    assert said in invalid(company.older(company.overdue(), **words))
    assert company.facts("transfer_requested") == []


@CALLS
def test_more_than_the_invoice_cannot_be_claimed(call: str) -> None:
    company = ready()
    invoice = company.overdue()
    amounts: dict[str, Any] = {"capital_amount": 1240.01, "reminder_amount": 0}
    if call == "older":
        amounts["interest_amount"] = 0
    assert "1240.00 EUR" in forbidden(transfer(company, call, invoice, amounts=amounts))


@pytest.mark.parametrize(
    "words",
    [
        {"payers": []},
        {"payers": [{**PAYER, "address": {"street": "Mallitie 2"}}]},
        {"amounts": {"capital_amount": 100}},
        {"amounts": {"capital_amount": 100, "reminder_amount": 1.001}},
        {"receivables_type": "b2g"},
        {"reminder_date": "2026-02-30"},
        {"assignment_summary": "x" * 65},
    ],
)
def test_what_the_newer_call_cannot_mean_is_refused(words: dict[str, Any]) -> None:
    company = ready()
    invalid(company.newer(company.overdue(), **words))
    assert company.facts("transfer_requested") == []


def test_the_newer_calls_first_payer_is_of_the_kind_that_the_receivable_is_for() -> None:
    company = ready()
    assert "b2c" in forbidden(company.newer(company.overdue(), receivables_type="b2c"))


def test_the_creditors_own_costs_are_taken_note_of_and_not_collected() -> None:
    company = ready()
    invoice = company.overdue()
    words = {"amounts": {"capital_amount": 1000, "reminder_amount": 5}, "reminder_date": "2026-01-29"}
    assert company.newer(invoice, **words).status == 202
    company.outcome(invoice)
    case = company.case(invoice)
    assert (case["open_capital_amount"], case["open_charges_amount"]) == (1000.0, 0)


def test_a_token_without_the_scope_reaches_neither_call() -> None:
    company = ready()
    invoice = company.overdue()
    company.client.scope = "company:read receivables:assignments"
    company.client._token = None
    for path in (f"/v1/invoices/{invoice}/assignment", f"/v2/invoices/{invoice}/assignment/amili"):
        heard = company.client.call("POST", path, {"collection_type": "collection"})
        assert heard.status == 403, heard.body
