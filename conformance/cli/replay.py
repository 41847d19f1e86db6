"""`dunbox replay`: show a kept scenario step by step, or play it again with a new build of the client."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from conformance.cli import ALL_WELL, Trouble
from conformance.cli.bundle import vocabulary
from conformance.cli.schema import schema_of
from conformance.cli.whom import client_of
from conformance.recorded import comparing, keeping, traces
from conformance.recorded.keeping import Kept, KeptError
from conformance.reports import timeline
from conformance.reports.console import safe
from conformance.runner import Options, PreflightError, exit_code, run
from conformance.scenario import Scenario, ScenarioError
from conformance.scenario.load import load_file


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("scenario", required=False)
@click.option("--step", is_flag=True, help="Wait for Enter before each line; on a terminal only.")
@click.option("--client", metavar="'CMD ARG…'", help="Play it again with this client, and say what differs.")
@click.option("--client-python", metavar="MODULE:ATTRIBUTE", help="The same, with a Python callable.")
@click.option(
    "--op-timeout",
    type=click.FloatRange(0, 86400, min_open=True),
    default=30.0,
    show_default=True,
    metavar="S",
    help="Real seconds that the client has for one reply.",
)
def command(
    folder: Path,
    scenario: str | None,
    step: bool,
    client: str | None,
    client_python: str | None,
    op_timeout: float,
) -> int:
    """Show a scenario that `dunbox run --keep DIR` kept: virtual time, who, what, a line a record of its trace.

    SCENARIO is needed where several are kept, and not just one of them went wrong. With a client the same story is
    played again, with the same seed: what differs is said, verdicts first, then the first call.

    Exits with 0 after showing, with a client as `dunbox run` does for what the new run gave; 2 if nothing in DIR
    can be shown or played.
    """
    words, python = client_of(client, client_python)
    try:
        kept = keeping.chosen(keeping.read(folder), scenario)
        records = traces.read(kept.trace, schema_of("trace"))
    except (KeptError, traces.TraceError) as error:
        raise Trouble(safe(error)) from None
    except OSError as error:
        raise Trouble(f"{folder} cannot be read: {error.strerror or error}") from None
    if words is None and python is None:
        _show(kept, records, wait=step and sys.stdin.isatty())
        return ALL_WELL
    options = Options(client=words, client_python=python, seed=kept.seed, op_timeout=op_timeout)
    return _again(kept, records, options)


# --- shown --------------------------------------------------------------------------------------------------


def _show(kept: Kept, records: Sequence[Mapping[str, Any]], *, wait: bool) -> None:
    for line in _head(kept):
        click.echo(safe(line))
    for line in _steps(kept, records):
        if wait:
            click.prompt("", default="", show_default=False, prompt_suffix="", err=True)
        click.echo(safe(line))
    if kept.log:
        click.echo("\nThe client wrote to stderr:")
        for line in kept.log.splitlines():
            click.echo(f"  {safe(line)}")


def _head(kept: Kept) -> Iterator[str]:
    result = kept.result
    who = " ".join(str(kept.client.get(name) or "") for name in ("name", "version")).strip()
    yield f"{kept.id}: {result.get('title')}"
    yield f"{str(result['verdict']).replace('_', ' ')}, seed {kept.seed}, client {who or 'unknown'}"
    yield f"again: {result.get('reproduce')}"
    if result.get("message"):
        yield str(result["message"])
    for check in result["checks"]:
        if check["verdict"] in ("failed", "warned"):
            yield f"{check['id']} {check['verdict']}: {check['message']}"
            yield f"  expected {check['expected']}; found {check['actual']}"
    yield ""


def _steps(kept: Kept, records: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """A line a record that says something: its number, virtual time, what, and of which check it is evidence."""
    proves: dict[int, list[str]] = {}
    for check in kept.result["checks"]:
        for number in check["evidence"] if check["verdict"] in ("failed", "warned") else ():
            proves.setdefault(number, []).append(check["id"])
    told = timeline.told(records)
    for record in records:
        number = record["id"]
        if number in told:
            mark = f"   <- {', '.join(proves[number])}" if number in proves else ""
            moment = datetime.fromisoformat(record["at"])
            yield f"{number:>5}  {moment:%Y-%m-%d %H:%M:%S}  {told[number]}{mark}"


# --- played again -------------------------------------------------------------------------------------------


def _again(kept: Kept, records: Sequence[Mapping[str, Any]], options: Options) -> int:
    story = _story(kept)
    with tempfile.TemporaryDirectory(prefix="dunbox-") as folder:
        options = Options(
            client=options.client,
            client_python=options.client_python,
            seed=options.seed,
            op_timeout=options.op_timeout,
            trace_dir=Path(folder),
        )
        try:
            result = run([story], options)
        except PreflightError as error:
            raise Trouble(safe(error)) from None
        [now] = result["scenarios"]
        after = timeline.read(Path(folder) / now["trace"]) if now.get("trace") else []
    click.echo(f"{kept.id}: {str(now['verdict']).replace('_', ' ')} (seed {kept.seed})")
    for check in now["checks"]:
        if check["verdict"] in ("failed", "warned"):
            click.echo(safe(f"{check['id']} {check['verdict']}: {check['message']}"))
    if now.get("message"):
        click.echo(safe(now["message"]))
    click.echo("\nWhat differs from what was kept:")
    differing = [*comparing.verdicts(kept.result, now), *comparing.calls(records, after)]
    for line in differing:
        click.echo(f"  {safe(line)}")
    return exit_code(result)


def _story(kept: Kept) -> Scenario:
    try:
        found = load_file(kept.story, vocabulary())
    except ScenarioError as error:
        raise Trouble(f"the kept story cannot be played by this dunbox:\n{error}") from None
    mine = [one for one in found if one.id == kept.id]
    if not mine:
        raise Trouble(f"{kept.story} does not tell {kept.id}; it tells {', '.join(one.id for one in found)}")
    return mine[0]
