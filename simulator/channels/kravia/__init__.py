"""Kravia's surface: the part of its partner API that a first case needs."""

from __future__ import annotations

from simulator.channels.kravia import access, cases, creditor
from simulator.channels.kravia.news import news
from simulator.port import Channel

CHANNEL = Channel(
    name="kravia",
    title="Kravia's partner API",
    hosts=("api.kravia.ai",),
    operations={**creditor.OPERATIONS, **cases.OPERATIONS},
    authenticate=access.authenticate,
    problem=access.problem,
    news=news,
    endpoints=access.endpoints,
    credential="secret",
)
