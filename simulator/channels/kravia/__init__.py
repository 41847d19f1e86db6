"""Kravia's surface: its partner API."""

from __future__ import annotations

from simulator.channels.kravia import (
    access,
    cases,
    creditor,
    documents,
    registering,
    reports,
    settings,
    settlements,
)
from simulator.channels.kravia.news import news
from simulator.port import Channel

CHANNEL = Channel(
    name="kravia",
    title="Kravia's partner API",
    hosts=("api.kravia.ai",),
    operations={
        **creditor.OPERATIONS,
        **registering.OPERATIONS,
        **cases.OPERATIONS,
        **reports.OPERATIONS,
        **documents.OPERATIONS,
        **settings.OPERATIONS,
        **settlements.OPERATIONS,
    },
    authenticate=access.authenticate,
    problem=access.problem,
    news=news,
    endpoints=access.endpoints,
    credential="secret",
)
