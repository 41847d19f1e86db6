"""What may be said of a fault, to a sandbox and to the control API; and every example of the documentation."""

from __future__ import annotations

import re
from typing import Any

import orjson
import pytest
import yaml

import simulator
from simulator import Refused, World
from simulator.armed import sound
from simulator.channels import channels
from simulator.domain.commands import Refusal
from simulator.faults import kinds
from tests.architecture.source import ROOT
from tests.simulator.stage import KEY, Stage

COMMON = {"kind", "channel", "operation", "operations", "event", "nth", "times"}
DOCUMENT = (ROOT / "docs" / "faults.md").read_text(encoding="utf-8")
_BLOCKS = (r"^```json\n(.*?)^```", r"-d '(\{.*?\})'")
EXAMPLES = [
    orjson.loads(found)
    for block in _BLOCKS
    for found in re.findall(block, DOCUMENT, re.DOTALL | re.MULTILINE)
]

DURATION = "an ISO 8601 duration of weeks, days, hours, minutes and seconds, such as P1D or PT2M"


def calling(**words: Any) -> dict[str, Any]:
    return {"kind": "meanwhile", "calls": [{"call": "payments", **words}]}


def stale(*operations: str) -> dict[str, Any]:
    return {"kind": "stale_read", "age": "P1D", "operations": list(operations)}


@pytest.fixture
def stage() -> Stage:
    made = Stage(World(key=KEY))
    made.world.create(seed=7)
    return made


def test_every_kind_says_what_its_words_are_and_no_word_means_two_things() -> None:
    for kind, schema in simulator.fault_words().items():
        assert schema["title"]
        assert schema["additionalProperties"] is False
        assert set(schema["required"]) <= schema["properties"].keys()
        assert not COMMON & schema["properties"].keys(), kind


def test_the_control_document_lists_every_kind() -> None:
    document = yaml.safe_load((ROOT / "specs" / "control" / "openapi.yaml").read_text(encoding="utf-8"))
    assert document["components"]["schemas"]["FaultKind"]["enum"] == sorted(kinds())


def test_every_kind_has_a_heading_and_an_example_in_the_documentation() -> None:
    assert set(re.findall(r"^### `(.+)`$", DOCUMENT, re.MULTILINE)) == set(kinds())
    assert {example["kind"] for example in EXAMPLES} == set(kinds())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: str(example["kind"]))
def test_an_example_of_the_documentation_is_taken(stage: Stage, example: dict[str, Any]) -> None:
    made = stage.control("POST", "/sandboxes/1/faults", example)
    assert made.status == 201, made.body
    assert stage.control("GET", "/sandboxes/1/faults").json == [made.json]
    assert stage.control("DELETE", f"/sandboxes/1/faults/{made.json['id']}").status == 204
    assert stage.control("GET", "/sandboxes/1/faults").json == []


