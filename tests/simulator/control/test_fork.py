"""A fork goes on from a sandbox's moment: it answers as the other would, and neither sees what the other does."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Sandbox, World, open_store
from simulator.channels import channels
from simulator.http.core import Request
from tests.simulator.company import Company
from tests.simulator.stage import KEY, Stage

HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://there.example/hook",
    "events": ["RECEIVABLES.ASSIGNMENT.EVENT"],
}
READS = (
    ("/v2/services/ropo/receivables", ""),
    ("/v1/assignments", ""),
    ("/v1/events", ""),
    ("/v1/invoices", "direction=SENT"),
    ("/v1/company/notifications", ""),
)


def beside(company: Company, sandbox: Sandbox) -> Company:
    """The company in another sandbox, with a client and a postman of its own."""
    other = Company.__new__(Company)
    other.world = company.world
    other.stage = Stage(company.world, post=lambda message: 200)
    other.take(sandbox)
    return other


def fork(company: Company, **words: Any) -> Company:
    heard = company.stage.control("POST", f"/sandboxes/{company.sandbox.id}/fork", words)
    assert heard.status == 201, heard.body
    return beside(company, company.world.get(heard.json["id"]))


def bytes_of(company: Company) -> list[bytes]:
    """What a client reads: every list, to the byte."""
    return [company.client.call("GET", path, query=query).body for path, query in READS]


def send(company: Company) -> None:
    company.send(f"9{company.sandbox.facts_total:03}")


def subscribe(company: Company) -> None:
    assert company.client.call("POST", "/v1/company/notifications", HOOK).status == 201


STEPS = (
    send,
    lambda company: company.sandbox.put_fault({"kind": "duplicate", "event": "*", "times": 2}),
    lambda company: company.banking_days(1),
    lambda company: company.banking_days(12),
    lambda company: company.pay("1001", "10.00"),
    lambda company: company.sandbox.put_debtor("acme", {"kind": "company"}),
)


def with_case() -> Company:
    company = Company().activate()
    company.open_case()
    return company


@settings(max_examples=12)
@given(
    before=st.lists(st.sampled_from(STEPS), max_size=3),
    after=st.lists(st.sampled_from((*STEPS, subscribe)), max_size=4),
)
def test_the_same_steps_on_a_fork_and_its_original_give_the_same(before: list[Any], after: list[Any]) -> None:
    company = with_case()
    for step in before:
        step(company)
    other = fork(company)
    facts, wire = company.sandbox.facts(), bytes_of(company)
    assert (other.sandbox.facts(), bytes_of(other)) == (facts, wire)
    for step in after:
        step(other)
    assert (company.sandbox.facts(), bytes_of(company)) == (facts, wire)
    for step in after:
        step(company)
    assert (other.sandbox.facts(), bytes_of(other)) == (company.sandbox.facts(), bytes_of(company))
    assert other.sandbox.now == company.sandbox.now
    assert list(other.sandbox.outbox.messages.values()) == list(company.sandbox.outbox.messages.values())


def test_a_fork_has_secrets_of_its_own_and_shares_all_else_of_what_finds_it() -> None:
    company = Company()
    other = fork(company, name="what-if")
    assert other.sandbox.id == "what-if"
    mine, its = company.sandbox.endpoints(""), other.sandbox.endpoints("")
    for name, channel in channels().items():
        assert mine[name].pop(channel.credential) != its[name].pop(channel.credential)
    assert mine == its


def test_a_secret_that_a_client_has_built_in_stays_with_the_original() -> None:
    world = World(key=KEY)
    built_in = {"maventa": {"client_id": "our-own", "client_secret": "always-this"}}
    sandbox = world.create(credentials=built_in)
    other = world.fork(sandbox)
    assert world.by_secret("always-this") is sandbox
    assert other.secret("maventa") != "always-this"
    assert other.endpoints("")["maventa"]["client_id"] == "our-own"


def test_a_token_of_the_one_is_none_of_the_other() -> None:
    company = with_case()
    other = fork(company)
    headers = {"authorization": f"Bearer {company.client.token}"}
    other.send("2002")
    found = company.stage.call("GET", "/maventa/v1/invoices", query="direction=SENT", headers=headers).json
    assert [each["number"] for each in found] == ["1001"]


def test_a_fork_tells_nobody_anything_until_somebody_subscribes_to_it() -> None:
    company = with_case()
    subscribe(company)
    company.sandbox.run_until(company.sandbox.now + timedelta(days=40))
    assert company.sandbox.due_messages()  # queued, and not sent yet
    other = fork(company)
    assert other.client.get("/v1/company/notifications") == []
    assert len(company.client.get("/v1/company/notifications")) == 1
    other.sandbox.run_until(other.sandbox.now + timedelta(days=40))
    assert other.stage.control("GET", f"/sandboxes/{other.sandbox.id}/webhooks").json == []
    assert len(company.sandbox.due_messages()) == 1
    subscribe(other)
    other.pay("1001", "10.00")
    assert [message.event for message in other.sandbox.due_messages()] == HOOK["events"]


def test_faults_are_part_of_the_moment_with_what_they_have_seen() -> None:
    company = with_case()
    company.sandbox.put_fault({"kind": "status", "status": 503, "operation": "getV1Assignments", "nth": 2})
    assert company.client.call("GET", "/v1/assignments").status == 200
    other = fork(company)
    assert other.sandbox.faults() == company.sandbox.faults()
    for each in (other, company):
        assert each.stage.raw(request(each)).status == 503
    assert other.sandbox.faults() == company.sandbox.faults()


def request(company: Company) -> Request:
    headers = [("authorization", f"Bearer {company.client.token}")]
    return Request("GET", "/maventa/v1/assignments", "", headers, b"", "http://stage")


def test_a_fork_is_there_after_a_restart_and_still_its_own(tmp_path: Path) -> None:
    world = World(store=open_store(tmp_path / "db"))
    company = Company(world=world).activate()
    subscribe(company)
    company.open_case()
    other = fork(company, name="other")
    other.pay("1001", "10.00")
    facts = other.sandbox.facts()
    world.close()
    again = World(store=open_store(tmp_path / "db"))
    found = again.get("other")
    assert (found.facts(), found.state.webhooks, found.outbox.messages) == (facts, {}, {})
    assert len(again.get("1").state.webhooks) == 1
    assert again.get("1").facts() == company.sandbox.facts()
    again.close()


def test_a_fork_that_was_copied_before_a_crash_and_never_ready_tells_nobody_anything_either() -> None:
    company = with_case()
    subscribe(company)
    world, store = company.world, company.world.store
    birth = dict(store.sandboxes())["1"] | {"forked_after": company.sandbox.rows}
    store.copy("1", "2", birth, company.sandbox.rows)
    found = World(store=store).get("2")
    assert found.state.webhooks == {}
    assert len(world.get("1").state.webhooks) == 1


def test_a_fork_of_a_fork_goes_on_from_it() -> None:
    company = with_case()
    other = fork(company)
    other.pay("1001", "10.00")
    third = fork(other)
    assert third.sandbox.facts() == other.sandbox.facts() != company.sandbox.facts()
    assert third.sandbox.id not in (other.sandbox.id, company.sandbox.id)


@pytest.mark.parametrize(
    ("path", "words", "status"),
    [
        ("/sandboxes/1/fork", {"name": "1"}, 409),
        ("/sandboxes/1/fork", {"name": "a b"}, 400),
        ("/sandboxes/1/fork", {"seed": 8}, 400),
        ("/sandboxes/nobody/fork", {}, 404),
    ],
)
def test_a_fork_that_cannot_be_is_refused_and_leaves_nothing(path: str, words: Any, status: int) -> None:
    company = Company()
    assert company.stage.control("POST", path, words).status == status
    assert [sandbox.id for sandbox in company.world.sandboxes] == ["1"]
    assert [sandbox for sandbox, _ in company.world.store.sandboxes()] == ["1"]


def test_a_fork_without_a_name_gets_the_next_number() -> None:
    company = Company()
    assert [fork(company).sandbox.id for _ in range(2)] == ["2", "3"]
