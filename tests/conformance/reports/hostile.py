"""A result and a trace in which everybody is hostile: every text that somebody else can choose is an attack."""

from __future__ import annotations

import copy
from typing import Any

from tests.conformance.reports.example_of_a_run import FAILED_CHECK, PASSED_CHECK, scenario

SCRIPT = "<script>window.hit = 1</script><img src=x onerror='window.hit = 2'>"
BREAKS = (
    "\"'><svg onload=window.hit=3> {{ 7 * 7 }} {% raw %} ]]> --> </style> \u202egnp.exe \x1b[31m \x00 \ud800 "
    "|`*_[x](javascript:window.hit=4)"
)
NASTY = SCRIPT + BREAKS
LONG = "<b>" + "m" * 1_000_000
AT = "2026-02-05T09:00:00+02:00"


def hostile_result() -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The result, and the records of each of its scenarios."""
    check = {
        **FAILED_CHECK,
        "message": NASTY,
        "expected": LONG,
        "actual": NASTY + LONG,
        "evidence": [1, 2, 3, 4],
    }
    known = {**check, "known": {"reason": NASTY, "owner": NASTY, "expires": "2026-12-31"}}
    one = scenario(f"north/{NASTY}", "failed", [check, known, {**PASSED_CHECK, "id": NASTY}])
    one |= {"title": NASTY + LONG, "provider": NASTY, "message": LONG, "reproduce": NASTY + LONG}
    two = {**copy.deepcopy(one), "id": "north/\n| x | y |", "verdict": "not_applicable", "message": NASTY}
    result = {
        "dunbox": NASTY,
        "seed": 7,
        "client": {"name": NASTY + LONG, "version": LONG},
        "started": NASTY,
        "seconds": 1.0,
        "virtual_days": 3,
        "summary": {
            **dict.fromkeys(("passed", "warned", "config_error", "harness_error"), 0),
            "failed": 1,
            "not_applicable": 1,
        },
        "baseline": {
            "known": 0,
            "stale": [{"place": NASTY, "scenario": NASTY, "check": NASTY, "message": LONG}],
        },
        "unlooked": [NASTY, LONG],
        "scenarios": [one, two],
    }
    return result, hostile_records()


def hostile_records() -> list[dict[str, Any]]:
    """A trace whose debtor, provider and client write attacks into every field."""
    money = {"amount": "1240.00", "currency": NASTY}
    facts: list[dict[str, Any]] = [
        {"kind": "start", "rules": [NASTY], "provider": NASTY, "scenario": NASTY, "title": NASTY},
        {
            "kind": "exchange",
            "method": NASTY,
            "path": LONG,
            "query": {NASTY: LONG},
            "headers": {"x": NASTY},
            "body": {"name": NASTY, "text": LONG},
            "answer": {"status": 400, "body": {"code": NASTY, "message": LONG, "details": [NASTY] * 1000}},
            "means": {"duty": NASTY},
            "contract": [NASTY],
        },
        {"kind": "delivery", "body": {"event": NASTY}, "answer": {"status": 200}},
        {
            "kind": "op",
            "name": "act",
            "request": {"action": NASTY, "number": LONG},
            "reply": {"ok": {"outcome": NASTY, "message": LONG}},
        },
        {"kind": "fact", "fact": "invoice_sent", "number": NASTY, "total": money},
        {"kind": "fact", "fact": "case_opened", "number": NASTY, "debtor_name": NASTY, "principal": money},
        {"kind": "fact", "fact": NASTY, NASTY: NASTY},
        {"kind": "statement", "day": NASTY, "content": "<Ntry>" + NASTY},
        {
            "kind": "op",
            "name": "view",
            "request": {},
            "reply": {"ok": {"invoices": [{"number": "1", "state": NASTY}]}},
        },
        {"kind": "expect", "view": 9, "words": {"invoices": {"1": {"state": NASTY}, NASTY: {NASTY: LONG}}}},
        {"kind": NASTY},
    ]
    return [{"id": number, "at": AT, "op": None, **one} for number, one in enumerate(facts, 1)]
