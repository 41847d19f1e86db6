"""The result of a run for a person at a terminal: a table, and a block for everything that went wrong."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.reports.bounds import shard_of
from conformance.scenario.problems import listed
from conformance.verdict import counted

# Wide enough for a scenario's line where there is no terminal to ask.
_WIDTH = 120
_STYLES = {
    "passed": "green",
    "failed": "bold red",
    "warned": "yellow",
    "not_applicable": "dim",
    "config_error": "bold magenta",
    "harness_error": "bold magenta",
}
# Control characters, so that a client's text cannot drive the terminal.
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_JUDGED = ("passed", "failed", "warned")
_TOLD = ("failed", "warned", "config_error", "harness_error")


@dataclass(frozen=True, slots=True)
class Background:
    """What a result does not hold: each check's law in a sentence, each rule's source, what records say.

    `records` holds for each scenario the records of its trace in words, by their id.
    """

    laws: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    records: Mapping[str, Mapping[int, str]] = field(default_factory=dict)


def stdout() -> Console:
    """A console on standard output that neither marks up nor wraps what it is given."""
    return _plain(sys.stdout.isatty())


def stderr() -> Console:
    """The same on standard error, where standard output is a document's."""
    return _plain(sys.stderr.isatty(), stderr=True)


def _plain(is_terminal: bool, *, stderr: bool = False) -> Console:
    width = None if is_terminal else _WIDTH
    return Console(width=width, highlight=False, markup=False, emoji=False, stderr=stderr)


def safe(value: Any) -> str:
    """A text from elsewhere without control characters."""
    return _CONTROL.sub("�", str(value)).encode("utf-8", "replace").decode("utf-8")


def verdict(name: str) -> Text:
    """A verdict as it is shown."""
    return Text(name.upper() if name in _TOLD else name.replace("_", " "), style=_STYLES.get(name, ""))


def show(result: Mapping[str, Any], console: Console, background: Background | None = None) -> None:
    """Print a run's result: the table, what went wrong, what does not apply and why, and a line that sums it up."""
    scenarios = result["scenarios"]
    console.print(_table(scenarios))
    for scenario in scenarios:
        for line in block(scenario, background or Background()):
            console.print(line, soft_wrap=True)
    for line in (*_stale(result), *_not_applicable(result), *_unlooked(result)):
        console.print(line, soft_wrap=True)
    console.print(summed_up(result), soft_wrap=True)


def _table(scenarios: Iterable[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 3, 0, 0), pad_edge=False)
    for name in ("scenario", "provider"):
        table.add_column(name, overflow="fold")
    table.add_column("checks", justify="right")
    table.add_column("verdict", no_wrap=True)
    for scenario in scenarios:
        row = (scenario["id"], scenario["provider"], str(_applied(scenario)))
        table.add_row(*(Text(safe(cell)) for cell in row), _verdict_of(scenario))
    return table


def _verdict_of(scenario: Mapping[str, Any]) -> Text:
    return Text("failed, known", style="yellow") if scenario.get("known") else verdict(scenario["verdict"])


def _applied(scenario: Mapping[str, Any]) -> int:
    """How many checks looked at something."""
    return sum(1 for check in scenario["checks"] if check["verdict"] != "not_applicable")


def _count(scenario: Mapping[str, Any], name: str) -> int:
    return sum(1 for check in scenario["checks"] if check["verdict"] == name)


def block(scenario: Mapping[str, Any], background: Background) -> Iterator[Text]:
    """The lines that tell what went wrong in a scenario; none if nothing did."""
    if scenario["verdict"] not in _TOLD:
        return
    failed = f"({counted(_applied(scenario), 'check')}, {_count(scenario, 'failed')} failed)"
    yield Text()
    yield Text.assemble(safe(scenario["id"]), "   ", _verdict_of(scenario), f"   {failed}")
    if scenario.get("message"):
        yield Text(f"  {safe(scenario['message'])}")
    for check in scenario["checks"]:
        if check.get("known"):
            yield _known(check)
        elif check["verdict"] in _TOLD:
            yield from _check(check, scenario, background)
    if scenario.get("reproduce"):
        yield _line("again", scenario["reproduce"])


def _check(check: Mapping[str, Any], scenario: Mapping[str, Any], background: Background) -> Iterator[Text]:
    rules = ", ".join(check["rules"])
    yield Text.assemble("  ", (safe(check["id"]), "bold"), f"   {check['severity']}   {safe(rules)}")
    law = background.laws.get(check["id"])
    if law:
        yield Text(f"    {law}")
    yield Text(f"    {_moment(check['at'])}{safe(check['message'])}")
    for name in ("expected", "actual"):
        if check[name]:
            yield _line({"actual": "found"}.get(name, name), check[name])
    yield from _because(check["evidence"], background.records.get(scenario["id"], {}))
    for source in dict.fromkeys(
        background.sources[rule] for rule in check["rules"] if rule in background.sources
    ):
        yield _line("source", source)


