"""`dunbox selftest`: run every wrong client, and show which check caught which."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table
from rich.text import Text

from conformance import selftest
from conformance.cli import Trouble
from conformance.cli.bundle import cores, stories
from conformance.reports import console as reporting
from conformance.stopwatch import Stopwatch
from conformance.verdict import PASSED, counted


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=cores, help="Clients at a time. [default: one a core]"
)
def command(as_json: bool, jobs: int) -> int:
    """Run every wrong client on its stories, and show which check caught which.

    Each is driven as a Python object, some also as a process; the reference client plays the same stories.

    Exits with 0 if each wrong client is caught by all checks that must catch it and by none but those that may, and
    the reference client passes; else with 1. Exits with 2 if a story cannot be played, 3 if dunbox itself erred.
    """
    watch = Stopwatch()
    with bar("proving the checks") as progress:
        words = selftest.report(proof(jobs=jobs, progress=progress), watch)
    if as_json:
        click.echo(json.dumps(words, indent=2, ensure_ascii=False))
    else:
        _show(words, reporting.stdout())
    return selftest.exit_code(words)


def proof(**options: Any) -> selftest.Proof:
    """The self-test over the bundled stories; `options` are those of `selftest.prove`."""
    try:
        return selftest.prove(stories(), **options)
    except selftest.Unfit as error:
        raise Trouble(str(error)) from None


@contextmanager
def bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on a terminal, and nothing elsewhere: a function that is told how much of how much is done."""
    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield lambda done, total: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal, transient=True) as shown:
        task = shown.add_task(title, total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)


# --- for people ---------------------------------------------------------------------------------------------


def _show(words: Mapping[str, Any], console: Console) -> None:
    table = Table(box=None, padding=(0, 3, 0, 0), pad_edge=False)
    for name in ("wrong client", "driven as", "caught by"):
        table.add_column(name, overflow="fold")
    table.add_column("verdict", no_wrap=True)
    for client in words["wrong_clients"]:
        drivers = " ".join(run["driver"] for run in client["runs"])
        caught = " ".join(client["caught_by"]) or "nothing"
        table.add_row(Text(client["id"]), Text(drivers), Text(caught), reporting.verdict(client["verdict"]))
    console.print(table)
    for line in (*_failures(words), *_unproven(words), _summed_up(words)):
        console.print(line, soft_wrap=True)


def _failures(words: Mapping[str, Any]) -> Iterator[str]:
    """What is not as it should be, with the command that shows more."""
    for client in words["wrong_clients"]:
        if client["verdict"] != PASSED:
            yield f"\n{client['id']}: {client['mistake']}"
            yield from _differences(client)
    for one in words["reference"]["scenarios"]:
        if one["verdict"] != PASSED:
            yield f"\nthe reference client: {one['verdict']} in {one['id']}: {' '.join(one['caught_by'])}"
            yield f"  again: dunbox run {one['id']} --client-python {selftest.REFERENCE}:Client"


def _differences(client: Mapping[str, Any]) -> Iterator[str]:
    for check in client["missing"]:
        yield f"  {check} must catch it, and did not"
    for check in client["unexpected"]:
        yield f"  {check} caught it, and is not among those that may"
    for run in client["runs"]:
        for one in run["scenarios"]:
            caught = " ".join(one["caught_by"]) or "nothing"
            told = f" ({_last_line(one['message'])})" if one.get("message") else ""
            yield f"  as {run['driver']} in {one['id']}: caught by {caught}{told}"


def _last_line(message: str) -> str:
    """The end of a long message: of a traceback, what was raised."""
    lines = message.strip().splitlines()
    return reporting.safe(lines[-1].strip()) if lines else ""


def _unproven(words: Mapping[str, Any]) -> Iterator[str]:
    if words["unproven"]:
        yield f"\nNo wrong client proves {', '.join(words['unproven'])}"


def _summed_up(words: Mapping[str, Any]) -> Text:
    clients = words["wrong_clients"]
    caught = sum(1 for client in clients if client["verdict"] == PASSED)
    stories = counted(len(words["reference"]["scenarios"]), "scenario")
    told = f"{caught} of {counted(len(clients), 'wrong client')} caught as they should be"
    reference = f"the reference client {words['reference']['verdict'].replace('_', ' ')} in {stories}"
    return Text(f"\n{told}; {reference}   ({words['seconds']:.1f} s)", style="bold")
