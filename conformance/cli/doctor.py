"""`dunbox doctor`: verify a store."""

from __future__ import annotations

import click
from click.core import ParameterSource

from conformance.cli import ALL_WELL, CLIENT_FAILED, Trouble
from simulator import Finding, StoreError, examined, is_database


@click.command()
@click.argument("store", required=False)
@click.option(
    "--db",
    envvar="DUNBOX_DB",
    metavar="STORE",
    help="The store, if it is not named as STORE; also read from DUNBOX_DB.",
)
def command(store: str | None, db: str | None) -> int:
    """Verify the store in STORE, a file or a PostgreSQL database that `dunbox serve --db STORE` wrote.

    Reads the whole log of each sandbox anew: whether rows are missing or cannot be read, whether every cent is booked,
    whether what is open waits for something, whether the snapshot says the same. Prints a line a sandbox, and a line
    for each thing that is wrong, with what to do. Changes nothing.

    Exits with 1 if something is wrong, with 2 if STORE is no store, or in use.
    """
    if store and db and click.get_current_context().get_parameter_source("db") is ParameterSource.COMMANDLINE:
        raise click.UsageError("STORE and --db name two stores; give one of them")
    place = store or db
    if not place:
        raise Trouble("no store is named; name a file, or a database as in postgresql://user@host/database")
    wrong = 0
    try:
        for finding in examined(place):
            _print(finding, "database" if is_database(place) else "file")
            wrong += len(finding.wrong)
    except StoreError as error:
        raise Trouble(str(error)) from None
    return CLIENT_FAILED if wrong else ALL_WELL


def _print(finding: Finding, whole: str) -> None:
    if finding.sandbox is None:
        what = whole
        size = "can be read"
    else:
        what = f"sandbox {finding.sandbox}"
        size = f"{finding.rows} rows, {finding.facts} facts, {finding.cases} cases, {finding.snapshot}"
    verdict = "wrong" if finding.wrong else "sound"
    click.echo(f"{verdict}  {what}: {size}")
    for sentence in finding.wrong:
        click.echo(f"       {sentence}")
