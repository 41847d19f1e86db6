"""Small stories for the tests of whole runs, and how to run them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from conformance.runner import Options, run

HERE = "tests.conformance.judge.clients"


@dataclass(frozen=True)
class Step:
    actor: str
    verb: str
    words: dict[str, Any] = field(default_factory=dict)
    line: int = 7


@dataclass(frozen=True)
class Scenario:
    id: str = "ropo/small"
    title: str = "The service is ordered"
    provider: str = "ropo"
    rules: tuple[str, ...] = ("ROPO-ACT-5", "ROPO-EVT-1", "ROPO-TRF-5")
    country: str = "FI"
    start: datetime = datetime(2026, 1, 12, 9)
    company: dict[str, Any] = field(default_factory=dict)
    debtors: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"acme": {"kind": "company", "pays": "never"}}
    )
    assumptions: dict[str, Any] = field(default_factory=dict)
    story: tuple[Step, ...] = (
        Step("client", "activate"),
        Step("provider", "sign"),
        Step("provider", "pass_kyc"),
    )
    expect: dict[str, Any] = field(default_factory=lambda: {"services": {"ropo": "active"}})
    path: str = ""


def options(client: str, **words: Any) -> Options:
    return Options(client_python=f"{HERE}:{client}", **{"op_timeout": 10.0, **words})


def ran(client: str, *scenarios: Scenario, **words: Any) -> dict[str, Any]:
    return run(scenarios or (Scenario(),), options(client, **words))


def only(result: dict[str, Any]) -> dict[str, Any]:
    [scenario] = result["scenarios"]
    return dict(scenario)


def check(scenario: Mapping[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in scenario["checks"] if one["id"] == name)


def records(folder: Path, scenario: str = "ropo/small") -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / f"{scenario}.jsonl").read_bytes().splitlines()]
