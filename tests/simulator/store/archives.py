"""A sandbox that has lived, and its archive, for tests of archives."""

from __future__ import annotations

from io import BytesIO

from simulator import Sandbox, World, archived, restore
from tests.simulator.company import Company
from tests.simulator.control.test_fork import subscribe


def lived() -> Company:
    """A company with cases, people, a fault, a webhook that was taken, and one that waits."""
    company = Company().activate()
    company.open_case()
    subscribe(company)
    company.banking_days(12)
    for message in company.sandbox.due_messages():
        company.sandbox.answered(message.id, 200)
    company.sandbox.put_debtor("acme", {"kind": "company"})
    company.sandbox.put_fault({"kind": "duplicate", "event": "*", "times": 2})
    company.pay("1001", "10.00")
    assert company.sandbox.due_messages()
    return company


def packed(world: World, sandbox: Sandbox) -> bytes:
    file = BytesIO()
    archived(world.store, world.key, sandbox.id, file)
    return file.getvalue()


def taken_in(world: World, archive: bytes, name: str | None = None) -> Sandbox:
    return restore(world, BytesIO(archive), name, called="it")
