"""`dunbox run`: play scenarios with a client, judge it, and report."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from conformance import baseline
from conformance.checks import all_checks
from conformance.cli import Trouble, attaching, conditions, documents, sharding
from conformance.cli.bundle import cores, rule_files, stories, vocabulary
from conformance.cli.settings import overruled
from conformance.cli.whom import client_of
from conformance.recorded import keeping
from conformance.reports import console as reporting
from conformance.reports import timeline
from conformance.requirements import RequirementSet
from conformance.runner import Options, PreflightError, exit_code, run
from conformance.runner.attach.client import Attachment
from conformance.runner.profiles import PROFILES
from conformance.scenario import Problem, Scenario, ScenarioError, load_all
from conformance.scenario.problems import nearest
from conformance.sharding import Shard
from conformance.stopwatch import today
from conformance.verdict import counted
from simulator.resources import scenarios as bundled_scenarios

REFERENCE = (sys.executable, "-m", "conformance.clients.reference")
_REPLY_SECONDS = 30.0
_LARGEST_SEED = 2**53 - 1
_STDOUT = "-"


@click.command()
@click.argument("selectors", nargs=-1, metavar="[SELECTOR]...")
@click.option(
    "--client", metavar="'CMD ARG…'", help="The client as a driver process; without it the bundled one."
)
@click.option(
    "--client-python", metavar="MODULE:ATTRIBUTE", help="The client as a Python callable that makes one."
)
@click.option(
    "--provider", "providers", multiple=True, metavar="P", help="Only scenarios of this provider. Repeatable."
)
@click.option(
    "--seed",
    type=click.IntRange(0, _LARGEST_SEED),
    default=0,
    show_default=True,
    help="What all draws come from.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=cores, help="Scenarios at a time. [default: one a core]"
)
@click.option("--timeline", "with_timeline", is_flag=True, help="Tell each scenario as it happened.")
@documents.options
@click.option(
    "--baseline",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="What is known to fail, in YAML: it does not fail the run, and an entry that no longer holds does.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep of each scenario here: trace, result, story, the client's stderr. `dunbox replay DIR` shows it.",
)
@click.option(
    "--op-timeout",
    type=click.FloatRange(0, 86400, min_open=True),
    callback=attaching.a_number,
    metavar="S",
    help="Real seconds that the client has for one reply.  [default: 30; with --attach 600]",
)
@attaching.options
@sharding.options
@click.option(
    "--set",
    "requirements",
    metavar="VERSION",
    help="Judge by this requirement set alone, such as 2026.1: what came later is left out, and counted.",
)
@click.option(
    "--faults",
    type=click.Choice(list(PROFILES)),
    help="Lay the faults of this profile over every story, at calls that are drawn from the seed.",
)
@click.option(
    "--crash",
    type=click.IntRange(min=1),
    metavar="N",
    help="Kill the client in every story, when the provider has carried out the Nth call that changes something.",
)
@click.option("--fail-fast", is_flag=True, help="Stop after the first scenario that fails.")
@click.option("--fail-on-warning", is_flag=True, help="Exit with 1 for a warning too.")
@click.option(
    "--strict", is_flag=True, help="Exit with 1 if nothing looked at a rule that a client can break."
)
def command(**words: Any) -> int:
    """Play scenarios with a client, and judge it.

    SELECTORs are scenario ids, globs over ids, files or folders; without any, every bundled scenario is run.
    Without a client the bundled reference client is driven, as a process; --attach judges one that runs already.

    Exits with 0 if all is well or as the baseline expects, 1 if the client failed something else or an entry of the
    baseline no longer holds, 2 on wrong usage or configuration or if nothing was judged, 3 if dunbox itself
    erred.
    """
    words |= dict.fromkeys(overruled("client", "client_python", "attach"))
    attached = attaching.Wish(**{name: words.pop(name) for name in attaching.Wish.__dataclass_fields__})
    wish = Wish(documents=documents.taken_from(words), **words)
    client = _client(wish, attached=attached.attach)
    documents.must_have_places(wish.documents)
    judged_by = conditions.requirement_set(wish.requirements)
    sorted_out = conditions.of_the_set(judged_by, _chosen(wish))
    known = _baseline(wish.baseline, sorted_out.play, judged_by)
    split = sharding.split(sorted_out.play, wish.shard, wish.times, strict=wish.strict)
    if attached.endpoints is not None:
        documents.must_be_writable("--endpoints", attached.endpoints)
    attachment = attaching.attachment(attached, wish.op_timeout, aside=_STDOUT in wish.documents.values())
    with _folder_of_traces(wish.keep) as folder:
        played = _run(split, wish, client, folder, attachment, judged_by)
        result = conditions.told(played, judged_by, sorted_out)
        if known is not None:
            result = baseline.applied(result, known, today())
        if wish.keep is not None:
            _keep(result, split.mine, folder)
        _report(result, wish, split.mine, folder)
    return exit_code(result, strict=wish.strict, fail_on_warning=wish.fail_on_warning)


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for, as the command line had it; `documents` are the files for the result, by option."""

    selectors: tuple[str, ...]
    client: str | None
    client_python: str | None
    providers: tuple[str, ...]
    seed: int
    jobs: int
    with_timeline: bool
    documents: Mapping[str, str]
    baseline: Path | None
    keep: Path | None
    op_timeout: float | None
    fail_fast: bool
    fail_on_warning: bool
    strict: bool
    requirements: str | None
    faults: str | None
    crash: int | None
    shard: Shard | None
    times: tuple[Path, ...]


