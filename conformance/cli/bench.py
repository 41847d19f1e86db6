"""`dunbox bench`: how fast dunbox is on this machine, and how it grows."""

from __future__ import annotations

import json
import platform
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from conformance import __version__
from conformance.bench import Column, NotMeasured, Section, life
from conformance.bench import isolation as between
from conformance.cli import Trouble
from conformance.stopwatch import moment_of_day

_STDOUT = "-"


@click.command()
@click.option(
    "--cases",
    type=click.IntRange(min=1),
    multiple=True,
    default=(100_000, 300_000),
    show_default="100000 300000",
    help="How many cases are open: a row each, the first of which the others are compared with. Repeatable.",
)
@click.option(
    "--isolation",
    is_flag=True,
    help="Measure instead how long calls to one sandbox take while a year of so many cases passes in another.",
)
@click.option(
    "--json",
    "file",
    metavar="FILE",
    help="Write all figures into a file, to the digit; - is standard output, instead of the tables.",
)
def command(cases: tuple[int, ...], isolation: bool, file: str | None) -> None:
    """Print the speed figures of this machine, with the commands that they come from.

    Each row is measured in a new process. docs/speed.md says what is measured, and what it means.
    """
    _may_be_written(file)
    started = moment_of_day()
    asked: Section = between if isolation else life
    options = " --isolation" * isolation + "".join(f" --cases {count}" for count in cases)
    section = _measured(asked, f"dunbox bench{options}", asked.rows(cases), show=file != _STDOUT)
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    found = {"dunbox": __version__, "started": started, "machine": machine, "sections": [section]}
    if file:
        _write(json.dumps(found, indent=2, ensure_ascii=False) + "\n", file)


def _measured(section: Section, line: str, rows: Iterable[dict[str, Any]], *, show: bool) -> dict[str, Any]:
    """Measure the rows of a section, and show each as soon as it is there; `line` is the command that asks for them."""
    if show:
        click.echo(f"{section.TITLE}: {line}\n")
    try:
        done = list(_shown(rows, section.COLUMNS) if show else rows)
    except NotMeasured as error:
        raise Trouble(str(error)) from None
    return {"id": section.ID, "title": section.TITLE, "command": line, "rows": done}


def _shown(rows: Iterable[dict[str, Any]], columns: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    """The same rows, each printed as it comes, below the headings."""
    click.echo("  ".join(column.heading.rjust(column.width) for column in columns))
    for row in rows:
        click.echo("  ".join(column.cell(row).rjust(column.width) for column in columns))
        yield row


def _may_be_written(file: str | None) -> None:
    """Refuse a file that cannot be written before anything is measured: that takes a while."""
    if file and file != _STDOUT and (Path(file).is_dir() or not Path(file).absolute().parent.is_dir()):
        raise Trouble(f"--json {file} cannot be written: it is a folder, or in one that is not there")


def _write(document: str, file: str) -> None:
    if file == _STDOUT:
        click.echo(document, nl=False)
        return
    try:
        Path(file).write_text(document, "utf-8")
    except OSError as error:
        raise Trouble(f"--json {file} cannot be written: {error.strerror or error}") from None
