"""One story of a result and its trace, as a page shows them: findings, picture, what was expected, rules, checks.

A page has only so much room. So a story can be told at four depths, and a report of ten thousand failures
stays one that opens.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from conformance.reports import expected, proof
from conformance.reports.bounds import LINE, PARAGRAPH, line, moment, plain
from conformance.reports.library import Library
from conformance.reports.picture import picture
from conformance.verdict import CONFIG_ERROR, FAILED, HARNESS_ERROR, NOT_APPLICABLE, PASSED, WARNED

Record = Mapping[str, Any]
# With the exchanges that prove a finding; with these in words alone; with what went wrong alone; by its verdict alone.
DEPTHS = WHOLE, IN_WORDS, IN_BRIEF, NAMED = range(4)
_WIDTHS = {WHOLE: PARAGRAPH, IN_WORDS: PARAGRAPH, IN_BRIEF: LINE, NAMED: LINE}
_FINDINGS = {WHOLE: 20, IN_WORDS: 10, IN_BRIEF: 1, NAMED: 0}
# The check that compares what a story expects with what the client shows.
_COMPARES = "story.expect"
_ORDER = (HARNESS_ERROR, CONFIG_ERROR, FAILED, WARNED)


def look(scenario: Mapping[str, Any]) -> str:
    """How a scenario looks: its verdict, or `known` if a baseline expects it to fail."""
    return "known" if scenario.get("known") else str(scenario["verdict"])


def named(verdict: str) -> str:
    """A verdict in words."""
    return {"known": "failed, known"}.get(verdict, verdict.replace("_", " "))


def told(
    scenario: Mapping[str, Any], records: Sequence[Record], library: Library, anchor: str, depth: int
) -> dict[str, Any]:
    """What the page's template asks of a story."""
    found = sorted(
        (check for check in scenario["checks"] if check["verdict"] in _ORDER),
        key=lambda check: (bool(check.get("known")), _ORDER.index(check["verdict"])),
    )
    shown = found[: _FINDINGS[depth]]
    known = proof.by_id(records) if depth < IN_BRIEF and shown else {}
    return {
        "id": line(scenario["id"]),
        "anchor": anchor,
        "title": line(scenario["title"]),
        "look": look(scenario),
        "verdict": named(look(scenario)),
        "message": plain(scenario.get("message") or "", _WIDTHS[depth]),
        "findings": [_finding(one, known, library, depth) for one in shown],
        "brief": depth >= IN_BRIEF,
        "more": _more([str(one["id"]) for one in found[len(shown) :]]),
        "reproduce": line(scenario.get("reproduce") or "", 1_000 if depth < NAMED else LINE),
        **({} if depth >= IN_BRIEF else _life(scenario, records, library)),
    }


def _life(scenario: Mapping[str, Any], records: Sequence[Record], library: Library) -> dict[str, Any]:
    """The story as it went, whatever came of it."""
    rows, more = expected.rows(records)
    start = next((record for record in records if record["kind"] == "start"), {})
    checks = scenario["checks"]
    return {
        "picture": picture(records),
        "expected": rows,
        "more_expected": more,
        "judged": next((str(one["verdict"]) for one in checks if one["id"] == _COMPARES), ""),
        "rules": library.known(start.get("rules") or ()),
        "passed": [
            (line(one["id"]), anchored(one["id"]), one["looked"])
            for one in checks
            if one["verdict"] == PASSED
        ],
        "idle": sum(1 for one in checks if one["verdict"] == NOT_APPLICABLE),
    }


def _finding(
    check: Mapping[str, Any], records: Mapping[int, Record], library: Library, depth: int
) -> dict[str, Any]:
    known = check.get("known")
    verdict = "known" if known else str(check["verdict"])
    return {
        "id": line(check["id"]),
        "anchor": anchored(check["id"]),
        "look": verdict,
        "verdict": named(verdict),
        "law": library.laws.get(str(check["id"]), ""),
        "at": moment(check["at"]),
        "message": plain(check["message"], _WIDTHS[depth]),
        "known": line(f"{known['reason']} ({known['owner']}, until {known['expires']})") if known else "",
        "expected": plain(check["expected"], _WIDTHS[depth]),
        "actual": plain(check["actual"], _WIDTHS[depth]),
        "rules": [] if depth >= IN_BRIEF else library.known(check["rules"]),
        "proofs": proof.proofs(check["evidence"], records, whole=depth == WHOLE),
    }


def _more(ids: Sequence[str]) -> str:
    return line(f"Not told for want of room: {', '.join(ids)}.", 600) if ids else ""


def anchored(name: Any) -> str:
    """A name as part of an address in a page."""
    return "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in line(name, 80))
