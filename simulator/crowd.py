"""A sandbox with very many open cases, for whoever measures how a large one behaves."""

from __future__ import annotations

from datetime import timedelta

from simulator.agencies import agencies
from simulator.domain import commands as c
from simulator.domain.agency import Agency
from simulator.domain.money import Money
from simulator.sandbox import Sandbox
from simulator.world import World

_LARGEST = 2_000_000  # minor units: of such principals some are in each band of the law's fees
_STEP = 7_919  # a prime, so that one principal follows another through all of them


def crowded(cases: int, world: World | None = None) -> Sandbox:
    """Answer a sandbox in which so many cases were opened this minute, and nothing has happened to them yet.

    It is a new one of the world, or in memory. Each case came as a client's calls bring it: an invoice sent, then
    handed over. Principals and kinds of debtors vary, and none of the debtors ever does anything. The agency is the one
    with the longest table of those whose service is active once the company's agreement is confirmed.
    """
    sandbox = (world or World()).create()
    confirming = [each for each in agencies().values() if each.activates == "confirmed"]
    agency = max(confirming, key=lambda each: len(each.lifecycle.transitions))
    _activate(sandbox, agency)
    types = {kind: name for name, kind in agency.receivables.items() if name not in agency.only_in}
    for number in range(cases):
        _hand_over(sandbox, agency, number, types)
    while len(sandbox.state.cases) < cases and (due := sandbox.next_due()):
        sandbox.run_until(due)
    return sandbox


def _activate(sandbox: Sandbox, agency: Agency) -> None:
    sandbox.handle(c.ActivateService(provider=agency.name, email="office@company.example"))
    for action in ("sign", "pass_kyc"):
        sandbox.onboarding(agency.name, action)
    while sandbox.state.service(agency.name).status != "active" and (due := sandbox.next_due()):
        sandbox.run_until(due)


def _hand_over(sandbox: Sandbox, agency: Agency, number: int, types: dict[str, str]) -> None:
    """Send an invoice that is overdue, and hand it over."""
    kind = "consumer" if number % 3 == 0 else "company"
    total = Money(1 + number * _STEP % _LARGEST, sandbox.state.currency)
    due = sandbox.state.today - timedelta(days=agency.opens_after[kind])
    sent = c.SendInvoice(
        invoice=None,
        number=str(number),
        date=due - timedelta(days=14),
        due_date=due,
        total=total,
        total_without_tax=total,
        reference=None,
        sender={},
        recipient={},
        format="FINVOICE30",
        filename="",
        document="",
        routed=False,
        comment=None,
    )
    sandbox.handle(sent)
    payer = {"name": f"Debtor {number}", "type": "person" if kind == "consumer" else "company"}
    sandbox.handle(
        c.TransferInvoice(
            invoice=sandbox.state.invoice_ids[str(number)][-1],
            provider=agency.name,
            collection_type=next(iter(agency.starts)),
            receivables_type=types[kind],
            principal=None,
            payers=(payer,),
            summary=None,
        )
    )
