"""What pytest shows of a story that went wrong: the findings with their sources, and what happened in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from conformance.checks import all_checks
from conformance.cli.bundle import rule_files
from conformance.reports import console, timeline
from conformance.verdict import FAILED, WARNED, counted

Section = tuple[str, str]


def findings(result: Mapping[str, Any], records: Sequence[Mapping[str, Any]]) -> str:
    """A line that says it all, then each check that failed or warned: its law, what was expected, what proves it."""
    background = console.Background(
        laws={check.id: check.law for check in all_checks()},
        sources={row["id"]: str(row.get("source", "")) for rows in rule_files().values() for row in rows},
        records={str(result["id"]): timeline.told(records)},
    )
    return "\n".join([_headline(result), *(line.plain for line in console.block(result, background))])


def _headline(result: Mapping[str, Any]) -> str:
    checks = [one for one in result["checks"] if one["verdict"] in (FAILED, WARNED) and not one.get("known")]
    if not checks:
        return console.safe(f"{result['verdict'].replace('_', ' ')}: {result.get('message') or ''}")
    worst = next((one for one in checks if one["verdict"] == FAILED), checks[0])
    others = f" (and {counted(len(checks) - 1, 'more check')})" if len(checks) > 1 else ""
    return console.safe(f"{worst['id']}: {worst['message']}{others}")


def timeline_of(records: Iterable[Mapping[str, Any]], most: int) -> list[Section]:
    """The timeline as a section of a report: its last lines, `most` of them."""
    return section("dunbox: timeline", timeline.lines(records), most)


def section(title: str, lines: Iterable[str], most: int) -> list[Section]:
    """A section with the last of some lines, or none if there are none or none are wanted."""
    found = [console.safe(line) for line in lines]
    if not most or not found:
        return []
    left = len(found) - most
    head = [f"… {left} lines before; --dunbox-timeline={len(found)} shows all"] if left > 0 else []
    return [(title, "\n".join([*head, *found[-most:]]))]