def test_a_fault_is_shown_with_what_was_left_out() -> None:
    sandbox = World(key=KEY).create(seed=7)
    fault = sandbox.put_fault({"kind": "reset", "operation": "getV1Events"})
    words = {"kind": "reset", "operations": ["getV1Events"], "nth": 1, "times": 1}
    assert sandbox.faults() == [
        {"id": fault, "words": words, "seen": 0, "struck": 0, "failures": 0, "failed": []}
    ]
    assert [fact["kind"] for fact in sandbox.facts()] == ["fault_set"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({"kind": "rate_limits"}, "there is no fault 'rate_limits'; did you mean 'rate_limit'?"),
        ({}, "there is no fault None; there are: cut_after_commit, delay, "),
        ({"kind": "reset", "operation": "getV1Event"}, "'getV1Event'; did you mean 'getV1Events'?"),
        ({"kind": "reset", "channel": "mavent"}, "there is no channel 'mavent'; did you mean 'maventa'?"),
        ({"kind": "reset", "channel": "maventa", "operation": "xyz"}, "maventa has no operation 'xyz'; there are: "),
        ({"kind": "latency"}, "the fault latency needs the word 'milliseconds'"),
        ({"kind": "latency", "miliseconds": 5}, "has no word 'miliseconds'; did you mean 'milliseconds'?"),
        ({"kind": "latency", "milliseconds": -1}, "milliseconds cannot be -1: -1 is less than the minimum of 0"),
        ({"kind": "status", "status": 200}, "status cannot be 200: 200 is less than the minimum of 400"),
        ({"kind": "drop", "operation": "getV1Events"}, "the fault drop has no word 'operation'"),
        ({"kind": "reset", "event": "X"}, "the fault reset has no word 'event'"),
        ({"kind": "reset", "nth": 0}, "nth cannot be 0"),
        ({"kind": "delay", "by": "2 days"}, "by cannot be '2 days'"),
        ({"kind": "delay", "by": "P"}, "by cannot be 'P'"),
        ({"kind": "meanwhile", "calls": []}, "calls cannot be []"),
        (calling(), "the call payments needs the word 'number'"),
        (calling(call="payment", number="1"), "there is no call 'payment'; did you mean 'payments'?"),
        (
            calling(call=None),
            "there is no call None; there are: acts, debtors, decisions, invoices, onboarding, payments",
        ),
        (calling(call=["x"]), "there is no call ['x']; there are: "),
        (calling(number="1", amont=1), "the call payments has no word 'amont'; did you mean 'amount'?"),
        (calling(number="1", amount="4,00"), "amount cannot be '4,00'; allowed: How much, as text with a point"),
        (calling(number="1", reference="rong"), "reference cannot be 'rong'; did you mean 'wrong'?"),
        (calling(call="debtors", kind="company"), "the call debtors needs the word 'key'"),
        ({"kind": ["reset"]}, "there is no fault ['reset']; "),
        ({"kind": "latancy"}, "there is no fault 'latancy'; did you mean 'latency'?"),
        ({"kind": "latency", "milliseconds": 1.5}, "milliseconds cannot be 1.5"),
        ({"kind": "stale_read", "age": "P1Y"}, f"age cannot be 'P1Y'; allowed: How long ago: {DURATION}"),
        ({"kind": "delay", "by": "P1M"}, f"by cannot be 'P1M'; allowed: How much later: {DURATION}"),
        ({"kind": "rate_limit", "retry_after": "soon"}, f"in virtual time: seconds, or {DURATION}"),
        ({"kind": "malformed", "how": "htm"}, "how cannot be 'htm'; did you mean 'html'?"),
        ({"kind": "malformed", "how": "html", "items": True}, "items: with how: html there is nothing new; take how: "),
        ({"kind": "malformed", "how": "empty", "value": {"/a": 1}}, "value: with how: empty there is nothing new"),
        (stale("postV1Invoices"), "postV1Invoices is no read (GET); it can strike: "),
        (stale("getV1Events", "putV2ServicesRopoReceivables"), "putV2ServicesRopoReceivables is no read (GET)"),
        ({**stale("getV1Events"), "channel": "kravia"}, "kravia has no operation 'getV1Events'"),
        ({"kind": "drop", "event": "x" * 300}, f"event cannot be '{'x' * 199}…: "),
    ],
)  # fmt: skip
def test_words_that_a_fault_cannot_have_are_refused_saying_what_it_has(
    words: dict[str, Any], said: str
) -> None:
    with pytest.raises(Refusal, match=re.escape(said)):
        sound(words, channels())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ({}, "there is no fault None; there are: "),
        ({"kind": 5}, "there is no fault 5; there are: "),
        ({"kind": "latancy", "milliseconds": 5}, "there is no fault 'latancy'; did you mean 'latency'?"),
        (
            {"kind": "reset", "times": 0},
            "the fault reset: times cannot be 0: 0 is less than the minimum of 1",
        ),
        ({"kind": "reset", "channel": 5}, "the fault reset: channel cannot be 5"),
        ({"kind": "drop", "event": []}, "the fault drop: event cannot be []"),
        ({"kind": "meanwhile", "calls": [{"call": "payment"}]}, "did you mean 'payments'?"),
        (
            {"kind": "stale_read", "age": "P1Y"},
            "weeks, days, hours, minutes and seconds, such as P1D or PT2M",
        ),
    ],
)
def test_the_control_api_says_what_a_sandbox_says(stage: Stage, words: dict[str, Any], said: str) -> None:
    heard = stage.control("POST", "/sandboxes/1/faults", words)
    assert heard.status == 400
    assert said in heard.json["detail"]


def test_what_is_no_object_is_no_fault(stage: Stage) -> None:
    heard = stage.control("POST", "/sandboxes/1/faults", ["reset"])
    assert (heard.status, 'is not of type "object"' in heard.json["detail"]) == (400, True)


def test_a_whole_number_is_one_however_json_writes_it(stage: Stage) -> None:
    words = {"kind": "latency", "milliseconds": 1.0, "nth": 2.0, "times": 2.0}
    made = stage.control("POST", "/sandboxes/1/faults", words)
    assert made.json["words"] == words
    assert not any(isinstance(value, float) for value in made.json["words"].values())
    assert b"2.0" not in made.body


def test_what_is_refused_changes_nothing_and_is_answered_400(stage: Stage) -> None:
    heard = stage.control("POST", "/sandboxes/1/faults", {"kind": "delay", "by": "2 days"})
    assert (heard.status, "by cannot be '2 days'" in heard.json["detail"]) == (400, True)
    assert stage.world.get("1").facts() == []


def test_a_fault_that_is_not_set_cannot_be_removed() -> None:
    sandbox = World(key=KEY).create(seed=7)
    with pytest.raises(Refused, match="there is no fault 'x' in this sandbox; there are: none"):
        sandbox.remove_fault("x")
