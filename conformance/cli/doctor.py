"""`dunbox doctor`: verify a store."""

from __future__ import annotations

from pathlib import Path

import click

from conformance.cli import ALL_WELL, CLIENT_FAILED, Trouble
from simulator import Finding, StoreError, examined


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
def command(file: Path) -> int:
    """Verify the store in FILE, which `dunbox serve --db FILE` wrote.

    Reads the whole log of each sandbox anew: whether rows are missing or cannot be read, whether every cent is booked,
    whether what is open waits for something, whether the snapshot says the same. Prints a line a sandbox, and a line
    for each thing that is wrong, with what to do. Changes nothing.

    Exits with 1 if something is wrong, with 2 if FILE is no store, or in use.
    """
    wrong = 0
    try:
        for finding in examined(file):
            _print(finding)
            wrong += len(finding.wrong)
    except StoreError as error:
        raise Trouble(str(error)) from None
    return CLIENT_FAILED if wrong else ALL_WELL


def _print(finding: Finding) -> None:
    if finding.sandbox is None:
        what = "file"
        size = "can be read"
    else:
        what = f"sandbox {finding.sandbox}"
        size = f"{finding.rows} rows, {finding.facts} facts, {finding.cases} cases, {finding.snapshot}"
    verdict = "wrong" if finding.wrong else "sound"
    click.echo(f"{verdict}  {what}: {size}")
    for sentence in finding.wrong:
        click.echo(f"       {sentence}")
