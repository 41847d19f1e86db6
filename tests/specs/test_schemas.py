"""The schemas of a trace and of a result take what they should and nothing else."""

from __future__ import annotations

import json
from copy import deepcopy
from typing import Any

import jsonschema_rs
import pytest

from simulator.resources import specs

START = {
    "id": 1,
    "at": "2026-01-12T09:00:00+02:00",
    "op": None,
    "kind": "start",
    "trace": 1,
    "provider": "ropo",
    "surfaces": ["maventa"],
    "zone": "Europe/Helsinki",
    "hello": {"client": "example"},
}
OP = {
    "id": 2,
    "at": "2026-01-12T09:00:00+02:00",
    "op": 2,
    "kind": "op",
    "name": "act",
    "request": {"action": "activate", "provider": "ropo"},
    "reply": {"ok": {"outcome": "pending"}},
}
EXCHANGE = {
    "id": 3,
    "at": "2026-01-12T09:00:00+02:00",
    "op": 2,
    "kind": "exchange",
    "surface": "maventa",
    "operation": "putV2ServicesRopoReceivables",
    "method": "PUT",
    "path": "/v2/services/ropo/receivables",
    "query": {},
    "headers": {"authorization": "Bearer {token:1}"},
    "body": {"agreement_contact_email": "talous@example.fi"},
    "answer": {"status": 200, "headers": {}, "body": {"status": "PENDING"}},
    "contract": [],
    "fault": None,
    "committed": True,
    "means": {"duty": "activate", "outcome": "accepted", "provider": "ropo", "state": "pending"},
}
DELIVERY = {
    "id": 4,
    "at": "2026-01-14T09:00:00+02:00",
    "op": None,
    "kind": "delivery",
    "surface": "maventa",
    "body": {"event": "RECEIVABLES.SERVICE.ACTIVATED"},
    "answer": {"status": 200},
    "means": {"duty": "webhook", "outcome": "accepted"},
}
STATEMENT = {
    "id": 5,
    "at": "2026-02-10T06:00:00+02:00",
    "op": None,
    "kind": "statement",
    "account": "FI2112345600000785",
    "day": "2026-02-09",
    "format": "camt.053.001.02",
    "content": "<Document></Document>",
}
FACT = {
    "id": 6,
    "at": "2026-02-09T15:00:00+02:00",
    "op": None,
    "kind": "fact",
    "fact": "principal_settled",
    "rules": ["ROPO-SET-1"],
    "total": {"amount": "1240.00", "currency": "EUR"},
}
END = {"id": 7, "at": "2026-02-12T09:00:00+02:00", "op": None, "kind": "end"}
RECORDS: list[dict[str, Any]] = [START, OP, EXCHANGE, DELIVERY, STATEMENT, FACT, END]

CHECK: dict[str, Any] = {
    "id": "settlement.booked-once",
    "rules": ["ROPO-SET-1", "CLIENT-SET-1"],
    "severity": "must",
    "verdict": "failed",
    "looked": 1,
    "message": "The settlement is booked twice",
    "expected": "one settlement_principal of 1240.00 EUR",
    "actual": "two",
    "at": "2026-02-10T08:00:00+02:00",
    "evidence": [187, 212],
}
RESULT: dict[str, Any] = {
    "dunbox": "0.1.0",
    "seed": 7,
    "client": "example",
    "started": "2026-11-22T10:00:00+02:00",
    "seconds": 1.5,
    "virtual_days": 32,
    "summary": {
        "passed": 0,
        "failed": 1,
        "warned": 0,
        "not_applicable": 0,
        "config_error": 0,
        "harness_error": 0,
    },
    "unlooked": ["ROPO-CLS-1"],
    "scenarios": [
        {
            "id": "ropo/paid-after-the-reminder",
            "provider": "ropo",
            "title": "A company pays three days after the reminder",
            "verdict": "failed",
            "seconds": 0.7,
            "reproduce": "dunbox run ropo/paid-after-the-reminder --seed 7",
            "checks": [CHECK],
        }
    ],
}


def _schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((specs() / "schemas" / f"{name}.schema.json").read_text("utf-8"))
    return found


def _validator(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(_schema(name), validate_formats=True)


def _without(value: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: item for name, item in value.items() if name != key}


@pytest.mark.parametrize("name", ["trace", "result"])
def test_a_schema_is_sound_versioned_and_described(name: str) -> None:
    schema = _schema(name)
    jsonschema_rs.meta.validate(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$id"] == f"urn:dunbox:schema:{name}:1"
    assert schema["description"]


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: str(record["kind"]))
def test_a_record_of_each_kind_is_taken(record: dict[str, Any]) -> None:
    assert [str(error) for error in _validator("trace").iter_errors(record)] == []


@pytest.mark.parametrize(
    "record",
    [
        START | {"trace": 2},
        _without(START, "trace"),
        OP | {"kind": "guess"},
        OP | {"name": "dance"},
        OP | {"id": 0},
        _without(OP, "op"),
        EXCHANGE | {"port": 41763},
        EXCHANGE | {"means": {"outcome": "perhaps"}},
        _without(EXCHANGE, "answer"),
        STATEMENT | {"day": "2026-02-30"},
        _without(FACT, "fact"),
        END | {"at": "yesterday"},
    ],
)
def test_a_record_that_is_none_is_refused(record: dict[str, Any]) -> None:
    assert not _validator("trace").is_valid(record)


def test_a_result_is_taken() -> None:
    assert [str(error) for error in _validator("result").iter_errors(RESULT)] == []


def test_a_check_that_means_no_moment_leaves_it_empty() -> None:
    result = deepcopy(RESULT)
    result["scenarios"][0]["checks"][0] |= {"verdict": "not_applicable", "at": "", "evidence": []}
    assert _validator("result").is_valid(result)


@pytest.mark.parametrize("key", RESULT)
def test_a_result_that_lacks_a_field_is_refused(key: str) -> None:
    assert not _validator("result").is_valid(_without(RESULT, key))


@pytest.mark.parametrize("key", CHECK)
def test_a_check_that_lacks_a_field_is_refused(key: str) -> None:
    result = deepcopy(RESULT)
    del result["scenarios"][0]["checks"][0][key]
    assert not _validator("result").is_valid(result)


def test_an_unknown_verdict_or_field_of_a_result_is_refused() -> None:
    wrong = deepcopy(RESULT)
    wrong["scenarios"][0]["verdict"] = "skipped"
    assert not _validator("result").is_valid(wrong)
    assert not _validator("result").is_valid(RESULT | {"skipped": 0})
    assert not _validator("result").is_valid(RESULT | {"summary": RESULT["summary"] | {"skipped": 1}})
