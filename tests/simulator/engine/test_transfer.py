"""An overdue invoice is handed over: from which day, once, in the account's currency, up to its total."""

from typing import Any

import pytest

from tests.simulator.company import Company
from tests.simulator.stage import PAYER, Heard


def ready(start: str = "2026-01-12T09:00") -> Company:
    return Company(start).activate()


def reason(refused: Heard, status: int = 403) -> str:
    assert refused.status == status, refused.body
    assert refused.json["code"] == {403: "forbidden", 400: "invalid_parameters", 404: "not_found"}[status]
    return str(refused.json["details"][0])


@pytest.mark.parametrize(
    ("kind", "due", "last_moment_before", "opens"),
    [
        ("b2b", "2026-01-28", "2026-02-03T23:59:59", "2026-02-04T00:00"),
        ("b2b_rental", "2026-01-28", "2026-02-03T23:59:59", "2026-02-04T00:00"),
        ("b2c", "2026-01-28", "2026-02-10T23:59:59", "2026-02-11T00:00"),
        ("b2c_rental", "2026-01-28", "2026-02-10T23:59:59", "2026-02-11T00:00"),
        # The night to 29 March 2026 and the 23 hours of that day: clocks go forward at 03:00.
        ("b2b", "2026-03-22", "2026-03-28T23:59:59", "2026-03-29T00:00"),
        ("b2b", "2026-03-23", "2026-03-29T23:59:59", "2026-03-30T00:00"),
        ("b2c", "2026-03-15", "2026-03-28T23:59:59", "2026-03-29T00:00"),
        ("b2c", "2026-03-16", "2026-03-29T23:59:59", "2026-03-30T00:00"),
    ],
)
def test_the_first_day_begins_at_midnight_of_the_accounts_zone(
    kind: str, due: str, last_moment_before: str, opens: str
) -> None:
    company = ready()
    invoice = company.send("1001", due=due)
    company.until(last_moment_before)
    assert due in reason(company.transfer(invoice, kind))
    assert company.facts("transfer_requested") == []
    company.until(opens)
    assert company.transfer(invoice, kind).status == 202


@pytest.mark.parametrize(("kind", "days"), [("b2b", 6), ("b2c", 13)])
def test_a_day_too_early_is_refused_and_leaves_nothing(kind: str, days: int) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until(f"2026-02-{28 + days - 31:02d}T12:00")
    reason(company.transfer(invoice, kind))
    assert company.client.call("GET", f"/v2/invoices/{invoice}/assignment").status == 404
    assert company.client.get("/v1/assignments") == []


def test_a_transfer_is_pending_and_then_sent_with_a_link_to_its_assignment() -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    taken = company.transfer(invoice)
    assert (taken.status, taken.body) == (202, b"")
    path = f"/v2/invoices/{invoice}/assignment"
    assert company.client.get(path) == {"status": "pending", "collectable_amount": 1240.0}
    assert company.client.get("/v1/assignments") == []
    company.until("2026-02-04T09:04")
    assert company.client.get(path)["status"] == "pending"
    company.until("2026-02-04T11:00")
    sent = company.client.get(path)
    assert sent["status"] == "sent"
    prefix, _, assignment = sent["url"].rpartition("/v1/assignments/")
    assert prefix == "http://stage/maventa"
    assert company.client.get(f"/v1/assignments/{assignment}")["reference_ids"] == [invoice]


@pytest.mark.parametrize("meanwhile", ["2026-02-04T09:00", "2026-02-04T12:00", "2026-06-01T12:00"])
def test_an_invoice_is_transferred_once(meanwhile: str) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    assert company.transfer(invoice).status == 202
    company.until(meanwhile)
    assert "already" in reason(company.transfer(invoice))
    assert len(company.facts("transfer_requested")) == 1


def test_a_paid_case_does_not_make_room_for_a_second_transfer() -> None:
    company = ready()
    invoice = company.open_case()
    company.pay("1001")
    assert "already" in reason(company.transfer(invoice))


def test_an_invoice_in_another_currency_is_refused() -> None:
    company = ready()
    invoice = company.send("1001", currency="SEK")
    company.until("2026-02-20T09:00")
    found = reason(company.transfer(invoice))
    assert "SEK" in found
    assert "EUR" in found


@pytest.mark.parametrize("options", [None, {}, {"rental": {}}])
def test_rent_without_a_word_of_what_is_let_is_refused(options: dict[str, object] | None) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    words = {} if options is None else {"industry_specific_options": options}
    payer = {**PAYER, "type": "company"}
    body = {"collection_type": "collection", "receivables_type": "b2b_rental", "payers": [payer], **words}
    heard = company.client.call("POST", f"/v2/invoices/{invoice}/assignment/ropo", body)
    said = reason(heard, 400)
    assert "industry_specific_options" in said or "rental" in said
    assert company.facts("transfer_requested") == []


@pytest.mark.parametrize("capital", [1240.01, 10_000, 99_999_999_999.99])
def test_a_capital_above_the_invoices_total_is_refused(capital: float) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    amounts = {"capital_amount": capital, "reminder_amount": 0, "interest_amount": 0}
    assert "1240.00 EUR" in reason(company.transfer(invoice, amounts=amounts))
    assert company.facts("transfer_requested") == []


@pytest.mark.parametrize(
    "amounts",
    [
        {"capital_amount": 0, "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": -1, "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": 100},
        {"capital_amount": 100, "reminder_amount": -5, "interest_amount": 0},
        {"capital_amount": 100.005, "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": 100, "reminder_amount": 1.001, "interest_amount": 0},
        {"capital_amount": 100, "reminder_amount": 0, "interest_amount": 1e20},
        {"capital_amount": 1e20, "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": 1e-300, "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": "100", "reminder_amount": 0, "interest_amount": 0},
        {"capital_amount": True, "reminder_amount": 0, "interest_amount": 0},
    ],
)
def test_amounts_that_cannot_be_meant_are_refused(amounts: dict[str, object]) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    reason(company.transfer(invoice, amounts=amounts), 400)
    assert company.facts("transfer_requested") == []


