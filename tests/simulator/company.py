"""A company at Ropo, for tests: its sandbox, its client, and the steps of a story in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from xml.etree import ElementTree

from simulator import Sandbox, World
from tests.simulator.stage import KEY, PAYER, Client, Heard, Stage, finvoice

SERVICE = "/v2/services/ropo/receivables"
CAMT = "{urn:iso:std:iso:20022:tech:xsd:camt.053.001.02}"


class Company:
    """One sandbox with everybody in it. Times are local, without an offset."""

    def __init__(
        self,
        start: str = "2026-01-12T09:00",
        *,
        seed: int = 7,
        world: World | None = None,
        settings: Mapping[str, Any] | None = None,
        words: Mapping[str, Any] | None = None,
    ) -> None:
        self.world = world or World(key=KEY)
        # Whoever is told takes it: nothing leaves this process.
        self.stage = Stage(self.world, post=lambda message: 200)
        moment = datetime.fromisoformat(start)
        sandbox = self.world.create(seed=seed, start=moment, settings=settings, company=words)
        self.take(sandbox)

    def take(self, sandbox: Sandbox) -> None:
        """Go on with this sandbox."""
        self.sandbox = sandbox
        self.client = Client(sandbox, self.stage)

    # --- time -------------------------------------------------------------------------------------------

    def until(self, moment: str) -> None:
        """Let time pass to a local time; messages are taken by their receiver."""
        goal = datetime.fromisoformat(moment).replace(tzinfo=self.sandbox.zone)
        self.pass_to(goal)

    def pass_to(self, goal: datetime) -> None:
        while self.sandbox.run_until(goal) < goal or self.sandbox.due_messages():
            for message in self.sandbox.due_messages():
                self.sandbox.answered(message.id, 200)

    def banking_days(self, n: int) -> None:
        self.pass_to(self.sandbox.add_banking_days(self.sandbox.now, n))

    # --- the service ------------------------------------------------------------------------------------

    def ask(self, email: str = "talous@example.fi") -> Heard:
        return self.client.call("PUT", SERVICE, {"agreement_contact_email": email})

    @property
    def status(self) -> str:
        return str(self.client.get(SERVICE)["status"])

    def activate(self) -> Company:
        """Go through the whole activation."""
        self.ask()
        self.sandbox.onboarding("ropo", "sign")
        if self.sandbox.company["country"] == "FI":
            self.sandbox.onboarding("ropo", "pass_kyc")
        self.banking_days(2)
        assert self.status == "ACTIVE"
        return self

    # --- invoices and cases -----------------------------------------------------------------------------

    def send(self, number: str, total: str = "1240.00", due: str = "2026-01-28", **words: str) -> str:
        words = {"currency": self.sandbox.state.currency, **words}
        heard = self.client.upload(finvoice(number, total, due, **words))
        assert heard.status == 201, heard.body
        return str(heard.json["id"])

    def transfer(
        self, invoice: str, kind: str = "b2b", how: str = "reminder_and_collection", **words: Any
    ) -> Heard:
        payer = {**PAYER, "type": "company" if kind.startswith("b2b") else "person"}
        body = {"collection_type": how, "receivables_type": kind, "payers": [payer], **words}
        if kind.endswith("_rental"):
            body = {"industry_specific_options": {"rental": {"address": "Vuokratie 3 A 4, Tampere"}}, **body}
        return self.client.call("POST", f"/v2/invoices/{invoice}/assignment/ropo", body)

    def case(self, invoice: str) -> dict[str, Any]:
        """The assignment of an invoice, with its events."""
        found = self.client.get("/v1/assignments", f"invoice_id={invoice}&per_page=100")
        assert len(found) == 1, found
        read: dict[str, Any] = self.client.get(f"/v1/assignments/{found[0]['id']}")
        return read

    def open_case(
        self,
        number: str = "1001",
        total: str = "1240.00",
        kind: str = "b2b",
        transfer_at: str = "2026-02-04T09:00",
    ) -> str:
        """An invoice due on 28 January 2026, transferred and taken; answers its id."""
        invoice = self.send(number, total)
        self.until(transfer_at)
        heard = self.transfer(invoice, kind)
        assert heard.status == 202, heard.body
        self.until(f"{transfer_at[:10]}T12:00")
        return invoice

    def report(self, invoice: str, **words: Any) -> Heard:
        return self.client.call("POST", f"/v1/assignments/{self.case(invoice)['id']}/events", words)

    def pay(self, number: str, amount: str | None = None, **words: str) -> None:
        self.sandbox.pay(number, amount=None if amount is None else Decimal(amount), **words)

    # --- what can be seen -------------------------------------------------------------------------------

    def facts(self, kind: str) -> list[dict[str, Any]]:
        return [fact for fact in self.sandbox.facts() if fact["kind"] == kind]

    def times(self, kind: str) -> list[str]:
        """When facts of a kind happened, in local time to the minute."""
        return [fact["at"][:16] for fact in self.facts(kind)]

    def statement(self, day: str) -> ElementTree.Element:
        made = self.sandbox.statements(date.fromisoformat(day))
        assert len(made) == 1
        return ElementTree.fromstring(made[0].content)  # noqa: S314 - the document is our own


def texts(root: ElementTree.Element, *names: str) -> list[str]:
    """The texts of a statement's elements, by their path below any element."""
    return [each.text or "" for each in root.iterfind(".//" + "/".join(f"{CAMT}{name}" for name in names))]


def balances(root: ElementTree.Element) -> tuple[Decimal, Decimal]:
    """A statement's opening and closing balance."""
    opening, closing = texts(root, "Bal", "Amt")
    return Decimal(opening), Decimal(closing)
