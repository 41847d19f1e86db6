"""`dunbox list`: what there is to run, and what it is judged by."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance.catalogue import Catalogue
from conformance.checks import Check, all_checks
from conformance.cli import Trouble
from conformance.cli.bundle import requirement_sets, rule_files, stories
from conformance.clients.wrong import all_wrong_clients
from conformance.reports.console import stdout
from conformance.scenario import Scenario
from conformance.scenario.problems import nearest
from conformance.verdict import counted
from simulator import assumptions, providers

Row = Mapping[str, Any]


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--sets", "sets_alone", is_flag=True, help="Only the requirement sets, for `dunbox run --set`.")
@click.option("--provider", metavar="P", help="Only scenarios of this provider.")
@click.option("--topic", metavar="T", help="Only checks of this topic.")
@click.option("--rule", metavar="ID", help="Only scenarios and checks that are about this rule.")
@click.option("--duty", metavar="D", help="Only checks about this duty of a client, such as transfer.")
@click.option("--severity", type=click.Choice(["must", "should"]), help="Only checks that are so severe.")
def command(as_json: bool, sets_alone: bool, **wanted: str | None) -> None:
    """List scenarios, checks, providers, wrong clients, named assumptions and requirement sets.

    With a filter only what it is about is listed, and of that what every filter lets pass.
    """
    filters = {name: value for name, value in wanted.items() if value is not None}
    if sets_alone and filters:
        raise Trouble(
            f"--sets lists the requirement sets alone, and --{next(iter(filters))} is not about them"
        )
    found = filtered(everything(), filters)
    if sets_alone:
        found = {"sets": found["sets"]}
    if as_json:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False, default=str))
        return
    console = stdout()
    for name, rows in found.items():
        _print(console, name, rows)


def everything() -> dict[str, list[Any]]:
    """Answer all that there is, in the words of `dunbox list --json`."""
    catalogue = Catalogue(rule_files())
    return {
        "scenarios": [_scenario(story) for story in stories()],
        "checks": [_check(check, catalogue) for check in all_checks()],
        "providers": list(providers()),
        "wrong_clients": [_wrong_client(client) for client in all_wrong_clients()],
        "assumptions": [dict(row) for row in assumptions()],
        "sets": [one.words() for one in requirement_sets().values()],
    }


# What each filter is about: the kinds of row, and the word of a row that it looks at.
_FILTERS = {
    "provider": (("scenarios",), "provider"),
    "topic": (("checks",), "topic"),
    "rule": (("scenarios", "checks"), "rules"),
    "duty": (("checks",), "duties"),
    "severity": (("checks",), "severity"),
}


def filtered(found: Mapping[str, list[Any]], wanted: Mapping[str, str]) -> dict[str, list[Any]]:
    """Answer what every one of the filters lets pass, of the kinds that all of them are about; all without filters."""
    kept = dict(found)
    for name, value in wanted.items():
        kinds, word = _FILTERS[name]
        _must_be_known(
            name, value, {one for kind in kinds for row in found[kind] for one in _words(row[word])}
        )
        kept = {
            kind: [row for row in rows if value in _words(row[word])]
            for kind, rows in kept.items()
            if kind in kinds
        }
    if not kept:
        raise Trouble(f"{' and '.join(f'--{name}' for name in wanted)} are about nothing in common")
    return kept


def _words(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _must_be_known(name: str, value: str, known: Collection[str]) -> None:
    if value not in known:
        near = nearest(value, sorted(known))
        hint = f"did you mean {near!r}?" if near else f"there are: {', '.join(sorted(known))}"
        raise Trouble(f"--{name} {value!r}: nothing has it; {hint}")


def _scenario(story: Scenario) -> dict[str, Any]:
    return {
        "id": story.id,
        "title": story.title,
        "provider": story.provider,
        "rules": list(story.rules),
        "needs": story.needs,
    }


def _check(check: Check, catalogue: Catalogue) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.law,
        "rules": list(check.rules_in(catalogue)),
        "severity": check.severity,
        "topic": check.topic,
        "duties": sorted({part for duty in check.duties for part in duty.split("+")}),
        "reads": sorted(check.reads),
    }


def _wrong_client(client: Any) -> dict[str, Any]:
    may = client.may.items() if isinstance(client.may, Mapping) else ((check, "") for check in client.may)
    return {
        "id": client.id,
        "mistake": client.mistake,
        "must": list(client.must),
        "may": [{"check": check, "reason": reason} for check, reason in may],
        "on": list(client.on),
    }


# --- for people ---------------------------------------------------------------------------------------------

_COLUMNS = {
    "scenarios": ("id", "title", "rules"),
    "checks": ("id", "severity", "title", "rules"),
    "wrong_clients": ("id", "mistake", "must"),
    "assumptions": ("setting", "value", "reason"),
    "sets": ("version", "checks", "scenarios"),
}


def _print(console: Console, name: str, rows: Iterable[Any]) -> None:
    items = list(rows)
    title = Text(f"{_TITLES.get(name, name.replace('_', ' '))} ({len(items)})", style="bold")
    console.print(title)
    if name not in _COLUMNS:
        console.print(Text("  " + ", ".join(map(str, items)) + "\n"))
        return
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False, show_header=False)
    for column in _COLUMNS[name]:
        table.add_column(overflow="fold", no_wrap=column in ("severity", "setting"))
    for row in map(_SHORTER.get(name, dict), items):
        table.add_row(*(Text(_cell(row.get(column))) for column in _COLUMNS[name]))
    console.print(table)
    console.print()


def _assumption(row: Row) -> Row:
    """An assumption with its value as a setting takes it, and below its id the setting that replaces it."""
    value = json.dumps(row["value"], ensure_ascii=False, default=str)
    how = f"setting {row['override']}" if row["override"] else "fixed"
    return {**row, "value": value, "setting": f"{row['id']}\n  {how}"}


def _set(row: Row) -> Row:
    """A set with how much it names."""
    return {**row, **{name: counted(len(row[name]), name[:-1]) for name in ("checks", "scenarios")}}


_TITLES = {"sets": "requirement sets"}
_SHORTER: Mapping[str, Callable[[Row], Row]] = {"assumptions": _assumption, "sets": _set}


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return "" if value is None else str(value)
