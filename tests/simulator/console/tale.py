"""A sandbox in which much has happened: what the console's pages are tried on. Each text of others can be hostile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from simulator import Sandbox
from simulator.courier import Courier
from simulator.domain import commands as c
from simulator.outbox import Message
from tests.simulator.desk import Desk
from tests.simulator.stage import Client, Stage

NUMBER = "1001"
HOOK = "http://127.0.0.1:9/hook"


@dataclass(frozen=True)
class Tale:
    """The sandbox, its case of invoice `number`, and the core that its client has called."""

    desk: Desk
    stage: Stage
    number: str

    @property
    def sandbox(self) -> Sandbox:
        return self.desk.sandbox


def tale(number: str = NUMBER, debtor: str = "Äyräs & Pojat Oy", said: str = "Call the debtor first") -> Tale:
    """Two invoices: one is paid after its reminder and settled, one is in a pause; and a client that errs."""
    desk = Desk(company={"name": f"Company of {debtor}"})
    desk.sandbox.put_fault({"kind": "status", "operations": ["getV1Events"], "status": 503})
    stage = Stage(desk.world, post=_receive)
    client = Client(desk.sandbox, stage)
    desk.activate()
    _subscribe(client)
    for key, behaviour in (
        ("pays", {"pays": {"after": "reminder", "days": 3}}),
        ("waits", {"pays": "never"}),
    ):
        details = {"kind": "company", "name": debtor, "country": "FI"}
        desk.do(c.SetDebtor(key=key, details=details, behaviour=behaviour))
    for name, key in ((number, "pays"), (f"{number}-2", "waits")):
        desk.send(name, due=date(2026, 1, 14), debtor=key, name=debtor)
    live(desk, 21)
    for name in (number, f"{number}-2"):
        desk.transfer(name)
    live(desk, 25)
    desk.sandbox.decide(desk.case(f"{number}-2").id, "suspend", until=desk.state.today + timedelta(days=30))
    desk.sandbox.decide(desk.case(f"{number}-2").id, "comment", text=said)
    desk.pay(f"{number}-2", "100.00", to="creditor")
    live(desk, 10)
    _err(client, stage, number, said)
    return Tale(desk, stage, number)


def live(desk: Desk, days: int) -> None:
    Courier(_receive).advance(desk.sandbox, desk.sandbox.now + timedelta(days=days))


def _receive(message: Message) -> int | None:
    """A receiver that is away at the first try of every message."""
    return 200 if message.tries else 503


def _subscribe(client: Client) -> None:
    events = ["DOCUMENTS.INVOICE.DELIVERED", "RECEIVABLES.ASSIGNMENT.CREATED", "RECEIVABLES.ASSIGNMENT.EVENT"]
    words = {"destination_type": "WEBHOOK", "destination": HOOK, "events": events}
    assert client.call("POST", "/v1/company/notifications", words).status < 300


def _err(client: Client, stage: Stage, number: str, said: str) -> None:
    """Call as a client that is being written does: with a wrong field, a wrong path, and nobody's credentials."""
    client.call("GET", "/v1/assignments", query=f"pgae=2&{number}=1")
    client.call("POST", "/v1/company/notifications", {"destination_typ": said})
    client.call("GET", "/v1/assignment")
    client.call("GET", f"/v1/assignments/{client.sandbox.state.draw.uuid('assignment', said)}")
    stage.call("GET", "/maventa/v1/assignments", headers={"authorization": f"Bearer {said[:20]}"})
