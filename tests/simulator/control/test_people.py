"""Everybody in a sandbox but the client: signatories, debtors, and what debtors hold."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.company import Company
from tests.simulator.control.test_sandboxes import held
from tests.simulator.stage import Heard

ONBOARDING = "/sandboxes/1/services/ropo/onboarding"


def put_debtor(company: Company, words: Any, key: str = "acme") -> Heard:
    return company.stage.control("PUT", f"/sandboxes/1/debtors/{key}", words)


def put_invoice(company: Company, words: Any, number: str = "1001") -> Heard:
    return company.stage.control("PUT", f"/sandboxes/1/invoices/{number}", words)


def pay(company: Company, words: Any, number: str = "1001") -> Heard:
    return company.stage.control("POST", f"/sandboxes/1/invoices/{number}/payments", words)


def problem(heard: Heard, status: int) -> str:
    assert (heard.status, heard.headers["content-type"]) == (status, "application/problem+json"), heard.body
    assert (heard.json["status"], heard.json["type"]) == (status, "about:blank")
    return str(heard.json["detail"])


def test_an_activation_is_carried_through_by_hand() -> None:
    company = Company()
    company.ask()
    for action in ("sign", "pass_kyc"):
        heard = company.stage.control("POST", ONBOARDING, {"action": action})
        assert heard.json == {"provider": "ropo", "state": "pending"}
    said = problem(company.stage.control("POST", ONBOARDING, {"action": "sign"}), 409)
    assert "signed already" in said
    assert company.stage.control("POST", ONBOARDING, {"action": "decline"}).json["state"] == "declined"


def test_onboarding_of_nobody_or_by_nothing_is_refused() -> None:
    company = Company()
    assert "'nobody'" in problem(
        company.stage.control("POST", "/sandboxes/1/services/nobody/onboarding", {"action": "sign"}), 404
    )
    assert "inactive" in problem(company.stage.control("POST", ONBOARDING, {"action": "sign"}), 409)
    for words in ({"action": "hesitate"}, {}, {"action": "sign", "by": "x"}, {"action": None}):
        problem(company.stage.control("POST", ONBOARDING, words), 400)


def test_a_debtor_is_made_up_but_for_what_is_said_of_it() -> None:
    company = Company()
    made = put_debtor(company, {"kind": "consumer", "name": "Maija Meikäläinen"}).json
    assert (made["kind"], made["name"], made["country"]) == ("consumer", "Maija Meikäläinen", "FI")
    assert "business_id" not in made
    other = put_debtor(company, {"kind": "company"}, "beta").json
    assert other["name"] != made["name"]
    assert other["business_id"]


@pytest.mark.parametrize("key", ["a%20b", "%C3%A4", "a%2Fb", "x" * 64, "'", "%00"])
def test_a_debtor_may_be_called_anything(key: str) -> None:
    company = Company()
    assert put_debtor(company, {"kind": "company"}, key).status == 200


def test_a_key_has_at_most_64_characters() -> None:
    problem(put_debtor(Company(), {"kind": "company"}, "x" * 65), 400)


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"kind": "dog"},
        {"kind": "company", "name": ""},
        {"kind": "company", "country": "AA"},
        {"kind": "company", "country": "DK"},
        {"kind": "company", "country": "finland"},
        {"kind": "company", "colour": "red"},
        {"kind": "company", "address": "Mallitie 2"},
        {"kind": "company", "address": {"street": "Mallitie 2"}},
        {"kind": "company", "business_id": 5},
        {"kind": "company", "email": ["a@example.fi"]},
        {"kind": "company", "temporary": "yes"},
        {"kind": "company", "pays": "sometimes"},
        {"kind": "company", "pays": 5},
        {"kind": "company", "pays": None},
        {"kind": "company", "pays": {}},
        {"kind": "company", "pays": {"after": "reminder"}},
        {"kind": "company", "pays": {"after": "death", "days": 1}},
        {"kind": "company", "pays": {"after": "due", "before": "due", "days": 1}},
        {"kind": "company", "pays": {"after": "due", "days": -1}},
        {"kind": "company", "pays": {"after": "due", "days": "three"}},
        {"kind": "company", "pays": {"after": "due", "days": 1.5}},
        {"kind": "company", "pays": {"after": "due", "days": 10**9}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": "1.005"}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": 1.005}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": 1e20}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": 1e-7}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": 0}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "to": "friend"}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "reference": "odd"}},
        {"kind": "company", "pays": []},
        {"kind": "company", "pays": [{"after": "due", "days": 1}] * 21},
        {"kind": "company", "pays": {"after": "due", "days": 1, "amount": "5.00", "more": "5.00"}},
        {"kind": "company", "pays": {"after": "due", "days": 1, "times": 1}},
        {"kind": "company", "disputes": {"after": "due"}},
        {"kind": "company", "disputes": "never"},
        {"kind": "company", "asks_for_time": {"after": "due", "days": 1, "more": 0, "pays": True}},
        {"kind": "company", "promises": {"after": "due", "days": 1, "to_pay_in": 1e9, "keeps": True}},
        {"kind": "company", "plan": {"after": "due", "days": 1, "instalments": 1, "every": 30}},
        {"kind": "company", "bankrupt": True},
        {"kind": "company", "mix": []},
        {"kind": "company", "mix": [{"weight": 1, "mix": [{"weight": 1}]}]},
        {"kind": "company", "weight": 1},
        {"kind": "company", "pays": [[]]},
    ],
    ids=str,
)
def test_a_debtor_that_cannot_be_meant_is_refused_before_it_can_do_harm(words: dict[str, Any]) -> None:
    company = Company()
    assert problem(put_debtor(company, words), 400)
    assert company.sandbox.facts() == []


def test_how_a_debtor_behaves_is_said_in_the_words_of_a_story_and_a_mix_is_drawn_at_once() -> None:
    company = Company()
    behaviour = {
        "pays": {"after": "demand", "days": 3, "more": "50.00", "times": 2},
        "promises": {"after": "reminder", "days": 1, "to_pay_in": 7, "keeps": False},
    }
    mix = [{"weight": 2, **behaviour}, {"weight": 1, "pays": "never"}]
    assert put_debtor(company, {"kind": "company", **behaviour}).status == 200
    assert put_debtor(company, {"kind": "company", "mix": mix}, "beta").status == 200
    said, drawn = (fact["behaviour"] for fact in company.facts("debtor_set"))
    assert said == behaviour
    assert drawn in (behaviour, {"pays": "never"})


def test_a_debtor_holds_what_it_is_given_under_the_number_of_the_path() -> None:
    company = Company()
    put_debtor(company, {"kind": "company"})
    words = held("1001", "acme", reference="10016")
    assert put_invoice(company, words).json == words
    assert "'1002'" in problem(put_invoice(company, words, "1002"), 409)
    assert "'nobody'" in problem(put_invoice(company, held("1001", "nobody")), 404)
    assert put_invoice(company, held("Ä/1 #", "acme"), "%C3%84%2F1%20%23").status == 200


@pytest.mark.parametrize(
    "words",
    [
        {"due_date": "2026-02-30"},
        {"due_date": "28.1.2026"},
        {"date": "2026-13-01"},
        {"currency": "euro"},
        {"total": "1240,00"},
        {"total": "1.005"},
        {"total": "-1.00"},
        {"total": "1" * 12},
        {"total": 1240},
        {"number": ""},
        {"rows": {}},
        {"colour": "red"},
        {"debtor": {"kind": "dog", "name": "x"}},
    ],
    ids=str,
)
def test_an_invoice_that_cannot_be_meant_is_refused(words: dict[str, Any]) -> None:
    company = Company()
    put_debtor(company, {"kind": "company"})
    problem(put_invoice(company, held("1001", "acme", **words)), 400)
    assert [fact["kind"] for fact in company.sandbox.facts()] == ["debtor_set"]


@pytest.mark.parametrize("due", ["0000-01-01", "0001-01-01", "9999-12-31", "2034-12-31", "1900-02-28"])
@pytest.mark.parametrize("pays", [{"before": "due", "days": 3650}, {"after": "due", "days": 3650}])
def test_a_due_date_at_the_ends_of_the_calendar_does_no_harm(due: str, pays: dict[str, Any]) -> None:
    company = Company()
    put_debtor(company, {"kind": "company", "pays": pays})
    assert put_invoice(company, held("1001", "acme", due_date=due)).status in (200, 400)
    assert company.stage.control("POST", "/sandboxes/1/clock/advance", {"by": "P30D"}).status == 200


@pytest.mark.parametrize(
    ("currency", "total"),
    [("SEK", "100.00"), ("JPY", "100.50"), ("JPY", "100"), ("KWD", "1.00"), ("XXX", "1.00")],
)
def test_an_invoice_in_a_currency_without_an_account_is_refused_or_stays_unpaid_and_time_goes_on(
    currency: str, total: str
) -> None:
    company = Company()
    put_debtor(company, {"kind": "company", "pays": {"after": "due", "days": 1}})
    put_invoice(company, held("1001", "acme", currency=currency, total=total))
    assert pay(company, {}).status in (201, 400, 404, 409)
    assert company.stage.control("POST", "/sandboxes/1/clock/advance", {"by": "P30D"}).status == 200


def test_a_debtor_pays_now() -> None:
    company = Company()
    put_debtor(company, {"kind": "company", "name": "Velallinen Oy"})
    put_invoice(company, held("1001", "acme", reference="10016"))
    for amount, paid in (
        ("400.00", "400.00"),
        (40, "40.00"),
        (0.5, "0.50"),
        (1e1, "10.00"),
        (None, "789.50"),
    ):
        heard = pay(company, {} if amount is None else {"amount": amount})
        [fact] = heard.json["facts"]
        assert (heard.status, fact["kind"], fact["amount"]["amount"]) == (201, "creditor_paid", paid)
        assert (fact["payer"], fact["reference"]) == ("Velallinen Oy", "10016")
    assert "nothing is owed" in problem(pay(company, {}), 409)
    assert pay(company, {"amount": "5.00"}).status == 201


@pytest.mark.parametrize(
    "words",
    [
        {"amount": "0"},
        {"amount": "0.00"},
        {"amount": 0},
        {"amount": -1},
        {"amount": "1.005"},
        {"amount": 1.005},
        {"amount": 1e-10},
        {"amount": 1e20},
        {"amount": 1e300},
        {"amount": "1e5"},
        {"amount": " 5"},
        {"amount": "５"},
        {"amount": True},
        {"amount": None},
        {"amount": [5]},
        {"to": "nobody"},
        {"reference": "10016"},
        {"when": "now"},
    ],
    ids=str,
)
def test_a_payment_that_cannot_be_meant_is_refused(words: dict[str, Any]) -> None:
    company = Company()
    put_debtor(company, {"kind": "company"})
    put_invoice(company, held("1001", "acme"))
    before = company.sandbox.facts_total
    problem(pay(company, words), 400)
    assert company.sandbox.facts_total == before


def test_nobody_pays_what_nobody_holds_or_an_agency_that_has_nothing() -> None:
    company = Company()
    assert "'1001'" in problem(pay(company, {}), 404)
    put_debtor(company, {"kind": "company"})
    put_invoice(company, held("1001", "acme"))
    assert "at no agency" in problem(pay(company, {"to": "agency"}), 409)
