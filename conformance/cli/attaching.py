"""The options of `dunbox run` for a client that is running already, and what they come to."""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from conformance.cli import Trouble
from conformance.cli.options import together
from conformance.reports import console as reporting
from conformance.runner.attach.client import Attachment
from conformance.runner.backend import documents

PATIENCE = 600.0
"""How many real seconds a client that is running already, and whoever is its user, has by default."""

SETTLE = 2.0


def a_number(_context: click.Context, _option: click.Parameter, seconds: float | None) -> float | None:
    """Seconds of an option, which are a number: nan is outside of no range."""
    if seconds is not None and math.isnan(seconds):
        raise click.BadParameter("nan is no time; give real seconds, such as 30.")
    return seconds


options = together(
    click.option(
        "--attach",
        is_flag=True,
        help="Judge a client that is running already: shows what it has to connect to, waits for its calls, and tells "
        "each act of its user.",
    ),
    click.option(
        "--settle",
        type=click.FloatRange(0, 3600, min_open=True),
        callback=a_number,
        metavar="S",
        help=f"With --attach: for how many real seconds nothing new happens before time goes on.  [default: {SETTLE}]",
    ),
    click.option(
        "--acts",
        metavar="URL",
        help="With --attach: what the user does is posted here, and no person is asked.",
    ),
    click.option(
        "--endpoints",
        type=click.Path(path_type=Path, dir_okay=False),
        metavar="FILE",
        help="With --attach: write base URLs and credentials as JSON, too.",
    ),
    click.option(
        "--credentials",
        type=click.Path(path_type=Path, dir_okay=False, exists=True),
        metavar="FILE",
        help="With --attach: the credentials that the client has built in, as JSON by surface.",
    ),
    click.option(
        "--port",
        type=click.IntRange(0, 65535),
        help="With --attach: the port to serve at.  [default: a free one]",
    ),
)
"""What gives a command these options; `Wish` has their words."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the user asked for of these options."""

    attach: bool
    settle: float | None
    acts: str | None
    endpoints: Path | None
    credentials: Path | None
    port: int | None


def attachment(wish: Wish, patience: float | None, *, aside: bool) -> Attachment | None:
    """What the options come to; None without --attach. Lines go to standard error if standard output is taken."""
    if not wish.attach:
        given = [
            name for name in ("settle", "acts", "endpoints", "credentials", "port") if getattr(wish, name)
        ]
        if given:
            raise click.UsageError(f"--{given[0]} is for a client that is running already; give --attach too")
        return None
    return Attachment(
        say=partial(_say, aside=aside),
        lines=() if wish.acts is not None else _typed(),
        settle=wish.settle or SETTLE,
        patience=patience or PATIENCE,
        acts=_hook(wish.acts),
        credentials=_credentials(wish.credentials),
        endpoints=wish.endpoints,
        port=wish.port or 0,
    )


def _typed() -> Iterator[str]:
    """The lines of standard input, read without a buffer: whoever still read at the end would hold that."""
    with open(0, "rb", buffering=0, closefd=False) as stdin:
        for line in stdin:
            yield line.decode("utf-8", "replace")


def _say(line: str, *, aside: bool) -> None:
    click.echo(reporting.safe(line), err=aside)
    (sys.stderr if aside else sys.stdout).flush()


def _hook(url: str | None) -> str | None:
    if url is not None and not (urlsplit(url).scheme in ("http", "https") and urlsplit(url).hostname):
        raise Trouble(f"--acts {url} is no address to post to; one is like http://127.0.0.1:8080/acts")
    return url


def _credentials(file: Path | None) -> Mapping[str, Mapping[str, str]] | None:
    """The credentials in a file, as `POST /sandboxes` takes them."""
    if file is None:
        return None
    try:
        words = json.loads(file.read_bytes())
    except OSError as error:
        raise Trouble(f"--credentials {file} cannot be read: {error.strerror or error}") from None
    except ValueError as error:
        raise Trouble(f"--credentials {file} is not JSON: {error}") from None
    surfaces = ", ".join(documents())
    shape = f'it is an object by surface ({surfaces}), each with texts, such as {{"client_secret": "…"}}'
    if not isinstance(words, dict) or not all(map(_is_of_texts, words.values())):
        raise Trouble(f"--credentials {file} holds something else than credentials: {shape}")
    unknown = [name for name in words if name not in documents()]
    if unknown:
        raise Trouble(f"--credentials {file} names {unknown[0]!r}, which is no surface: {shape}")
    return words


def _is_of_texts(words: Any) -> bool:
    return isinstance(words, dict) and all(isinstance(value, str) and value for value in words.values())
