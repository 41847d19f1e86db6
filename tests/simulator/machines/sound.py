"""What holds of a sandbox at any moment, whatever was done in it. Each function fails for one that is not so."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulator import Sandbox, World
from simulator.domain.draw import Draw
from simulator.domain.ledger import postings
from simulator.domain.money import Money
from simulator.domain.packing import Packing
from simulator.domain.state import Case, State
from simulator.keeping.image import image
from tests.simulator.reckoning import PARTS, every_cent_is_accounted_for

TOLD = ("webhooks", "messages", "waiting")
"""What a fork does not go on with: nobody is told anything of it who was told of the other."""


def no_money_comes_from_nowhere(state: State) -> None:
    """The postings of each fact sum to zero in each currency, and so do all accounts."""
    for happened in state.timeline:
        moved: Counter[str] = Counter()
        for _, money in postings(happened.fact):
            moved[money.currency] += money.minor
        assert not any(moved.values()), happened
    assert not any(state.ledger.trial_balance().values())


def nothing_is_less_than_nothing(state: State) -> None:
    """No debtor owes less than nothing, and no agency has less than nothing to pay out or to invoice."""
    for case in state.cases.values():
        assert min(getattr(case, f"open_{part}").minor for part in PARTS) >= 0, case
        assert case.reported_directly.minor >= 0, case
    for (account, _), minor in state.ledger.balances.items():
        assert minor >= 0 or not account.startswith(("case:", "due:")), (account, minor)
        assert minor <= 0 or not account.startswith("owed:"), (account, minor)
    assert min((money.minor for money in _lots(state)), default=0) >= 0


def _lots(state: State) -> Iterator[Money]:
    for owed in state.owed.values():
        for lot in (*owed.principal.values(), *owed.interest.values()):
            yield from lot.values()
        for kept in owed.fees.values():
            yield from kept.values()


def cases_show_what_the_ledger_says(state: State) -> None:
    """What is open of each case, and what its agency owes for it, is what was booked."""
    owed = _owed(state)
    booked = state.ledger.balances
    for case in state.cases.values():
        currency = case.open_principal.currency
        for part in PARTS:
            assert getattr(case, f"open_{part}").minor == booked[f"case:{case.id}:{part}", currency], case
        for part in ("principal", "interest"):
            assert owed[part, case.id] == -booked[f"owed:{part}:{case.id}", currency], case


def _owed(state: State) -> Counter[tuple[str, str]]:
    """What agencies have yet to pay out, by part and case."""
    owed: Counter[tuple[str, str]] = Counter()
    for each in state.owed.values():
        for part, lots in (("principal", each.principal), ("interest", each.interest)):
            for lot in lots.values():
                owed.update({(part, case): money.minor for case, money in lot.items()})
    return owed


def is_accounted_for(state: State) -> None:
    """What was reckoned from the facts alone is what the sandbox says of itself, in each currency."""
    for currency in dict.fromkeys(case.open_principal.currency for case in state.cases.values()):
        every_cent_is_accounted_for(state, currency)


HOLDS = (
    no_money_comes_from_nowhere,
    nothing_is_less_than_nothing,
    cases_show_what_the_ledger_says,
    is_accounted_for,
)
"""All that holds of a sandbox's money."""


def is_what_its_log_says(world: World, sandbox: Sandbox) -> None:
    """The state, the outbox and the agenda are those that the log alone makes."""
    birth = dict(world.store.sandboxes())[sandbox.id]
    copy = world.apart(sandbox.id, birth, world.store.rows(sandbox.id))
    assert image(copy) == image(sandbox)


def untold(of: dict[str, Any]) -> dict[str, Any]:
    """The image of a sandbox, without what a fork of it does not go on with."""
    return {name: value for name, value in of.items() if name not in TOLD}


def lives(sandbox: Sandbox) -> dict[str, Any]:
    """What became of each case: its amounts, its state, its deadlines, all that happened to it; and where money is."""
    state, packing = sandbox.state, Packing({Draw: sandbox.state.draw})
    form = packing.of(Case)
    balances = {account: minor for account, minor in state.ledger.balances.items() if minor}
    return {**{case: form.packed(found) for case, found in state.cases.items()}, "balances": balances}
