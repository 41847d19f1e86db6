"""What is recorded of a request and its answer; and what whoever sent a refused one may have meant."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import TYPE_CHECKING

from simulator import near
from simulator.contract.multipart import seen
from simulator.journal import Exchange, Part
from simulator.world import World

if TYPE_CHECKING:
    from simulator.http.core import Passage, Request, Response


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


def exchange_of(passage: Passage, response: Response) -> Exchange:
    """Answer what is recorded of a request that was answered."""
    request, sandbox, met = passage.request, passage.sandbox, passage.mishaps
    return Exchange(
        sandbox=sandbox.id if sandbox else None,
        at=sandbox.state.now if sandbox else None,
        surface=passage.surface.name,
        operation=passage.operation.id if passage.operation else None,
        method=request.method,
        path=passage.path,
        query=request.query,
        headers=request.headers,
        body=request.body,
        status=response.status,
        answer_headers=[(name.lower(), value) for name, value in response.headers],
        answer_body=response.body,
        contract=passage.read.unknown,
        rules=passage.rules,
        harness_error=passage.failed is not None,
        # A fault can strike before anything was read.
        parts=list(passage.read.parts.values()) or _unread(request),
        fault=met.named if met else None,
        committed=passage.done,
        store_error=passage.store_error,
        stamp=request.stamp,
    )


def _unread(request: Request) -> list[Part]:
    """The parts of a body that nobody has read."""
    return seen(request.header("content-type"), request.body) if request.body else []
