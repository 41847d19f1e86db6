"""`dunbox schema`: the JSON Schemas of what dunbox reads and writes."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from conformance.cli import Trouble
from conformance.cli.bundle import vocabulary
from conformance.cli.documents import must_be_writable
from conformance.scenario import scenario_schema
from simulator.resources import specs

NAMES = ("scenario", "trace", "result")


@click.command()
@click.argument("name", required=False, type=click.Choice(NAMES))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it to this file, for an editor to find; what is there is written over.",
)
def command(name: str | None, out: Path | None) -> None:
    """Print a JSON Schema: of a scenario file, of a record of a trace, or of the result of a run.

    Without a name, print an object with all three. scenarios/README.md tells how editors use that of a scenario.
    """
    wanted = schema_of(name) if name else {one: schema_of(one) for one in NAMES}
    if out is None:
        click.echo(as_text(wanted), nl=False)
        return
    must_be_writable("--out", out)
    try:
        out.write_text(as_text(wanted), encoding="utf-8")
    except OSError as error:
        raise Trouble(f"--out {out} cannot be written: {error.strerror or error}") from None
    click.echo(f"wrote {out}")


def schema_of(name: str) -> Any:
    """Answer the schema of this name: a scenario's is made from the language, the others are documents."""
    if name == "scenario":
        return scenario_schema(vocabulary())
    return json.loads(specs().joinpath("schemas", f"{name}.schema.json").read_text("utf-8"))


def as_text(schema: Any) -> str:
    """Answer a schema as the text of a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"
