"""The JSON Schema for editors: it explains every word, and agrees with the lint wherever a schema can tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import jsonschema_rs
import pytest

from conformance.cli.bundle import vocabulary
from conformance.scenario import ScenarioError, load_text, scenario_schema
from conformance.scenario.behaviour import as_json
from conformance.scenario.hints import ACTORS, VERBS
from conformance.scenario.models import GRAMMAR
from conformance.scenario.yaml import read

SCHEMA = scenario_schema(vocabulary())
VALIDATOR = jsonschema_rs.Draft7Validator(SCHEMA)
STORY = """\
title: A company pays after the reminder
rules: [CLIENT-PAY-1]
for: [ropo]
country: FI
start: 2026-01-12T09:00
company: {name: Esimerkki Oy, bank_accounts: [{iban: FI2112345600000785, currency: EUR}]}
assumptions: {debtor.pays_at: "12:30"}
debtors:
  acme: {kind: company, pays: {after: reminder, days: 3}}
story:
  - client: {activate: {}}
  - clock: {by: P1D}
  - provider: {finish_activation: {}}
  - clock: {banking_days: 2}
  - client: {send_invoice: {number: "1001", debtor: acme, total: 1240.00, due_date: 2026-01-28}}
  - network: {status: {on: transfer, status: 503, times: 3}}
  - clock: {to: 2026-02-04T09:00}
  - client: {transfer_invoice: {number: "1001"}}
  - process: {kill: {before_reply: tick}}
  - debtor: {pays: {number: "1001", amount: 40.00, to: creditor}}
  - look: {services: {ropo: active}}
expect:
  invoices: {"1001": {state: paid, open_amount: 0.00}}
  ledger: [{number: "1001", kind: settlement_principal, amount: 1200.00}]
"""
# What a schema can tell of a file: each is one slip in the story above.
WRONG = [
    ("title: A company pays after the reminder", 'title: ""'),
    ("title: A", "titel: A"),
    ("[CLIENT-PAY-1]", "[]"),
    ("CLIENT-PAY-1", "CLIENT-PAY-999"),
    ("CLIENT-PAY-1", "pay"),
    ("rules: [CLIENT-PAY-1]", "rules: CLIENT-PAY-1"),
    ("[ropo]", "[roppo]"),
    ("[ropo]", "[]"),
    ("country: FI", "country: DK"),
    ("2026-01-12T09:00", "2026-01-12"),
    ("2026-01-12T09:00", "tomorrow"),
    ("FI2112345600000785, currency: EUR", "FI2112345600000785"),
    ("currency: EUR", "currency: euro"),
    ("debtor.pays_at", "debtor.pays_when"),
    ('"12:30"', "noon"),
    ("acme: {kind", "Acme: {kind"),
    ("kind: company", "kind: firm"),
    ("kind: company, ", ""),
    ("pays: {after: reminder", "pay: {after: reminder"),
    ("after: reminder", "after: remindr"),
    ("days: 3}", "days: -3}"),
    ("days: 3}", "days: three}"),
    ("{after: reminder, days: 3}", "nevr"),
    ("- client: {activate", "- clinet: {activate"),
    ("{activate: {}}", "{activat: {}}"),
    ("{activate: {}}", "{activate: {}, close_service: {}}"),
    ("{activate: {}}", "{activate: {provider: roppo}}"),
    ("P1D", "1 day"),
    ("banking_days: 2", "banking_days: 0"),
    ("finish_activation: {}", "finish_activation: {by: hand}"),
    ('number: "1001", debtor: acme', "number: 1001, debtor: acme"),
    ("debtor: acme, ", ""),
    ("1240.00", '"1240.00"'),
    ("1240.00", "0"),
    ("due_date: 2026-01-28", "due: 2026-01-28"),
    ("2026-01-28", "28.1.2026"),
    ("on: transfer", "on: transfers"),
    ("status: 503", "status: 200"),
    ("times: 3", "times: 0"),
    ("network: {status", "network: {state"),
    ("before_reply: tick", "before_reply: hello"),
    ("to: creditor", "to: somebody"),
    ("look: {services: {ropo: active}}", "look: {services: {roppo: active}}"),
    ("ropo: active", "ropo: on"),
    ("state: paid", "state: payd"),
    ("open_amount: 0.00", "open_amount: none"),
    ("kind: settlement_principal, amount: 1200.00", "kind: settlement, amount: 1200.00"),
    (", amount: 1200.00", ""),
    ("expect:", "expects:"),
]


def words_of(schema: Any, path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every word that a schema allows somewhere, with its own schema; inside assumptions only their settings."""
    if isinstance(schema, list):
        for index, one in enumerate(schema):
            yield from words_of(one, f"{path}/{index}")
    if not isinstance(schema, Mapping):
        return
    properties = schema.get("properties", {})
    yield from ((f"{path}/{word}", one) for word, one in properties.items())
    for key, one in schema.items():
        if "/assumptions/" not in path:
            yield from words_of(one, f"{path}/{key}")


