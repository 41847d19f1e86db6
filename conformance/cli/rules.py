"""`dunbox rules`: which rules are simulated, exercised, checked and proven, found out by doing it all."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from conformance import rules, selftest
from conformance.catalogue import Catalogue
from conformance.cli import ALL_WELL, CLIENT_FAILED
from conformance.cli.bundle import cores, rule_files, stories
from conformance.cli.selftest import bar, proof
from conformance.reports import timeline
from conformance.reports.console import stdout
from conformance.stopwatch import Stopwatch
from conformance.verdict import counted

_PROVEN_WRONG = 1


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option(
    "--uncovered", "only_uncovered", is_flag=True, help="Only what is missing; exit with 1 if something is."
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=cores, help="Clients at a time. [default: one a core]"
)
def command(as_json: bool, only_uncovered: bool, jobs: int) -> int:
    """Show for every rule what simulates, exercises, checks and proves it.

    For this every bundled scenario is played with the reference client, and its traces are searched for the
    rules; then the self-test is run. It takes a minute or so. A row in which something cannot be has a reason.
    """
    found, code = _found(jobs)
    missing = list(rules.uncovered(found))
    if only_uncovered:
        names = {name for name, _ in missing}
        found = [row for row in found if row["id"] in names]
    if as_json:
        click.echo(json.dumps({"rules": found}, indent=2, ensure_ascii=False))
    else:
        _show(found, missing, stdout(), table=not only_uncovered)
    if code > _PROVEN_WRONG:
        click.echo("dunbox: not all could be played; `dunbox selftest` says what, and why", err=True)
        return code
    return CLIENT_FAILED if only_uncovered and missing else ALL_WELL


def _found(jobs: int) -> tuple[list[dict[str, Any]], int]:
    """Every rule's row, and the exit code that the self-test would have."""
    catalogue, known = Catalogue(rule_files()), stories()
    with tempfile.TemporaryDirectory(prefix="dunbox-") as folder, bar("finding the rules") as progress:
        proven = proof(jobs=jobs, as_processes=0, all_stories=True, trace_dir=Path(folder), progress=progress)
        traces = {
            str(one["id"]): rules.shown_in(timeline.read(Path(folder) / one["trace"]), catalogue)
            for one in proven.reference()
            if one.get("trace")
        }
    code = selftest.exit_code(selftest.report(proven, Stopwatch()))
    return rules.rows(catalogue, known, traces, proven), code


# --- for people ---------------------------------------------------------------------------------------------


def _show(
    found: Sequence[Mapping[str, Any]], missing: Sequence[tuple[str, str]], console: Console, *, table: bool
) -> None:
    if table:
        console.print(_table(found))
        console.print()
        for row in found:
            if "reason" in row:
                console.print(f"{row['id']}: {row['reason']}", soft_wrap=True)
    for name, what in missing:
        console.print(f"{name}: {what}", style="red", soft_wrap=True)
    told = (
        f"{counted(len(missing), 'rule')} not covered"
        if missing
        else "every rule is covered, or says why not"
    )
    console.print(f"\n{told}", style="bold")


def _table(found: Sequence[Mapping[str, Any]]) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0), pad_edge=False)
    table.add_column("rule", no_wrap=True)
    table.add_column("by", no_wrap=True)
    for name in ("simulated by", "exercised by", "checked by", "proven by"):
        table.add_column(name, overflow="fold")
    for row in found:
        cells = (
            "\n".join(one["sign"] for one in row[rules.SIMULATED]),
            _count(row[rules.EXERCISED], "scenario"),
            "\n".join(row[rules.CHECKED]),
            _count(row[rules.PROVEN], "client"),
        )
        table.add_row(Text(row["id"]), Text(row["by"]), *map(Text, cells))
    return table


def _count(names: Sequence[str], word: str) -> str:
    """One by its name, several by their number."""
    return names[0] if len(names) == 1 else counted(len(names), word) if names else ""
