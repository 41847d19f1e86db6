"""Every surface of a world: its channels, and the control API where it is served."""

from __future__ import annotations

from simulator.channels import channels
from simulator.contract.document import document
from simulator.control import Control
from simulator.http.core import Surface

__all__ = ["channel_surfaces", "control_surface", "document"]


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
