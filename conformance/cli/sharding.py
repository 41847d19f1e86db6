"""The options of `dunbox run` for a run that several machines share, and what they come to."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from conformance import sharding
from conformance.cli import Trouble
from conformance.cli.options import together
from conformance.scenario import Scenario
from conformance.sharding import Shard
from conformance.verdict import HARNESS_ERROR
from simulator.resources import scenarios as bundled_scenarios

TABLE = "seconds.json"
"""The file beside the bundled scenarios that says how long each takes: `make seconds` writes it."""


def _shard(text: str) -> Shard:
    """A shard as the command line writes it; what is none is a usage error that says how one is written."""
    try:
        return sharding.read(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


options = together(
    click.option(
        "--shard",
        type=_shard,
        metavar="I/N",
        help="Play the Ith of N parts of the chosen scenarios alone; the parts take about as long as each other.",
    ),
    click.option(
        "--times",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        multiple=True,
        metavar="FILE",
        help="With --shard: the --json result of an earlier run, by whose seconds to split. Repeatable.  "
        "[default: seconds that were measured with the bundled client]",
    ),
)
"""What gives a command these options."""


@dataclass(frozen=True, slots=True)
class Split:
    """What this run plays of the chosen scenarios, and what it leaves to the other shards; no shard has all."""

    shard: Shard | None
    mine: list[Scenario]
    others: tuple[Scenario, ...]


def split(chosen: Sequence[Scenario], shard: Shard | None, times: Sequence[Path], *, strict: bool) -> Split:
    """Split the chosen scenarios by their seconds; refuses what can be said of all shards together only."""
    if shard is None:
        if times:
            raise click.UsageError("--times says by which seconds --shard splits; give --shard I/N too")
        return Split(None, list(chosen), ())
    if strict and shard.of > 1:
        raise click.UsageError(
            f"--strict asks whether something looked at every rule, and shard {shard} plays a part of the stories: "
            "leave --strict out here, and run it without --shard"
        )
    parts = sharding.shared_out(chosen, _measured(times), shard.of)
    others = [one for nth, part in enumerate(parts, 1) for one in part if nth != shard.nth]
    return Split(shard, parts[shard.nth - 1], tuple(others))


def _measured(files: Sequence[Path]) -> dict[str, float]:
    """Seconds by scenario: those of the files, the last that names one counts, or those of the bundled table."""
    if not files:
        found: dict[str, float] = json.loads((bundled_scenarios() / TABLE).read_bytes())
        return found
    return {name: seconds for file in files for name, seconds in _read(file).items()}


def _read(file: Path) -> dict[str, float]:
    try:
        return seconds_of(json.loads(file.read_bytes()))
    except OSError as error:
        raise Trouble(f"--times {file} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise Trouble(f"--times {file} is not JSON: {error}") from None
    except (KeyError, TypeError, AttributeError):
        raise Trouble(f"--times {file} is no result of a run; `dunbox run --json FILE` writes one") from None


def seconds_of(result: Mapping[str, Any]) -> dict[str, float]:
    """How long each scenario of a run's result took; one that dunbox itself could not play says nothing."""
    return {
        str(one["id"]): float(one["seconds"])
        for one in result["scenarios"]
        if one["verdict"] != HARNESS_ERROR
    }
