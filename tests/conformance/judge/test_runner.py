"""Whole runs: a simulator, a client, a story, and a result that is honest about whose fault it was."""

import json
import re
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import jsonschema_rs
import pytest

from conformance.cli.bundle import vocabulary
from conformance.runner import Options, PreflightError, exit_code, run
from conformance.scenario import load_text
from conformance.verdict import FAILED
from simulator.resources import scenarios, specs
from tests.conformance.judge.stories import HERE, Scenario, Step, check, only, options, ran, records


def test_a_right_client_passes_and_the_result_is_as_its_schema_says(tmp_path: Path) -> None:
    result = ran("Activates", trace_dir=tmp_path)
    scenario = only(result)
    assert (scenario["verdict"], exit_code(result)) == ("passed", 0)
    assert scenario["reproduce"] == f"dunbox run ropo/small --seed 0 --client-python {HERE}:Activates"
    looked = {rule for one in scenario["checks"] if one["looked"] for rule in one["rules"]}
    assert "ROPO-EVT-1" in result["unlooked"]
    assert looked
    assert looked.isdisjoint(result["unlooked"])
    assert result["client"] == {"name": "quiet", "version": "1"}
    assert result["virtual_days"] == 3.0
    schema = json.loads((specs() / "schemas" / "result.schema.json").read_bytes())
    jsonschema_rs.validate(schema, result)


def test_every_record_of_a_trace_is_as_its_schema_says(tmp_path: Path) -> None:
    ran("Activates", trace_dir=tmp_path)
    schema = json.loads((specs() / "schemas" / "trace.schema.json").read_bytes())
    validator = jsonschema_rs.validator_for(schema)
    found = records(tmp_path)
    for record in found:
        validator.validate(record)
    assert [record["kind"] for record in found[:2]] == ["start", "process"]
    assert found[-1]["kind"] == "end"


def test_a_trace_has_no_secret_no_address_and_no_path_of_this_machine(tmp_path: Path) -> None:
    ran("Activates", trace_dir=tmp_path)
    text = (tmp_path / "ropo" / "small.jsonl").read_text("utf-8")
    assert "127.0.0.1" not in text
    assert "/tmp" not in text
    [token] = [one for one in records(tmp_path) if one.get("means", {}).get("duty") == "authenticate"]
    assert re.fullmatch(r"\{secret:[0-9]\}", token["body"]["client_secret"])
    assert token["answer"]["body"]["access_token"] == "{token:1}"
    [order] = [one for one in records(tmp_path) if one.get("means", {}).get("duty") == "activate"]
    assert order["headers"]["authorization"] == "Bearer {token:1}"
    assert order["op"] is not None


def test_the_same_seed_gives_the_same_bytes_in_one_process_and_in_two(tmp_path: Path) -> None:
    scenarios = [replace(Scenario(), id=f"ropo/story-{number}") for number in (3, 1, 2)]
    for folder, jobs in (("a", 1), ("b", 2)):
        result = ran("Activates", *scenarios, trace_dir=tmp_path / folder, jobs=jobs)
        assert [one["id"] for one in result["scenarios"]] == ["ropo/story-1", "ropo/story-2", "ropo/story-3"]
    for number in (1, 2, 3):
        name = f"ropo/story-{number}.jsonl"
        assert (tmp_path / "a" / name).read_bytes() == (tmp_path / "b" / name).read_bytes()


def test_the_moments_of_a_story_come_in_the_protocols_order(tmp_path: Path) -> None:
    hour = Step("clock", "by", {"by": "PT1H"})
    scenario = replace(
        Scenario(), story=(Step("client", "activate"), hour, Step("look", "look", {"services": {}}))
    )
    ran("Activates", scenario, trace_dir=tmp_path)
    ops = [(one["name"], one["at"][5:16]) for one in records(tmp_path) if one["kind"] == "op"]
    assert ops == [
        ("configure", "01-12T09:00"),
        ("act", "01-12T09:00"),
        ("tick", "01-12T09:00"),
        ("tick", "01-12T10:00"),
        ("view", "01-12T10:00"),
        ("tick", "01-13T08:00"),
        ("tick", "01-14T08:00"),
        ("tick", "01-15T08:00"),
        ("tick", "01-15T10:00"),
        ("view", "01-15T10:00"),
        ("bye", "01-15T10:00"),
    ]


