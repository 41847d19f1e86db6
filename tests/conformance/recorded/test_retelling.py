"""What was done by hand, told as a scenario: it is a good one, a client passes it, and it comes to the same."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from conformance.cli.bundle import vocabulary
from conformance.cli.writing import scenario_of
from conformance.recorded.retelling import flow
from conformance.runner import Options, run
from conformance.scenario.load import load_text
from conformance.scenario.yaml import read
from simulator import Refused
from simulator.console.tools import done
from tests.conformance.judge.stories import only, records
from tests.simulator.desk import Desk

REFERENCE = "conformance.clients.reference:Client"


def told(desk: Desk) -> str:
    return scenario_of(done(desk.world, desk.sandbox))


def played(text: str, folder: Path) -> list[dict[str, Any]]:
    """The records of a story that the reference client has passed."""
    (scenario,) = load_text(text, "by-hand.yaml", vocabulary())
    assert only(run([scenario], Options(client_python=REFERENCE, trace_dir=folder)))["verdict"] == "passed"
    return records(folder, scenario.id)


def by_hand() -> Desk:
    """Two debts: one disputed and stopped, the other paid in part to the company, and then to the agency."""
    desk = Desk().activate()
    for key in ("acme", "Birch & Sons"):
        desk.debtor(key, {"pays": "never"})
    desk.send("1001", debtor="acme")
    desk.send("1002", debtor="Birch & Sons", reference="10029")
    desk.until("2026-02-05T09:00")
    desk.transfer("1001")
    desk.transfer("1002")
    desk.until("2026-02-12T10:30")
    desk.sandbox.run_errand(
        "acts", {"number": "1001", "act": "dispute", "text": 'It said "new": it was not.'}
    )
    desk.pay("1002", "200.00", "creditor")
    desk.until("2026-02-13T12:00")
    desk.report("1002", desk.money("200.00"))
    desk.until("2026-02-16T09:00")
    desk.decide("1001", "stop")
    desk.until("2026-02-17T09:00")
    desk.pay("1002", None, None)
    desk.until("2026-02-25T09:00")
    return desk


def test_a_story_told_from_a_sandbox_is_passed_by_a_client_and_comes_to_the_same(tmp_path: Path) -> None:
    desk = by_hand()
    records = played(told(desk), tmp_path)
    ended = {
        each["number"]: each["reason"]
        for each in records
        if each.get("kind") == "fact" and each["fact"] == "case_closed"
    }
    assert ended == {number: desk.case(number).reason for number in ("1001", "1002")}


def test_a_told_story_has_who_did_what_and_when_and_nothing_that_came_by_itself() -> None:
    (scenario,) = load_text(told(by_hand()), "by-hand.yaml", vocabulary())
    steps = [(step.actor, step.verb) for step in scenario.story if step.actor != "clock"]
    assert steps == [
        ("client", "activate"),
        ("provider", "sign"),
        ("provider", "pass_kyc"),
        ("client", "send_invoice"),
        ("client", "send_invoice"),
        ("client", "transfer_invoice"),
        ("client", "transfer_invoice"),
        ("debtor", "disputes"),
        ("debtor", "pays"),
        ("client", "record_payment"),
        ("provider", "stop"),
        ("debtor", "pays"),
    ]
    assert scenario.debtors.keys() == {"acme", "debtor2"}
    assert scenario.expect == {"services": {"ropo": "active"}}


def test_an_invoice_whose_debtor_nobody_named_has_one_of_that_name_and_kind() -> None:
    desk = Desk().activate()
    desk.send("7", debtor=None, due=date(2026, 1, 20), name='<script>"\\ x', business_id=None)
    (scenario,) = load_text(told(desk), "by-hand.yaml", vocabulary())
    assert scenario.debtors["debtor1"] == {"kind": "consumer", "name": '<script>"\\ x', "pays": "never"}


def test_a_sandbox_in_which_no_client_has_done_anything_makes_no_story() -> None:
    with pytest.raises(Refused, match="no client has ordered a service"):
        told(Desk())


def test_faults_settings_and_what_the_language_lacks_are_told_too() -> None:
    desk = Desk(settings={"debtor.pays_at": "12:30"})
    desk.sandbox.put_fault({"kind": "status", "operations": ["getV1Events"], "status": 503, "times": 2})
    desk.sandbox.put_fault({"kind": "meanwhile", "calls": [{"call": "payments", "number": "1001"}]})
    desk.activate()
    text = told(desk)
    (scenario,) = load_text(text, "by-hand.yaml", vocabulary())
    assert scenario.story[0].words == {"on": "list_events", "status": 503, "times": 2}
    assert "# The language has no step for what was done here: set fault." in text
    assert 'assumptions: {debtor.pays_at: "12:30"}' in text


@pytest.mark.parametrize(
    "value", ["true", "null", "12", "a: b", "2026-01-01", '"', "\\", "x\ty", "ä#\U0001f600", ""]
)
def test_what_people_wrote_is_text_whatever_it_looks_like(value: Any) -> None:
    assert read(f"x: {flow({'text': value})}".encode()).value == {"x": {"text": value}}
