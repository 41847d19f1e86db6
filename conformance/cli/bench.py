"""`dunbox bench`: how fast dunbox is on this machine, and how it grows."""

from __future__ import annotations

import json
import platform
import shlex
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from conformance import __version__
from conformance.bench import (
    Column,
    NotMeasured,
    Section,
    core,
    life,
    month,
    peers,
    profiled,
    ratios,
    reading,
    search,
    soak,
    stores,
    workers,
)
from conformance.bench import isolation as between
from conformance.bench.others import OTHERS
from conformance.cli import Trouble
from conformance.cli.options import together
from conformance.stopwatch import moment_of_day

_STDOUT = "-"


_commands_of_others = together(
    *(
        click.option(
            f"--{other.option}",
            metavar="COMMAND",
            help=f"The command of {other.name}, with --peers.  [default: {other.command}]",
        )
        for other in OTHERS
    )
)


@click.command()
@click.option(
    "--cases",
    type=click.IntRange(min=1),
    multiple=True,
    help="How many cases are open: a row each, the first of which the others are compared with. Repeatable.  "
    "[default: 100000, 300000; with --search 100000]",
)
@click.option(
    "--isolation",
    is_flag=True,
    help="Measure instead how long calls to one sandbox take while a year of so many cases passes in another.",
)
@click.option(
    "--search",
    is_flag=True,
    help="Measure instead how long a page of a search by last update takes among so many cases.",
)
@click.option(
    "--month",
    is_flag=True,
    help="Measure instead a month of a company that sends its invoices through an agency.",
)
@click.option(
    "--invoices",
    type=click.IntRange(min=1),
    multiple=True,
    help="How many invoices are sent, with --month. Repeatable.  [default: 100000]",
)
@click.option("--reading", is_flag=True, help="Measure instead how long reading an uploaded invoice takes.")
@click.option(
    "--rows",
    type=click.IntRange(min=1, max=10_000),
    multiple=True,
    help="How many rows the invoice has, with --reading. Repeatable.  [default: 50]",
)
@click.option(
    "--peers",
    is_flag=True,
    help="Measure instead calls of `dunbox serve` beside those of others, where these are installed.",
)
@_commands_of_others
@click.option(
    "--ratios", metavar="FILE", help="Write the ratios of --peers into a file, for --check to compare with."
)
@click.option(
    "--check",
    metavar="FILE",
    help=f"Say which ratios of --peers are more than {ratios.MOST_WORSE:.0%} worse than those in a file; "
    "if any is, exit with 1.",
)
@click.option(
    "--stores",
    is_flag=True,
    help="Measure instead rows and creates a second in files, and in a database, if --db names one.",
)
@click.option("--db", metavar="URL", help="An empty PostgreSQL database, with --stores or --workers.")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    multiple=True,
    help="Measure instead creates a second of so many servers on one store; give it several times to compare.",
)
@click.option(
    "--soak",
    type=click.IntRange(min=1, max=10_080),
    metavar="MINUTES",
    help="Put mixed load on a server for so long, and exit with 1 if it keeps memory, files or threads, or fails.",
)
@click.option(
    "--profile",
    is_flag=True,
    help="Show instead where the time of a create goes, in process, and of calls that are served, by function.",
)
@click.option(
    "--calls",
    type=click.IntRange(min=1),
    help="How many calls a burst of --peers has, and how many of each kind --profile; with --stores and --workers "
    "as --peers, with --soak how many a second at the most.  [default: 300; 10000; 150]",
)
@click.option(
    "--json",
    "file",
    metavar="FILE",
    help="Write all figures into a file, to the digit; - is standard output, instead of the tables.",
)
def command(file: str | None, **options: Any) -> int:
    """Print the speed figures of this machine, with the commands that they come from.

    Each row is measured in a new process. docs/speed.md says what is measured, and what it means.
    """
    asked = _asked(options)
    for option, path in (("--json", file), ("--ratios", options["ratios"])):
        _may_be_written(option, path)
    before = _read(options["check"])
    found = _found(asked, options, show=file != _STDOUT)
    if file:
        _write("--json", found, file)
    if options["ratios"]:
        _write("--ratios", ratios.of(found), options["ratios"])
    if asked == "soak":
        return _judged(found["sections"][0]["rows"])
    return _checked(before, found, options) if before else 0


def _found(asked: str, options: dict[str, Any], *, show: bool) -> dict[str, Any]:
    """Measure; answers all figures, with what they are of."""
    given = {"command": _line(asked, options)}
    started = moment_of_day()
    sections = [given | each for each in _measured(_sections(asked, options), given["command"], show=show)]
    machine = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    return {"dunbox": __version__, "started": started, "machine": machine, "sections": sections}


def _checked(before: dict[str, Any], found: dict[str, Any], options: dict[str, Any]) -> int:
    """Say which ratios have become worse: those that also are when measured again. Answers the exit code."""
    worse = ratios.worse(before, found)
    if worse:
        click.echo(f"\n{len(worse)} worse than they were, and measured again:\n")
        again = ratios.worse(before, _found("peers", options, show=True))
        worse = {line: again[line] for line in worse if line in again}
    compared = ratios.compared(before, found)
    if not compared:
        raise Trouble(
            f"none of the ratios in {options['check']} was measured: no program of them is installed"
        )
    click.echo(f"\n{compared} of {len(before['ratios'])} ratios compared with those of {before['started']}")
    for line, sentence in worse.items():
        click.echo(f"worse: {line}: {sentence}")
    return 1 if worse else 0


