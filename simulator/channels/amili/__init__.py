"""Visma Amili's surface for an ERP, on the wire format of Amili's AutoCollect API: that it is this one is assumed."""

from __future__ import annotations

from simulator.channels.amili import access, activation, batches, cases, hooks, invoices, settlements
from simulator.channels.amili.news import news
from simulator.port import Channel

CHANNEL = Channel(
    name="amili",
    title="Visma Amili for an ERP (wire format assumed: Amili's AutoCollect API)",
    hosts=("api.amili.no", "auth.amili.no"),
    operations={
        **access.OPERATIONS,
        **activation.OPERATIONS,
        **batches.OPERATIONS,
        **invoices.OPERATIONS,
        **cases.OPERATIONS,
        **settlements.OPERATIONS,
        **hooks.OPERATIONS,
    },
    authenticate=access.authenticate,
    problem=access.problem,
    news=news,
    endpoints=access.endpoints,
)
