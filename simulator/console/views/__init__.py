"""The pages, a module a topic. What a module of this table defines by `page` or `action` is served."""

from __future__ import annotations

from simulator.console.routing import Route
from simulator.console.views import (
    clock,
    faults,
    invoices,
    letters,
    live,
    making,
    money,
    overview,
    people,
    record,
    sandboxes,
    services,
    session,
    spoiling,
    telling,
    trying,
    webhooks,
)

_TOPICS = (
    session,
    sandboxes,
    overview,
    clock,
    services,
    invoices,
    record,
    webhooks,
    money,
    letters,
    faults,
    people,
    spoiling,
    making,
    trying,
    telling,
    live,
)

ROUTES: tuple[Route, ...] = tuple(
    each for topic in _TOPICS for each in vars(topic).values() if isinstance(each, Route)
)
"""Every page and every action."""
