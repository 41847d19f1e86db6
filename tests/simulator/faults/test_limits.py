"""However many faults are set, and whatever they are told, a sandbox stays small, quick and readable."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

import pytest

from simulator import Refused, World
from simulator.armed import MOST_FAULTS
from simulator.domain.engine import MOST_LEVELS
from tests.simulator.company import Company
from tests.simulator.stage import KEY, PAYER, Client, Stage

FAULTS = "/sandboxes/1/faults"


@pytest.fixture
def stage() -> Stage:
    made = Stage(World(key=KEY))
    made.world.create(seed=7, start=datetime(2026, 1, 12, 9))
    return made


def nested(levels: int) -> dict[str, Any]:
    """An object so many levels deep, itself the first."""
    made: Any = []
    for _ in range(levels - 2):
        made = [made]
    return {"a": made}


def words_of(kind: str, levels: int) -> dict[str, Any]:
    """The words of a fault whose words are so many levels deep."""
    if kind == "forge":
        return {"kind": "forge", "body": nested(levels - 1)}
    if kind == "malformed":
        return {"kind": "malformed", "how": "unfamiliar", "value": {"/a": nested(levels - 2)}}
    call = {"call": "debtors", "key": "acme", "name": nested(levels - 3)}
    return {"kind": "meanwhile", "calls": [call]}


@pytest.mark.parametrize("kind", ["forge", "malformed", "meanwhile"])
@pytest.mark.parametrize("levels", [MOST_LEVELS + 1, 100, 250, 252, 254, 300])
def test_a_fault_whose_words_are_too_deep_is_refused_and_facts_stay_readable(
    stage: Stage, kind: str, levels: int
) -> None:
    body = json.dumps(words_of(kind, levels)).encode()
    headers = {"content-type": "application/json"}
    heard = stage.call("POST", f"/control/v1{FAULTS}", body, headers=headers)
    assert heard.status == 400
    assert "nested" in heard.json["detail"]
    assert stage.control("GET", "/sandboxes/1/facts").json["facts"] == []
    assert stage.control("GET", FAULTS).json == []


@pytest.mark.parametrize("kind", ["forge", "malformed", "meanwhile"])
def test_a_fault_may_be_as_deep_as_anybody_needs(stage: Stage, kind: str) -> None:
    words = words_of(kind, MOST_LEVELS)
    assert stage.control("POST", FAULTS, words).status == 201
    assert stage.control("GET", "/sandboxes/1/facts").json["facts"][0]["words"] == {
        **words, "nth": 1, "times": 1,
    }  # fmt: skip


def test_what_a_test_in_python_says_has_the_same_limit() -> None:
    sandbox = World(key=KEY).create(seed=7)
    with pytest.raises(Refused, match="words: lists and objects in it are nested more than 32 deep"):
        sandbox.put_fault(words_of("forge", 200))
    sandbox.put_debtor("acme", {"kind": "company"})
    held = sandbox.draft_invoice({"debtor": "acme", "number": "1", "total": "1", "due_date": "2026-01-28"})
    with pytest.raises(Refused, match="invoice: lists and objects in it"):
        sandbox.put_invoice("1", {**held, "note": nested(200)}, "acme", sent=True)


def test_what_a_client_sends_to_its_provider_has_it_too() -> None:
    company = Company()
    company.activate()
    invoice = company.send("1001")
    body = {"collection_type": "reminder_and_collection", "receivables_type": "b2b"}
    body |= {"payers": [{**PAYER, "more": nested(200)}]}  # type: ignore[dict-item]  # a list among texts
    heard = company.client.call("POST", f"/v2/invoices/{invoice}/assignment/ropo", body)
    assert (heard.status, company.stage.control("GET", "/sandboxes/1/facts").status) == (400, 200)


def test_a_sandbox_has_so_many_faults_and_no_more(stage: Stage) -> None:
    made = [stage.control("POST", FAULTS, {"kind": "reset"}) for _ in range(MOST_FAULTS)]
    assert {each.status for each in made} == {201}
    refused = stage.control("POST", FAULTS, {"kind": "reset"})
    assert (refused.status, "this sandbox has 100 faults, the most" in refused.json["detail"]) == (
        409,
        True,
    )
    assert stage.control("DELETE", f"{FAULTS}/{made[0].json['id']}").status == 204
    assert stage.control("POST", FAULTS, {"kind": "reset"}).status == 201


def test_of_what_could_not_be_done_the_last_are_kept_and_all_are_counted(stage: Stage) -> None:
    client = Client(stage.world.get("1"), stage)
    calls = [{"call": "payments", "number": str(number)} for number in range(100)]
    client.sandbox.put_fault({"kind": "meanwhile", "calls": calls, "times": 1000})
    for _ in range(3):
        client.get("/v1/events")
    (fault,) = stage.control("GET", FAULTS).json
    assert fault["failures"] in (300, 400)  # a call for a token counts too
    assert len(fault["failed"]) == 10
    assert "'99'" in fault["failed"][-1]
