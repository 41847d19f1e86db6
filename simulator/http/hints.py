"""What whoever sent a refused call may have meant: it stands in the exchange, and never in the answer."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from simulator import near
from simulator.world import World

if TYPE_CHECKING:
    from simulator.http.core import Passage


def hints(world: World, passage: Passage, status: int) -> Iterator[str]:
    """Say what a refused call may have been meant for."""
    owner = world.find(passage.sandbox.id) if passage.sandbox else None
    if passage.operation is None:
        document = passage.surface.document()
        yield from near.calls(document, passage.request.method, passage.path, passage.match.allowed)
    elif owner is None:
        yield from near.credentials(world, passage.surface.name, _presented(passage))
    elif status == HTTPStatus.NOT_FOUND:
        yield from near.things(world, owner, passage.match.parameters)


def _presented(passage: Passage) -> Iterator[str]:
    """The credentials that a request bears: in its header, with or without a scheme, and in the fields of its body."""
    header = passage.request.header("authorization") or ""
    yield from {header.strip(), header.partition(" ")[2].strip()} - {""}
    body = passage.read.body
    if isinstance(body, dict):
        yield from (
            value for name, value in body.items() if name.endswith("secret") and isinstance(value, str)
        )