# --- before the run -----------------------------------------------------------------------------------------


def _client(wish: Wish, *, attached: bool) -> list[str] | None:
    """The client's command as a list of words, or None for one in Python, or that is running already."""
    if attached:
        if wish.client is not None or wish.client_python is not None:
            raise click.UsageError("--attach is for a client that is running already; leave --client out")
        return None
    words, python = client_of(wish.client, wish.client_python)
    return words if words is not None or python is not None else list(REFERENCE)


def _baseline(
    file: Path | None, chosen: Sequence[Scenario], judged_by: RequirementSet | None
) -> list[baseline.Entry] | None:
    """The failures that are known; None if nobody keeps a list of them."""
    if file is None:
        return None
    scenarios = {one.id for one in (*stories(), *chosen)}
    checks = {check.id for check in all_checks()}
    try:
        found = baseline.entries(file.read_bytes(), str(file), scenarios, checks, today())
    except OSError as error:
        raise Trouble(f"--baseline {file} cannot be read: {error.strerror or error}") from None
    except baseline.BaselineError as error:
        raise Trouble(f"the baseline cannot be used:\n{error}") from None
    return [entry for entry in found if judged_by is None or entry.check in judged_by.checks]


@contextmanager
def _folder_of_traces(keep: Path | None) -> Iterator[Path]:
    """The folder that traces are written to: the user's, or one that is gone after the run."""
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="dunbox-") as folder:
            yield Path(folder)
        return
    try:
        keep.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Trouble(
            f"--keep {keep} cannot be made: {error.strerror}; name a folder that can be written"
        ) from None
    yield keep


def _keep(result: Mapping[str, Any], chosen: Sequence[Scenario], folder: Path) -> None:
    """Put beside the traces what it takes to show a scenario, and to play it again."""
    try:
        keeping.write(result, chosen, folder)
    except OSError as error:
        raise Trouble(f"--keep {folder} cannot be written: {error.strerror or error}") from None


def _chosen(wish: Wish) -> list[Scenario]:
    """The scenarios to run; wrong names, broken files and an empty choice are refused."""
    must_be_providers(wish.providers)
    found = _loaded(wish.selectors)
    chosen = [one for one in found if not wish.providers or one.provider in wish.providers]
    if not chosen:
        raise Trouble(f"of {counted(len(found), 'chosen scenario')} none is of {', '.join(wish.providers)}")
    return chosen


