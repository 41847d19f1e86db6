"""A world that is read from its file goes on where the last one stopped, whenever that was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator import Refused, World
from simulator.http.core import Request
from simulator.store import Row, StoreError
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore
from tests.simulator.company import SERVICE, Company
from tests.simulator.stage import KEY, PAYER, finvoice

HOOK = {
    "destination_type": "WEBHOOK",
    "destination": "http://127.0.0.1:9/hooks",
    "events": [
        "RECEIVABLES.SERVICE.ACTIVATED",
        "RECEIVABLES.ASSIGNMENT.EVENT",
        "DOCUMENTS.INVOICE.DELIVERED",
    ],
}
DEBTOR = {
    "kind": "company",
    "pays": [
        {"after": "reminder", "days": 3, "amount": "400.00"},
        {"after": "demand", "days": 2},
        {"before": "due", "days": 1, "amount": 1.5, "reference": "none"},
    ],
}
HELD = {"number": "1001", "due_date": "2026-01-28", "total": "1240.00", "currency": "EUR"}


def upload(company: Company) -> None:
    company.client.upload(finvoice("1001"), uuid="6a51f3c4-77c9-4b8e-b0c3-2d7f5b7f3a01", sender_comment="Hei")


def transfer(company: Company) -> None:
    body = {"collection_type": "reminder_and_collection", "receivables_type": "b2b", "payers": [PAYER]}
    company.client.call("POST", "/v2/invoices/6a51f3c4-77c9-4b8e-b0c3-2d7f5b7f3a01/assignment/ropo", body)


def report(company: Company, **words: Any) -> None:
    for case in company.client.get("/v1/assignments"):
        company.client.call("POST", f"/v1/assignments/{case['id']}/events", words)


def see(company: Company) -> None:
    for event in company.client.get("/v1/events", "seen=false"):
        path = f"/v1/assignments/{event['assignment_id']}/events/{event['id']}/seen"
        company.client.call("POST", path)


def answer(status: int | None) -> Callable[[Company], None]:
    def do(company: Company) -> None:
        for message in company.sandbox.due_messages():
            company.sandbox.answered(message.id, status)

    return do


def to(moment: str) -> Callable[[Company], None]:
    """Let time pass; messages that are due on the way are not answered."""

    def do(company: Company) -> None:
        goal = datetime.fromisoformat(moment).replace(tzinfo=company.sandbox.zone)
        answer(500)(company)
        while company.sandbox.run_until(goal) < goal:
            answer(500)(company)

    return do


def redeliver(company: Company) -> None:
    for message in list(company.sandbox.outbox.messages):
        company.sandbox.redeliver(message)


STORY: tuple[Callable[[Company], object], ...] = (
    lambda company: company.client.call("POST", "/v1/company/notifications", HOOK),
    lambda company: company.ask(),
    lambda company: company.sandbox.onboarding("ropo", "sign"),
    lambda company: company.sandbox.onboarding("ropo", "decline"),
    lambda company: company.ask("toinen@example.fi"),
    lambda company: company.sandbox.onboarding("ropo", "pass_kyc"),
    lambda company: company.sandbox.onboarding("ropo", "sign"),
    lambda company: company.banking_days(2),
    lambda company: company.sandbox.put_debtor("acme", DEBTOR),
    lambda company: company.sandbox.put_invoice("1001", HELD, "acme", False),
    upload,
    to("2026-01-14T09:30"),
    answer(500),
    to("2026-02-04T09:00"),
    transfer,
    to("2026-02-04T12:00"),
    lambda company: report(company, type="comment", text="Hei"),
    to("2026-02-06T09:00"),
    see,
    to("2026-02-09T12:00"),
    lambda company: report(company, type="paid", amount=100.25, date="2026-02-09"),
    lambda company: company.pay("1001", "50.00", to="creditor", reference="wrong"),
    redeliver,
    to("2026-02-10T12:00"),
    lambda company: report(
        company, type="credit_note", amount=40, date="2026-02-10", credit_note_number="H-1", text="x"
    ),
    lambda company: company.client.call("DELETE", SERVICE),
    to("2026-02-19T12:00"),
    lambda company: company.client.call(
        "DELETE", f"/v1/company/notifications/{next(iter(company.sandbox.state.webhooks))}"
    ),
    to("2026-03-20T12:00"),
)


def shown(company: Company) -> dict[str, Any]:
    """Everything that a client or a tester can see of a sandbox."""
    sandbox = company.sandbox
    paths = (
        "/v1/assignments",
        "/v1/events",
        "/v1/company/notifications",
        SERVICE,
        "/v1/assignments/overview",
    )
    return {
        "now": sandbox.now,
        "next": sandbox.next_due(),
        "facts": sandbox.facts(),
        "ledger": dict(sandbox.state.ledger.balances),
        "outbox": {
            key: (message.due, message.tries, message.body)
            for key, message in sandbox.outbox.messages.items()
        },
        "company": sandbox.company,
        "invoices": company.client.get("/v1/invoices", "direction=SENT"),
        **{path: company.client.get(path) for path in paths},
    }


@contextmanager
def two_lives(path: Path, company: Company) -> Iterator[Company]:
    """The same sandbox, read from its file into another world."""
    again = object.__new__(Company)
    world = World(store=SqliteStore(path))
    again.world, again.stage = world, type(company.stage)(world)
    again.take(world.get(company.sandbox.id))
    yield again
    world.close()


@settings(max_examples=40)
@given(stop=st.integers(0, len(STORY)), hours=st.integers(0, 24 * 40))
def test_a_story_that_is_broken_off_anywhere_goes_on_as_if_it_had_not(stop: int, hours: int) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "log.sqlite"
        company = Company(world=World(key=KEY, store=SqliteStore(path)))
        for step in STORY[:stop]:
            step(company)
        with two_lives(path, company) as again:
            assert shown(again) == shown(company)
        # The old world is gone for good; a twin in memory lives on without a break.
        twin = Company(world=World(key=KEY))
        for step in STORY[:stop]:
            step(twin)
        company.world.close()
        with two_lives(path, company) as again:
            goal = (twin.sandbox.now + timedelta(hours=hours)).replace(tzinfo=None).isoformat()
            for each in (twin, again):
                to(goal)(each)
                for step in STORY[stop : stop + 1]:
                    if hours == 0:
                        step(each)
            assert shown(again) == shown(twin)


def test_a_file_after_each_step_of_a_story_gives_what_there_was(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    company = Company(world=World(key=KEY, store=SqliteStore(path)))
    for step in STORY:
        step(company)
        with two_lives(path, company) as again:
            assert shown(again) == shown(company)
    company.world.close()


def test_the_time_that_was_answered_is_kept_also_where_what_fell_due_then_came_to_nothing(
    tmp_path: Path,
) -> None:
    path = tmp_path / "log.sqlite"
    settings_ = {"ropo.confirmation_banking_days": [1, 1]}
    company = Company(world=World(key=KEY, store=SqliteStore(path)), settings=settings_)
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    company.sandbox.onboarding("ropo", "decline")
    company.until("2026-01-13T09:00")  # the confirmation falls due now, and there is nothing to confirm
    with two_lives(path, company) as again:
        assert again.sandbox.now == company.sandbox.now
    company.world.close()


class Full(MemoryStore):
    """A store that takes no more rows once it is full."""

    full = False

    def append(self, sandbox: str, row: Row) -> None:
        if self.full:
            raise StoreError("the disk is full; make room and ask again")
        super().append(sandbox, row)


@pytest.mark.parametrize("moment", ["2026-01-12T10:00", "2026-01-30T10:00"])
def test_what_cannot_be_written_does_not_happen_and_time_does_not_pass(moment: str) -> None:
    store = Full()
    company = Company(world=World(key=KEY, store=store))
    company.ask()
    company.sandbox.onboarding("ropo", "sign")
    company.sandbox.onboarding("ropo", "pass_kyc")
    before = company.sandbox.now, company.sandbox.facts()
    store.full = True
    with pytest.raises(StoreError):
        company.until(moment)
    assert (company.sandbox.now, company.sandbox.facts()) == before
    store.full = False
    company.until("2026-01-30T10:00")
    assert company.status == "ACTIVE"


def test_what_cannot_be_written_is_answered_503_and_can_be_asked_again() -> None:
    store = Full()
    company = Company(world=World(key=KEY, store=store))
    token = company.client.token
    store.full = True
    request = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    body = b'{"agreement_contact_email": "a@example.fi"}'
    heard = company.stage.raw(Request("PUT", f"/maventa{SERVICE}", "", list(request.items()), body))
    assert (heard.status, heard.json["details"]) == (503, ["the disk is full; make room and ask again"])
    assert "x-dunbox-harness-error" not in heard.headers
    store.full = False
    assert company.ask().status == 200


def test_a_world_restores_every_sandbox_and_goes_on_counting(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    world = World(store=SqliteStore(path))
    made = [world.create(seed=1), world.create(seed=1, name="named"), world.create(seed=2)]
    world.close()
    again = World(store=SqliteStore(path))
    assert [(each.id, each.seed, each.company, each.now) for each in again.sandboxes] == [
        (each.id, each.seed, each.company, each.now) for each in made
    ]
    assert again.create().id not in {each.id for each in made}
    with pytest.raises(Refused, match="'named' exists already"):
        again.create(name="named")
    again.close()


def test_the_number_of_a_removed_sandbox_is_not_given_again_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "log.sqlite"
    world = World(store=SqliteStore(path))
    secret = world.create().secret("maventa")
    world.remove("1")
    world.close()
    again = World(store=SqliteStore(path))
    again.create()
    assert again.by_secret(secret) is None
    again.close()