def _known(check: Mapping[str, Any]) -> Text:
    known = check["known"]
    about = f"known: {known['reason']} ({known['owner']}, until {known['expires']})"
    return Text(f"  {safe(check['id'])}   {safe(about)}", style="yellow")


def _because(evidence: Iterable[Any], records: Mapping[int, str]) -> Iterator[Text]:
    """The records that the finding rests on, as far as they say something."""
    telling = [number for number in evidence if records.get(number)]
    for nth, number in enumerate(telling):
        yield _line("because" if nth == 0 else "", f"record {number}: {records[number]}")


def _line(name: str, value: Any) -> Text:
    return Text(f"    {name:<10}{safe(value)}")


def _moment(at: str) -> str:
    if not at:
        return ""
    try:
        return f"{datetime.fromisoformat(at):%Y-%m-%d %H:%M}   "
    except ValueError:
        return f"{safe(at)}   "


def _stale(result: Mapping[str, Any]) -> Iterator[Text]:
    """The entries of the baseline that do not hold any more, each with what to do."""
    entries = (result.get("baseline") or {}).get("stale", ())
    if entries:
        yield Text("\nThe baseline does not hold any more:", style="bold red")
    for entry in entries:
        yield Text(f"  {safe(entry['place'])}: {safe(entry['message'])}")


def _not_applicable(result: Mapping[str, Any]) -> Iterator[Text]:
    """Which scenarios do not apply, a line a reason; and if nothing was judged at all, that and why."""
    scenarios = result["scenarios"]
    reasons = _by_reason(one for one in scenarios if one["verdict"] == "not_applicable")
    if reasons:
        yield Text()
    for reason, names in reasons.items():
        yield Text(safe(f"not applicable: {', '.join(names)}: {reason}"), style="dim")
    if (result.get("shard") or {}).get("idle"):
        yield Text("\nThis shard has nothing to do: what the client can play, other shards play.")
    elif not any(result["summary"][name] for name in _JUDGED):
        why = (
            f"{reason} ({counted(len(names), 'scenario')})" for reason, names in _by_reason(scenarios).items()
        )
        yield Text()
        yield Text(safe(f"Nothing was judged, so this run says nothing of the client: {'; '.join(why)}"))


def _by_reason(scenarios: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """The ids of scenarios by the message that says why they have no verdict of their checks."""
    found: dict[str, list[str]] = {}
    for one in scenarios:
        found.setdefault(one.get("message") or "no reason is known", []).append(one["id"])
    return found


def _unlooked(result: Mapping[str, Any]) -> Iterator[Text]:
    rules = [
        str(one.get("id", one)) if isinstance(one, Mapping) else str(one)
        for one in result.get("unlooked", [])
    ]
    if rules and "shard" not in result:  # what this one did not look at another may have
        yield Text()
        yield Text(
            f"Nothing looked at {counted(len(rules), 'rule')} that a client can break: {safe(listed(rules, 10))}",
            style="dim",
        )


def summed_up(result: Mapping[str, Any]) -> Text:
    """The run in one line: how many scenarios ended how, and how long it took."""
    scenarios = result["scenarios"]
    counts = ", ".join(
        f"{count} {name.replace('_', ' ')}" for name, count in result["summary"].items() if count
    )
    checks = sum(_applied(scenario) for scenario in scenarios)
    took = f"{counted(result['virtual_days'], 'virtual day')} in {result['seconds']:.1f} s"
    known = sum(1 for scenario in scenarios if scenario.get("known"))
    told = f"{counted(len(scenarios), 'scenario')}: {counts or 'nothing ran'}{f', {known} known' if known else ''}"
    told += f"; faults: {result['faults']}" if "faults" in result else ""
    told += f"; killed at change {result['crash']}" if "crash" in result else ""
    told += shard_of(result)
    told += _left_out(result.get("set"))
    text = f"\n{told}   ({counted(checks, 'check')}, {took}, seed {result['seed']}, client {_client(result['client'])})"
    return Text(text, style="bold")


def _left_out(requirements: Mapping[str, Any] | None) -> str:
    """Which set a run was judged by, and how much that left out."""
    if requirements is None:
        return ""
    version = requirements["version"]
    whats = {
        "newer_checks": ("check", "newer than"),
        "newer_scenarios": ("scenario", "newer than"),
        "changed_scenarios": ("scenario", "changed since"),
    }
    parts = [
        f"{counted(len(requirements[name]), what)} {how} {version} not judged"
        for name, (what, how) in whats.items()
        if requirements[name]
    ]
    return "; ".join(["", f"set {version}", *parts])


def _client(client: Any) -> str:
    """The client's name and version, as it said them, or the name alone."""
    words = (client.get("name"), client.get("version")) if isinstance(client, Mapping) else (client,)
    return safe(" ".join(str(word) for word in words if word)) or "unknown"
