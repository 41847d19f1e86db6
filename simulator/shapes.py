"""How the control API and the console show things: plain JSON values."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain import facts as f
from simulator.domain.codec import plain
from simulator.domain.state import State
from simulator.journal import Exchange
from simulator.outbox import Message
from simulator.pace import FROZEN, RUNNING
from simulator.sandbox import Sandbox

_SECRET_HEADERS = ("authorization",)


def sandbox(found: Sandbox, base_url: str) -> dict[str, Any]:
    """A sandbox, with what a client needs to use it."""
    return {
        "id": found.id,
        "name": found.name,
        "seed": found.seed,
        "now": found.now.isoformat(),
        **_running(found),
        "company": found.company,
        "endpoints": found.endpoints(base_url),
    }


def clock(found: Sandbox) -> dict[str, Any]:
    """A sandbox's clock."""
    return {
        "now": found.now.isoformat(),
        "time_zone": str(found.zone),
        **_running(found),
        "banking_day": found.is_banking_day(found.now.date()),
    }


def _running(found: Sandbox) -> dict[str, Any]:
    """Whether a sandbox's clock runs, and how fast."""
    return {"clock": FROZEN} if found.pace is None else {"clock": RUNNING, "rate": found.pace.rate}


def exchange(
    number: int, found: Exchange, zone: ZoneInfo | None, veiled: Callable[[str], str]
) -> dict[str, Any]:
    """An exchange of the journal; credentials are not shown: `veiled` takes them out of a text."""
    return {
        "seq": number,
        "sandbox": found.sandbox,
        "at": _local(found.at, zone),
        "surface": found.surface,
        "operation": found.operation,
        "method": found.method,
        "path": veiled(found.path),
        "query": veiled(found.query),
        "headers": [
            [name, "…" if name in _SECRET_HEADERS else veiled(value)] for name, value in found.headers
        ],
        "body": veiled(found.body.decode("utf-8", "replace")),
        "status": found.status,
        "answer_headers": [[name, veiled(value)] for name, value in found.answer_headers],
        "answer_body": veiled(found.answer_body.decode("utf-8", "replace")),
        "contract": [veiled(each) for each in found.contract],
        "rules": list(found.rules),
        "harness_error": found.harness_error,
        "fault": found.fault,
        "committed": found.committed,
        "near": [veiled(each) for each in found.near],
        "request_id": veiled(found.stamp.id) if found.stamp else None,
    }


def delivery(found: Message, zone: ZoneInfo) -> dict[str, Any]:
    """A message with its tries."""
    return {
        "id": found.id,
        "surface": found.channel,
        "event": found.event,
        "url": found.url,
        "body": found.body.decode(),
        "acknowledged": found.acknowledged,
        "due": _local(found.due, zone),
        "attempts": [
            {"at": _local(one.at, zone), "status": one.status, "reason": one.reason} for one in found.tries
        ],
    }


def settlements(state: State) -> list[dict[str, Any]]:
    """Every settlement, oldest first."""
    paid = [movement.fact for movement in state.movements if not isinstance(movement.fact, f.CreditorPaid)]
    return [
        {
            "id": fact.settlement,
            "provider": fact.provider,
            "kind": "interest" if isinstance(fact, f.InterestSettled) else "principal",
            "account": fact.account,
            "booked": fact.booked.isoformat(),
            "month": fact.month if isinstance(fact, f.InterestSettled) else None,
            "total": plain(fact.total),
            "rows": plain(fact.rows),
        }
        for fact in paid
    ]


def _local(moment: datetime | None, zone: ZoneInfo | None) -> str | None:
    return moment.astimezone(zone).isoformat() if moment else None
