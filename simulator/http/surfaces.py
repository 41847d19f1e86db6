"""Every surface of a world: its channels, the console, and the control API where it is served."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from threading import get_ident

from simulator.channels import channels
from simulator.console import Console
from simulator.console.desk import Desk
from simulator.console.routes import routes
from simulator.console.tools import Asked, Tell, Tools
from simulator.contract.document import document
from simulator.control import Control
from simulator.courier import Courier
from simulator.http.core import Core, Request, Response, Surface
from simulator.http.watch import Watch, Watched
from simulator.journal import Exchange
from simulator.world import World

__all__ = ["channel_surfaces", "console_surface", "control_surface", "document", "surfaces"]


def surfaces(
    world: World,
    courier: Courier | None = None,
    *,
    control: bool = False,
    token: str | None = None,
    tell: Tell | None = None,
    watch: Watch | None = None,
) -> list[Surface]:
    """Answer all that is served of a world; with `control` also what is for whoever runs it, which needs the `token`.

    That is the control API, and of the console all but the form that clients are given links to. With a courier, what
    the control API or a person in the console sets off is sent by it. `tell` writes scenarios for the console; `watch`
    notes what is called from there.
    """
    form = Console(world, courier)
    if not control:
        return [*channel_surfaces(), console_surface(form)]
    courier = courier or Courier()
    inner = core_of(world, [*channel_surfaces(), control_surface(Control(world, courier))], watch)
    desk = Desk(form, world, courier, token, Tools(partial(_sent, inner), tell))
    guarded = Control(world, courier, token, local=True)
    return [*channel_surfaces(), desk_surface(desk), control_surface(guarded)]


def core_of(world: World, served: list[Surface], watch: Watch | None) -> Core:
    """Answer the core of surfaces, whose requests are watched if there is a watch."""
    return Core(world, served) if watch is None else Watched(world, served, watch)


def _sent(core: Core, asked: Asked, base: str) -> tuple[Response, Exchange]:
    """Send a call that somebody at the console asks for; answers what came back, and what was noted of it."""
    noted: list[tuple[int, Exchange]] = []
    stop = core.world.listen(lambda exchange: noted.append((get_ident(), exchange)))
    try:
        headers = list(asked.headers)
        reply = core.handle(Request(asked.method, asked.path, asked.query, headers, asked.body, base))
    finally:
        stop()
    return reply, next(exchange for thread, exchange in reversed(noted) if thread == get_ident())


def channel_surfaces() -> list[Surface]:
    """Answer the surfaces of all channels, below their names."""
    return [
        Surface(
            name=channel.name,
            prefix=f"/{channel.name}",
            hosts=channel.hosts,
            document=lambda name=channel.name: document(name),  # type: ignore[misc]  # bound now, called later
            operations=channel.operations,
            authenticate=channel.authenticate,
            problem=channel.problem,
        )
        for channel in channels().values()
    ]


def control_surface(control: Control) -> Surface:
    """Answer the surface of the control API."""
    return Surface(
        name="control",
        prefix="/control/v1",
        hosts=(),
        document=lambda: document("control"),
        operations=control.operations,
        authenticate=control.authenticate,
        problem=control.problem,
    )


def desk_surface(desk: Desk) -> Surface:
    """Answer the surface of the whole console."""
    return replace(
        console_surface(desk.form),
        document=lambda: desk.document,
        operations=desk.operations,
        authenticate=desk.authenticate,
        problem=desk.problem,
    )


def console_surface(console: Console) -> Surface:
    """Answer the surface of the console where it is the form behind an activation's link and nothing else."""
    return Surface(
        name="console",
        prefix="/console",
        hosts=(),
        document=routes,
        operations=console.operations,
        authenticate=console.authenticate,
        problem=console.problem,
        is_api=False,
    )