ACTIVE = (*Scenario().story, Step("clock", "banking_days", {"banking_days": 2}))


def test_a_webhook_is_handed_over_and_a_tick_follows(tmp_path: Path) -> None:
    result = ran("Listens", replace(Scenario(), story=ACTIVE), trace_dir=tmp_path)
    assert only(result)["verdict"] == "passed"
    found = records(tmp_path)
    [delivery] = [one for one in found if one["kind"] == "delivery"]
    assert delivery["answer"] == {"status": 204}
    assert (delivery["means"]["kind"], delivery["means"]["outcome"]) == ("service_activated", "accepted")
    after = [one for one in found if one["kind"] == "op" and one["id"] > delivery["id"]]
    assert after[0]["request"]["path"].endswith("/news?company=1")
    assert [one["name"] for one in after[:2]] == ["webhook", "tick"]
    assert "127.0.0.1" not in json.dumps(found)


def test_a_client_with_an_address_of_its_own_is_called_there_and_may_call_back(tmp_path: Path) -> None:
    result = ran("HasAnAddress", replace(Scenario(), story=ACTIVE), trace_dir=tmp_path)
    assert only(result)["verdict"] == "passed"
    found = records(tmp_path)
    [delivery] = [one for one in found if one["kind"] == "delivery"]
    assert (delivery["answer"], delivery["url"]) == ({"status": 202}, "{client}/news")
    calls = [one for one in found if one["kind"] == "exchange" and one["id"] > delivery["id"]]
    assert {one["op"] for one in calls} == {delivery["id"]}
    assert check(only(result), "protocol.quiet")["verdict"] == "passed"


def test_what_is_sent_to_an_address_that_is_not_the_clients_is_not_answered(tmp_path: Path) -> None:
    ran("SubscribesBehindOurBack", replace(Scenario(), story=ACTIVE), trace_dir=tmp_path)
    found = records(tmp_path)
    assert [one for one in found if one["kind"] == "delivery"] == []
    answers = [one["status"] for one in found if one.get("fact") == "message_answered"]
    assert set(answers) == {None}
    assert len(answers) > 1


def test_hourly_ticks_come_every_hour(tmp_path: Path) -> None:
    story = (
        Step("clock", "ticks", {"ticks": "hourly"}),
        Step("clock", "to", {"to": datetime(2026, 1, 12, 12, 30)}),
    )
    ran("Activates", replace(Scenario(), story=story), trace_dir=tmp_path)
    ticks = [one["at"][11:16] for one in records(tmp_path) if one.get("name") == "tick"]
    assert ticks[:5] == ["10:00", "11:00", "12:00", "12:30", "13:00"]


def test_a_wrong_client_fails_the_check_and_the_run_exits_with_1() -> None:
    result = ran("ActivatesAtEveryTick")
    scenario = only(result)
    assert (scenario["verdict"], exit_code(result)) == ("failed", 1)
    assert check(scenario, "activation.once")["verdict"] == "failed"
    assert check(scenario, "protocol.quiet")["verdict"] == "passed"


@pytest.mark.parametrize(
    ("client", "found_instead", "said"),
    [
        ("Hangs", "none in time", "did not answer tick"),
        ("Raises", "its process ended", "the database is locked"),
        ("RaisesSystemExit", "its process ended", "raised SystemExit"),
        ("RaisesTheUnspeakable", "its process ended", "raised Unspeakable"),
        ("Insomniac", "a reply that breaks the protocol", "asked to be woken"),
        ("Nowhere", "a reply that breaks the protocol", "has no webhook_url"),
    ],
)
def test_a_client_that_is_lost_fails_its_scenario_and_the_run_goes_on(
    client: str, found_instead: str, said: str
) -> None:
    scenarios = [Scenario(), replace(Scenario(), id="ropo/zz-other", provider="kravia")]
    result = ran(client, *scenarios, op_timeout=0.3 if client == "Hangs" else 10.0)
    lost, other = result["scenarios"]
    found = check(lost, "protocol.answers")
    assert (lost["verdict"], found["verdict"], found["actual"]) == ("failed", "failed", found_instead)
    assert said.replace("answer tick", "answer") in found["message"]
    assert other["verdict"] == "not_applicable"
    assert exit_code(result) == 1


