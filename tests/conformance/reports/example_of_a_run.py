"""A run's result as the reports get it: one scenario passed, one failed, one could not be played."""

from __future__ import annotations

from typing import Any

PASSED_CHECK: dict[str, Any] = {
    "id": "list.read-to-the-end",
    "rules": ["CLIENT-NET-3"],
    "severity": "must",
    "verdict": "passed",
    "looked": 3,
    "message": "",
    "expected": "",
    "actual": "",
    "at": "",
    "evidence": [],
}
FAILED_CHECK: dict[str, Any] = {
    "id": "settlement.booked-once",
    "rules": ["CLIENT-SET-1", "NORTH-SET-1"],
    "severity": "must",
    "verdict": "failed",
    "looked": 1,
    "message": "settlement_principal of invoice 1001 is booked twice",
    "expected": "one of 1240.00 EUR",
    "actual": "two",
    "at": "2026-02-10T08:00:00+02:00",
    "evidence": [212, 187],
}


def result() -> dict[str, Any]:
    """A fresh copy."""
    idle = {**PASSED_CHECK, "verdict": "not_applicable", "looked": 0}
    return {
        "scenarios": [
            scenario("north/in-time", "passed", [dict(PASSED_CHECK), idle]),
            scenario("north/late", "failed", [dict(PASSED_CHECK), dict(FAILED_CHECK)]),
            {**scenario("north/odd", "config_error", []), "message": "there is no account in EUR"},
        ],
        "unlooked": ["CLIENT-HOOK-1"],
        "summary": {
            "passed": 1,
            "failed": 1,
            "warned": 0,
            "not_applicable": 0,
            "config_error": 1,
            "harness_error": 0,
        },
        "seconds": 3.21,
        "virtual_days": 64,
        "started": "2026-11-22T10:00:00+00:00",
        "client": "erp 2.3",
        "seed": 7,
        "dunbox": "0.1.0",
    }


def scenario(name: str, verdict: str, checks: list[dict[str, Any]]) -> dict[str, Any]:
    """One scenario of a result."""
    return {
        "id": name,
        "provider": "north",
        "title": "A story",
        "verdict": verdict,
        "seconds": 0.5,
        "reproduce": f"dunbox run {name} --seed 7 --client './erp --driver'",
        "checks": checks,
    }
