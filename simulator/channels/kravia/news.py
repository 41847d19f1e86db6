"""What a creditor is told: that something changed in a case, signed with its secret. Nothing of business is in it."""

from __future__ import annotations

from hashlib import md5
from typing import Any

import orjson

from simulator.channels.kravia.access import KRAVIA
from simulator.channels.kravia.creditor import UPDATE
from simulator.domain import facts as f
from simulator.domain.facts import WebhookRegistered
from simulator.domain.happened import Happened
from simulator.domain.state import Case, State
from simulator.port import News


def news(state: State, happened: Happened) -> list[News]:
    """Answer what a fact is to a creditor."""
    fact = happened.fact
    case = state.cases[fact.case] if isinstance(fact, f.CaseFact) else None
    if case is None or not _is_news(case, happened):
        return []
    data = {"timestamp": int(happened.at.timestamp()), "eventType": UPDATE, "claimId": int(case.id)}
    secret_first = state.settings["kravia.signature"] == "secret first"

    def write(message: str, webhook: WebhookRegistered) -> dict[str, Any]:
        signature = signed(data, webhook.secret or "", secret_first)
        return {"header": {"algorithm": "MD5"}, "data": data, "signature": signature}

    return [News(UPDATE, write)]


def _is_news(case: Case, happened: Happened) -> bool:
    """Whether what happened to a case of ours is told: what is on its timeline, and an end only where it came alone."""
    last = case.events[-1]
    if case.opened.provider != KRAVIA or last.fact is not happened.fact:
        return False
    told = (event for event in case.events[:-1] if not isinstance(event.fact, f.CaseOpened))
    return not (isinstance(last.fact, f.CaseClosed) and any(event.at == last.at for event in told))


def signed(data: dict[str, Any], secret: str, secret_first: bool) -> str:
    """The signature of a message's data: an MD5 in hexadecimal. How the two are joined is assumed."""
    written = orjson.dumps(data)
    key = secret.encode()
    text = key + written if secret_first else written + key
    return md5(text, usedforsecurity=False).hexdigest()
