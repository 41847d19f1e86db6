"""The doctor finds what is broken in ledger, facts and agenda, each way, by the log alone, in each kind of store."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from simulator import World, examined, open_store
from simulator.doctor import unsound
from simulator.domain.state import State
from tests.postgres import Postgres
from tests.simulator.company import Company

Ask = Callable[..., list[tuple[Any, ...]]]


def lived(world: World) -> Company:
    company = Company(world=world).activate()
    company.open_case()
    company.banking_days(12)
    company.pay("1001", "100.00")
    company.banking_days(5)
    return company


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A store with one sandbox, which has no snapshot: the log alone has to tell."""
    made = str(tmp_path / "db") if request.param == "sqlite" else str(request.getfixturevalue("database"))
    world = World(store=open_store(made))
    lived(world)
    world.close()
    asking(made)("DELETE FROM snapshot")
    return made


def asking(place: str) -> Ask:
    """What carries statements out behind the store's back."""

    def ask(sql: str, *values: Any) -> list[tuple[Any, ...]]:
        if place.startswith("postgresql"):
            return Postgres.ask(place, sql.replace("?", "%s"), *values)
        connection = sqlite3.connect(place)
        with connection:
            found = connection.execute(sql, values).fetchall()
        connection.close()
        return found

    return ask


_CHANGE = "UPDATE log SET facts = ? WHERE number = ?"


def edit(ask: Ask, kind: str, change: Callable[[dict[str, Any]], object]) -> int:
    """Change the first fact of a kind, as somebody might by hand; answers its row."""
    for number, text in ask("SELECT number, facts FROM log ORDER BY number"):
        facts = orjson.loads(text)
        for fact in facts:
            if fact["kind"] == kind:
                change(fact)
                written = orjson.dumps(facts)
                ask(_CHANGE, written if isinstance(text, bytes) else written.decode(), number)
                return int(number)
    raise LookupError(kind)


def wrong(place: str) -> str:
    return "\n".join(sentence for finding in examined(place) for sentence in finding.wrong)


def test_what_is_not_broken_is_sound(place: str) -> None:
    assert wrong(place) == ""


EDITS: dict[str, tuple[str, Callable[[dict[str, Any]], object], str]] = {
    "money that comes from nowhere": (
        "payment_received",
        lambda fact: fact["principal"].update(amount="9999.00"),
        "money that comes from nowhere",
    ),
    "a payment of no case": (
        "payment_received",
        lambda fact: fact.update(case="nobody"),
        "does not follow from the rows before it (KeyError",
    ),
    "a letter that was never due": (
        "case_opened",
        lambda fact: fact.update(deadlines=[]),
        "send_reminder of case:",
    ),
    "a letter before its day": (
        "case_opened",
        lambda fact: fact["deadlines"][0].update(due="2026-12-31T08:00:00+00:00"),
        "send_reminder of case:",
    ),
    "a delivery that was never due": (
        "invoice_sent",
        lambda fact: fact.update(deadlines=[]),
        "deliver of invoice:",
    ),
    "a currency that there is not": (
        "case_opened",
        lambda fact: fact["principal"].update(currency="euros"),
        "a record of the kind 'case_opened' cannot be read",
    ),
    "a field too many": ("case_opened", lambda fact: fact.update(colour="red"), "cannot be read"),
    "a field too few": ("case_opened", lambda fact: fact.pop("case"), "cannot be read"),
    "a kind that nobody knows": (
        "case_opened",
        lambda fact: fact.update(kind="planet_found"),
        "planet_found",
    ),
}


@pytest.mark.parametrize("how", EDITS)
def test_a_fact_that_was_edited_is_found_with_its_row(place: str, how: str) -> None:
    kind, change, said = EDITS[how]
    number = edit(asking(place), kind, change)
    found = wrong(place)
    assert said in found
    assert "take the file from a backup, or remove this sandbox" in found
    if "was not due" not in found:
        assert f"row {number}" in found


STATEMENTS = {
    "a row that is gone": ("DELETE FROM log WHERE number = 5", "row 5 of the log is missing: row 6 follows"),
    "the first row that is gone": ("DELETE FROM log WHERE number = 1", "row 1 of the log is missing"),
    "rows in another order": (
        "UPDATE log SET at = '2026-01-12T07:00:00+00:00' WHERE number = 12",
        "row 12 is older than the row before it",
    ),
    "a row from before all": (
        "UPDATE log SET at = '2020-01-01T00:00:00+00:00' WHERE number = 1",
        "row 1 is older than the row before it",
    ),
    "no birth": ("UPDATE sandbox SET birth = '{}'", "nothing can be made of what it was born with"),
}


@pytest.mark.parametrize("how", STATEMENTS)
def test_a_log_that_was_edited_is_found(place: str, how: str) -> None:
    statement, said = STATEMENTS[how]
    asking(place)(statement)
    assert said in wrong(place)


# What no edit leads to, since it would be a defect of dunbox


@pytest.fixture
def company() -> Company:
    return lived(World())


def test_a_ledger_that_is_out_of_balance_is_wrong_and_so_is_a_case_that_says_otherwise(
    company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unsound(company.sandbox) == []
    [case] = company.sandbox.state.cases
    broken = company.sandbox.state.ledger
    broken.balances[f"case:{case}:principal", "EUR"] += 1
    monkeypatch.setattr(State, "ledger", property(lambda state: broken))
    balance, booked = unsound(company.sandbox)
    assert balance == "the ledger is out of balance by 0.01 EUR"
    assert booked == f"case {case}: open principal is 1230.20 EUR, and the ledger says 1230.21 EUR"


def test_an_open_case_whose_deadline_is_gone_from_the_agenda_is_wrong(company: Company) -> None:
    [case] = company.sandbox.state.cases.values()
    timer = case.timers[0]
    company.sandbox.agenda.reached(timer.subject, timer.name)
    assert unsound(company.sandbox) == [
        f"case {case.id}: {timer.name} at {timer.due.isoformat()} is not on the agenda"
    ]
