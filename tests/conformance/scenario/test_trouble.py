"""The words for what goes wrong: faults of the network, kills, and other assumptions."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import jsonschema_rs
import pytest

from conformance.scenario import Scenario, ScenarioError, load_text, scenario_schema
from simulator import assumptions, debtor_words, fault_words
from tests.conformance.scenario.words_of_a_test import GOOD, VOCABULARY

_DURATION = {"type": "string", "pattern": "^P", "x-expected": "a duration such as PT2M"}
_POINTERS = {
    "type": "object",
    "propertyNames": {"pattern": "^/", "x-expected": "a JSON pointer such as /status"},
}
_TEXTS = {"type": "array", "minItems": 1, "items": {"type": "string", "minLength": 1, "maxLength": 3}}


def _kind(strikes: str, required: list[str], **words: Any) -> dict[str, Any]:
    return {"type": "object", "x-strikes": strikes, "properties": words, "required": required}


TROUBLED = replace(
    VOCABULARY,
    fault_words={
        "wait": _kind("call", ["so_long"], so_long={"anyOf": [{"type": "integer"}, _DURATION]}),
        "meanwhile": _kind("call", ["calls"], calls={"type": "array"}),
        "twice": _kind("message", [], after={**_DURATION, "description": "How much later."}),
        "old": {**_kind("call", []), "x-reads": True},
        "odd": _kind("call", [], how={"enum": ["a", "b"]}, value=_POINTERS, texts=_TEXTS),
    },
    fault_wrong=lambda kind, words: (
        "value: with how: a it is idle" if {"how": "a"}.items() < words.items() else None
    ),
    reads={"north": frozenset({"list_events"}), "south": frozenset()},
    duties={
        "north": frozenset({"transfer", "list_events"}),
        "south": frozenset({"transfer"}),
    },
    assumptions={
        "north.days": {"type": "integer"},
        "north.rate": {"type": "number"},
        "north.text": {"type": "string", "enum": ["invoice", "none"]},
    },
)


def told(step: str, top: str = "", *, providers: str = "[north]") -> Scenario:
    """The good story with one more step at its end."""
    text = GOOD.replace("expect:", f"  - {step}\n{top}expect:").replace("[north]", providers)
    return load_text(text, "tale.yaml", TROUBLED)[0]


def problems(step: str, top: str = "", **words: Any) -> list[str]:
    with pytest.raises(ScenarioError) as caught:
        told(step, top, **words)
    return [str(problem) for problem in caught.value.problems]


def test_a_fault_has_the_words_of_its_kind_and_those_that_all_share() -> None:
    step = told("network: {wait: {on: list_events, nth: 2, times: 3, so_long: PT2M}}").story[-1]
    assert (step.actor, step.verb) == ("network", "wait")
    assert step.words == {"on": "list_events", "nth": 2, "times": 3, "so_long": "PT2M"}
    assert told('network: {twice: {event: "case.*"}}').story[-1].words == {"event": "case.*"}
    assert told("network: {calm: {}}").story[-1].words == {}


def test_what_happens_then_is_a_step() -> None:
    paid = told('network: {meanwhile: {on: list_events, then: {debtor: {pays: {number: "1001"}}}}}')
    then = paid.story[-1].words["then"]
    assert (then.actor, then.verb, then.words) == ("debtor", "pays", {"number": "1001"})
    signed = told("network: {meanwhile: {then: {provider: {sign: {}}}}}").story[-1].words["then"]
    assert (signed.actor, signed.verb) == ("provider", "sign")
    held = told('network: {meanwhile: {then: {provider: {suspend: {number: "1001", until: 2026-03-02}}}}}')
    then = held.story[-1].words["then"]
    assert (then.verb, then.words) == ("suspend", {"number": "1001", "until": date(2026, 3, 2)})


@pytest.mark.parametrize(
    ("step", "said"),
    [
        (
            "network: {wiat: {so_long: 1}}",
            "one of calm, wait, meanwhile, twice, old, odd; did you mean 'wait'?",
        ),
        ("network: {wait: {solong: 1}}", "expected one of on, nth, times, so_long; did you mean 'so_long'?"),
        ("network: {wait: {}}", "wait lacks 'so_long'"),
        ("network: {wait: 5}", "wait is 5; expected a mapping"),
        ("network: {wait: {so_long: soon}}", "so_long cannot be 'soon'; expected a duration such as PT2M"),
        (
            "network: {wait: {so_long: 1, nth: 0}}",
            "nth: 0 does not fit; expected a whole number from 1 to 400",
        ),
        ("network: {wait: {so_long: 1, event: x}}", "wait has no word 'event'"),
        (
            "network: {twice: {on: transfer}}",
            "twice has no word 'on'; expected one of event, nth, times, after",
        ),
        ("network: {twice: {after: -PT1H}}", "after cannot be '-PT1H'; expected a duration such as PT2M"),
        ("network: {calm: {now: true}}", "calm has no word 'now'; expected nothing, written {}"),
        (
            "network: {old: {on: transfer}}",
            "old strikes only reads, and clients of north do not read in 'transfer'; expected one of list_events",
        ),
        ("network: {odd: {how: a, value: {/x: 1}}}", "odd: value: with how: a it is idle"),
        ("network: {odd: {value: {x: 1}}}", "value has no word 'x'; expected a JSON pointer such as /status"),
        ("network: {odd: {texts: []}}", "texts cannot be an empty list; expected a list of at least 1"),
        ("network: {odd: {texts: [word]}}", "texts cannot be 'word'; expected text of at most 3 letters"),
        (
            "network: {wait: {so_long: 1, on: transfr}}",
            "no duty 'transfr'; expected one of list_events, transfer; did you mean 'transfer'?",
        ),
        ("network: {meanwhile: {}}", "meanwhile lacks 'then'"),
        ("network: {meanwhile: {then: 3}}", "then cannot be 3; expected one step of debtor, provider"),
        ("network: {meanwhile: {then: {client: {activate: {}}}}}", "then cannot be a step of 'client'"),
        (
            'network: {meanwhile: {then: {debtor: {pays: {number: "9"}}}}}',
            "no invoice '9' has been sent before this",
        ),
        ("network: {meanwhile: {then: {debtor: {pay: {}}}}}", "a debtor has no verb 'pay'"),
        ("process: {kil: {}}", "a process has no verb 'kil'; expected one of kill; did you mean 'kill'?"),
        ("process: {kill: {in: transfer}}", "kill has no word 'in'"),
        ("process: {kill: {on: close}}", "clients of north have no duty 'close'"),
        (
            "process: {kill: {on: transfer, before_reply: bank}}",
            "a kill comes at a call or at a reply; expected another step for the second kill",
        ),
        ("process: {kill: {before_reply: hello}}", "before_reply"),
        ("process: {kill: {nth: 2}}", "nth counts the calls of a duty; expected the word 'on' beside it"),
    ],
)
def test_a_slip_is_told_once_with_what_would_be_right(step: str, said: str) -> None:
    [problem] = problems(step)
    assert said in problem
    assert problem.startswith("tale.yaml:14:")


def test_a_duty_must_be_one_of_every_provider_of_the_story() -> None:
    [problem] = problems("process: {kill: {on: list_events}}", providers="[north, south]")
    assert "clients of south have no duty 'list_events'" in problem


def test_assumptions_are_read_by_their_schemas() -> None:
    found = told("process: {kill: {}}", "assumptions: {north.days: 3, north.rate: 0.5}\n")
    assert found.assumptions == {"north.days": 3, "north.rate": 0.5}
    assert told("network: {calm: {}}").assumptions == {}
    wrong = problems("process: {kill: {}}", "assumptions: {north.day: 3, north.rate: much}\n")
    assert "there is no assumption 'north.day'" in wrong[0]
    assert "did you mean 'north.days'?" in wrong[0]
    assert "north.rate cannot be 'much'; expected a number" in wrong[1]


def test_a_value_that_fits_in_no_way_is_told_once_with_what_there_is() -> None:
    [problem] = problems("network: {calm: {}}", "assumptions: {north.text: null}\n")
    assert "north.text cannot be nothing; expected one of invoice, none" in problem


def test_what_the_simulator_wants_of_text_is_told_in_words() -> None:
    schemas = (
        *fault_words().values(),
        *debtor_words().values(),
        *(row["schema"] for row in assumptions() if row["override"]),
    )
    patterns = [node for node in nodes(list(schemas)) if "pattern" in node]
    assert len(patterns) >= 5
    assert [node for node in patterns if "x-expected" not in node] == []


SIMULATED = replace(VOCABULARY, debtor_schema=debtor_words())


def debtor(words: str) -> list[str]:
    """What is said of a debtor with these words."""
    text = GOOD.replace(
        "acme: {kind: company, pays: {after: reminder, days: 3}}", f"acme: {{kind: company, {words}}}"
    )
    try:
        load_text(text, "tale.yaml", SIMULATED)
    except ScenarioError as caught:
        return [str(problem) for problem in caught.problems]
    return []


_WHEN = "after: reminder, days: 2"
_ENTRY = "expected one of weight, asks_for_time, bankrupt, disputes, pays, plan, promises"


@pytest.mark.parametrize(
    "words",
    [
        f"pays: {{{_WHEN}, more: 50.00, times: 2}}",
        f"pays: [{{{_WHEN}, amount: 400.00, times: 10}}, {{after: enforcement, days: 0}}]",
        f"disputes: {{{_WHEN}, text: The goods came broken.}}",
        f"asks_for_time: {{{_WHEN}, more: 14, pays: true}}",
        f"promises: {{{_WHEN}, to_pay_in: 7, keeps: false}}, pays: {{after: demand, days: 3}}",
        f"plan: {{{_WHEN}, instalments: 3, every: 30}}",
        f"plan: {{{_WHEN}, instalments: 3, every: 30, pays: 1}}",
        "bankrupt: {after: second_demand, days: 5}",
        f"mix: [{{weight: 3, pays: {{{_WHEN}, amount: 400.00}}}}, {{weight: 1, pays: never, disputes: {{{_WHEN}}}}}]",
    ],
)
def test_a_debtor_may_have_every_word_of_the_simulator(words: str) -> None:
    assert debtor(words) == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (f"dispute: {{{_WHEN}}}", "a debtor has no word 'dispute'"),
        (f"dispute: {{{_WHEN}}}", "did you mean 'disputes'?"),
        ("disputes: {days: 2}", "disputes lacks 'after'"),
        ("disputes: never", "disputes cannot be 'never'; expected a mapping"),
        ("disputes: {after: remindr, days: 2}", "did you mean 'reminder'?"),
        (f"disputes: {{{_WHEN}, text: ''}}", "expected text that is not empty"),
        (f"pays: {{{_WHEN}, times: 1}}", "times cannot be 1; expected at least 2"),
        (f"pays: {{{_WHEN}, more: 0}}", "more cannot be 0; expected an amount above zero such as 400.00"),
        (f"pays: {{{_WHEN}, more: 0.005}}", "more: the amount 0.005 has more than two decimals"),
        (f"pays: {{{_WHEN}, more: 5.00, amount: 4.00}}", "expected one of the words 'amount' and 'more'"),
        (f"asks_for_time: {{{_WHEN}, more: 14}}", "asks_for_time lacks 'pays'"),
        (f"asks_for_time: {{{_WHEN}, more: 0, pays: true}}", "more cannot be 0; expected at least 1"),
        (
            f"promises: {{{_WHEN}, to_pay_in: 7, keeps: maybe}}",
            "keeps cannot be 'maybe'; expected true or false",
        ),
        (f"plan: {{{_WHEN}, instalments: 1, every: 30}}", "instalments cannot be 1; expected at least 2"),
        (f"plan: {{{_WHEN}, parts: 3, every: 30}}", "plan has no word 'parts'"),
        ("bankrupt: true", "bankrupt cannot be true; expected a mapping"),
        ("mix: []", "mix cannot be an empty list; expected a list of at least 1"),
        ("mix: {weight: 1, pays: never}", "expected a list"),
        ("mix: [{pays: never}]", "mix lacks 'weight'"),
        ("mix: [{weight: 0, pays: never}]", "weight cannot be 0; expected at least 1"),
        ("mix: [{weigth: 1, pays: never}]", "mix has no word 'weigth'"),
        ("mix: [{weight: 1, pay: never}]", f"mix has no word 'pay'; {_ENTRY}; did you mean 'pays'?"),
        ("mix: [{weight: 1, mix: []}]", f"mix has no word 'mix'; {_ENTRY}"),
        ("mix: [{weight: 1, pays: nevr}]", "did you mean 'never'?"),
    ],
)
def test_a_slip_in_a_debtors_words_is_told_with_what_would_be_right(words: str, said: str) -> None:
    [problem] = debtor(words)
    assert said in problem


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    """Every object inside a value."""
    if isinstance(value, dict):
        yield value
    for inner in (
        value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    ):
        yield from nodes(inner)


def test_a_story_says_what_it_needs_of_a_client_and_its_harness() -> None:
    plain = ["activate", "send_invoice", "transfer_invoice"]
    assert told("clock: {by: P1D}").needs == plain
    assert told("network: {calm: {}}").needs == sorted([*plain, "faults"])
    assert told("process: {kill: {on: transfer}}").needs == sorted([*plain, "restart"])
    auto = "client: {change_settings: {settings: {auto_transfer: {enabled: true}}}}"
    assert told(auto).needs == sorted([*plain, "change_settings", "auto_transfer"])


@pytest.mark.parametrize(
    ("step", "good"),
    [
        ({"network": {"wait": {"so_long": "PT2M", "on": "transfer"}}}, True),
        ({"network": {"meanwhile": {"then": {"provider": {"sign": {}}}}}}, True),
        ({"network": {"calm": {}}}, True),
        ({"process": {"kill": {"on": "transfer", "nth": 2}}}, True),
        ({"network": {"wait": {"on": "transfer"}}}, False),
        ({"network": {"twice": {"on": "transfer"}}}, False),
        ({"network": {"meanwhile": {"calls": []}}}, False),
        ({"network": {"meanwhile": {"then": {"client": {"activate": {}}}}}}, False),
        ({"process": {"kill": {"at": 1}}}, False),
    ],
)
def test_editors_know_the_words_too(step: dict[str, Any], good: bool) -> None:
    schema = scenario_schema(TROUBLED)
    story = {
        "title": "x",
        "rules": ["CLIENT-PAY-1"],
        "for": ["north"],
        "country": "FI",
        "start": "2026-01-12T09:00",
        "story": [step],
        "assumptions": {"north.days": 3},
        "expect": {"services": {"north": "active"}},
    }
    assert jsonschema_rs.validator_for(schema).is_valid(story) is good
    assert not jsonschema_rs.validator_for(schema).is_valid({**story, "assumptions": {"north.days": "x"}})


def test_what_somebody_does_to_a_schema_changes_nothing_of_how_stories_are_read() -> None:
    for part in scenario_schema(TROUBLED)["properties"].values():
        part.clear()
    for part in list(nodes(scenario_schema(TROUBLED))):
        part.clear()
    found = told("network: {wait: {so_long: PT2M}}", "assumptions: {north.days: 3}\n")
    assert found.assumptions == {"north.days": 3}
    assert "so_long" in problems("network: {wait: {}}")[0]