def is_good(text: str) -> bool:
    return VALIDATOR.is_valid(as_json(read(text).value))


def test_every_word_is_explained_to_whoever_hovers_over_it() -> None:
    found = list(words_of(SCHEMA))
    assert len(found) > 400
    assert [path for path, schema in found if len(str(schema.get("description", ""))) < 5] == []


def test_every_actor_and_verb_of_the_grammar_has_its_sentence_and_no_other_has() -> None:
    assert set(ACTORS) == {*GRAMMAR, "look"}
    assert set(VERBS) == {(actor, verb) for actor, verbs in GRAMMAR.items() for verb in verbs}


def test_every_example_of_a_verb_is_good_words_of_it() -> None:
    step = SCHEMA["properties"]["story"]["items"]["properties"]
    for actor, verbs in GRAMMAR.items():
        for verb in verbs:
            schema = step[actor]["properties"][verb]
            here = jsonschema_rs.Draft7Validator({**schema, "$defs": SCHEMA["$defs"]})
            assert all(here.is_valid(example) for example in schema["examples"]), (actor, verb)


def test_it_is_a_schema_of_the_draft_that_editors_share_and_names_all_that_has_a_name() -> None:
    jsonschema_rs.meta.validate(SCHEMA)
    assert SCHEMA["$schema"] == "http://json-schema.org/draft-07/schema#"
    assert SCHEMA["properties"]["for"]["items"]["enum"] == sorted(vocabulary().providers)
    assert SCHEMA["properties"]["rules"]["items"]["enum"] == sorted(vocabulary().rules)
    assert "transfer" in SCHEMA["$defs"]["Kill"]["properties"]["on"]["enum"]


def test_a_good_story_passes_schema_and_lint() -> None:
    assert load_text(STORY, "story.yaml", vocabulary())
    assert is_good(STORY)


@pytest.mark.parametrize(("old", "new"), WRONG, ids=[f"{old} -> {new}" for old, new in WRONG])
def test_a_slip_that_a_schema_can_tell_is_refused_by_schema_and_lint_alike(old: str, new: str) -> None:
    assert old in STORY
    text = STORY.replace(old, new, 1)
    assert not is_good(text)
    with pytest.raises(ScenarioError) as error:
        load_text(text, "story.yaml", vocabulary())
    assert all(problem.line and problem.expected for problem in error.value.problems)


def test_nothing_is_given_as_null_that_may_be_left_out() -> None:
    text = STORY.replace("finish_activation: {}", "pass_kyc: {power_of_attorney: null}")
    with pytest.raises(ScenarioError) as error:
        load_text(text, "story.yaml", vocabulary())
    assert "power_of_attorney cannot be nothing; expected one of attached, missing" in str(error.value)
    assert not is_good(text)
