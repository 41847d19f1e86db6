"""A creditor at Kravia, for tests: its sandbox, its calls, and the steps of a story in a line each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import orjson

from simulator import World
from tests.simulator.stage import JSON, KEY, Heard, Stage

ADDRESS = {
    "addressAddressLine1": "Mallitie 2",
    "addressPostalCode": "33100",
    "addressCity": "Tampere",
    "addressCountryCode": "FI",
}
TECHNICAL = timedelta(minutes=2)
HOOK = "http://127.0.0.1:9/hook"


class Creditor:
    """One sandbox with everybody in it. Times are local, without an offset.

    It begins so much before `start` that a creditor who orders at once can register cases from then on.
    """

    def __init__(
        self,
        start: str = "2026-01-12T09:00",
        *,
        world: World | None = None,
        seed: int = 7,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        self.world = world or World(key=KEY)
        self.stage = Stage(self.world, post=lambda message: 200)
        self.start = start
        begun = datetime.fromisoformat(start) - TECHNICAL
        self.sandbox = self.world.create(seed=seed, start=begun, settings=settings)
        self.words = self.sandbox.endpoints("http://stage")["kravia"]
        self.id = 0

    def call(self, method: str, path: str, body: Any = None, *, query: str = "", **headers: str) -> Heard:
        given = {"authorization": self.words["secret"], **({} if body is None else {"content-type": JSON})}
        sent = b"" if body is None else orjson.dumps(body)
        path = f"/kravia/api/v2{path}"
        return self.stage.call(method, path, sent, query=query, headers={**given, **headers})

    def done(self, method: str, path: str, body: Any = None, **options: Any) -> Any:
        heard = self.call(method, path, body, **options)
        assert heard.status == 200, heard.body
        return heard.json

    def until(self, moment: str) -> None:
        """Let time pass to a local time; messages are taken by their receiver."""
        goal = datetime.fromisoformat(moment).replace(tzinfo=self.sandbox.zone)
        while self.sandbox.run_until(goal) < goal or self.sandbox.due_messages():
            for message in self.sandbox.due_messages():
                self.sandbox.answered(message.id, 200)

    def form(self, **words: Any) -> dict[str, Any]:
        company = self.sandbox.company
        return {
            "accountingSystem": "Procountor",
            "name": company["name"],
            "organizationNumber": company["business_id"],
            "countryCode": "FI",
            "postalAddress": ADDRESS,
            "bankAccount": {"iban": company["bank_accounts"][0]["iban"]},
            "contact": {"email": "talous@example.fi"},
            "kyc": None,
            "accountant": None,
            "termsAccepted": True,
            **words,
        }

    def order(self) -> Creditor:
        """Submit the filled template, and let what is technical of it be done."""
        self.id = self.done("POST", "/onboarding/activate", self.form())["creditorId"]
        self.until(self.start)
        return self

    def sign(self) -> Creditor:
        """Order and sign."""
        self.order()
        self.sandbox.onboarding("kravia", "sign")
        return self

    def listen(self, **words: Any) -> Any:
        body = {"secret": self.words["webhook_secret"], "enabled": True, "url": HOOK, **words}
        return self.done("PUT", f"/creditor/{self.id}/webhook", body)

    def hold(self, number: str = "1001", total: str = "1240.00", due: str = "2026-01-28") -> None:
        """Let a debtor have an invoice, with its reference."""
        self.sandbox.put_debtor("acme", {"kind": "company"})
        words = {"number": number, "debtor": "acme", "total": total, "due_date": due}
        self.sandbox.put_invoice(number, self.sandbox.draft_invoice(words), "acme", True)

    def invoice(self, number: str = "1001", total: float = 1240.00, **words: Any) -> dict[str, Any]:
        return {
            "claimType": "CollectionCase",
            "creditorId": self.id,
            "accountingInvoiceId": f"own-{number}",
            "debtorName": "Esimerkki Oy",
            "organizationNumber": "7654321-2",
            "isPrivateIndividual": "false",
            "postalAddress": ADDRESS,
            "invoiceNo": number,
            "invoiceDate": "2026-01-14",
            "dueDate": "2026-01-28",
            "originalAmount": total,
            "currencyCode": "EUR",
            **words,
        }

    def register(self, number: str = "1001", total: float = 1240.00, **words: Any) -> int:
        made: int = self.done("POST", "/invoice/register", self.invoice(number, total, **words))["invoiceId"]
        return made

    def details(self, case: int) -> dict[str, Any]:
        found: dict[str, Any] = self.done("GET", f"/invoice/{case}/details")
        return found

    def bodies(self) -> list[dict[str, Any]]:
        """What was told, in order."""
        return [orjson.loads(message.body) for message in self.sandbox.outbox.messages.values()]
