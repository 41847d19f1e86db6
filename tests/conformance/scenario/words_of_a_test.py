"""What the tests of the language share: a vocabulary of their own, a good story, and a way to break it."""

from __future__ import annotations

from datetime import date
from typing import Any

from conformance.scenario import Problem, ScenarioError, Vocabulary, load_text

_PAYMENT: dict[str, Any] = {
    "type": "object",
    "properties": {
        "after": {"enum": ["due", "reminder"]},
        "days": {"type": "integer", "minimum": 0},
        "amount": {"type": "number", "exclusiveMinimum": 0},
    },
    "required": ["after", "days"],
    "additionalProperties": False,
}
VOCABULARY = Vocabulary(
    providers=frozenset({"north", "south"}),
    rules=frozenset({"CLIENT-PAY-1", "CLIENT-PAY-2", "NORTH-TRF-1"}),
    debtor_schema={"pays": {"oneOf": [{"const": "never"}, _PAYMENT, {"type": "array", "items": _PAYMENT}]}},
    days=(date(2020, 1, 1), date(2034, 12, 31)),
)

GOOD = """\
title: A company pays after the reminder
rules: [CLIENT-PAY-1]
for: [north]
country: FI
start: 2026-01-12T09:00
debtors:
  acme: {kind: company, pays: {after: reminder, days: 3}}
story:
  - client: {activate: {}}
  - clock: {banking_days: 2}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-28}}
  - clock: {to: 2026-02-04T09:00}
  - client: {transfer_invoice: {number: "1001"}}
expect:
  invoices: {"1001": {state: paid, open_amount: 0.00}}
"""


def problems_of(text: str, path: str = "stories/tale.yaml") -> list[Problem]:
    """Every problem of a text; none if it is good."""
    try:
        load_text(text, path, VOCABULARY)
    except ScenarioError as error:
        return error.problems
    return []


def problem_after(old: str, new: str) -> Problem:
    """The one problem that the good story has when `old` is replaced by `new`."""
    assert GOOD.count(old) == 1, old
    found = problems_of(GOOD.replace(old, new))
    assert len(found) == 1, found
    return found[0]
