"""A desk beside the engine, for tests: commands straight into a sandbox, without a wire and without documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from simulator import Sandbox, World
from simulator.domain import commands as c
from simulator.domain import facts as f
from simulator.domain.money import Money
from simulator.domain.state import Case
from tests.simulator.stage import ADDRESS, DETAILS, KEY

ANSWERED = timedelta(hours=3)
"""Within which an agency has answered a transfer."""

RECIPIENT: dict[str, Any] = {
    "name": "Debtor",
    "kind": "company",
    "business_id": "7654321-2",
    "address": ADDRESS,
}


class Desk:
    """One sandbox, and an agency at work in it. Times are local, amounts decimal text in the country's currency."""

    def __init__(
        self,
        provider: str = "ropo",
        country: str = "FI",
        *,
        seed: int = 7,
        start: str = "2026-01-12T09:00",
        settings: Mapping[str, Any] | None = None,
        company: Mapping[str, Any] | None = None,
    ) -> None:
        self.provider = provider
        self.world = World(key=KEY)
        self.sandbox: Sandbox = self.world.create(
            seed=seed,
            start=datetime.fromisoformat(start),
            settings=settings,
            company={"country": country, **(company or {})},
        )
        self.state = self.sandbox.state

    def do(self, command: c.Command) -> list[f.Fact]:
        """Give a command; raises the engine's `Refusal`."""
        return self.sandbox.handle(command)

    def money(self, amount: str) -> Money:
        return Money.parse(amount, self.state.currency)

    # --- time -------------------------------------------------------------------------------------------

    def until(self, moment: str) -> None:
        self.sandbox.run_until(datetime.fromisoformat(moment).replace(tzinfo=self.sandbox.zone))

    def pass_days(self, days: int) -> None:
        self.sandbox.run_until(self.sandbox.now + timedelta(days=days))

    def step(self) -> None:
        """Let time pass to where something happens next."""
        due = self.sandbox.next_due()
        assert due is not None, "nothing is to come"
        self.sandbox.run_until(due)

    # --- a case -----------------------------------------------------------------------------------------

    def order(self) -> None:
        """Ask for the service; nobody has signed yet."""
        found = self.state.agencies[self.provider]
        role = {"role": min(found.ordered_by)} if found.ordered_by else {}
        details = {**DETAILS, **role, "iban": self.state.account(self.state.currency)}
        self.do(c.ActivateService(provider=self.provider, email="talous@example.fi", details=details))

    def activate(self) -> Desk:
        """Go through the whole activation."""
        self.order()
        self.sandbox.onboarding(self.provider, "sign")
        if self.state.country in self.state.agencies[self.provider].kyc:
            self.sandbox.onboarding(self.provider, "pass_kyc")
        self.sandbox.run_until(self.sandbox.add_banking_days(self.sandbox.now, 2))
        assert self.state.service(self.provider).status == "active"
        return self

    def move(self, provider: str) -> None:
        """Let the agreement be with another agency of the same party."""
        self.do(c.AmendService(provider=self.provider, to=provider))

    def debtor(self, key: str, behaviour: Mapping[str, Any] | None = None, kind: str = "company") -> None:
        details = {"kind": kind, "name": f"Debtor {key}", "country": self.state.country}
        self.do(c.SetDebtor(key=key, details=details, behaviour=dict(behaviour or {})))

    def hold(
        self, number: str, total: str = "1240.00", due: date = date(2026, 1, 28), *, debtor: str = "acme"
    ) -> None:
        """Let a debtor have an invoice, which counts as sent."""
        self._held(number, total, due, debtor, sent=True)

    def _held(self, number: str, total: str, due: date, debtor: str, *, sent: bool) -> None:
        words = {
            "number": number,
            "date": (due - timedelta(days=14)).isoformat(),
            "due_date": due.isoformat(),
            "total": total,
            "currency": self.state.currency,
        }
        self.do(c.HoldInvoice(number=number, debtor=debtor, invoice=words, sent=sent))

    def send(
        self,
        number: str,
        total: str = "1240.00",
        due: date = date(2026, 1, 28),
        *,
        debtor: str | None = "acme",
        currency: str = "EUR",
        rows: str | None = None,
        reference: str | None = "10016",
        made_as: str = "FINVOICE30",
        day: date | None = None,
        invoice: str | None = None,
        language: str | None = None,
        **recipient: Any,
    ) -> str:
        """Send an invoice through the channel, to somebody who holds it then; answers its id. None holds nothing."""
        if debtor is not None:
            self._held(number, total, due, debtor, sent=False)
        money = Money.parse(total, currency)
        sent = self.do(
            c.SendInvoice(
                invoice=invoice,
                number=number,
                date=day or self.state.today,
                due_date=due,
                total=money,
                total_without_tax=money.share(10_000, 12_550),
                reference=reference,
                sender={"name": "Company"},
                recipient={**RECIPIENT, **recipient},
                format=made_as,
                filename="invoice.xml",
                document="",
                routed=True,
                comment=None,
                language=language,
                rows_total=None if rows is None else Money.parse(rows, currency),
            )
        )
        return next(fact.invoice for fact in sent if isinstance(fact, f.InvoiceSent))

    def transfer(
        self, number: str, kind: str = "b2b", how: str = "reminder_and_collection", capital: str | None = None
    ) -> None:
        """Hand an invoice over."""
        payer = {"type": "company" if kind == "b2b" else "person", "name": "Debtor", "address": ADDRESS}
        self.do(
            c.TransferInvoice(
                invoice=self.state.invoice_ids[number][-1],
                provider=self.provider,
                collection_type=how,
                receivables_type=kind,
                principal=None if capital is None else self.money(capital),
                payers=(payer,),
                summary=None,
            )
        )

    def register(
        self, number: str, capital: str | None = None, kind: str = "b2b", *, payer: Any = None, **words: Any
    ) -> list[f.Fact]:
        """Hand an invoice over that the agency hears of now, or that a debtor holds; `words` are the command's."""
        known = self.state.newest_of(number)
        party = {"type": "company" if kind == "b2b" else "person", "name": "Debtor", "address": ADDRESS}
        told = {
            "date": known.sent.date if known else date(2026, 1, 14),
            "due_date": known.sent.due_date if known else date(2026, 1, 28),
            "principal": known.sent.total if known and capital is None else self.money(capital or "1240.00"),
            **words,
        }
        return self.do(
            c.RegisterCase(
                provider=self.provider,
                own_id=None,
                number=number,
                collection_type="reminder_and_collection",
                receivables_type=kind,
                payers=({**party, **(payer or {})},),
                **{"summary": None, **told},
            )
        )

    def case(self, number: str = "1001") -> Case:
        found = self.state.case_of(number)
        assert found is not None, f"there is no case of {number}"
        return found

    def pay(self, number: str, amount: str | None = None, to: str | None = "agency") -> list[f.Fact]:
        money = None if amount is None else self.money(amount)
        return self.do(c.PayNow(number=number, amount=money, to=to, reference=None))

    def report(self, number: str, amount: Money) -> list[f.Fact]:
        """Report a payment of today to the company."""
        case = self.case(number).id
        return self.do(c.ReportPayment(case=case, amount=amount, date=self.state.today, text=None))

    def credit(self, number: str, amount: Money) -> list[f.Fact]:
        """Report a credit note of today."""
        case, today = self.case(number).id, self.state.today
        return self.do(c.ReportCredit(case=case, amount=amount, date=today, credit_note="H-1", text=None))

    def decide(self, number: str, decision: str, until: date | None = None, *others: str) -> list[f.Fact]:
        cases = tuple(self.case(other).id for other in others)
        return self.do(
            c.Decide(case=self.case(number).id, decision=decision, until=until, text=None, others=cases)
        )

    def choose(self, **settings: Any) -> list[f.Fact]:
        """Change the company's settings at the agency."""
        return self.do(c.ChangeSettings(provider=self.provider, changes=settings))
