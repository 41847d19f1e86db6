"""`dunbox serve`: the simulator as a server, with a sandbox that is ready to be used."""

from __future__ import annotations

import socket
from collections.abc import Mapping
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from conformance.cli import Trouble
from conformance.cli.lines import Lines, Objects, Texts
from simulator import (
    Courier,
    MissingExtra,
    Refused,
    Sandbox,
    StoreError,
    World,
    check_front,
    courier_of,
    hold_much,
    is_database,
    is_loopback,
    listening,
    open_store,
    serve,
)

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
    "--log-format",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How requests and errors are told: a line for people, or a JSON object on a line.",
)
def command(
    host: str,
    port: int,
    db: str | None,
    sync: str | None,
    control_token: str | None,
    control_token_file: Path | None,
    front: str,
    log_format: str,
    **new: Any,
) -> int:
    """Run the simulator as a server.

    Shows the base URLs and credentials of a sandbox that is ready for use, then a line for each request. With --db the
    sandboxes of the file are there again; without it everything is gone when the server stops.
    """
    token = _token(control_token, control_token_file)
    _may_listen(host, token)
    _may_stand_in_front(front)
    courier = _courier(host, new.pop("webhooks_to"))
    hold_much()
    world = _world(db, sync)
    bound = _bound(host, port)
    try:
        if not world.sandboxes:
            _create(world, **new)
        lines: Lines = Objects(world) if log_format == "json" else Texts(world)
        world.listen(lines.write)
        introduce = partial(lines.introduce, _base(bound), partial(_introduce, world, _base(bound)))
        with lines.hearing():
            serve(world, bound, token, front, introduce, lines.show, _told, courier)
    except KeyboardInterrupt:
        pass
    finally:
        bound.close()
        world.close()
    return 0


def _told(done: Mapping[str, Any]) -> str:
    """Write what was done in a sandbox as a scenario file."""
    writing = import_module("conformance.cli.writing")  # dear to load, and seldom asked for
    told: str = writing.scenario_of(done)
    return told


def _token(token: str | None, file: Path | None) -> str | None:
    """The control token, as it was given or from the first line of a file; None if none is asked for."""
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


def _world(db: str | None, sync: str | None) -> World:
    if db == "":
        raise Trouble("--db is empty; name a file or a database, or leave it out to keep nothing")
    if sync and (db is None or is_database(db)):
        more = "; a database has that among its own settings, as synchronous_commit" if db else ""
        raise Trouble(
            f"--sync says how the file of --db is written; give --db FILE too, or leave it out{more}"
        )
    try:
        return World(store=open_store(db, sync or "normal"))
    except StoreError as error:
        raise Trouble(f"--db: {error}") from None


def _bound(host: str, port: int) -> socket.socket:
    try:
        return listening(host, port)
    except socket.gaierror:
        raise Trouble(f"--host {host} is no address of this machine; 127.0.0.1 is one") from None
    except OSError as error:
        hint = "choose another --port, or 0 for a free one"
        raise Trouble(f"cannot listen on {host}, port {port}: {error.strerror or error}; {hint}") from None


def _base(bound: socket.socket) -> str:
    host, port = bound.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _introduce(world: World, base: str) -> None:
    """Say where the server is, and what a client of each sandbox is configured with."""
    click.echo(f"dunbox serves {base}")
    click.echo(f"  control   {base}/control/v1")
    click.echo(f"  console   {base}/console")
    for sandbox in world.sandboxes:
        _show(sandbox, base)
    click.echo("\nA line a request follows; stop with Ctrl-C.")


def _create(world: World, seed: int, start: str | None, clock: str, rate: int) -> None:
    try:
        began = datetime.fromisoformat(start) if start else None
        world.create(seed=seed, start=began, rate=rate if clock == "running" else None)
    except ValueError:
        raise Trouble(f"--start {start!r} is no time; it is written like 2026-01-12T09:00") from None
    except Refused as refused:
        raise Trouble(str(refused)) from None


def _show(sandbox: Sandbox, base: str) -> None:
    company = sandbox.company
    click.echo(
        f"\nsandbox {sandbox.id}: {company['name']} ({company['business_id']}), "
        f"where it is {sandbox.now:%Y-%m-%d %H:%M}"
    )
    for channel, words in sandbox.endpoints(base).items():
        for name, value in words.items():
            click.echo(f"  {channel:<9} {name:<22} {value}")