def test_the_last_words_of_a_lost_client_are_kept() -> None:
    assert "RuntimeError" in only(ran("Raises"))["message"]


def test_a_story_that_needs_what_the_client_does_not_declare_does_not_apply() -> None:
    comment = replace(Scenario(), story=(Step("client", "comment", {"number": "1", "text": "x"}),))
    found = only(ran("Client", comment))
    assert (found["verdict"], found["message"]) == (
        "not_applicable",
        "the client does not declare the action comment",
    )
    assert exit_code(ran("Client", comment)) == 2


def test_a_run_in_which_nothing_was_looked_at_is_not_green() -> None:
    idle = replace(Scenario(), story=(Step("clock", "by", {"by": "P1D"}),), expect={})
    result = ran("Client", idle)
    assert only(result)["verdict"] == "not_applicable"
    assert exit_code(result) == 2
    assert exit_code(run([], options("Client"))) == 2


ORDER = Step("client", "activate")
SIGN, SIGN_AGAIN = Step("provider", "sign", line=5), Step("provider", "sign")


@pytest.mark.parametrize(
    "story",
    [
        (Step("provider", "sign"),),
        (ORDER, SIGN, SIGN_AGAIN),
        (Step("clock", "to", {"to": datetime(2026, 1, 11, 9)}),),
        (Step("debtor", "pays", {"number": "77", "amount": Decimal("5.00")}),),
        (Step("provider", "stop", {"number": "77"}),),
    ],
)
def test_a_step_that_cannot_be_is_the_storys_mistake_with_its_line(story: tuple[Step, ...]) -> None:
    result = ran("Activates", replace(Scenario(), story=story))
    found = only(result)
    assert (found["verdict"], exit_code(result)) == ("config_error", 2)
    assert found["message"].startswith("line 7: ")


def test_a_step_that_cannot_be_because_the_client_did_nothing_is_the_clients_failure(tmp_path: Path) -> None:
    result = ran("Client", trace_dir=tmp_path)
    found = only(result)
    assert (found["verdict"], exit_code(result)) == ("failed", 1)
    assert "the story could not go on in line 7" in check(found, "story.expect")["message"]
    assert records(tmp_path)[-1]["kind"] == "end"


def test_a_transfer_that_never_arrived_is_why_nobody_can_pay_the_agency() -> None:
    invoice = {
        "number": "1",
        "debtor": "acme",
        "total": Decimal("5.00"),
        "due_date": datetime(2026, 2, 1).date(),
    }
    transfer = Step("client", "transfer_invoice", {"number": "1"})
    pays = Step("debtor", "pays", {"number": "1", "to": "agency"})
    story = (Step("client", "send_invoice", invoice), transfer, pays)
    assert only(ran("Client", replace(Scenario(), story=story)))["verdict"] == "failed"
    stops = Step("provider", "stop", {"number": "1"})
    assert only(ran("Client", replace(Scenario(), story=(*story[:2], stops))))["verdict"] == "failed"
    untold = replace(Scenario(), story=(story[0], pays))
    assert only(ran("Client", untold))["verdict"] == "config_error"


def test_a_decision_that_leads_nowhere_is_the_storys_mistake_although_the_client_did_its_part() -> None:
    text = (scenarios() / "ropo" / "paid-after-the-reminder.yaml").read_text("utf-8")
    last = "expect:\n"
    assert text.count(last) == 1
    wrong = text.replace(last, '  - provider: {approve_legal: {number: "1001"}}\n' + last)
    (story,) = load_text(wrong, "ropo/wrong.yaml", vocabulary())
    found = only(run([story], Options(client_python="conformance.clients.reference:Client")))
    assert found["verdict"] == "config_error"
    assert "'approve_legal' leads nowhere; what can be decided there:" in found["message"]


