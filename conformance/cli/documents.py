"""The files that a run's result is written to: which there are, whether they can be written, and how."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click

from conformance.catalogue import Catalogue
from conformance.checks import all_checks
from conformance.cli import Trouble
from conformance.cli.bundle import rule_files
from conformance.reports import badge, evidence, junit, markdown, timeline
from conformance.reports import json as json_report
from conformance.reports.library import Library
from conformance.scenario import Scenario

_STDOUT = "-"
_EVIDENCE = "--evidence"
_Command = TypeVar("_Command", bound=Callable[..., Any])
_HELP = {
    "--json": "Write the result as JSON; to standard output if FILE is -, and all else to standard error.",
    "--junit": "Write the result as JUnit XML, for a build server; to standard output if FILE is -.",
    "--html": "Write the result as one HTML page with a picture of each story; to standard output if FILE is -.",
    "--markdown": "Write the result as Markdown, for a CI job's summary; to standard output if FILE is -.",
    "--badge": "Write how many passed as an SVG badge; to standard output if FILE is -.",
    _EVIDENCE: "Write all of these, the traces and the scenarios into a ZIP, with a digest of each.",
}


@dataclass(frozen=True, slots=True)
class Run:
    """A run that is over: its result, what was played, where its traces are, and whether these are kept there.

    With `strict` or `fail_on_warning` more than failures fails the run, which JUnit has to tell.
    """

    result: Mapping[str, Any]
    scenarios: Sequence[Scenario]
    traces: Path
    kept: bool
    strict: bool = False
    fail_on_warning: bool = False


def options(command: _Command) -> _Command:
    """Give a command an option for each document."""
    for option, told in reversed(_HELP.items()):
        kind = click.Path(allow_dash=option != _EVIDENCE)
        command = click.option(option, _key(option), type=kind, metavar="FILE", help=told)(command)
    return command


def taken_from(words: dict[str, Any]) -> dict[str, str]:
    """The documents that the command line asks for: their files by option. Takes these words out."""
    found = {option: words.pop(_key(option)) for option in _HELP}
    return {option: file for option, file in found.items() if file is not None}


def _key(option: str) -> str:
    return f"{option.removeprefix('--')}_file"


def must_have_places(files: Mapping[str, str]) -> None:
    """Refuse places for the result that cannot be written, before the run rather than after it."""
    spoken = [f"{option} -" for option, file in files.items() if file == _STDOUT and option != _EVIDENCE]
    if len(spoken) > 1:
        raise Trouble(
            f"{' and '.join(spoken)} would be one document after the other; give one of them a file"
        )
    if files.get(_EVIDENCE) == _STDOUT:
        raise Trouble(
            f"{_EVIDENCE} - would be a ZIP on standard output; give it a file, such as evidence.zip"
        )
    paths = {option: Path(file) for option, file in files.items() if file != _STDOUT}
    if len({path.resolve() for path in paths.values()}) < len(paths):
        named = " and ".join(f"{option} {path}" for option, path in paths.items())
        raise Trouble(f"{named} would be written over each other; give each a file of its own")
    for option, path in paths.items():
        must_be_writable(option, path)


def must_be_writable(option: str, file: Path) -> None:
    """Refuse a place where no file can be written; raises Trouble, which names the option."""
    if file.is_dir():
        raise Trouble(f"{option} {file} is a folder; give the name of a file in it")
    if not file.parent.is_dir():
        raise Trouble(f"{option} {file}: the folder {file.parent} does not exist; make it first")
    if not os.access(file if file.exists() else file.parent, os.W_OK):
        raise Trouble(f"{option} {file} cannot be written: permission denied")


def write_all(run: Run, files: Mapping[str, str]) -> list[str]:
    """Write the documents; answers what the user should be told of them."""
    makers = _makers(run)
    for option, file in files.items():
        if option != _EVIDENCE:
            _write(makers[option](), option, file)
    return [_pack(run, makers, files[_EVIDENCE])] if _EVIDENCE in files else []


def _makers(run: Run) -> dict[str, Callable[[], bytes]]:
    library = Library.of({check.id: check.law for check in all_checks()}, Catalogue(rule_files()))
    result = run.result if run.kept else _without_traces(run.result)
    return {
        "--json": partial(json_report.to_bytes, result),
        "--junit": partial(junit.to_bytes, result, strict=run.strict, fail_on_warning=run.fail_on_warning),
        "--html": partial(_page, run, library),
        "--markdown": partial(markdown.to_bytes, result, library),
        "--badge": partial(badge.to_bytes, result),
    }


def _page(run: Run, library: Library) -> bytes:
    from conformance.reports import html  # templates are dear to import

    def records(scenario: Mapping[str, Any]) -> list[dict[str, Any]]:
        file = run.traces / scenario["trace"] if scenario.get("trace") else None
        return timeline.read(file) if file and file.is_file() else []

    return html.to_bytes(run.result, records, library)


def _pack(run: Run, makers: Mapping[str, Callable[[], bytes]], file: str) -> str:
    documents = {
        "result.json": json_report.to_bytes(run.result),
        "junit.xml": makers["--junit"](),
        "report.html": makers["--html"](),
        "report.md": makers["--markdown"](),
        "badge.svg": makers["--badge"](),
    }
    stories = [evidence.Story(one.id, Path(one.path)) for one in run.scenarios]
    try:
        digest = evidence.write(Path(file), run.result, documents, run.traces, stories)
    except OSError as error:
        raise Trouble(f"{_EVIDENCE} {file} cannot be written: {error.strerror or error}") from None
    return f"evidence in {file}, SHA-256 over all of it {digest}"


def _write(document: bytes, option: str, file: str) -> None:
    if file == _STDOUT:
        click.echo(document, nl=False)
        return
    try:
        Path(file).write_bytes(document)
    except OSError as error:
        raise Trouble(f"{option} {file} cannot be written: {error.strerror or error}") from None


def _without_traces(result: Mapping[str, Any]) -> dict[str, Any]:
    """The result without the places of traces, which are gone when the run is over."""
    scenarios = [{key: one[key] for key in one if key != "trace"} for one in result["scenarios"]]
    return {**result, "scenarios": scenarios}
