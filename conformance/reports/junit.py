"""The result of a run as JUnit XML, as build servers read it: a suite a provider, a case a scenario.

A case that failed holds one failure with a paragraph for each check that failed: most readers of such files show
the first failure alone. A scenario that does not apply, or fails in nothing but what the baseline knows, is a
skipped case; one that could not be played is an error. Elements and attributes, and their order, are those of the
schema of Apache Ant's JUnit task, which the other readers' are looser forms of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from conformance.verdict import (
    CONFIG_ERROR,
    FAILED,
    HARNESS_ERROR,
    NOT_APPLICABLE,
    WARNED,
    counted,
    has_warning,
)

# What XML 1.0 has no way to write (section 2.2).
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_OUTCOMES = {"failure": "failures", "error": "errors", "skipped": "skipped"}
Case = Mapping[str, Any]


def to_bytes(result: Mapping[str, Any], *, strict: bool = False, fail_on_warning: bool = False) -> bytes:
    """The result as XML, UTF-8. What else fails the run has a suite of its own, `dunbox`.

    With `fail_on_warning` a warned scenario is a failure; with `strict` rules that nothing looked at are one.
    """
    root = Element("testsuites")
    for provider in sorted({scenario["provider"] for scenario in result["scenarios"]}):
        mine = [scenario for scenario in result["scenarios"] if scenario["provider"] == provider]
        _suite(root, provider, [_case(one, fail_on_warning) for one in mine], result)
    run = list(_run_cases(result, strict))
    if run:
        _suite(root, "dunbox", run, result)
    indent(root)
    document: bytes = tostring(root, "utf-8", xml_declaration=True)
    return document + b"\n"


def _suite(root: Element, name: str, cases: Sequence[Case], result: Mapping[str, Any]) -> None:
    """Add a suite; `cases` have `name`, `seconds`, `outcome` (an element's name, or empty), `message`, `text`."""
    counts = {
        attribute: str(sum(1 for case in cases if case["outcome"] == outcome))
        for outcome, attribute in _OUTCOMES.items()
    }
    about = {
        "name": _written(name),
        "package": "dunbox",
        "id": str(len(root)),
        "timestamp": str(result["started"])[:19],
        "hostname": "localhost",
        "tests": str(len(cases)),
        "time": _seconds(sum(case["seconds"] for case in cases)),
    }
    suite = SubElement(root, "testsuite", about | counts)
    _properties(SubElement(suite, "properties"), result)
    for case in cases:
        _add(suite, f"dunbox.{name}", case)
    SubElement(suite, "system-out").text = _written("\n".join(case["note"] for case in cases if case["note"]))
    SubElement(suite, "system-err").text = ""


def _properties(properties: Element, result: Mapping[str, Any]) -> None:
    client = result["client"]
    said = (client.get("name"), client.get("version")) if isinstance(client, Mapping) else (client,)
    words = {
        "dunbox": result["dunbox"],
        "seed": result["seed"],
        "client": " ".join(str(word) for word in said if word),
        "virtual_days": result["virtual_days"],
        **({"set": result["set"]["version"]} if "set" in result else {}),
        **({"shard": "{nth}/{of}".format(**result["shard"])} if "shard" in result else {}),
    }
    for name, value in words.items():
        SubElement(properties, "property", {"name": name, "value": _written(str(value))})


def _add(suite: Element, classname: str, case: Case) -> None:
    words = {"name": case["name"], "classname": classname, "time": _seconds(case["seconds"])}
    element = SubElement(suite, "testcase", {key: _written(value) for key, value in words.items()})
    if case["outcome"] == "skipped":
        SubElement(element, "skipped", message=_written(case["message"]))
    elif case["outcome"]:
        told = {"message": _written(case["message"]), "type": str(case["type"])}
        SubElement(element, case["outcome"], told).text = _written(case["text"])


# --- scenarios ----------------------------------------------------------------------------------------------


def _case(scenario: Mapping[str, Any], fail_on_warning: bool) -> Case:
    outcome = _outcome(scenario, fail_on_warning)
    worst = (FAILED, WARNED) if fail_on_warning else (FAILED,)
    checks = [one for one in scenario["checks"] if one["verdict"] in worst and not one.get("known")]
    told = [*(_paragraph(check) for check in checks), f"again: {scenario['reproduce']}"]
    return {
        "name": scenario["id"],
        "seconds": scenario["seconds"],
        "outcome": outcome,
        "type": scenario["verdict"],
        "message": _message(scenario, outcome, checks),
        "text": "\n\n".join(part for part in (scenario.get("message"), *told) if part),
        "note": _note(scenario),
    }


def _outcome(scenario: Mapping[str, Any], fail_on_warning: bool) -> str:
    verdict = scenario["verdict"]
    if verdict in (CONFIG_ERROR, HARNESS_ERROR):
        return "error"
    warned = fail_on_warning and has_warning(scenario)
    if (verdict == FAILED and not scenario.get("known")) or warned:
        return "failure"
    return "skipped" if verdict == NOT_APPLICABLE or scenario.get("known") else ""


def _message(scenario: Mapping[str, Any], outcome: str, checks: Sequence[Mapping[str, Any]]) -> str:
    """A line that says it all, as far as a line can."""
    if outcome == "skipped" and scenario.get("known"):
        known = [check for check in scenario["checks"] if check.get("known")]
        return "; ".join(f"known to fail: {_known(check)}" for check in known)
    if not checks:
        return str(scenario.get("message") or scenario["verdict"])
    others = f" (and {counted(len(checks) - 1, 'more check')})" if len(checks) > 1 else ""
    return f"{checks[0]['id']}: {checks[0]['message']}{others}"


def _known(check: Mapping[str, Any]) -> str:
    known = check["known"]
    return f"{check['id']}: {known['reason']} ({known['owner']}, until {known['expires']})"


def _paragraph(check: Mapping[str, Any]) -> str:
    about = [check["severity"], *check["rules"]]
    lines = [f"{check['id']} ({', '.join(about)})", f"{check['at']}  {check['message']}".strip()]
    lines += [f"  {name}: {check[name]}" for name in ("expected", "actual") if check[name]]
    if check["evidence"]:
        lines.append(f"  records of the trace: {', '.join(map(str, check['evidence']))}")
    return "\n".join(lines)


def _note(scenario: Mapping[str, Any]) -> str:
    """What is told of a scenario whether or not it fails: its warnings."""
    warned = [check for check in scenario["checks"] if check["verdict"] == WARNED]
    return "\n".join(f"{scenario['id']}: warned: {check['id']}: {check['message']}" for check in warned)


# --- the run ------------------------------------------------------------------------------------------------


def _run_cases(result: Mapping[str, Any], strict: bool) -> Iterator[Case]:
    """What fails a run other than its scenarios."""
    for entry in (result.get("baseline") or {}).get("stale", ()):
        name = f"baseline: {entry['scenario']}: {entry['check']}"
        yield _failure(name, entry["message"], f"{entry['place']}: {entry['message']}")
    if strict and result["unlooked"]:
        message = f"nothing looked at {counted(len(result['unlooked']), 'rule')} that a client can break"
        yield _failure("every rule is looked at", message, "\n".join(result["unlooked"]))


def _failure(name: str, message: str, text: str) -> Case:
    words = {"outcome": "failure", "type": FAILED, "message": message, "text": text}
    return {"name": name, "seconds": 0.0, "note": "", **words}


def _written(text: str) -> str:
    """A text without what XML cannot hold; in its place stands what shows that something is missing."""
    return _UNWRITABLE.sub("�", text)


def _seconds(seconds: float) -> str:
    return f"{seconds:.3f}"
