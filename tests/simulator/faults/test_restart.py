"""A server that is started again on its store: what a fault has done, it does not do once more."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from simulator import World
from simulator.store import StoreError
from simulator.store.memory import MemoryStore
from simulator.store.sqlite import SqliteStore
from tests.simulator.stage import KEY, Client, Stage

HELD = {"debtor": "acme", "number": "1001", "total": "100.00", "due_date": "2026-01-28"}


def client_of(world: World) -> Client:
    stage = Stage(world)
    (sandbox,) = world.sandboxes or [world.create(seed=7, start=datetime(2026, 1, 12, 9))]
    return Client(sandbox, stage)


def counts(client: Client) -> list[tuple[str, int, int]]:
    shown = client.sandbox.faults()
    return [(fault["words"]["kind"], fault["seen"], fault["struck"]) for fault in shown]


def paid(client: Client) -> list[Any]:
    return [fact["amount"]["amount"] for fact in client.sandbox.facts() if fact["kind"] == "creditor_paid"]


def test_a_fault_that_was_used_up_stays_so(tmp_path: Path) -> None:
    store = SqliteStore(tmp_path / "log.db")
    client = client_of(World(key=KEY, store=store))
    client.sandbox.put_debtor("acme", {"kind": "company"})
    client.sandbox.put_invoice("1001", client.sandbox.draft_invoice(HELD), "acme", sent=True)
    assert client.call("GET", "/v1/events").status == 200
    calls = [{"call": "payments", "number": "1001", "amount": "40.00"}]
    client.sandbox.put_fault({"kind": "meanwhile", "calls": calls, "operation": "getV1Events", "nth": 2})
    client.sandbox.put_fault({"kind": "rate_limit", "retry_after": 5, "operation": "getV1Invoices"})
    client.sandbox.put_fault({"kind": "latency", "milliseconds": 0, "operation": "getV1Events", "times": 3})
    client.call("GET", "/v1/events")
    client.call("GET", "/v1/events")
    assert client.call("GET", "/v1/invoices").status == 429
    assert paid(client) == ["40.00"]
    again = client_of(World(key=KEY, store=store))
    assert again.sandbox.facts() == client.sandbox.facts()
    # One that was not used up begins anew: its calls are not in the log.
    assert counts(again) == [("meanwhile", 2, 1), ("rate_limit", 1, 1), ("latency", 0, 0)]
    assert [again.call("GET", "/v1/events").status, again.call("GET", "/v1/events").status] == [200, 200]
    assert again.call("GET", "/v1/invoices").status == 200
    assert paid(again) == ["40.00"]
    store.close()


class Full(MemoryStore):
    """A store that keeps nothing more from some time on."""

    full = False

    def append(self, sandbox: str, row: Any) -> None:
        if self.full:
            raise StoreError("the disk is full")
        super().append(sandbox, row)


def test_a_store_that_is_full_costs_a_client_no_answer() -> None:
    store = Full()
    client = client_of(World(key=KEY, store=store))
    assert client.call("GET", "/v1/events").status == 200
    client.sandbox.put_fault({"kind": "malformed", "how": "html"})
    client.sandbox.put_fault({"kind": "latency", "milliseconds": 0})
    store.full = True
    assert client.call("GET", "/v1/events").body.startswith(b"<!DOCTYPE")
    assert client.call("GET", "/v1/events").body == b"[]"
    assert counts(client) == [("malformed", 2, 1), ("latency", 2, 1)]
