"""An organization at Visma Amili, for tests: its sandbox, its ERP's calls, and the steps of a story in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

from simulator import World
from simulator.http.core import Core, Request
from simulator.http.surfaces import surfaces
from simulator.outbox import Message
from tests.simulator.stage import FORM, JSON, KEY, Heard, Stage, keeps_its_promises

ADDRESS = {"street": "Mallitie 2", "postalCode": "33100", "city": "Tampere", "country": "FI"}
USER = {
    "role": "COMPANY_ADMINISTRATOR",
    "name": "Maija Malli",
    "email": "talous@example.fi",
    "phone": "+358501",
}
HOOK = "http://127.0.0.1:9/hook"
EVENTS = ["BATCH_COMPLETED", "SETTLEMENT_CREATED", "CASE", "CASE_UPDATED"]


class Organization:
    """One sandbox with everybody in it. Times are local, without an offset."""

    def __init__(
        self,
        start: str = "2026-01-12T09:00",
        *,
        world: World | None = None,
        seed: int = 7,
        settings: Mapping[str, Any] | None = None,
        company: Mapping[str, Any] | None = None,
    ) -> None:
        self.world = world or World(key=KEY)
        self.stage = Stage(self.world, post=lambda message: 200)
        self.core = Core(self.world, surfaces(self.world))
        self.sandbox = self.world.create(
            seed=seed, start=datetime.fromisoformat(start), settings=settings, company=dict(company or {})
        )
        self.state = self.sandbox.state
        self.words = self.sandbox.endpoints("http://stage")["amili"]
        self.path = f"/amili/collection/v1/orgs/{self.words['organization_id']}"
        self._token: tuple[datetime, str] | None = None

    # --- calls --------------------------------------------------------------------------------------------

    def ask_token(self, **fields: str) -> Heard:
        names = ("client_id", "client_secret")
        form = {"grant_type": "client_credentials", **{name: self.words[name] for name in names}, **fields}
        return self.stage.call(
            "POST", "/amili/token", urlencode(form).encode(), headers={"content-type": FORM}
        )

    @property
    def token(self) -> str:
        if self._token is None or (self.sandbox.now - self._token[0]).total_seconds() >= 3600:
            heard = self.ask_token()
            assert heard.status == 200, heard.body
            self._token = self.sandbox.now, heard.json["access_token"]
        return self._token[1]

    def call(self, method: str, path: str, body: Any = None, *, query: str = "", **headers: str) -> Heard:
        given = {"authorization": f"Bearer {self.token}", **({} if body is None else {"content-type": JSON})}
        sent = b"" if body is None else orjson.dumps(body)
        return self.stage.call(method, f"{self.path}{path}", sent, query=query, headers={**given, **headers})

    def raw(self, method: str, path: str, body: Any) -> Heard:
        """Call it where a status above 500 is the right answer."""
        given = [("authorization", f"Bearer {self.token}"), ("content-type", JSON)]
        return self.stage.raw(
            Request(method, f"{self.path}{path}", "", given, orjson.dumps(body), "http://stage")
        )

    def done(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        """The data of a good answer."""
        heard = self.call(method, path, body, **options)
        assert heard.status < 300, heard.body
        return heard.json["data"]

    # --- time and people ----------------------------------------------------------------------------------

    def until(self, moment: str) -> None:
        """Let time pass to a local time; messages are taken by their receiver."""
        goal = datetime.fromisoformat(moment).replace(tzinfo=self.sandbox.zone)
        while self.sandbox.run_until(goal) < goal or self.sandbox.due_messages():
            for message in self.sandbox.due_messages():
                self.sandbox.answered(message.id, 200)

    def order(self, **words: Any) -> Heard:
        """Order the service, with some words of the user changed or (with None) left out."""
        user = {name: value for name, value in {**USER, **words}.items() if value is not None}
        return self.raw("POST", "/activation", {"user": user})

    @property
    def activation(self) -> dict[str, Any]:
        found: dict[str, Any] = self.done("GET", "/activation")
        return found

    def active(self) -> Organization:
        """Order the service, and finish its form."""
        assert self.order().status == 200
        self.sandbox.onboarding("amili", "pass_kyc")
        assert self.activation["status"] == "ACTIVE"
        return self

    def answer(self, **fields: str) -> Heard:
        """Answer the form behind the activation's link."""
        path = str(self.activation["activationUrl"]).removeprefix("http://stage")
        given = [("content-type", FORM)]
        response = self.core.handle(
            Request("POST", path, "", given, urlencode(fields).encode(), "http://stage")
        )
        heard = Heard(response.status, dict(response.headers), response.body)
        keeps_its_promises(heard, path)
        return heard

    def hold(
        self, number: str = "1001", total: str = "1240.00", due: str = "2026-01-28", **words: Any
    ) -> None:
        """Let a debtor have an invoice, with its reference."""
        self.sandbox.put_debtor("acme", {"kind": "company", **words})
        invoice = {"number": number, "debtor": "acme", "total": total, "due_date": due}
        self.sandbox.put_invoice(number, self.sandbox.draft_invoice(invoice), "acme", True)

    # --- batches ------------------------------------------------------------------------------------------

    def invoice(self, number: str = "1001", total: float = 1240.00, **words: Any) -> dict[str, Any]:
        """An invoice on the wire; words of the customer are given as `customer`."""
        customer = {
            "type": "COMPANY",
            "name": "Esimerkki Oy",
            "organizationNumber": "7654321-2",
            "address": ADDRESS,
        }
        given = {
            "type": "PAYMENT_REMINDER",
            "invoiceNumber": number,
            "uniqueSourceInvoiceId": f"own-{number}",
            "originalInvoiceAmount": total,
            "currency": "EUR",
            "invoiceDate": "2026-01-14",
            "dueDate": "2026-01-28",
            "reference": "10016",
            **words,
            "customer": {**customer, **words.get("customer", {})},
        }
        found = {name: value for name, value in given.items() if value is not None}
        found["customer"] = {name: value for name, value in found["customer"].items() if value is not None}
        return found

    def batch(self, kind: str, *items: dict[str, Any]) -> dict[str, Any]:
        """Send a batch, let it be worked off, and answer it."""
        taken = self.done("POST", f"/{kind}", {kind: list(items)})["batchId"]
        last = self.sandbox.now.replace(tzinfo=None)
        for _ in range(100):
            found: dict[str, Any] = self.done("GET", f"/batches/{taken}")
            if found["status"] != "QUEUED":
                return found
            due = self.sandbox.next_due()
            assert due is not None
            self.until(max(due.replace(tzinfo=None), last).isoformat())
        raise AssertionError(f"batch {taken} was not worked off")

    def send(self, number: str = "1001", total: float = 1240.00, **words: Any) -> dict[str, Any]:
        """Hand one invoice over, and answer it as it succeeded."""
        found = self.batch("invoices", self.invoice(number, total, **words))
        assert found["failed"] == [], found
        made: dict[str, Any] = found["succeeded"][0]
        return made

    def why(self, number: str = "1001", total: float = 1240.00, **words: Any) -> str:
        """Hand one invoice over that fails, and answer why."""
        found = self.batch("invoices", self.invoice(number, total, **words))
        assert (found["status"], found["succeeded"]) == ("FAILED", [])
        return str(found["failed"][0]["errors"][0])

    def pay(self, invoice: str, amount: float, **words: Any) -> dict[str, Any]:
        """Report a payment of today."""
        return self.batch("payments", self.payment(invoice, amount, **words))

    def payment(self, invoice: str, amount: float, **words: Any) -> dict[str, Any]:
        return {
            "invoiceId": invoice,
            "type": "DIRECT_PAYMENT",
            "amount": amount,
            "currency": "EUR",
            "date": self.state.today.isoformat(),
            **words,
        }

    def read(self, invoice: str) -> dict[str, Any]:
        found: dict[str, Any] = self.done("GET", f"/invoices/{invoice}")
        return found

    def case(self, number: str = "1001") -> dict[str, Any]:
        """The case of an invoice, as the list has it."""
        (found,) = self.done("GET", "/cases", query=f"UniqueSourceInvoiceId=own-{number}")
        made: dict[str, Any] = found
        return made

    # --- webhooks -----------------------------------------------------------------------------------------

    def listen(self, *events: str, url: str = HOOK, secret: str = HOOK) -> dict[str, Any]:
        found: dict[str, Any] = self.done(
            "POST", "/webhooks", {"url": url, "secret": secret, "events": list(events or EVENTS)}
        )
        return found

    def messages(self, event: str | None = None) -> list[Message]:
        """What was told, in order."""
        return [each for each in self.sandbox.outbox.messages.values() if event in (None, each.event)]
