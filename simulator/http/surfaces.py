"""Every surface of a world: its channels, and the control API where it is served."""

from __future__ import annotations

from functools import cache

from simulator.channels import channels
from simulator.contract.document import Document
from simulator.control import Control
from simulator.http.core import Surface
from simulator.resources import specs


@cache
def document(folder: str) -> Document:
    """Answer the compiled document of a surface; it is read when it is first asked for."""
    return Document((specs() / folder / "openapi.yaml").read_text("utf-8"))


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