def test_a_capital_below_the_total_is_what_is_collected() -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    amounts = {"capital_amount": 840.5, "reminder_amount": 5, "interest_amount": 1.23}
    assert company.transfer(invoice, amounts=amounts).status == 202
    company.until("2026-02-04T12:00")
    case = company.case(invoice)
    assert (case["capital_amount"], case["open_capital_amount"]) == (840.5, 840.5)
    assert (case["open_charges_amount"], case["open_interest_amount"]) == (0, 0)


def test_an_invoice_that_was_never_sent_is_not_found() -> None:
    reason(ready().transfer("00000000-0000-4000-8000-000000000000"), 404)


@pytest.mark.parametrize(
    "words",
    [
        {"collection_type": "legal"},
        {"receivables_type": "b2g"},
        {"payers": []},
        {"payers": [{**PAYER, "address": {"street": "Mallitie 2"}}]},
        {"payers": [{**PAYER, "type": "dog"}]},
        {"payers": PAYER},
        {"assignment_summary": "x"},
        {"assignment_summary": "x" * 65},
        {"reminder_date": "2026-02-30"},
    ],
)
def test_a_transfer_that_is_not_as_documented_is_refused(words: dict[str, Any]) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-04T09:00")
    reason(company.transfer(invoice, **words), 400)


@pytest.mark.parametrize(("kind", "who"), [("b2b", "person"), ("b2c", "company"), ("b2c_rental", "company")])
def test_the_first_payer_is_of_the_kind_that_the_receivable_is_for(kind: str, who: str) -> None:
    company = ready()
    invoice = company.send("1001")
    company.until("2026-02-20T09:00")
    said = reason(company.transfer(invoice, kind, payers=[{**PAYER, "type": who}]))
    assert kind in said
    assert who in said


def test_what_is_transferred_stands_on_the_invoices_own_list_of_actions() -> None:
    company = ready()
    invoice = company.open_case()
    keys = [action["key"] for action in company.client.get(f"/v1/invoices/{invoice}/actions")]
    assert keys == ["action_created", "action_delivered", "action_reminder_and_collection"]


def test_two_invoices_of_one_number_are_two_cases() -> None:
    company = ready()
    one, other = company.send("1001", "100.00"), company.send("1001", "200.00")
    company.until("2026-02-04T09:00")
    assert company.transfer(one).status == 202
    assert company.transfer(other).status == 202
    company.until("2026-02-04T12:00")
    assert [company.case(each)["capital_amount"] for each in (one, other)] == [100.0, 200.0]


def test_where_early_transfers_end_in_an_error_one_says_so_and_can_be_repeated_in_time() -> None:
    company = Company(settings={"ropo.early_transfer": "error"}).activate()
    invoice = company.send("1001", due="2026-01-28")
    path = f"/v2/invoices/{invoice}/assignment"
    company.until("2026-02-03T12:00")
    assert company.transfer(invoice).status == 202
    assert company.client.get(path)["status"] == "pending"
    company.until("2026-02-03T15:00")
    failed = company.client.get(path)
    assert failed["status"] == "error"
    assert "due on 2026-01-28; it can be transferred 7 days after that" in failed["error_reason"]
    assert [fact["rules"] for fact in company.facts("transfer_failed")] == [["ROPO-TRF-1"]]
    assert company.client.get("/v1/assignments") == []
    company.until("2026-02-04T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2026-02-04T12:00")
    assert company.client.get(path)["status"] == "sent"
    assert len(company.client.get("/v1/assignments")) == 1


def test_where_first_transfers_end_in_an_error_the_second_is_taken() -> None:
    company = Company(settings={"ropo.first_transfer_error": "The postal code is not known."}).activate()
    invoice = company.send("1001", due="2026-01-28")
    path = f"/v2/invoices/{invoice}/assignment"
    company.until("2026-02-04T09:00")
    assert company.transfer(invoice).status == 202
    company.until("2026-02-04T12:00")
    assert company.client.get(path)["error_reason"] == "The postal code is not known."
    assert [fact["rules"] for fact in company.facts("transfer_failed")] == [[]]
    assert company.transfer(invoice).status == 202
    company.until("2026-02-04T15:00")
    assert company.client.get(path)["status"] == "sent"
    assert len(company.client.get("/v1/assignments")) == 1


def test_an_invoice_that_was_sent_without_the_client_is_found_by_its_number_and_can_be_transferred() -> None:
    company = ready()
    company.sandbox.put_debtor("acme", {"kind": "company", "pays": "never"})
    words = {"number": "1001", "debtor": "acme", "total": "1240.00", "due_date": "2026-01-28"}
    company.sandbox.put_invoice("1001", company.sandbox.draft_invoice(words), "acme", sent=True)
    [found] = company.client.get("/v1/invoices", "direction=SENT&number=1001")
    assert (found["sum_tax"], found["sum"], found["date_due"]) == (1240.0, 988.05, "2026-01-28")
    assert found["files"] == []
    document = company.client.call("GET", f"/v1/invoices/{found['id']}", query="return_format=FINVOICE30")
    assert "no document" in reason(document, 404)
    company.until("2026-02-04T09:00")
    assert company.client.get(f"/v1/invoices/{found['id']}")["status"] == "DELIVERED"
    assert company.transfer(found["id"]).status == 202
