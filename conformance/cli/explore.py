"""`dunbox explore`: look for a story that breaks a client, make it small, and write it as a scenario file."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from conformance import __version__
from conformance.cli import ALL_WELL, CLIENT_FAILED, HARNESS_ERRED, WRONG_USAGE, Trouble
from conformance.cli.bundle import cores, vocabulary
from conformance.cli.whom import client_of
from conformance.preflight import PreflightError, preflight
from conformance.reports import console as reporting
from conformance.runner import Options
from conformance.runner.backend import simulator_of_this_installation
from conformance.runner.client import Client
from conformance.scenario.problems import nearest
from conformance.stopwatch import Stopwatch

if TYPE_CHECKING:
    from conformance.explore.ground import Ground
    from conformance.explore.search import Explored

REFERENCE = "conformance.clients.reference:Client"
_LARGEST_SEED = 2**32 - 1
_SPAN = re.compile(r"(?P<count>\d+)(?P<unit>[smh]?)")
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600}


@click.command()
@click.option(
    "--client",
    metavar="'CMD ARG…'",
    help="The client as a driver process; without it the bundled one, in Python.",
)
@click.option(
    "--client-python", metavar="MODULE:ATTRIBUTE", help="The client as a Python callable that makes one."
)
@click.option(
    "--provider", "providers", multiple=True, metavar="P", help="Only stories of this provider. Repeatable."
)
@click.option(
    "--budget",
    default="60s",
    show_default=True,
    metavar="TIME",
    help="Real time to look for: 90s, 2m. What was found is made small after it.",
)
@click.option(
    "--stories",
    type=click.IntRange(1, 10_000_000),
    metavar="N",
    help="So many stories, whatever time that takes: the same ones with the same seed.",
)
@click.option(
    "--seed",
    type=click.IntRange(0, _LARGEST_SEED),
    default=0,
    show_default=True,
    help="What the stories are drawn from.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("found"),
    show_default=True,
    metavar="DIR",
    help="Where the file of a story that fails is written to.",
)
@click.option("--jobs", type=click.IntRange(1, 64), default=cores, help="Processes. [default: one a core]")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(**words: Any) -> int:
    """Look for a story that breaks a client; shrink it; write it as a scenario file.

    Stories are drawn and played until one fails or the budget is used up. What fails is cut down to the smallest story
    that fails the same check, and written to --out: `dunbox run FILE` fails it again with the same client.

    Exits with 0 if nothing was found, 1 if a story breaks the client, 2 on wrong usage or if nothing was judged, 3 if
    dunbox itself erred.
    """
    _must_have_hypothesis()
    budget = words["budget"] if words["stories"] is None else None
    seconds = None if budget is None else _seconds(budget)
    client, client_python = client_of(words["client"], words["client_python"])
    options = Options(
        client=client, client_python=client_python or (REFERENCE if client is None else None), jobs=1
    )
    watch = Stopwatch()
    name, explored = _explored(options, words, seconds)
    file = _written(explored, words["out"])
    found = _words(name, explored, file, options, watch.seconds(), words["seed"])
    if words["as_json"]:
        click.echo(json.dumps(found, indent=2, ensure_ascii=False))
    else:
        _show(found, reporting.stdout())
    return _exit_code(explored)


def _must_have_hypothesis() -> None:
    try:
        import hypothesis  # noqa: F401 - asked whether it is there, before what needs it is imported
    except ImportError:
        raise Trouble(
            "dunbox explore draws its stories with hypothesis, which is not installed; "
            "install the extra that brings it: python -m pip install 'dunbox[explore]'"
        ) from None


def _seconds(budget: str) -> float:
    found = _SPAN.fullmatch(budget.strip())
    if found is None or int(found["count"]) == 0:
        raise click.UsageError(f"--budget {budget!r} is no time to look for; give one such as 90s, 2m or 1h")
    return float(int(found["count"]) * _SECONDS[found["unit"]])


def _explored(options: Options, words: Mapping[str, Any], seconds: float | None) -> tuple[str, Explored]:
    """The client's name, and what came of the search."""
    from conformance.explore.search import Bearings, Budget, search

    simulator = simulator_of_this_installation()
    try:
        hello = preflight(lambda: Client(options), simulator.providers)
    except PreflightError as error:
        raise Trouble(reporting.safe(error)) from None
    grounds = _grounds([one for one in simulator.providers if one in hello.providers], words["providers"])
    bearings = Bearings(options, words["seed"], simulator_of_this_installation, vocabulary)
    budget = Budget(seconds, words["stories"])
    with _bar() as progress:
        explored = search(grounds, bearings, budget, words["jobs"], progress)
    return hello.client, explored