_COUNTED = {
    "life": (life, "cases", (100_000, 300_000)),
    "isolation": (between, "cases", (100_000, 300_000)),
    "search": (search, "cases", (100_000,)),
    "month": (month, "invoices", (100_000,)),
    "reading": (reading, "rows", (50,)),
}
"""The sections with a row for each of some counts, the option that has these, and which they are without it."""

_OPTIONS_OF = {
    "life": {"cases"},
    "isolation": {"cases"},
    "search": {"cases"},
    "month": {"invoices"},
    "reading": {"rows"},
    "peers": {*(other.option for other in OTHERS), "calls", "ratios", "check"},
    "stores": {"db", "calls"},
    "soak": {"calls"},
    "workers": {"db", "calls"},
    "profile": {"calls"},
}
"""What can be measured, and the options that it knows."""


def _asked(options: dict[str, Any]) -> str:
    """Answer what is to be measured; one thing at a time, with the options that are for it."""
    chosen = [name for name in _OPTIONS_OF if options.get(name)]
    if len(chosen) > 1:
        raise Trouble(
            f"{' and '.join(f'--{name}' for name in chosen)} are measured one at a time; give one of them"
        )
    asked = chosen[0] if chosen else "life"
    for name, value in options.items():
        if value and name not in _OPTIONS_OF[asked] | {asked}:
            home = [f"--{each}" for each, known in _OPTIONS_OF.items() if name in known and each != "life"]
            raise Trouble(f"--{name} says nothing here; it is for {' and '.join(home)}")
    return asked


def _line(asked: str, options: dict[str, Any]) -> str:
    """The command that asks for what these options ask for, with all that goes without saying about cases."""
    words = [f"--{name}" for name in _OPTIONS_OF if options.get(name) is True]
    words += [f"--workers {count}" for count in options["workers"]]
    words += [f"--soak {options['soak']}"] if asked == "soak" else []
    if asked in _COUNTED:
        _, counted, usual = _COUNTED[asked]
        words += [f"--{counted} {count}" for count in options[counted] or usual]
    named = (*(other.option for other in OTHERS), "calls")
    given = {name: options[name] for name in named if options[name]}
    given |= {"db": "postgresql://…"} if options["db"] else {}  # its password is nobody's business
    return " ".join(
        ["dunbox bench", *words, *(f"--{name} {shlex.quote(str(given[name]))}" for name in given)]
    )


def _sections(asked: str, options: dict[str, Any]) -> Iterator[tuple[Section, Iterable[dict[str, Any]]]]:
    """The sections that are asked for, each with its rows, which are measured as they are taken."""
    calls = options["calls"]
    if asked == "peers":
        for table in peers.measured({name: given for name, given in options.items() if given}, calls or 300):
            yield table, table.rows
    elif asked == "stores":
        yield stores, stores.rows(options["db"], calls or 300)
    elif asked == "soak":
        yield soak, soak.rows(options["soak"], calls or soak.RATE)
    elif asked == "workers":
        yield workers, workers.rows(options["workers"], options["db"], calls or 300)
    elif asked == "profile":
        yield core, core.rows(calls or 10_000)
        for table in profiled.tables(calls or 10_000):
            yield table, table.rows
    else:
        section, counted, usual = _COUNTED[asked]
        yield section, section.rows(options[counted] or usual)


def _measured(
    sections: Iterable[tuple[Section, Iterable[dict[str, Any]]]], line: str, *, show: bool
) -> Iterator[dict[str, Any]]:
    """Measure the rows of each section, and show each as soon as it is there; `line` is the command for them."""
    gap = ""
    try:
        for section, rows in sections:
            if show:
                click.echo(f"{gap}{section.TITLE}: {line}\n")
            done = list(_shown(rows, section.COLUMNS) if show else rows)
            gap = "\n"
            yield {"id": section.ID, "title": section.TITLE, "rows": done}
    except NotMeasured as error:
        raise Trouble(str(error)) from None


def _judged(samples: list[dict[str, Any]]) -> int:
    """Say what a soak has found; answers the exit code."""
    wrong = soak.found(samples)
    click.echo(
        "\n" + ("\n".join(wrong) if wrong else "nothing is held on to, and nothing went wrong"), err=True
    )
    return 1 if wrong else 0


def _shown(rows: Iterable[dict[str, Any]], columns: tuple[Column, ...]) -> Iterator[dict[str, Any]]:
    """The same rows, each printed as it comes, below the headings."""
    click.echo("  ".join(column.heading.rjust(column.width) for column in columns))
    for row in rows:
        click.echo("  ".join(column.cell(row).rjust(column.width) for column in columns))
        yield row


def _may_be_written(option: str, file: str | None) -> None:
    """Refuse a file that cannot be written before anything is measured: that takes a while."""
    if file and file != _STDOUT and (Path(file).is_dir() or not Path(file).absolute().parent.is_dir()):
        raise Trouble(f"{option} {file} cannot be written: it is a folder, or in one that is not there")


def _write(option: str, found: dict[str, Any], file: str) -> None:
    document = json.dumps(found, indent=2, ensure_ascii=False) + "\n"
    if file == _STDOUT:
        click.echo(document, nl=False)
        return
    try:
        Path(file).write_text(document, "utf-8")
    except OSError as error:
        raise Trouble(f"{option} {file} cannot be written: {error.strerror or error}") from None


def _read(file: str | None) -> dict[str, Any] | None:
    """Answer the ratios to compare with, if a file is named that has them."""
    if not file:
        return None
    try:
        return ratios.read(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise Trouble(f"--check {file} has no ratios: {error}; write them with --ratios") from None
