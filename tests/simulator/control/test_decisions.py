"""What people at an agency decide about a case, by the control API, a door for tests, and a fault."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from simulator import Dunbox, Refused
from simulator.domain.deciding import DECISIONS
from tests.architecture.source import ROOT
from tests.simulator.company import Company
from tests.simulator.control.test_people import problem
from tests.simulator.stage import Heard


@pytest.fixture
def company() -> Company:
    """Case of invoice 1001, opened on 4 February 2026 at 12:00 or before."""
    made = Company().activate()
    made.open_case()
    return made


def case_of(company: Company) -> str:
    return str(company.facts("case_opened")[0]["case"])


def decide(company: Company, decision: object, case: str = "", **words: Any) -> Heard:
    path = f"/sandboxes/1/cases/{case or case_of(company)}/decisions"
    return company.stage.control("POST", path, {"decision": decision, **words})


def test_a_decision_answers_what_came_of_it_and_subscribers_hear_of_it_at_once(company: Company) -> None:
    hook = {
        "destination_type": "WEBHOOK",
        "destination": "https://client.example/hooks",
        "events": ["RECEIVABLES.ASSIGNMENT.EVENT"],
    }
    assert company.client.call("POST", "/v1/company/notifications", hook).status == 201
    heard = decide(company, "suspend", until="2026-03-02", text="The company asks for it")
    assert heard.status == 201, heard.body
    (fact,) = heard.json["facts"]
    assert (fact["kind"], fact["state"], fact["until"], fact["by"]) == (
        "collection_paused",
        "on_hold",
        "2026-03-02",
        "agency",
    )
    told = company.stage.control("GET", "/sandboxes/1/webhooks").json
    assert [(one["event"], one["acknowledged"]) for one in told] == [("RECEIVABLES.ASSIGNMENT.EVENT", True)]


def test_what_leads_nowhere_where_the_case_stands_is_a_conflict_that_names_what_can_be_decided(
    company: Company,
) -> None:
    said = problem(decide(company, "approve_legal"), 409)
    assert "'opened'" in said
    assert "suspend, stop, comment" in said
    assert "nobody waits for an answer" in problem(decide(company, "accept_due_date"), 409)
    assert "nobody waits for an answer" in problem(decide(company, "refuse_due_date"), 409)
    assert "leads nowhere" in problem(decide(company, "resume"), 409)


def test_after_the_end_only_a_comment_can_be_made(company: Company) -> None:
    assert decide(company, "stop").json["facts"][0]["reason"] == "cancelled"
    for decision in DECISIONS:
        if decision != "comment":
            problem(decide(company, decision), 409)
    assert decide(company, "comment", text="It was the wrong debtor").status == 201


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"decision": "forgive"}, "forgive"),
        ({"decision": "comment"}, "has to have a text"),
        ({"decision": "resume", "until": "2026-03-01"}, "it takes no words"),
        ({"decision": "comment", "text": "x", "until": "2026-03-01"}, "it takes text"),
        ({"decision": "suspend", "until": "2026-02-03"}, "until 2026-02-03 is past"),
        ({"decision": "suspend", "until": "soon"}, "soon"),
        ({"decision": "suspend", "for": "ever"}, "for"),
        ({}, "decision"),
    ],
)
def test_words_that_a_decision_cannot_have_are_refused_and_nothing_happens(
    company: Company, words: dict[str, Any], said: str
) -> None:
    before = company.sandbox.facts_total
    path = f"/sandboxes/1/cases/{case_of(company)}/decisions"
    assert said in problem(company.stage.control("POST", path, words), 400)
    assert company.sandbox.facts_total == before


@pytest.mark.parametrize("until", ["2034-12-31", "2040-01-01", "9999-12-31"])
def test_a_hold_may_last_longer_than_a_sandbox(company: Company, until: str) -> None:
    assert decide(company, "suspend", until=until).status == 201
    assert company.facts("collection_paused")[0]["until"] == until


def test_a_case_that_there_is_not_is_named(company: Company) -> None:
    assert "nobody" in problem(decide(company, "stop", case="nobody"), 404)


def test_the_document_lists_every_decision() -> None:
    document = yaml.safe_load((ROOT / "specs" / "control" / "openapi.yaml").read_text(encoding="utf-8"))
    listed = document["components"]["schemas"]["Decision"]["properties"]["decision"]["enum"]
    assert listed == list(DECISIONS)


def test_a_fault_lets_a_person_decide_between_two_calls(company: Company) -> None:
    calls = [
        {"call": "decisions", "number": "1001", "decision": "suspend", "until": "2026-03-02"},
        {"call": "decisions", "number": "9", "decision": "stop"},
    ]
    words = {"kind": "meanwhile", "operation": "getV1Assignments", "calls": calls}
    fault = company.stage.control("POST", "/sandboxes/1/faults", words)
    assert fault.status == 201, fault.body
    company.client.get("/v1/assignments")
    company.client.get("/v1/assignments")
    assert [fact["until"] for fact in company.facts("collection_paused")] == ["2026-03-02"]
    (set_,) = company.stage.control("GET", "/sandboxes/1/faults").json
    assert set_["failed"] == [
        "decisions: no agency has a case of invoice '9'; one begins after a transfer, or a registration"
    ]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"decision": "stop"}, "needs the word 'number'"),
        ({"number": "1001"}, "needs the word 'decision'"),
        ({"number": "1001", "decision": "stopp"}, "did you mean 'stop'?"),
        ({"number": "1001", "decision": "suspend", "until": "March"}, "until cannot be 'March'"),
    ],
)
def test_a_fault_refuses_at_once_what_could_never_be_decided(
    company: Company, words: dict[str, Any], said: str
) -> None:
    fault = {"kind": "meanwhile", "calls": [{"call": "decisions", **words}]}
    assert said in problem(company.stage.control("POST", "/sandboxes/1/faults", fault), 400)


def test_a_decision_is_named_by_the_invoice_in_a_test_of_python() -> None:
    with Dunbox(seed=7, start="2026-01-12T09:00") as dunbox:
        with pytest.raises(Refused, match="no agency has a case of invoice '1001'"):
            dunbox.decide("1001", "stop")
        with pytest.raises(Refused, match="'soon' is no day"):
            dunbox.decide("1001", "suspend", until="soon")
