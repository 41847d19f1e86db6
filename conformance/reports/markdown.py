"""The result of a run as Markdown, for the summary of a CI job: what went wrong first, all stories at its end.

Every text from elsewhere has its punctuation escaped, so that nothing in it becomes markup, a link or a picture.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from conformance.reports import story
from conformance.reports.bounds import client_of, line, moment, shard_of
from conformance.reports.library import Library
from conformance.verdict import PASSED, VERDICTS, counted

# A summary of a step may have 1 MiB, all that the job writes to it taken together.
MOST_BYTES = 900_000
_TOLD, _CHECKS = 60, 8
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_GLYPHS = {"passed": "✅", "failed": "❌", "warned": "⚠️", "known": "☑️", "not_applicable": "–"}


def to_bytes(result: Mapping[str, Any], library: Library) -> bytes:
    """The summary, UTF-8. Of a great run as much as has room, and how much has not."""
    parts = [*_head(result), *_stories(result, library)]
    text = "\n".join(parts) + "\n"
    table = "\n".join(_table(result)) + "\n"
    for shown in (text + table, text):
        document = shown.encode("utf-8", "replace")
        if len(document) <= MOST_BYTES:
            return document
    return "\n".join([*_head(result), "", "The rest is too much for a summary."]).encode("utf-8", "replace")


def _safe(value: Any, most: int = 300) -> str:
    return _PUNCTUATION.sub(r"\\\1", line(value, most))


def _head(result: Mapping[str, Any]) -> Iterator[str]:
    scenarios = result["scenarios"]
    looks = [story.look(one) for one in scenarios]
    yield f"## dunbox: {_safe(client_of(result))}: {looks.count(PASSED)} of {len(scenarios)} passed"
    yield ""
    counts = [(name, looks.count(name)) for name in (*VERDICTS, "known") if name in looks]
    if counts:
        yield f"| {' | '.join(story.named(name) for name, _ in counts)} |"
        yield f"| {' | '.join('---:' for _ in counts)} |"
        yield f"| {' | '.join(str(count) for _, count in counts)} |"
        yield ""
    yield (
        f"{_safe(counted(result['virtual_days'], 'virtual day'))} in {result['seconds']:.1f} s, "
        f"seed {_safe(result['seed'])}, dunbox {_safe(result['dunbox'])}{_safe(shard_of(result))}"
    )
    for entry in list((result.get("baseline") or {}).get("stale", ()))[:_TOLD]:
        yield f"- baseline: {_safe(entry['place'])}: {_safe(entry['message'])}"
    if result["unlooked"] and "shard" not in result:  # what this one did not look at another may have
        yield ""
        yield f"Nothing looked at {counted(len(result['unlooked']), 'rule')} that a client can break."


def _stories(result: Mapping[str, Any], library: Library) -> Iterator[str]:
    """A part for each story that did not go well, those that failed before those that warned."""
    order = ("harness_error", "config_error", "failed", "warned", "known")
    bad = sorted(
        (one for one in result["scenarios"] if story.look(one) in order),
        key=lambda one: order.index(story.look(one)),
    )
    for one in bad[:_TOLD]:
        yield from _story(one, library)
    if len(bad) > _TOLD:
        yield f"\nAnd {len(bad) - _TOLD} more that did not pass."


def _story(scenario: Mapping[str, Any], library: Library) -> Iterator[str]:
    look = story.look(scenario)
    yield ""
    yield f"### {_GLYPHS.get(look, '❓')} {_safe(scenario['id'])}: {story.named(look)}"
    yield ""
    yield _safe(scenario["title"])
    if scenario.get("message"):
        yield ""
        yield _safe(scenario["message"], 600)
    yield ""
    found = [one for one in scenario["checks"] if one["verdict"] in ("failed", "warned")]
    for check in found[:_CHECKS]:
        yield from _check(check, library)
    if len(found) > _CHECKS:
        yield f"- and {len(found) - _CHECKS} more"
    if scenario.get("reproduce"):
        yield ""
        yield f"Again: <code>{_safe(scenario['reproduce'], 600)}</code>"


def _check(check: Mapping[str, Any], library: Library) -> Iterator[str]:
    known = " (known)" if check.get("known") else ""
    at = f"{_safe(moment(check['at']))} " if check["at"] else ""
    yield f"- **{_safe(check['id'])}** {story.named(check['verdict'])}{known}: {at}{_safe(check['message'])}"
    for name in ("expected", "actual"):
        if check[name]:
            yield f"  - {name}: {_safe(check[name])}"
    for rule in library.known(check["rules"])[:3]:
        source = f" _Source: {_safe(rule.source)}_" if rule.source else ""
        yield f"  - {_safe(rule.id)}: {_safe(rule.rule)}{source}"


def _table(result: Mapping[str, Any]) -> Iterator[str]:
    """All stories by agency, folded."""
    providers = sorted({str(one["provider"]) for one in result["scenarios"]})
    rows: dict[str, dict[str, str]] = {}
    for one in result["scenarios"]:
        row = str(one["id"]).removeprefix(f"{one['provider']}/")
        rows.setdefault(row, {})[str(one["provider"])] = _cell(one)
    yield ""
    yield f"<details><summary>All {counted(len(result['scenarios']), 'scenario')}</summary>"
    yield ""
    yield from _lines(["story", *map(_safe, providers)], rows, providers)
    yield ""
    yield "</details>"


def _lines(head: list[str], rows: Mapping[str, Mapping[str, str]], columns: Iterable[str]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| {' | '.join('---' for _ in head)} |"
    for name, cells in sorted(rows.items()):
        yield f"| {' | '.join([_safe(name, 120), *(cells.get(one, '') for one in columns)])} |"


def _cell(scenario: Mapping[str, Any]) -> str:
    look = story.look(scenario)
    return f"{_GLYPHS.get(look, '❓')} {story.named(look)}"
