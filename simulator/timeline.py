"""The timeline: facts as anybody may read them."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from simulator.domain.codec import encode
from simulator.domain.happened import Happened

_INTERNAL = {"deadlines", "document", "kind", "rules"}


def described(zone: ZoneInfo, happened: Happened) -> dict[str, Any]:
    """Answer a fact as plain JSON values: `seq`, `at` (local, ISO 8601), `kind`, `rules`, and its own fields."""
    written = encode(happened.fact)
    about = {"seq": happened.sequence, "at": happened.at.astimezone(zone).isoformat()}
    fields = {name: value for name, value in written.items() if name not in _INTERNAL}
    return {**about, "kind": written["kind"], "rules": written["rules"], **fields}
