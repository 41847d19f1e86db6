"""`dunbox judge`: judge what was recorded: traces of dunbox, and HAR files of any client."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import click

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import Trouble
from conformance.cli.bundle import rule_files
from conformance.cli.schema import schema_of
from conformance.meaning import Meaning
from conformance.recorded import har, importing, traces
from conformance.recorded.judging import Recorded, judged
from conformance.recorded.routes import Routes
from conformance.reports import console as reporting
from conformance.reports import json as json_report
from conformance.reports import timeline
from conformance.runner.backend import documents
from conformance.scenario.problems import listed, nearest
from conformance.trace.recorder import line
from conformance.verdict import counted, exit_code
from simulator import channel_surfaces, providers

_STDOUT = "-"


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option(
    "--surface",
    "surfaces",
    multiple=True,
    metavar="NAME=URL",
    help="Below which URL a HAR file has a provider's surface, besides the provider's own hosts. Repeatable.",
)
@click.option(
    "--provider",
    "wanted",
    multiple=True,
    metavar="P",
    help="Judge calls to this agency only. Repeatable.",
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(allow_dash=True),
    metavar="FILE",
    help="Write the result as JSON; to standard output if FILE is -, and all else to standard error.",
)
@click.option(
    "--keep",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Keep each trace that was judged here, also those that were made of HAR files.",
)
@click.option("--fail-on-warning", is_flag=True, help="Exit with 1 for a warning too.")
def command(
    files: tuple[Path, ...],
    surfaces: tuple[str, ...],
    wanted: tuple[str, ...],
    json_file: str | None,
    keep: Path | None,
    fail_on_warning: bool,
) -> int:
    """Judge what was recorded, by the checks that `dunbox run` has.

    FILEs are traces, which `dunbox run --keep` writes, or HAR files, which browsers and proxies write. Of a HAR
    file the calls to providers are judged; checks that need the client's books or the truth are not applicable.

    Exits as `dunbox run` does: 0 if all is well, 1 if a check failed, 2 on wrong usage, for a file that cannot be
    judged or if nothing was judged, 3 if dunbox itself erred.
    """
    _must_be_known(wanted)
    console = reporting.stderr() if json_file == _STDOUT else reporting.stdout()
    routes = Routes(documents(), _hosts(), _bases(surfaces))
    found = [one for file in files for one in _recorded(file, routes, surfaces, wanted)]
    if not found:
        raise Trouble(
            "nothing in these files can be judged: no call to a provider, or to none that is asked for"
        )
    result = judged(found, Catalogue(rule_files()))
    _keep(result["scenarios"], found, keep)
    if json_file is not None:
        _write(json_report.to_bytes(result), json_file)
    background = reporting.Background(
        laws={check.id: check.law for check in all_checks()},
        sources={row["id"]: str(row.get("source", "")) for rows in rule_files().values() for row in rows},
        records={
            one["id"]: timeline.told(each.records)
            for one, each in zip(result["scenarios"], found, strict=True)
        },
    )
    reporting.show(result, console, background)
    return exit_code(result, fail_on_warning=fail_on_warning)


def _must_be_known(wanted: Sequence[str]) -> None:
    for name in wanted:
        if name not in providers():
            near = nearest(name, providers())
            hint = f"; did you mean {near!r}?" if near else ""
            raise Trouble(f"there is no provider {name!r}; there are: {', '.join(sorted(providers()))}{hint}")


def _hosts() -> dict[str, str]:
    return {host: surface.name for surface in channel_surfaces() for host in surface.hosts}


def _bases(surfaces: Sequence[str]) -> dict[str, list[str]]:
    """The base URLs that the user gave, by surface."""
    known = sorted({*_hosts().values()})
    bases: dict[str, list[str]] = {}
    for words in surfaces:
        name, _, url = words.partition("=")
        if name not in known:
            raise click.UsageError(
                f"--surface {words!r}: there is no surface {name!r}; there are: {', '.join(known)}"
            )
        if not url.startswith(("http://", "https://")) or Routes({}, {}, {name: [url]}).place(url) is None:
            raise click.UsageError(
                f"--surface {words!r}: {url!r} is no URL; give one such as {name}=https://example.com"
            )
        bases.setdefault(name, []).append(url)
    return bases


def _recorded(
    file: Path, routes: Routes, surfaces: Sequence[str], wanted: Sequence[str]
) -> Iterator[Recorded]:
    """The traces of a file, one for each agency."""
    options = [*(f"--surface={one}" for one in surfaces)]
    try:
        if traces.is_trace(file):
            yield from _of_trace(file, wanted)
        else:
            yield from _of_har(file, routes, options, wanted)
    except OSError as error:
        raise Trouble(f"{file} cannot be read: {error.strerror or error}") from None
    except (traces.TraceError, har.HarError) as error:
        kind = "trace" if isinstance(error, traces.TraceError) else "HAR file"
        raise Trouble(f"{file} cannot be judged as a {kind}: {reporting.safe(error)}") from None


def _of_trace(file: Path, wanted: Sequence[str]) -> Iterator[Recorded]:
    records = traces.read(file, schema_of("trace"))
    provider = str(records[0].get("provider") or "")
    if wanted and provider not in wanted:
        click.echo(f"{file}: left out, it is of {reporting.safe(provider) or 'no agency'}", err=True)
        return
    yield Recorded(records, shlex.join(["dunbox", "judge", str(file)]))


def _of_har(file: Path, routes: Routes, options: Sequence[str], wanted: Sequence[str]) -> Iterator[Recorded]:
    found = importing.read(file, routes)
    _tell_of(file, found)
    named = importing.providers(found.calls, _meaning())
    chosen = [
        name for name in wanted if any(call.surface in _meaning().surfaces(name) for call in found.calls)
    ]
    for name in chosen if wanted else named:
        recorder = importing.trace(found.calls, _meaning(), name, file.stem)
        yield Recorded(
            recorder.records, shlex.join(["dunbox", "judge", str(file), *options, f"--provider={name}"])
        )
    if found.calls and not wanted and not named:
        raise Trouble(
            f"{file}: none of {counted(len(found.calls), 'call')} says which agency it is about; "
            f"name it with --provider: {', '.join(sorted(providers()))}"
        )


@lru_cache(maxsize=1)
def _meaning() -> Meaning:
    return Meaning(documents())


def _tell_of(file: Path, found: importing.Recording) -> None:
    """Say how much of a HAR file is judged, and what is not and why."""
    click.echo(
        f"{file}: {counted(len(found.calls), 'call')} to providers in {_entries(found.entries)}", err=True
    )
    unknown = [call for call in found.calls if call.operation is None]
    if unknown:
        first = reporting.safe(f"{unknown[0].method} {unknown[0].path}")
        about = f"{counted(len(unknown), 'call')} for which {unknown[0].surface}'s document has no operation"
        click.echo(f"  {about}, the first: {first}", err=True)
    hosts = {why: count for why, count in found.skipped.items() if why.startswith("to ")}
    if hosts:
        names = listed([why.removeprefix("to ") for why, _ in found.skipped.most_common() if why in hosts], 5)
        click.echo(f"  skipped {_entries(sum(hosts.values()))} to others: {reporting.safe(names)}", err=True)
    for why, count in found.skipped.items():
        if why not in hosts:
            click.echo(f"  skipped {_entries(count)} {reporting.safe(why)}", err=True)


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _keep(scenarios: Sequence[dict[str, object]], found: Sequence[Recorded], keep: Path | None) -> None:
    """Write the traces, and put into the result where each is."""
    if keep is None:
        return
    for words, one in zip(scenarios, found, strict=True):
        place = f"{_safe_name(str(words['id']))}.jsonl"
        _write(b"".join(map(line, one.records)), str(keep / place))
        words["trace"] = place


def _safe_name(scenario: str) -> str:
    """A scenario's id as a path below a folder, whatever a trace from elsewhere says that it is."""
    parts = (re.sub(r"[^\w.-]", "-", part) for part in scenario.split("/"))
    return "/".join(part for part in parts if part.strip(".")) or "recorded"


def _write(document: bytes, file: str) -> None:
    if file == _STDOUT:
        click.echo(document, nl=False)
        return
    try:
        Path(file).parent.mkdir(parents=True, exist_ok=True)
        Path(file).write_bytes(document)
    except OSError as error:
        raise Trouble(f"{file} cannot be written: {error.strerror or error}") from None