def test_a_failure_of_the_client_before_a_step_that_cannot_be_is_told_with_it() -> None:
    found = only(ran("ActivatesAtEveryTick", replace(Scenario(), story=(ORDER, SIGN, SIGN_AGAIN))))
    assert found["verdict"] == "failed"
    assert found["message"].startswith("the story could not go on: line 7: ")


def test_a_client_that_cannot_send_invoices_finds_them_in_the_sandbox(tmp_path: Path) -> None:
    words = {
        "number": "1001",
        "debtor": "acme",
        "total": Decimal("5.00"),
        "due_date": datetime(2026, 2, 1).date(),
    }
    story = (Step("client", "activate"), Step("client", "send_invoice", words))
    ran("Unsending", replace(Scenario(), story=story), trace_dir=tmp_path)
    [held] = [one for one in records(tmp_path) if one.get("fact") == "invoice_held"]
    assert held["sent"] is True
    assert "send_invoice" not in [
        one["request"].get("action") for one in records(tmp_path) if one["kind"] == "op"
    ]


def test_a_reused_client_that_is_not_as_new_is_run_again_and_told() -> None:
    first, second = ran("Leaks", replace(Scenario(), id="ropo/a"), replace(Scenario(), id="ropo/b"))[
        "scenarios"
    ]
    assert (first["verdict"], first.get("message")) == ("passed", None)
    assert second["verdict"] == "passed"
    assert "activation.once failed" in second["message"]
    assert "declares reuse" in second["message"]


def test_the_run_stops_at_the_first_failure_if_asked() -> None:
    scenarios = [replace(Scenario(), id=f"ropo/{letter}") for letter in "abc"]
    for jobs in (1, 2):
        result = ran("ActivatesAtEveryTick", *scenarios, fail_fast=True, jobs=jobs)
        assert result["summary"][FAILED] in range(1, jobs + 1)
        assert len(result["scenarios"]) < 3


def test_progress_is_told_scenario_by_scenario() -> None:
    seen: list[str] = []
    ran("Activates", Scenario(), progress=lambda result: seen.append(result["id"]))
    assert seen == ["ropo/small"]


@pytest.mark.parametrize(
    ("client", "said"),
    [
        ("Mute", "declares no providers"),
        ("Foreign", "did you mean 'ropo'"),
        ("Futuristic", "speaks protocol 2"),
        ("Idle", "'fly'"),
        ("broken", "no licence"),
        ("NoSuchClient", "cannot be loaded"),
    ],
)
def test_a_client_that_cannot_be_used_is_told_before_the_first_story(client: str, said: str) -> None:
    with pytest.raises(PreflightError, match=said):
        ran(client)


def test_a_run_without_a_client_is_a_mistake_of_its_caller() -> None:
    with pytest.raises(ValueError, match="needs one client"):
        run([Scenario()], Options())


def test_a_story_that_begins_before_dawn_has_no_statement_of_the_day_before(tmp_path: Path) -> None:
    early = Scenario(start=datetime(2026, 1, 13, 5))
    takes_statements = "conformance.clients.reference:Client"
    result = run((early,), Options(client_python=takes_statements, op_timeout=10.0, trace_dir=tmp_path))
    assert only(result)["verdict"] == "passed"
    days = [record["day"] for record in records(tmp_path) if record["kind"] == "statement"]
    assert days[0] == "2026-01-13"


@pytest.mark.parametrize("client", ["CallsAtBye", "CallsWhenClosed"])
def test_a_call_is_stray_once_bye_was_sent_whether_before_the_reply_or_after(
    client: str, tmp_path: Path
) -> None:
    result = ran(client, trace_dir=tmp_path)
    assert check(only(result), "protocol.quiet")["verdict"] == "failed"
    found = records(tmp_path)
    [bye] = [one for one in found if one.get("name") == "bye"]
    after = [one for one in found if one["kind"] == "exchange" and one["id"] > bye["id"]]
    assert {one["op"] for one in after} == {None}
    assert bye["op"] == bye["id"]