def _grounds(served: list[str], asked: tuple[str, ...]) -> list[Ground]:
    from conformance.explore.ground import grounds

    known = sorted(vocabulary().providers)
    for name in asked:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            raise Trouble(f"there is no provider {name!r}; there are: {', '.join(known)}{hint}")
    chosen = [one for one in served if not asked or one in asked]
    if not chosen:
        raise Trouble(
            f"the client serves {', '.join(served)}, and no story of {', '.join(asked)} applies to it"
        )
    return grounds(chosen, vocabulary(), simulator_of_this_installation().catalogue)


@contextmanager
def _bar() -> Iterator[Callable[[Explored], None]]:
    """Shows on a terminal how many stories were played."""
    terminal = Console(stderr=True)
    if not terminal.is_terminal:
        yield lambda explored: None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Progress(*columns, console=terminal, transient=True) as shown:
        task = shown.add_task("looking for a story that fails", total=None)
        yield lambda explored: shown.update(task, description=f"{_stories(explored.stories)} played")


def _written(explored: Explored, out: Path) -> Path | None:
    """The file of the story that fails, if one does."""
    failure = explored.failure
    if failure is None:
        return None
    file = out / f"{failure.name}.yaml"
    try:
        out.mkdir(parents=True, exist_ok=True)
        file.write_text(failure.text, encoding="utf-8")
    except OSError as error:
        raise Trouble(f"--out {out}: {file.name} cannot be written: {error.strerror or error}") from None
    return file


def _words(
    client: str, explored: Explored, file: Path | None, options: Options, seconds: float, seed: int
) -> dict[str, Any]:
    """What `dunbox explore --json` prints."""
    failure = explored.failure
    return {
        "dunbox": __version__,
        "seed": seed,
        "client": client,
        "seconds": seconds,
        "stories": explored.stories,
        "stories_per_second": explored.a_second,
        "providers": {name: dict(tally.verdicts) for name, tally in sorted(explored.tallies.items())},
        "died": explored.died,
        "found": None
        if failure is None
        else {
            "file": str(file),
            "check": failure.check or None,
            "verdict": failure.result["verdict"],
            "message": failure.message,
            "expected": failure.expected,
            "actual": failure.actual,
            "steps": failure.steps,
            "fails_again": failure.stands,
            "reproduce": options.reproduce(str(file)),
        },
    }


def _exit_code(explored: Explored) -> int:
    failure = explored.failure
    if explored.died or (failure is not None and not failure.check):
        return HARNESS_ERRED
    if failure is not None:
        return CLIENT_FAILED
    return ALL_WELL if explored.judged else WRONG_USAGE


# --- for people ---------------------------------------------------------------------------------------------


def _show(words: Mapping[str, Any], console: Console) -> None:
    for line in _lines(words):
        console.print(reporting.safe(line), soft_wrap=True)


def _lines(words: Mapping[str, Any]) -> Iterator[str]:
    for provider, verdicts in words["providers"].items():
        yield f"{provider}: " + ", ".join(f"{count} {_said(name)}" for name, count in verdicts.items())
    played = f"{_stories(words['stories'])} in {words['seconds']:.1f} s"
    yield f"{played}, {words['stories_per_second']} stories a second while they were drawn"
    for code in words["died"]:
        yield f"a process that played stories ended with exit code {code}: the search is not whole"
    found = words["found"]
    if found is None:
        yield "no story was found that fails the client" if words["stories"] else "no story was played"
        return
    yield f"\n{found['check'] or found['verdict']}: {found['message']}"
    for word in ("expected", "actual"):
        if found[word]:
            yield f"  {word}: {found[word]}"
    yield f"  the smallest story, of {found['steps']} steps: {found['file']}"
    yield f"  again: {found['reproduce']}"
    if not found["fails_again"]:
        yield "  it did not fail when it was played once more: the client does not do the same each time"


def _stories(count: int) -> str:
    return "1 story" if count == 1 else f"{count} stories"


def _said(verdict: str) -> str:
    return verdict.replace("_", " ")
