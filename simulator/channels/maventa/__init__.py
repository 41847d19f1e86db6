"""Maventa's surface: AutoXChange and the Receivables API, below one prefix."""

from __future__ import annotations

from simulator.channels.maventa import (
    access,
    assignments,
    bank_messages,
    files,
    invoices,
    notifications,
    rerouting,
    service_levels,
    services,
    transfers,
)
from simulator.channels.maventa.news import news
from simulator.port import Channel

CHANNEL = Channel(
    name="maventa",
    title="Maventa AutoXChange and Receivables APIs",
    hosts=("ax.maventa.com", "ax-stage.maventa.com"),
    operations={
        **access.OPERATIONS,
        **services.OPERATIONS,
        **invoices.OPERATIONS,
        **transfers.OPERATIONS,
        **files.OPERATIONS,
        **rerouting.OPERATIONS,
        **bank_messages.OPERATIONS,
        **assignments.OPERATIONS,
        **service_levels.OPERATIONS,
        **notifications.OPERATIONS,
    },
    authenticate=access.authenticate,
    problem=access.problem,
    news=news,
    endpoints=access.endpoints,
)
