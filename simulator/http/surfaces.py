"""Every surface of a world: its channels, the console, and the control API where it is served."""

from __future__ import annotations

from dataclasses import replace

from simulator.channels import channels
from simulator.console import Console
from simulator.console.desk import Desk
from simulator.console.routes import routes
from simulator.contract.document import document
from simulator.control import Control
from simulator.courier import Courier
from simulator.http.core import Surface
from simulator.world import World

__all__ = ["channel_surfaces", "console_surface", "control_surface", "document", "surfaces"]


def surfaces(
    world: World, courier: Courier | None = None, *, control: bool = False, token: str | None = None
) -> list[Surface]:
    """Answer all that is served of a world; with `control` also what is for whoever runs it, which needs the `token`.

    That is the control API, and of the console all but the form that clients are given links to. With a courier, what
    the control API or a person in the console sets off is sent by it.
    """
    form = Console(world, courier)
    if not control:
        return [*channel_surfaces(), console_surface(form)]
    courier = courier or Courier()
    desk = Desk(form, world, courier, token)
    return [*channel_surfaces(), desk_surface(desk), control_surface(Control(world, courier, token))]


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
