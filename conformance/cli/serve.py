"""`dunbox serve`: the simulator as a server, with a sandbox that is ready to be used."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import datetime
from errno import EADDRNOTAVAIL
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from conformance.cli import Trouble, expiring
from conformance.cli.lines import Lines, Objects, Texts
from conformance.cli.workers import Together
from simulator import (
    Courier,
    Manner,
    Membership,
    MissingExtra,
    Moved,
    Refused,
    StoreError,
    World,
    check_front,
    courier_of,
    hold_much,
    is_database,
    is_loopback,
    listening,
    open_store,
    rows_of_all,
    sandbox_names,
    serve,
)

_ALONE = nullcontext()
_LARGEST_SEED = 2**53 - 1


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option(
    "--db",
    envvar="DUNBOX_DB",
    metavar="STORE",
    help="Keep the sandboxes in this SQLite file, or in the PostgreSQL database postgresql://…; those in it are "
    "served, and a new one only if there is none. Also read from DUNBOX_DB.",
)
@click.option(
    "--sync",
    type=click.Choice(["normal", "full"]),
    help="How the file of --db is written: what was answered survives the process (normal), or a power cut too (full)."
    "  [default: normal]",
)
@click.option(
    "--seed",
    type=click.IntRange(0, _LARGEST_SEED),
    default=0,
    show_default=True,
    help="What all draws of a new sandbox come from.",
)
@click.option(
    "--start",
    metavar="TIME",
    help="When a new sandbox begins, such as 2026-01-12T09:00. [default: 2026-01-05T08:00]",
)
@click.option(
    "--clock",
    type=click.Choice(["frozen", "running"]),
    default="frozen",
    show_default=True,
    help="Whether the time of a new sandbox goes on by itself, or only when it is told to.",
)
@click.option(
    "--rate",
    type=click.IntRange(1, 86_400),
    default=1,
    show_default=True,
    help="How many virtual seconds pass in a real one, with --clock running; 3600 is an hour a second.",
)
@click.option(
    "--control-token",
    envvar="DUNBOX_CONTROL_TOKEN",
    metavar="TOKEN",
    help="What calls of the control API need; also read from DUNBOX_CONTROL_TOKEN. Required beyond loopback.",
)
@click.option(
    "--control-token-file",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    envvar="DUNBOX_CONTROL_TOKEN_FILE",
    metavar="FILE",
    help="The same from the first line of a file, such as a container's secret; also from DUNBOX_CONTROL_TOKEN_FILE.",
)
@click.option(
    "--webhooks-to",
    multiple=True,
    metavar="HOST|CIDR",
    help="Also send webhooks to this host, address or network, which is not public; repeat it for more. A server on "
    "loopback sends to all that are not link-local, another to public addresses only.",
)
@click.option(
    "--front",
    type=click.Choice(["asgi", "connexion"]),
    default="asgi",
    show_default=True,
    help="What serves: connexion brings Swagger UI at /<channel>/ui/, needs its extra, and is slower.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    help="How many processes serve, on one port and the store of --db; each sandbox is in the hands of one of them.",
)
@click.option(
    "--reachable-at",
    metavar="HOST[:PORT]",
    help="Share the database of --db with servers of other machines, which reach this one here, and only they; each "
    "worker has a port of its own, from PORT on, or free ones.",
)
@click.option(
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How requests and errors are told: a line for people, or a JSON object on a line.",
)
@expiring.options
def command(
    host: str,
    port: int,
    db: str | None,
    sync: str | None,
    control_token: str | None,
    control_token_file: Path | None,
    front: str,
    **more: Any,
) -> int:
    """Run the simulator as a server.

    Shows the base URLs and credentials of a sandbox that is ready for use, then a line for each request. With --db the
    sandboxes of the file are there again; without it everything is gone when the server stops.
    """
    workers, reachable_at, log_format = (more.pop(each) for each in ("workers", "reachable_at", "log_format"))
    token = token_of(control_token, control_token_file)
    _may_listen(host, token)
    _may_stand_in_front(front)
    manner = Manner(token, front, _courier(host, more.pop("webhooks_to")), _told)
    more["rules"] = expiring.rules(more)
    hold_much()
    if workers > 1 or reachable_at is not None:
        _check_store(db, sync)
        together = Together(db, sync, workers, reachable_at)
        together.check(front)
        bound = _bound(host, port)
        with suppress(KeyboardInterrupt), bound:
            return together.run(Serving(bound, manner, log_format, more))
        return 0
    world = _world(db, sync)
    Serving(_bound(host, port), manner, log_format, more).serve(world)
    return 0


class Serving:
    """How worlds are served on a socket; what a new sandbox is made from."""

    def __init__(self, bound: socket.socket, manner: Manner, log_format: str, new: dict[str, Any]) -> None:
        self._bound = bound
        self._manner = manner
        self._log_format = log_format
        self._rules = new.pop("rules")
        self._new = new

    def serve(
        self,
        world: World,
        membership: Membership | None = None,
        turn: AbstractContextManager[object] = _ALONE,
        *,
        first: bool = True,
    ) -> None:
        """Serve a world until the process is told to stop; the `first` of several servers makes what is missing."""
        base = _base(self._bound)
        try:
            if first and not sandbox_names(world) and not world.unread.why:
                _create(world, **self._new)
            lines: Lines = (Objects if self._log_format == "json" else Texts)(world, turn)
            world.listen(lines.write)
            introduce = partial(lines.introduce, base, partial(_introduce, world, base))
            with lines.hearing(), expiring.watching(world, self._rules):
                serve(world, self._bound, self._manner, introduce, lines.show, membership)
        except KeyboardInterrupt:
            pass
        finally:
            self._bound.close()
            world.close()


def _told(done: Mapping[str, Any]) -> str:
    """Write what was done in a sandbox as a scenario file."""
    writing = import_module("conformance.cli.writing")  # dear to load, and seldom asked for
    told: str = writing.scenario_of(done)
    return told


def token_of(token: str | None, file: Path | None) -> str | None:
    """Answer the control token, as it was given or from the first line of a file; None if none is asked for."""
    if token is not None and file is not None:
        raise click.UsageError(
            "--control-token and --control-token-file give two tokens; leave one of them out"
        )
    option = "--control-token" if file is None else f"--control-token-file {file}"
    if file is not None:
        token = _first_line(file)
    if token == "":
        raise Trouble(f"{option} is empty; give a token that nobody guesses, or leave it out on loopback")
    return token


def _first_line(file: Path) -> str:
    try:
        return file.read_text("utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"--control-token-file {file} cannot be read: {error}") from None


def _may_listen(host: str, token: str | None) -> None:
    if token is None and not is_loopback(host):
        raise Trouble(
            f"--host {host} can be reached from other machines, and whoever reaches the control API rules every "
            "sandbox: give --control-token or --control-token-file, or listen on 127.0.0.1"
        )


def _courier(host: str, told: tuple[str, ...]) -> Courier:
    try:
        return courier_of(host, told)
    except ValueError as error:
        raise Trouble(f"--webhooks-to: {error}") from None


def _may_stand_in_front(front: str) -> None:
    try:
        check_front(front)
    except MissingExtra as missing:
        raise Trouble(f"--front {front}: {missing}") from None


def _check_store(db: str | None, sync: str | None) -> None:
    if db == "":
        raise Trouble("--db is empty; name a file or a database, or leave it out to keep nothing")
    if sync and (db is None or is_database(db)):
        more = "; a database has that among its own settings, as synchronous_commit" if db else ""
        raise Trouble(
            f"--sync says how the file of --db is written; give --db FILE too, or leave it out{more}"
        )


def _world(db: str | None, sync: str | None) -> World:
    _check_store(db, sync)
    try:
        return World(store=open_store(db, sync or "normal"))
    except StoreError as error:
        raise Trouble(f"--db: {error}") from None


def _bound(host: str, port: int) -> socket.socket:
    try:
        return listening(host, port)
    except socket.gaierror:
        raise _foreign(host) from None
    except OSError as error:
        if error.errno == EADDRNOTAVAIL:
            raise _foreign(host) from None
        hint = "choose another --port, or 0 for a free one"
        raise Trouble(f"cannot listen on {host}, port {port}: {error.strerror or error}; {hint}") from None


def _foreign(host: str) -> Trouble:
    return Trouble(f"--host {host} is no address of this machine; 127.0.0.1 is one")


def _base(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _introduce(world: World, base: str) -> None:
    """Say where the server is, and what a client of each sandbox is configured with."""
    click.echo(f"dunbox serves {base}")
    click.echo(f"  control   {base}/control/v1")
    click.echo(f"  console   {base}/console")
    try:
        for row in rows_of_all(world, base):
            _show(row)
    except (Moved, StoreError) as error:  # the console shows them later
        click.echo(f"\n{error}")
    click.echo("\nA line a request follows; stop with Ctrl-C.")


def _create(world: World, seed: int, start: str | None, clock: str, rate: int) -> None:
    try:
        began = datetime.fromisoformat(start) if start else None
        world.create(seed=seed, start=began, rate=rate if clock == "running" else None)
    except ValueError:
        raise Trouble(f"--start {start!r} is no time; it is written like 2026-01-12T09:00") from None
    except Refused as refused:
        raise Trouble(str(refused)) from None


def _show(row: dict[str, Any]) -> None:
    company, now = row["company"], datetime.fromisoformat(row["now"])
    click.echo(
        f"\nsandbox {row['id']}: {company['name']} ({company['business_id']}), where it is {now:%Y-%m-%d %H:%M}"
    )
    for channel, words in row["endpoints"].items():
        for name, value in words.items():
            click.echo(f"  {channel:<9} {name:<22} {value}")
    if "expires" in row:
        click.echo(f"  expires   {row['expires']}")