def must_be_providers(names: Sequence[str]) -> None:
    """Refuse names that are no provider's; raises Trouble, which has the nearest."""
    known = sorted(vocabulary().providers)
    for name in names:
        if name not in known:
            near = nearest(name, known)
            hint = f"; did you mean {near!r}?" if near else ""
            raise Trouble(f"there is no provider {name!r}; there are: {', '.join(known)}{hint}")


def _loaded(selectors: Sequence[str]) -> list[Scenario]:
    try:
        return load_all(selectors, bundled_scenarios(), vocabulary())
    except ScenarioError as error:
        raise Trouble(_told(error.problems)) from None


def _told(problems: Sequence[Problem]) -> str:
    return "\n".join(("the scenarios cannot be used:", *(f"  {problem}" for problem in problems)))


# --- the run and its reports --------------------------------------------------------------------------------


def _run(
    split: sharding.Split,
    wish: Wish,
    client: list[str] | None,
    traces: Path,
    attach: Attachment | None,
    judged_by: RequirementSet | None,
) -> Mapping[str, Any]:
    terminal = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    is_watched = terminal.is_terminal and attach is None  # whose lines a bar would overwrite
    shown = Progress(*columns, console=terminal, transient=True) if is_watched else None
    with shown or nullcontext():
        task = shown.add_task("running", total=len(split.mine)) if shown else None

        def tell(finished: Mapping[str, Any]) -> None:
            if shown and task is not None:
                shown.update(task, advance=1, description=str(finished["id"]))

        options = Options(
            client=client,
            client_python=wish.client_python,
            seed=wish.seed,
            jobs=1 if attach is not None else wish.jobs,
            op_timeout=attach.patience if attach is not None else wish.op_timeout or _REPLY_SECONDS,
            fail_fast=wish.fail_fast,
            trace_dir=traces,
            progress=tell,
            attach=attach,
            faults=wish.faults,
            crash=wish.crash,
            judged_by=judged_by,
            shard=split.shard,
            elsewhere=split.others,
        )
        try:
            return run(split.mine, options)
        except PreflightError as error:
            raise Trouble(reporting.safe(error)) from None


def _report(result: Mapping[str, Any], wish: Wish, chosen: Sequence[Scenario], traces: Path) -> None:
    console = reporting.stderr() if _STDOUT in wish.documents.values() else reporting.stdout()
    records = _records(result, traces, everything=wish.with_timeline)
    if wish.with_timeline:
        for scenario in result["scenarios"]:
            _tell(scenario, records.get(scenario["id"], []), console)
    run = documents.Run(
        result=result,
        scenarios=chosen,
        traces=traces,
        kept=wish.keep is not None,
        strict=wish.strict,
        fail_on_warning=wish.fail_on_warning,
    )
    notes = documents.write_all(run, wish.documents)
    background = reporting.Background(
        laws={check.id: check.law for check in all_checks()},
        sources={row["id"]: str(row.get("source", "")) for rows in rule_files().values() for row in rows},
        records={name: timeline.told(found) for name, found in records.items()},
    )
    reporting.show(result, console, background)
    for note in notes:
        console.print(reporting.safe(note), soft_wrap=True)


def _records(result: Mapping[str, Any], traces: Path, *, everything: bool) -> dict[str, list[dict[str, Any]]]:
    """The traces of the scenarios that something is told of, by scenario id."""
    wanted = [one for one in result["scenarios"] if everything or one["verdict"] in ("failed", "warned")]
    paths = {one["id"]: traces / one["trace"] for one in wanted if one.get("trace")}
    return {name: timeline.read(path) for name, path in paths.items() if path.is_file()}


def _tell(scenario: Mapping[str, Any], records: list[dict[str, Any]], console: Console) -> None:
    console.print(
        f"\n{reporting.safe(scenario['id'])}: {reporting.safe(scenario['title'])}",
        style="bold",
        soft_wrap=True,
    )
    for line in timeline.lines(records):
        console.print(reporting.safe(line), soft_wrap=True)
