"""`dunbox schema`: the JSON Schemas of what dunbox reads and writes."""

from __future__ import annotations

import json
from typing import Any

import click

from conformance.cli.bundle import vocabulary
from conformance.scenario import scenario_schema
from simulator.resources import specs

NAMES = ("scenario", "trace", "result")


@click.command()
@click.argument("name", required=False, type=click.Choice(NAMES))
def command(name: str | None) -> None:
    """Print a JSON Schema: of a scenario file, of a record of a trace, or of the result of a run.

    Without a name, print an object with all three.
    """
    wanted = schema_of(name) if name else {one: schema_of(one) for one in NAMES}
    click.echo(json.dumps(wanted, indent=2, ensure_ascii=False))


def schema_of(name: str) -> Any:
    """Answer the schema of this name: a scenario's is made from the language, the others are documents."""
    if name == "scenario":
        return scenario_schema(vocabulary())
    return json.loads(specs().joinpath("schemas", f"{name}.schema.json").read_text("utf-8"))
