"""The result of a run as a JSON document: the same bytes for the same result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

_RUN = (
    *("dunbox", "seed", "client", "started", "seconds", "virtual_days", "faults", "crash"),
    *("shard", "summary", "set"),
    *("baseline", "unlooked", "scenarios"),
)
_SCENARIO = ("id", "provider", "title", "verdict", "known", "seconds", "reproduce", "trace", "checks")
_CHECK = (
    *("id", "rules", "severity", "verdict", "known", "looked", "message", "expected", "actual", "at"),
    "evidence",
)


def to_bytes(result: Mapping[str, Any]) -> bytes:
    """The result as UTF-8 JSON, indented, its keys in the order of their description, others after them."""
    run = _ordered(result, _RUN)
    run["scenarios"] = [_scenario(scenario) for scenario in result.get("scenarios", [])]
    text = json.dumps(run, indent=2, ensure_ascii=False, allow_nan=False)
    # A client can send half of a surrogate pair, which JSON can hold and UTF-8 cannot.
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _scenario(scenario: Mapping[str, Any]) -> dict[str, Any]:
    ordered = _ordered(scenario, _SCENARIO)
    ordered["checks"] = [_ordered(check, _CHECK) for check in scenario.get("checks", [])]
    return ordered


def _ordered(words: Mapping[str, Any], order: tuple[str, ...]) -> dict[str, Any]:
    known = {name: words[name] for name in order if name in words}
    return known | {name: words[name] for name in sorted(words) if name not in known}
