"""`dunbox lint`: read scenario files and tell every mistake, without running anything."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli import ALL_WELL, WRONG_USAGE
from conformance.cli.bundle import vocabulary
from conformance.scenario import Problem, Scenario, ScenarioError, load_all
from conformance.scenario.load import nearest_file
from conformance.verdict import counted
from simulator.resources import scenarios


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
def command(files: tuple[str, ...]) -> int:
    """Check scenario FILEs, or all below a folder: FILE:LINE:COLUMN: message; expected …; did you mean …?

    Without any, the bundled scenarios are checked. Exits with 2 if there is a problem. The language is described
    in scenarios/README.md.
    """
    files = files or (str(scenarios()),)
    problems = [_absent(name) for name in files if not Path(name).exists()]
    present = [name for name in files if Path(name).exists()]
    found: list[Scenario] = []
    try:
        found = load_all(present, scenarios(), vocabulary()) if present else []
    except ScenarioError as error:
        problems += error.problems
    for problem in problems:
        click.echo(str(problem))
    if problems:
        click.echo(f"{counted(len(problems), 'problem')} found", err=True)
        return WRONG_USAGE
    click.echo(f"{counted(len(found), 'scenario')}, no problem")
    return ALL_WELL


def _absent(name: str) -> Problem:
    near = nearest_file(Path(name))
    return Problem(0, 0, "there is no such file or folder", "a scenario file", near, path=name)
